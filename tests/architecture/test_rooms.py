"""Every service has the same rooms, and every file says by its name what is in it."""

import re
from pathlib import Path

import pytest

from deploy.catalogue.parties import SERVICES as CATALOGUED
from deploy.local.region import SERVICES as DEPLOYED
from tests.architecture.doors import table_of
from tests.architecture.repository import ROOT, SERVICES, files, imported, python_files, shown

ROOMS = {
    "README.md",
    "__init__.py",
    "__main__.py",
    "app.py",
    "domain",
    "handlers",
    "publishes.py",
    "pyproject.toml",
    "requirements.txt",
    "settings.py",
    "store",
    "subscribes.py",
}
OPTIONAL = {"files", "jobs", "optimization", "publishes_schools.py", "publishes_supply.py", "web"}
STORE = {"__init__.py", "migrations", "tables.py"}
SAYS_NOTHING = {"base", "common", "data", "helpers", "info", "manager", "processor", "utils"}
"""Names under which anything could be found. Plurals and singulars alike."""

SHARED_ROOMS = {
    "contracts",
    "decisions",
    "observability",
    "privacy",
    "programmes",
    "runtime",
    "store",
    "testing",
    "web",
}


def inside(folder: Path) -> set[str]:
    """The names of what stands in a folder, folders included."""
    found = (file.relative_to(folder) for file in files() if file.is_relative_to(folder))
    return {path.parts[0] for path in found}


def test_there_are_exactly_the_five_services() -> None:
    assert inside(ROOT / "services") == set(SERVICES)
    assert SERVICES == DEPLOYED == CATALOGUED


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_exactly_the_rooms(service: str) -> None:
    found = inside(ROOT / "services" / service)
    assert found - OPTIONAL == ROOMS


@pytest.mark.parametrize("service", SERVICES)
def test_a_store_has_tables_and_numbered_migrations(service: str) -> None:
    store = ROOT / "services" / service / "store"
    assert inside(store) >= STORE
    versions = sorted(inside(store / "migrations" / "versions"))
    assert [name[:5] for name in versions] == [f"{n:04}_" for n in range(1, len(versions) + 1)]


@pytest.mark.parametrize("service", SERVICES)
def test_everything_that_a_service_decides_stands_in_its_handlers(service: str) -> None:
    table = table_of(service)
    deciders = [*(row.decide for row in table.hears), *(row.wake for row in table.wakes)]
    assert deciders
    for decide in deciders:
        function = getattr(decide, "func", decide)  # a handler may be given its programmes first
        assert function.__module__.startswith(f"services.{service}.handlers."), function


def rooms_used_by(room: str) -> set[str]:
    """The rooms of `shared` that a room imports from."""
    inside_it = (f for f in python_files("shared") if f.is_relative_to(ROOT / "shared" / room))
    names = {name for file in inside_it for name in imported(file) if name.startswith("shared.")}
    return {name.split(".")[1] for name in names} & SHARED_ROOMS - {room}


def test_shared_has_only_the_rooms_that_its_readme_names_with_what_they_use() -> None:
    rooms = {name for name in inside(ROOT / "shared") if "." not in name}
    assert rooms == SHARED_ROOMS
    readme = (ROOT / "shared" / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)/` \|[^|]*\|([^|]*)\|$", readme, re.MULTILINE)
    written = {room: set(re.findall(r"`(\w+)/`", uses)) for room, uses in rows}
    assert written == {room: rooms_used_by(room) for room in rooms}


def test_no_name_says_nothing() -> None:
    singular = {name.rstrip("s") for name in SAYS_NOTHING}
    idle = [
        shown(file)
        for file in python_files()
        if {part.rstrip("s") for part in file.relative_to(ROOT).with_suffix("").parts} & singular
    ]
    assert not idle, "call these by what they do"
