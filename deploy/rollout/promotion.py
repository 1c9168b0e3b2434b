"""From stage to stage: off, shadow, canary, live; paused and back."""

import asyncio
from typing import Any, Final

from deploy.local.errors import StackError
from deploy.rollout.apply import Applying
from deploy.rollout.approvals import require
from deploy.rollout.stages import NEXT, RANK, announce, wait_until_obeyed
from shared.contracts.operations import StageChanged, StageName

_FILE: Final = "stages.json"
_BEFORE_PAUSE: Final = "before-pause.json"


def stage_of(work: Applying, programme: str) -> StageName:
    """Return the stage that was last announced for a programme here; ``off`` before the first."""
    stages: dict[str, StageName] = work.cell.read(_FILE) or {}
    return stages.get(programme, "off")


def next_stage(work: Applying, programme: str) -> StageName:
    """Return the stage after the present one. Raises ``StackError`` where there is none."""
    now = stage_of(work, programme)
    if now == "paused":
        before: dict[str, StageName] = work.cell.read(_BEFORE_PAUSE) or {}
        return before.get(programme, "shadow")
    if now not in NEXT:
        raise StackError(f"{programme} is live in {work.cell.code} already; nothing comes after.")
    return NEXT[now]


def promote(work: Applying, programme: str, stage: StageName, by: str) -> dict[str, Any]:
    """Announce a stage and wait until all five services obey; return what the audit should know.

    Raises ``StackError`` for a stage that the region's file does not allow, that skips one, whose
    gates do not pass, or that needs a second person; ``NotObeyed`` when a service is too slow.
    """
    now = stage_of(work, programme)
    _check_allowed(work, programme, stage)
    _check_verified(work)
    approved_by: list[str] = []
    if stage == "live" and now != "paused":
        approved_by = _approvals(work, programme, stage, by)
    seconds = _announce(work, programme, stage)
    return {"was": now, "approved_by": approved_by, "obeyed_seconds": round(seconds, 1)}


def pause(work: Applying, programme: str) -> dict[str, Any]:
    """Park what comes for a programme from now on. Needs no second person: it hurts nobody."""
    now = stage_of(work, programme)
    if now == "paused":
        raise StackError(f"{programme} is paused in {work.cell.code} already.")
    before: dict[str, StageName] = work.cell.read(_BEFORE_PAUSE) or {}
    work.cell.write(_BEFORE_PAUSE, before | {programme: now})
    return {"was": now, "obeyed_seconds": round(_announce(work, programme, "paused"), 1)}


def change_for(work: Applying, programme: str, stage: StageName) -> StageChanged:
    """Return the fact that is announced; a canary's offices and share come from the region's file.

    ``percent`` counts of a hundred referrals of all other offices.
    """
    canary = work.inventory.region(work.cell.code).file.canary
    if stage != "canary":
        return StageChanged(programme=programme, stage=stage)
    return StageChanged(
        programme=programme,
        stage=stage,
        canary_offices=list(canary.offices),
        canary_percent=canary.percent,
    )


def _announce(work: Applying, programme: str, stage: StageName) -> float:
    code, gates = work.cell.code, work.inventory.roll_out.gates
    announce(work.as_party("operators"), code, change_for(work, programme, stage))
    stages: dict[str, StageName] = work.cell.read(_FILE) or {}
    work.cell.write(_FILE, stages | {programme: stage})
    within = gates.obeyed_within_seconds
    return asyncio.run(wait_until_obeyed(work.cell.databases(), programme, stage, within))


def _check_allowed(work: Applying, programme: str, stage: StageName) -> None:
    code = work.cell.code
    most = work.inventory.region(code).file.stages.get(programme, "off")
    if RANK.index(stage) > RANK.index(most):
        raise StackError(
            f"deploy/regions/{code}.yaml lets {programme} go as far as {most}, and no further. "
            "If that is out of date, change the file first: it is reviewed like code."
        )
    now = stage_of(work, programme)
    if now != "paused" and RANK.index(stage) > RANK.index(now) + 1:
        raise StackError(
            f"{programme} is {now} in {code}, and comes to {stage} by way of {NEXT[now]}: promote "
            "one stage at a time, and look at the region in between."
        )


def _check_verified(work: Applying) -> None:
    verified = work.cell.read("verified.json") or {}
    if not verified.get("passed"):
        raise StackError(
            f"{work.cell.code} has not passed its verification since it last changed. First: "
            f"{work.cell.step('verify')}"
        )


def _approvals(work: Applying, programme: str, stage: StageName, by: str) -> list[str]:
    release = (work.cell.read("release.json") or {}).get("version", "")
    rule = work.inventory.roll_out.approvals
    return require(work.cell, programme, stage, release, by, rule)
