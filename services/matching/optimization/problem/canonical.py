"""One way to write a problem, and its name: the SHA-256 of that writing."""

from hashlib import sha256

import orjson

from services.matching.optimization.problem.parts import Problem


def canonical(problem: Problem) -> bytes:
    """The problem as JSON with every default written out, keys sorted and no blanks.

    Lists stay in their order: it is part of a problem, since ties are broken by it and the seed.
    """
    return orjson.dumps(problem.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


def problem_hash(problem: Problem) -> str:
    """The inputs' hash that a solution carries: SHA-256 of `canonical`, in hexadecimal."""
    return sha256(canonical(problem)).hexdigest()
