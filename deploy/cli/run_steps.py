"""The steps of `./inroads region` about match runs: look, publish, discard, rehearse."""

import asyncio
import json
from argparse import Namespace
from collections.abc import Callable, Coroutine, Mapping
from typing import Final

from deploy.cli.run_told import print_run, print_runs, run_as_json, runs_as_json
from deploy.local.errors import StackError
from deploy.regions.inventory import load_inventory
from deploy.rollout import audit
from deploy.rollout.cell import Cell
from deploy.rollout.match_runs import ON_THEIR_WAY, MatchRuns, match_runs_of
from services.matching.domain.match_run import MatchRun
from services.matching.domain.run_course import LONGEST_NAME, Deed, is_a_name
from services.matching.web.run_words import standing_of

DONE, NOT_DONE, CANNOT_TELL = 0, 1, 2


async def _look(arguments: Namespace) -> int:
    async with match_runs_of(_cell(arguments)) as runs:
        if arguments.code:
            await _tell(runs, await runs.one(arguments.code), arguments)
            return DONE
        found = await runs.lately()
    if arguments.json:
        print(json.dumps(runs_as_json(found), indent=2, default=str))
    else:
        print_runs(found)
    return DONE


async def _rehearse(arguments: Namespace) -> int:
    cell, by = _cell(arguments), _by(arguments)
    async with match_runs_of(cell) as runs:
        with audit.recorded(cell, "rehearse", by) as step:
            code = await runs.rehearse(arguments.of)
            step.facts["run"] = code
        run = await runs.carried_out(code, arguments.within)
        if run.course in ON_THEIR_WAY:
            return _not_yet(cell, run)
        await _tell(runs, run, arguments)
    return DONE


async def _publish(arguments: Namespace) -> int:
    return await _decide(arguments, "publish")


async def _discard(arguments: Namespace) -> int:
    return await _decide(arguments, "discard")


async def _decide(arguments: Namespace, deed: Deed) -> int:
    cell, by = _cell(arguments), _by(arguments)
    async with match_runs_of(cell) as runs:
        run = await runs.one(arguments.code)
        if run.course != "held":
            raise StackError(_not_held(run))
        if arguments.dry_run:
            await _tell(runs, run, arguments)
            if not arguments.json:
                print(f"A dry run: nothing was changed. Without --dry-run, {deed} is done.")
            return DONE
        with audit.recorded(cell, deed, by, run=run.run):
            after = await runs.decide(run, deed, by)
            if not _is_ours(after, deed, by):
                raise StackError(_not_held(after))
        after = await runs.carried_out(run.run, arguments.within)
        if after.course in ON_THEIR_WAY:
            return _not_yet(cell, after)
        await _tell(runs, after, arguments)
    return DONE if after.course in ("published", "discarded") else NOT_DONE


def _is_ours(run: MatchRun, deed: Deed, by: str) -> bool:
    """Whether this was decided, and by whoever asked: of two, the first decides."""
    courses = ("publishing", "published") if deed == "publish" else ("discarded",)
    return run.course in courses and run.decided_by == by.strip()


def _not_held(run: MatchRun) -> str:
    told = " ".join(standing_of(run).sentences) or "It was published when it was made."
    return f"{run.run} does not wait for review, and nothing was changed. {told}"


def _not_yet(cell: Cell, run: MatchRun) -> int:
    print(
        f"{run.run} is asked for, and matching in {cell.code} has not done it yet. Does the service"
        f" run? Look again: {cell.step('runs')} --run {run.run}"
    )
    return CANNOT_TELL


async def _tell(runs: MatchRuns, run: MatchRun, arguments: Namespace) -> None:
    changes = await runs.changes(run)
    if arguments.json:
        print(json.dumps(run_as_json(run, changes), indent=2, default=str))
    else:
        print_run(run, changes)


def _cell(arguments: Namespace) -> Cell:
    load_inventory().region(arguments.region)
    return Cell(arguments.region, arguments.state)


def _by(arguments: Namespace) -> str:
    by = str(arguments.by or audit.operator())
    if not is_a_name(by):
        raise StackError(f"--by NAME is who decides: 1 to {LONGEST_NAME} characters on one line.")
    return by


_STEPS: Final[Mapping[str, Callable[[Namespace], Coroutine[None, None, int]]]] = {
    "runs": _look,
    "rehearse": _rehearse,
    "publish": _publish,
    "discard": _discard,
}


def run(arguments: Namespace) -> int:
    """Take the step; 0 done, 1 not done (and said why), 2 could not be told."""
    return asyncio.run(_STEPS[arguments.step](arguments))
