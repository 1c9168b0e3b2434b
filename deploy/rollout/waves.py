"""Whether the regions of earlier waves have run a release well, and long enough."""

from datetime import UTC, datetime, timedelta

from deploy.regions.inventory import Inventory
from deploy.rollout.cell import Cell
from deploy.rollout.release import Release


def earlier_waves(inventory: Inventory, cell: Cell, release: Release) -> list[str]:
    """Return why this release may not come here yet. Regions that are not deployed hold up nobody.

    A region that runs this very release already is not asked again.
    """
    runs = cell.read("release.json") or {}
    if runs.get("version") == release.version:
        return []
    problems = []
    for wave, place in inventory.before(cell.code):
        other = Cell(place.code, cell.state)
        at = other.read("release.json")
        if at is None:
            continue
        if at["version"] != release.version:
            problems.append(f"{place.code} (wave {wave.code}) still runs {at['version']}")
        elif why := _not_baked(other, at["since"], wave.bake_hours):
            problems.append(f"{place.code} (wave {wave.code}) {why}")
    return problems


def _not_baked(cell: Cell, since: str, hours: int) -> str:
    verified = cell.read("verified.json") or {}
    if not verified.get("passed"):
        return "has not passed './inroads region verify' with it"
    ends = datetime.fromisoformat(since) + timedelta(hours=hours)
    if datetime.now(UTC) < ends:
        return f"must run it until {ends:%d %B %Y at %H:%M} UTC ({hours} hours)"
    return ""
