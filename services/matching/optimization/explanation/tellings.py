"""Which file tells which kind; read when asked for, since a command needs one of them."""

from importlib import import_module
from typing import cast

from services.matching.optimization.explanation.telling import Telling
from services.matching.optimization.problem.kinds import AnyPerson, AnyProblem, AnySupply

AnyTelling = Telling[AnyProblem, AnyPerson, AnySupply]
"""A telling is only ever asked about problems of its own kind."""


def telling_of(problem: AnyProblem) -> AnyTelling:
    """How results of this kind of problem are told."""
    module = import_module(f"services.matching.optimization.explanation.{problem.kind}")
    return cast("AnyTelling", module.TELLING)
