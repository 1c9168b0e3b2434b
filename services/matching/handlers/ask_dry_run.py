"""Somebody asks what a run would propose now; a job makes it, and nothing is proposed."""

from datetime import datetime

from services.matching.domain.match_run import MatchRun, dry_run_code
from shared.local_day import local_day
from shared.runtime.decision import UNCHANGED, Decision


def ask_dry_run(run: MatchRun | None, programme: str, now: datetime) -> Decision:
    """Have the day's dry run made, anew if there was one; asked again meanwhile, it is made once.

    ``run`` is the dry run of the day so far.
    """
    if run is not None and run.course == "asked":
        return UNCHANGED
    today = local_day(now)
    code = dry_run_code(programme, today)
    return MatchRun(code, programme, today, begun_at=now, course="asked", due_at=now), []
