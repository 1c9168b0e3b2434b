"""What the hard rules leave of the supply for one person, and which rules stand in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.matching.optimization.explanation.tellings import AnyTelling
from services.matching.optimization.problem.kinds import AnyPerson, AnyProblem, AnySupply

Failed = tuple[str, ...]
"""Names of rules, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Places in the list of supply: who is eligible, and who failed fewest rules, by which."""

    eligible: tuple[int, ...]
    nearest: Mapping[Failed, tuple[int, ...]]


def survey(
    telling: AnyTelling, problem: AnyProblem, person: AnyPerson, supply: Sequence[AnySupply]
) -> Survey:
    """Judge a person against the whole supply, without a shortcut."""
    eligible: list[int] = []
    nearest: dict[Failed, list[int]] = {}
    fewest = len(telling.holds)
    for at, one in enumerate(supply):
        failed = _failed(telling, problem, person, one, fewest)
        if not failed:
            eligible.append(at)
            continue
        if len(failed) < fewest:
            fewest, nearest = len(failed), {}
        if len(failed) == fewest:
            nearest.setdefault(failed, []).append(at)
    return Survey(tuple(eligible), {rules: tuple(ats) for rules, ats in nearest.items()})


def _failed(
    telling: AnyTelling, problem: AnyProblem, person: AnyPerson, supply: AnySupply, enough: int
) -> Failed:
    """The rules that do not hold; once there are more than ``enough``, no more are looked for."""
    failed: list[str] = []
    for name, holds in telling.holds.items():
        if not holds(problem, person, supply):
            failed.append(name)
            if len(failed) > enough:
                break
    return tuple(failed)
