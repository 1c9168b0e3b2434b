"""What `./inroads region` says of match runs: a table, what one changes, and the same as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from deploy.cli.region_told import show, table_of
from services.matching.domain.match_run import MatchRun
from services.matching.optimization.explanation.difference import Difference
from services.matching.optimization.explanation.fallen import why_fallen
from services.matching.web.run_changes import Changes
from services.matching.web.run_review import REASONS
from services.matching.web.run_words import standing_of

_ROWS: Final = 20


def runs_as_json(runs: Sequence[MatchRun]) -> list[dict[str, Any]]:
    """Return runs for machines."""
    return [run_as_json(run) for run in runs]


def run_as_json(run: MatchRun, changes: Changes | None = None) -> dict[str, Any]:
    """Return a run for machines, and what it changes where that is known."""
    told: dict[str, Any] = asdict(run) | {"seed": run.seed}
    del told["due_at"]
    if changes is not None:
        told["changes"] = asdict(changes)
    return told


def print_runs(runs: Sequence[MatchRun]) -> None:
    """Print the runs of the last month."""
    table = table_of("run", "waited", "mentors", "proposed", "proof", "what became of it", "by")
    for run in runs:
        proof = "best" if run.value == run.bound else "not proven"
        counts = [str(number) for number in (run.people, run.mentors, run.proposed)]
        figures = [*counts, proof] if run.finished else ["", "", "", ""]
        table.add_row(run.run, *figures, _brief(run), run.decided_by)
    show(table)


def print_run(run: MatchRun, changes: Changes | None) -> None:
    """Print how a run stands and what it changes: first what matters to whoever decides."""
    print(f"{run.run}: {_brief(run)}")
    for sentence in standing_of(run).sentences:
        print(f"  {sentence}")
    if run.finished:
        proof = "proven best" if run.value == run.bound else "not proven best"
        print(f"worth {run.value:,} of at most {run.bound:,} points, {proof}")
        print(f"solver {run.algorithm}, seed {run.seed}, inputs {run.problem}")
    if changes is None:
        print("Whom it placed with whom is not kept.")
        return
    _print_pairs(run, changes)
    if changes.difference is not None:
        _print_difference(changes.difference, changes.compared_with or "the run before")
    for line in changes.fairness:
        print(line)


def _brief(run: MatchRun) -> str:
    return standing_of(run).brief.lower() if run.finished or run.course == "asked" else "not made"


def _print_pairs(run: MatchRun, changes: Changes) -> None:
    would = "proposed" if run.course == "published" else "would be proposed"
    _some(
        f"{len(changes.proposed):,} {would}:",
        [f"{one.person} -> {one.mentor}  fit {one.fit}" for one in changes.proposed],
    )
    _some(
        f"{len(changes.fallen):,} no longer stand:",
        [f"{one.person} -> {one.mentor}  {why_fallen(one.reason)}" for one in changes.fallen],
    )
    _some(
        f"{len(changes.left):,} without, and {run.without_profile:,} who have no profile:",
        [f"{one.person}  {REASONS.get(one.reason, one.reason)}" for one in changes.left],
    )


def _print_difference(found: Difference, before: str) -> None:
    moves = [*found.gained, *found.lost, *found.moved]
    _some(
        f"compared with {before}: {found.same_place:,} as before, {len(moves):,} differently, "
        f"{len(found.arrived):,} new, {len(found.departed):,} gone:",
        [f"{one.person}  {one.before or 'nobody'} -> {one.after or 'nobody'}" for one in moves],
    )


def _some(title: str, lines: Sequence[str]) -> None:
    print(title if lines else title.rstrip(":"))
    for line in lines[:_ROWS]:
        print(f"  {line}")
    if len(lines) > _ROWS:
        print(f"  and {len(lines) - _ROWS:,} more; --json lists them all")
