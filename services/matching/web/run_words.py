"""What becomes of a run, in words that a programme's staff read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.matching.domain.match_run import Course, MatchRun
from shared.web.british_format import moment


@dataclass(frozen=True, slots=True)
class Standing:
    """How a run stands: in a few words for a list, and in sentences."""

    brief: str
    sentences: tuple[str, ...]


_ON_ITS_WAY: Final = "Reload this page in a moment to see what came of it."
_NOTHING: Final = "It proposed nothing to anybody."


def standing_of(run: MatchRun) -> Standing:
    """Return how it stands."""
    return _TOLD[run.course](run)


def _at(instant: datetime | None) -> str:
    return moment(instant) if instant else "a time that is not known"


def _published_by(run: MatchRun) -> str:
    return f"{run.decided_by} published this run at {_at(run.decided_at)}"


def _held(run: MatchRun) -> Standing:
    until = f"until {_at(run.publish_by)}, or until the next run takes its place"
    return Standing(
        "Waits for review",
        (
            "Nobody has been proposed a mentor by this run.",
            f"It waits for somebody to publish it {until}.",
        ),
    )


def _discarded(run: MatchRun) -> Standing:
    told = f"{run.decided_by} discarded this run at {_at(run.decided_at)}. {_NOTHING}"
    return Standing("Discarded", (told,))


def _expired(run: MatchRun) -> Standing:
    if run.decided_at is None:
        told = f"Nobody published this run by {_at(run.publish_by)}. {_NOTHING}"
        return Standing("Expired", (told,))
    paused = "but the programme was paused before it could be carried out, and it is too old now"
    return Standing("Expired", (f"{_published_by(run)}, {paused}. {_NOTHING}",))


def _published(run: MatchRun) -> Standing:
    if run.decided_at is None:
        return Standing("Published at once", ())
    if not run.dropped:
        return Standing("Published", (f"{_published_by(run)}.",))
    pairs = "1 pair" if run.dropped == 1 else f"{run.dropped:,} pairs"
    told = f"{pairs} no longer stood. Nobody was told of what was dropped."
    return Standing("Published", (f"{_published_by(run)}.", told))


_TOLD: Final[Mapping[Course, Callable[[MatchRun], Standing]]] = {
    "asked": lambda _: Standing("Being made", ("This dry run is being made.", _ON_ITS_WAY)),
    "dry": lambda _: Standing(
        "Dry run", ("This was a dry run: nobody is proposed, and it cannot be published.",)
    ),
    "held": _held,
    "publishing": lambda run: Standing(
        "Being published", (f"{_published_by(run)}. Proposals are being made.", _ON_ITS_WAY)
    ),
    "published": _published,
    "discarded": _discarded,
    "expired": _expired,
    "replaced": lambda _: Standing(
        "Replaced", (f"The next run took its place before it was published. {_NOTHING}",)
    ),
}
