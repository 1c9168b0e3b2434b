"""Whether a release's contracts go together with what every region on this machine runs."""

from deploy.operate.contract_gate import compatible_with
from deploy.rollout.cell import Cell
from deploy.rollout.release import Release, find


def problems_with(cell: Cell, release: Release) -> list[str]:
    """Return what a reader or a writer in any deployed region, this one too, would stumble over.

    A person who moves takes facts from one region to another, and national readers hear them all.
    """
    versions = {
        str(at["version"])
        for folder in cell.state.glob("*/release.json")
        if (at := Cell(folder.parent.name, cell.state).read("release.json"))
    }
    live = [find(cell.state, version).schemas for version in sorted(versions - {release.version})]
    return [str(problem) for problem in compatible_with(live, release.schemas)]
