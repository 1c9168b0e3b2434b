"""What becomes of a run that is held for review: published, discarded, or too late for either.

A run proposes nothing while it is ``held``. Whoever publishes it decides that it is ``publishing``;
a job carries that out, pair by pair on the mentors' rows. Of two who decide, the first does.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final, Literal

from services.matching.domain.match_run import PATIENCE, MatchRun

Deed = Literal["publish", "discard"]

LONGEST_NAME: Final = 60


def held(run: MatchRun, until: datetime) -> MatchRun:
    """Hold a run that is made: it waits for somebody to decide, until then."""
    return replace(run, course="held", publish_by=until, due_at=until)


def decided(run: MatchRun, deed: Deed, by: str, now: datetime) -> MatchRun:
    """Publish or discard it; the same object where it is not held, or its time is over."""
    if not may_be_decided(run, now):
        return run
    told = replace(run, decided_by=by, decided_at=now)
    if deed == "discard":
        return replace(told, course="discarded", due_at=None)
    return replace(told, course="publishing", due_at=now)


def may_be_decided(run: MatchRun, now: datetime) -> bool:
    """Return whether somebody may still publish or discard it."""
    return run.course == "held" and run.publish_by is not None and now < run.publish_by


def is_too_late(run: MatchRun, now: datetime) -> bool:
    """Return whether a run that somebody published must not be carried out any more.

    It is carried out at once, unless its programme was paused meanwhile.
    """
    ends = [run.publish_by, run.decided_at + PATIENCE if run.decided_at else None]
    return now > max((end for end in ends if end is not None), default=now)


def published(run: MatchRun, proposed: int, dropped: int) -> MatchRun:
    """Record that it was carried out; the same object where another process did."""
    if run.course != "publishing":
        return run
    return replace(run, course="published", proposed=proposed, dropped=dropped, due_at=None)


def expired(run: MatchRun, now: datetime) -> MatchRun:
    """End a run that nobody published in time; the same object where there is time."""
    over = run.course == "held" and not may_be_decided(run, now)
    if over or (run.course == "publishing" and is_too_late(run, now)):
        return replace(run, course="expired", due_at=None)
    return run


def replaced(run: MatchRun) -> MatchRun:
    """Let a run that is held give way to the next, which looks at everybody anew."""
    return replace(run, course="replaced", due_at=None) if run.course == "held" else run


def lost(run: MatchRun) -> MatchRun:
    """End a run whose pairs are kept no more: a newer one has taken their place."""
    return replace(run, course="replaced", due_at=None)


def begun_dry(run: MatchRun, now: datetime) -> MatchRun:
    """Take a dry run that was asked for; the same object where another process makes it already.

    If that one dies, another takes it after a while.
    """
    mine = run.course == "asked" and run.due_at is not None and run.due_at <= now
    return replace(run, begun_at=now, due_at=now + PATIENCE) if mine else run


def is_a_name(by: str) -> bool:
    """Return whether this can stand in the record as who decided."""
    return 0 < len(by.strip()) <= LONGEST_NAME and by.isprintable()
