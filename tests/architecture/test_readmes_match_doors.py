"""What a service's README says of its doors and tables is what the code has."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module

import pytest

from shared.contracts.catalogue import PUBLISHERS
from shared.contracts.fact import Fact
from shared.contracts.people import PersonErased
from tests.architecture.doors import BY_NAME, built_by, table_of
from tests.architecture.repository import ROOT, SERVICES

NOT_BUILT_YET = {"referrals": {PersonErased}}
"""Contracts that are agreed, and that readers obey already, but that nobody announces so far."""

_FACT = re.compile(r"`([A-Z]\w+)(?:\.\w+)?`")
_FUNCTION = re.compile(r"`([a-z_]+)`")
_NO_FACT = ("time:", "bytes ")


@cache
def section(service: str, title: str) -> str:
    """The text of a README under one heading."""
    readme = (ROOT / "services" / service / "README.md").read_text("utf-8")
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", readme, re.MULTILINE | re.DOTALL)
    assert found, f"services/{service}/README.md has no section '{title}'"
    return found[1]


def rows_of(service: str) -> Iterator[list[str]]:
    """The cells of the table under *Listens to*."""
    for line in section(service, "Listens to").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] != "fact" and not cells[0].startswith("---"):
            yield cells


def facts_in(text: str) -> set[type[Fact]]:
    return {BY_NAME[name] for name in _FACT.findall(text) if name in BY_NAME}


def deciders_of(service: str) -> dict[type[Fact], set[str]]:
    deciders: dict[type[Fact], set[str]] = defaultdict(set)
    for row in table_of(service).hears:
        deciders[row.fact].add(getattr(row.decide, "func", row.decide).__name__)
    return deciders


def names_in(service: str, room: str) -> set[str]:
    """The modules of a room, by which a README may name what they hold."""
    return {file.stem for file in (ROOT / "services" / service / room).glob("*.py")}


@pytest.mark.parametrize("service", SERVICES)
def test_listens_to_is_the_table_of_subscriptions(service: str) -> None:
    written = set().union(*(facts_in(row[0]) for row in rows_of(service)))
    assert {f.__name__ for f in written} == {f.__name__ for f in deciders_of(service)}


@pytest.mark.parametrize("service", SERVICES)
def test_every_fact_stands_beside_those_who_say_it_and_those_who_decide(service: str) -> None:
    deciders = deciders_of(service)
    rooms = names_in(service, "handlers") | names_in(service, "jobs")
    for cells in rows_of(service):
        facts = facts_in(cells[0])
        if not facts:
            assert cells[0].startswith(_NO_FACT), f"an unknown fact: {cells[0]}"
            continue
        expected = set().union(*(deciders[fact] for fact in facts))
        named = set(_FUNCTION.findall(cells[2]))
        assert named >= expected, cells
        assert named <= expected | rooms, cells
        said_by = {who for who, said in PUBLISHERS.items() if facts & {*said}}
        assert set(cells[1].replace("every service", "").split(", ")) == said_by, cells


@pytest.mark.parametrize("service", SERVICES)
def test_what_happens_by_time_is_in_the_table_too(service: str) -> None:
    by_time = " ".join(row[-1] for row in rows_of(service) if row[0].startswith("time:"))
    wakes = {row.wake.__name__ for row in table_of(service).wakes}
    assert wakes <= set(_FUNCTION.findall(by_time))


@pytest.mark.parametrize("service", SERVICES)
def test_announces_is_what_the_door_out_builds(service: str) -> None:
    written = {fact.__name__ for fact in facts_in(section(service, "Announces"))}
    assert written == {fact.__name__ for fact in built_by(service)}


@pytest.mark.parametrize("service", SERVICES)
def test_the_catalogue_names_the_service_that_builds_a_fact(service: str) -> None:
    assert built_by(service) | NOT_BUILT_YET.get(service, set()) == {*PUBLISHERS[service]}
    assert not built_by(service) & NOT_BUILT_YET.get(service, set())


@pytest.mark.parametrize("service", SERVICES)
def test_tables_names_every_table(service: str) -> None:
    tables = import_module(f"services.{service}.store.tables").metadata.tables
    assert tables
    text = section(service, "Tables")
    assert [name for name in tables if f"`{name}`" not in text] == []


def test_every_readme_has_the_same_sections() -> None:
    for service in SERVICES:
        for title in ("Listens to", "Announces", "Tables", "Settings", "How it fails"):
            assert section(service, title).strip(), f"{service}: {title}"
