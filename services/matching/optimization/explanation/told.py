"""Explanations as sentences: for a screen, for a letter, and for reading aloud."""

from collections.abc import Iterator
from typing import Final

from services.matching.optimization.explanation.explanation import Change, Explanation, Option
from services.matching.optimization.explanation.telling import Noun
from services.matching.optimization.explanation.tellings import AnyTelling
from services.matching.optimization.explanation.words import listed

_POINTS: Final = Noun("point", "points")


def told(explanation: Explanation, telling: AnyTelling) -> list[str]:
    """Everything about one person, a sentence on each line; indented lines belong to the first."""
    if explanation.supply is None:
        return list(_unplaced(explanation, telling))
    return list(_placed(explanation, telling))


def _placed(why: Explanation, telling: AnyTelling) -> Iterator[str]:
    with_whom = f"{telling.supply.one} {why.supply}"
    if why.kept:
        yield f"{why.person} stays with {with_whom}: a run never breaks a match that stands."
    else:
        yield f"{why.person} is placed with {with_whom}."
    if why.note:
        yield f"  {why.note}"
    yield from _rules(why)
    yield f"  {_worth(why, telling)}"
    for part in why.parts:
        yield f"    {part.points:,} of {part.at_most:,} for {part.words}"
    if why.kept:
        return
    if why.price:
        yield (
            f"  This {telling.supply.one} is in demand: one more such place would be worth"
            f" {_POINTS.count(why.price)}."
        )
    yield from _runner_up(why, telling)
    yield from _changes(why.changes, telling)


def _rules(why: Explanation) -> Iterator[str]:
    if why.fails:
        failing = listed([clause for _, clause in why.fails])
        yield f"  It could not be made anew today: {failing}."
        return
    yield f"  All {len(why.holds)} rules hold: {listed([clause for _, clause in why.holds])}."


def _worth(why: Explanation, telling: AnyTelling) -> str:
    fit = sum(part.points for part in why.parts)
    if why.kept:
        return f"How well the two fit, {_POINTS.count(fit)}:"
    return (
        f"Worth {_POINTS.count(why.value)}: {why.worth:,} for placing this {telling.person.one}"
        f" now ({_told_worth(why)}){_standing(why)}, and {fit:,} for how well the two fit:"
    )


def _told_worth(why: Explanation) -> str:
    return listed([f"{points:,} for {words}" for words, points in why.worth_parts if points])


def _standing(why: Explanation) -> str:
    return f", {why.standing:,} because they are proposed to each other already" * (
        why.standing > 0
    )


def _runner_up(why: Explanation, telling: AnyTelling) -> Iterator[str]:
    best = why.runner_up
    if best is None:
        yield f"  No other {telling.supply.one} is possible under the rules."
        return
    others = why.eligible - 1 if not why.fails else why.eligible
    yield f"  {telling.supply.more(others)} possible. Next best is {best.supply}, {_far(best)}."


def _far(best: Option) -> str:
    if best.fit_behind > 0:
        fit = f"which fits {_POINTS.count(best.fit_behind)} less well"
    elif best.fit_behind < 0:
        fit = f"which fits {_POINTS.count(-best.fit_behind)} better, but counts for more elsewhere"
    else:
        fit = "which fits as well"
    if best.price and best.behind is not None:
        return f"{fit}; with what its place is worth to others, {_POINTS.count(best.behind)} behind"
    return fit


def _unplaced(why: Explanation, telling: AnyTelling) -> Iterator[str]:
    yield f"{why.person} has no place."
    if not why.eligible:
        yield f"  No {telling.supply.one} is possible under the rules."
        yield from _binding(why, telling)
    else:
        yield (
            f"  {telling.supply.count(why.eligible)} possible under the rules, but places are"
            f" scarce. What stands in the way:"
        )
        for option in why.options:
            yield f"    {option.supply}: {option.obstacle}{_short(option)}."
    yield from _changes(why.changes, telling)


def _short(option: Option) -> str:
    if option.behind is None or not option.price:
        return ""
    if option.behind <= 0:
        return "; as good as the others, the draw decided"
    return f"; {_POINTS.count(option.behind)} short"


def _binding(why: Explanation, telling: AnyTelling) -> Iterator[str]:
    if not why.binding:
        yield f"  There is no {telling.supply.one} at all."
        return
    clauses = [telling.rules[name].fails for name in why.binding]
    first = why.changes[0]
    yield (
        f"  What keeps most away: {listed(clauses)}"
        f" ({telling.supply.count(first.opens)} would fit otherwise)."
    )


def _changes(changes: tuple[Change, ...], telling: AnyTelling) -> Iterator[str]:
    open_to_change = [change for change in changes if change.may_change]
    if open_to_change:
        yield "  What would make a difference:"
    for change in open_to_change:
        yield f"    {telling.supply.more(change.opens)} would fit if {change.words}"
