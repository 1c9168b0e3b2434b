"""Settings and what they lead to, in the words of whoever runs a programme."""

from typing import Final

from services.matching.optimization.tradeoff.advice import Difference, of_a_hundred
from services.matching.optimization.tradeoff.measuring import Figures
from services.matching.optimization.tradeoff.playing import AT_ONCE, Setting

_WEEK: Final = 7


def how_often(every_days: int) -> str:
    """Return such as ``at once``, ``every day``, ``every 3 days`` or ``every 2 weeks``."""
    if every_days == AT_ONCE:
        return "at once"
    weeks, rest = divmod(every_days, _WEEK)
    count, unit = (weeks, "week") if not rest else (every_days, "day")
    return f"every {unit}" if count == 1 else f"every {count} {unit}s"


def rhythm(every_days: int) -> str:
    """Return the same as short as it can be: ``daily``, ``3 days`` or ``2 weeks``."""
    words = how_often(every_days).removeprefix("every ")
    return {"day": "daily", "week": "weekly"}.get(words, words)


def least(floor: int) -> str:
    """Return such as ``only matches of at least 300 points``."""
    return f"only matches of at least {floor} points" if floor else "any match that the rules allow"


def named(setting: Setting) -> str:
    """Return such as ``a match run every day, only matches of at least 300 points``."""
    often = (
        "a mentor proposed at once" if setting.every_days == AT_ONCE else _run(setting.every_days)
    )
    return f"{often}, {least(setting.quality_floor)}"


def outcome(figures: Figures) -> str:
    """Return in one sentence what a setting leads to."""
    return (
        f"{of_a_hundred(figures)} of 100 young people get a mentor, half of these within"
        f" {_days(figures.waited_median)} and 9 in 10 within {_days(figures.waited_nine_in_ten)};"
        f" the average match has {figures.mean_fit:.0f} of 1,000 points."
    )


def change(difference: Difference, chosen: Setting) -> str:
    """Return in one sentence what another setting would change."""
    other = difference.setting
    if other.every_days == AT_ONCE != chosen.every_days:
        begins = "Placing people at once instead"
    elif other.every_days != chosen.every_days:
        begins = f"{_run(other.every_days).capitalize()} instead"
    elif other.quality_floor:
        begins = f"At least {other.quality_floor} points instead"
    else:
        begins = "No least score instead"
    wait = _more(difference.days, "day", "longer", "shorter")
    told = "half wait as long" if not difference.days else f"half wait {wait}"
    people = _more(difference.of_a_hundred, "", "more", "fewer")
    reach = f"{people} of 100 get a mentor" if difference.of_a_hundred else "as many get a mentor"
    points = _more(difference.points, "point", "better", "worse")
    fit = f"the average match is {points}" if difference.points else "the matches are as good"
    return f"{begins}: {told}, {reach}, {fit}."


def _run(every_days: int) -> str:
    return f"a match run {how_often(every_days)}"


def _more(by: int, unit: str, up: str, down: str) -> str:
    count = f"{abs(by)} {unit}{'s' if abs(by) != 1 else ''}" if unit else str(abs(by))
    return f"{count} {up if by > 0 else down}"


def _days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"
