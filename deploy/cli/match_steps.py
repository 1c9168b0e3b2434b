"""The steps of `./inroads match`, each from files to files and words."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Final, TextIO

from rich.console import Console
from rich.progress import track

from deploy.cli import match_told as tell
from deploy.cli.match_files import (
    STREAM,
    UnusableFile,
    groups_in,
    problem_in,
    solution_in,
    write,
)
from deploy.cli.match_tradeoff import tradeoff
from services.matching.optimization.explanation.difference import difference
from services.matching.optimization.explanation.explaining import Explainer, UnknownPerson
from services.matching.optimization.explanation.explanation import Explanation
from services.matching.optimization.explanation.gaps import Gaps
from services.matching.optimization.explanation.tellings import telling_of
from services.matching.optimization.fairness.eligible import Eligible, eligible_pairs
from services.matching.optimization.fairness.few_options import bonus_effect, without_bonus
from services.matching.optimization.fairness.measuring import measure
from services.matching.optimization.fairness.page import render_report, report_as_json
from services.matching.optimization.fairness.report import BonusEffect
from services.matching.optimization.problem.kinds import AnyProblem
from services.matching.optimization.problem.one_to_one import OneToOne
from services.matching.optimization.problem.schema import EXAMPLES, schema_text
from services.matching.optimization.solution import Solution
from services.matching.optimization.solution_document import solution_bytes
from services.matching.optimization.solving import Progress, check, solve

DONE, NOT_SOUND = 0, 1


def _solve(arguments: Namespace) -> int:
    problem = problem_in(arguments.problem)
    with _busy(f"Solving for {tell.size(problem)}") as progress:
        solution = solve(problem, progress)
    write(arguments.out, solution_bytes(solution))
    stream = _beside(arguments.out)
    if arguments.json:
        print(json.dumps(tell.summary(problem, solution), indent=2), file=stream)
    else:
        tell.print_solved(problem, solution, arguments, stream)
    return DONE


def _check(arguments: Namespace) -> int:
    problem = problem_in(arguments.problem)
    solution = solution_in(arguments.solution, problem)
    with _busy(f"Checking {len(solution.pairs):,} pairs"):
        faults = check(problem, solution)
    if arguments.json:
        print(json.dumps({"sound": not faults, "faults": faults}, indent=2))
    else:
        tell.print_checked(solution, faults)
    return NOT_SOUND if faults else DONE


def _explain(arguments: Namespace) -> int:
    problem = problem_in(arguments.problem)
    explainer = Explainer(problem, solution_in(arguments.solution, problem))
    gaps = Gaps(explainer.telling, problem)
    show = tell.as_line if arguments.json else tell.as_sentences
    for why in _explanations(explainer, arguments):
        print(show(why, explainer.telling))
        if why.supply is None:
            gaps.add(why)
    if arguments.person is None:
        tell.print_gaps(gaps, as_json=arguments.json)
    return DONE


def _explanations(explainer: Explainer, arguments: Namespace) -> Iterator[Explanation]:
    if arguments.person is None:
        found = explainer.everybody(only_unplaced=arguments.unplaced)
        yield from track(
            found,
            "Explaining",
            total=explainer.count(only_unplaced=arguments.unplaced),
            console=Console(stderr=True),
            disable=sys.stdout.isatty(),  # there the sentences themselves show how far it is
            transient=True,
        )
        return
    try:
        yield explainer.why(arguments.person)
    except UnknownPerson:
        raise UnusableFile(
            f"{arguments.problem}: nobody in it has the id {arguments.person!r}; check the id, or"
            " leave --person out to see everybody."
        ) from None


def _report(arguments: Namespace) -> int:
    problem = problem_in(arguments.problem)
    solution = solution_in(arguments.solution, problem)
    groups = groups_in(arguments.groups, problem)
    with _busy(f"Looking at every pair of {tell.size(problem)}"):
        eligible = eligible_pairs(problem)
        bonus = _bonus(problem, solution, eligible) if arguments.bonus else None
        report = measure(problem, solution, groups, eligible, bonus)
    telling = telling_of(problem)
    page = render_report(
        report, person=telling.person, supply=telling.supply, title=arguments.title
    )
    write(arguments.out, page.encode())
    stream = _beside(arguments.out)
    if arguments.json:
        print(json.dumps(report_as_json(report), indent=2), file=stream)
    else:
        tell.print_reported(report, arguments.out, stream)
    return DONE


def _bonus(problem: AnyProblem, solution: Solution, eligible: Eligible) -> BonusEffect:
    if not isinstance(problem, OneToOne):
        raise UnusableFile(
            f"a problem of kind {problem.kind} knows no bonus for few options; leave --bonus out."
        )
    return bonus_effect(problem, solution, solve(without_bonus(problem)), eligible)


def _compare(arguments: Namespace) -> int:
    before, after = solution_in(arguments.before), solution_in(arguments.after)
    if before.kind != after.kind:
        raise UnusableFile(
            f"{arguments.before} is a solution of kind {before.kind} and {arguments.after} of kind"
            f" {after.kind}; give two of the same kind."
        )
    found = difference(before, after)
    if arguments.json:
        print(json.dumps(asdict(found), indent=2))
    else:
        tell.print_difference(found)
    return DONE


def _example(arguments: Namespace) -> int:
    sys.stdout.write((EXAMPLES / f"{arguments.kind}.json").read_text("utf-8"))
    return DONE


def _schema(_arguments: Namespace) -> int:
    sys.stdout.write(schema_text())
    return DONE


def _beside(out: str) -> TextIO:
    """Where to talk: not into what is written to standard output."""
    return sys.stderr if out == STREAM else sys.stdout


@contextmanager
def _busy(doing: str) -> Iterator[Progress]:
    """Show on a terminal that work goes on, and how far it is."""
    with Console(stderr=True).status(f"{doing} …") as status:
        yield lambda done, figure: status.update(f"{doing} … {done}: {figure:,.0f}")


STEPS: Final[Mapping[str, Callable[[Namespace], int]]] = {
    "solve": _solve,
    "check": _check,
    "explain": _explain,
    "report": _report,
    "compare": _compare,
    "tradeoff": tradeoff,
    "example": _example,
    "schema": _schema,
}
