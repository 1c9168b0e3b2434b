"""What `./inroads match` says: sentences that can be read aloud, and the same for machines."""

import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final, TextIO

from services.matching.optimization.explanation.difference import Difference, Move
from services.matching.optimization.explanation.explanation import Explanation
from services.matching.optimization.explanation.gaps import Gaps
from services.matching.optimization.explanation.tellings import AnyTelling, telling_of
from services.matching.optimization.explanation.told import told
from services.matching.optimization.fairness.report import FairnessReport
from services.matching.optimization.fairness.verdicts import alarms, percent
from services.matching.optimization.problem.kinds import AnyProblem, people_of, supply_of
from services.matching.optimization.solution import Certificate, Solution

_MOVES_AT_MOST: Final = 20
_GAPS_AT_MOST: Final = 10


def size(problem: AnyProblem) -> str:
    """Return such as ``6 young people and 5 mentors``."""
    telling = telling_of(problem)
    people = telling.person.count(len(people_of(problem)))
    return f"{people} and {telling.supply.count(len(supply_of(problem)))}"


def summary(problem: AnyProblem, solution: Solution) -> dict[str, Any]:
    """Return what was found, for machines."""
    certificate = solution.certificate
    return {
        "kind": solution.kind,
        "problem": solution.problem,
        "algorithm": solution.algorithm,
        "seed": solution.seed,
        "people": len(people_of(problem)),
        "supply": len(supply_of(problem)),
        "placed": len(solution.pairs),
        "unplaced": len(solution.unplaced),
        "certificate": {
            **asdict(certificate),
            "optimal": certificate.optimal,
            "gap": certificate.gap,
        },
    }


def print_solved(
    problem: AnyProblem, solution: Solution, arguments: Namespace, stream: TextIO
) -> None:
    """Say what was found, how good it is, and what to do next."""
    placed, unplaced = len(solution.pairs), len(solution.unplaced)
    lines = [
        f"{size(problem)}: {placed:,} with a place, {unplaced:,} without.",
        _proof(solution.certificate),
    ]
    if arguments.out != "-":
        lines += [f"Written to {arguments.out}.", "next:"]
        lines += [
            f"  ./inroads match {step} --in {arguments.problem} --solution {arguments.out}{more}"
            for step, more in (
                ("check", ""),
                ("explain", " --unplaced"),
                ("report", " --out report.html"),
            )
        ]
    print("\n".join(lines), file=stream)


def _proof(certificate: Certificate) -> str:
    worth = f"Worth {certificate.value:,} points"
    if certificate.optimal:
        return f"{worth}, proven to be the most there can be (by {certificate.proof})."
    return (
        f"{worth}; no solution can be worth more than {certificate.bound:,} (by"
        f" {certificate.proof}), so at most {100 * certificate.gap:.3g}% is missing."
    )


def print_checked(solution: Solution, faults: Sequence[str]) -> None:
    """Say that a solution is sound, or everything that is wrong with it."""
    if not faults:
        print(f"Sound: all {len(solution.pairs):,} pairs keep every rule, and the points add up.")
        print(_proof(solution.certificate))
        return
    print(f"Not sound, {len(faults):,} fault{'' if len(faults) == 1 else 's'}:")
    for fault in faults:
        print(f"  {fault}")
    print("Do not publish this solution. Solve the problem again, and compare the two.")


def as_sentences(why: Explanation, telling: AnyTelling) -> str:
    """Return an explanation to be read."""
    return "\n".join(told(why, telling))


def as_line(why: Explanation, _telling: AnyTelling) -> str:
    """Return an explanation as one line of JSON."""
    return json.dumps(asdict(why))


def print_gaps(gaps: Gaps, *, as_json: bool) -> None:
    """Print what recruitment could close, the most asked for first."""
    found = gaps.found()
    if as_json:
        print(json.dumps({"gaps": [asdict(gap) for gap in found], "beyond": gaps.beyond}))
        return
    if found:
        print("\nWhat recruitment could close:")
    for gap in found[:_GAPS_AT_MOST]:
        print(f"  {gap.words}")
    if len(found) > _GAPS_AT_MOST:
        print(f"  and {len(found) - _GAPS_AT_MOST:,} other gaps; --json lists them all")
    if gaps.beyond:
        print(f"  For {gaps.beyond:,} people no recruiting helps: the programme is not for them.")


def print_reported(report: FairnessReport, out: str, stream: TextIO) -> None:
    """Say what the page says first."""
    share = report.everybody
    print(f"{share.part:,} of {share.whole:,} have a place: {percent(share.rate)}.", file=stream)
    found = alarms(report)
    for alarm in found:
        print(f"  {alarm.dimension}, {alarm.word}: {alarm.words}", file=stream)
    if report.dimensions and not found:
        print("  No group is far below another.", file=stream)
    if out != "-":
        print(f"Written to {out}; open it in a browser.", file=stream)


def print_difference(found: Difference) -> None:
    """Say who gains, who loses and who moves."""
    if found.is_empty:
        print("Nothing changes for anybody.")
        return
    _moves("gain a place", found.gained)
    _moves("lose their place", found.lost)
    _moves("move", found.moved)
    _ids("are new", found.arrived)
    _ids("are no longer there", found.departed)
    print(f"{found.same_place:,} keep their place, {found.still_without:,} stay without one.")
    change = found.value_after - found.value_before
    print(
        f"Worth {found.value_before:,} points before and {found.value_after:,} after ({change:+,})."
    )


def _moves(what: str, moves: Sequence[Move]) -> None:
    if not moves:
        return
    print(f"{len(moves):,} {what}:")
    for move in moves[:_MOVES_AT_MOST]:
        print(f"  {move.person}: {move.before or 'no place'} -> {move.after or 'no place'}")
    _rest(len(moves))


def _ids(what: str, ids: Sequence[str]) -> None:
    if not ids:
        return
    print(f"{len(ids):,} {what}:")
    for one in ids[:_MOVES_AT_MOST]:
        print(f"  {one}")
    _rest(len(ids))


def _rest(count: int) -> None:
    if count > _MOVES_AT_MOST:
        print(f"  and {count - _MOVES_AT_MOST:,} more; --json lists them all")
