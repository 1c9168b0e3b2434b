"""Somebody who has reviewed a run that is held publishes it, or discards it."""

from datetime import datetime

from services.matching.domain.match_run import MatchRun
from services.matching.domain.run_course import Deed, decided, is_a_name
from shared.runtime.decision import UNCHANGED, Decision


def decide_run(run: MatchRun | None, deed: Deed, by: str, now: datetime) -> Decision:
    """Record who decided what; too late, or after somebody else, it changes nothing.

    Publishing is carried out by a job (``jobs/follow_runs.py``), pair by pair.
    """
    if run is None or not is_a_name(by):
        return UNCHANGED
    after = decided(run, deed, by.strip(), now)
    return UNCHANGED if after is run else (after, [])
