"""A release comes into a region beside the one before, works with it, and can be taken back."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.local.region import SERVICES
from deploy.local.server import Server
from deploy.migrations.lint import lint
from shared.contracts import inbound
from shared.contracts.streams import Stream
from tests.conftest import OpensRegion
from tests.journeys.later_release import GROWS, LATER, make_later_release
from tests.support import databases
from tests.support.checker import judge
from tests.support.event_log import EventLog
from tests.support.processes import end_all_gracefully, end_gracefully, start_all
from tests.support.regions import RunningRegion
from tests.support.sending import Event, event_of
from tests.support.settling import settle
from tests.support.workload import PROGRAMME, Workload

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
ROUNDS = 6
"""Slices of load until both versions have had their part in everything; two are usually enough."""


@dataclass
class RollOut:
    """What was seen of a release that came and went."""

    reported: int = 0
    """How often a facilitator said whether somebody came, while both versions ran."""
    side_by_side: list[str] = field(default_factory=list)
    """What was wrong while both versions ran."""
    said_by: dict[str, set[str]] = field(default_factory=dict)
    """By service: which versions said what the later one says more fully."""
    written_by: dict[str, set[str | None]] = field(default_factory=dict)
    taken_back: list[str] = field(default_factory=list)
    said_after: dict[str, set[str]] = field(default_factory=dict)

    def have_both_parts(self) -> bool:
        said = (self.said_by[name] == {"today", LATER} for name in SERVICES[:-1])
        written = (self.written_by[name] == {None, LATER} for name in SERVICES)
        return all(said) and all(written)


@pytest.fixture(scope="module")
def later_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_later_release(tmp_path_factory.mktemp("later"))


@pytest.fixture(scope="module")
def roll_out(open_region: OpensRegion, later_release: Path) -> Iterator[RollOut]:
    begins = datetime.now(UTC).replace(microsecond=0)
    with open_region(simulated_from=begins) as region:
        yield _Operators(region, begins, later_release).come_and_go()


class _Operators:
    """Those who bring the release in under load, look, and take it back."""

    def __init__(self, region: RunningRegion, begins: datetime, later_release: Path) -> None:
        self.region, self.now = region, begins
        self.workload = Workload(region.expected)
        self.later = {name: _beside(region, name, later_release) for name in SERVICES}

    def come_and_go(self) -> RollOut:
        seen = RollOut()
        self._a_circle_has_met()
        before = self._known()
        self._load()
        with ThreadPoolExecutor(len(self.later)) as pool:
            list(pool.map(Server.start, self.later.values()))
        seen.reported = self._report_attendance()
        for _ in range(ROUNDS):
            self._load()
            self._pass(2 * DAY)
            seen.said_by = _said_by(self.region.log(), before)
            seen.written_by = {name: self._written_by(name) for name in SERVICES}
            if seen.have_both_parts():
                break
        seen.side_by_side = judge(self.region)
        self._take_back()
        before = self._known()
        self._load()
        self._pass(2 * DAY)
        seen.said_after = _said_by(self.region.log(), before)
        seen.taken_back = judge(self.region)
        return seen

    def _a_circle_has_met(self) -> None:
        """Some circles that this version alone has brought to their first session."""
        for _ in range(2):
            self._load()
        self._pass(17 * DAY)

    def _load(self) -> None:
        """A slice of a busy day; its circles are confirmed in a day and meet two weeks later."""
        confirm_in = self.now + DAY - datetime.now(UTC)
        self.region.submit(*self.workload.next_slice(confirm_in=confirm_in))

    def _pass(self, time: timedelta) -> None:
        settle(self.region)
        self.now += time
        self.region.tick(self.now)
        settle(self.region)

    def _report_attendance(self) -> int:
        """Say who came to the sessions that have begun: every other person; return how many."""
        log, reported = self.region.log(), 0
        for session in log.distinct(Stream.SESSIONS, "inroads.session.planned.v1"):
            if datetime.fromisoformat(session.data["starts_at"]) <= self.now:
                for event in _attendance(log, session.data):
                    self.region.submit(self.region.expected.add(event, "attendance_passed_on"))
                    reported += 1
        return reported

    def _known(self) -> set[str]:
        return {record.id for record in self.region.log().records}

    def _written_by(self, service: str) -> set[str | None]:
        query = f"SELECT DISTINCT written_by FROM {GROWS[service].table}"
        found = databases.rows(self.region.region.databases[service], query)
        return {row["written_by"] for row in found}

    def _take_back(self) -> None:
        """The later release goes under load; then this one is started anew on the grown tables."""
        self._load()
        with ThreadPoolExecutor(len(self.later)) as pool:
            list(pool.map(end_gracefully, self.later.values()))
        end_all_gracefully(self.region)
        start_all(self.region)


def _beside(region: RunningRegion, service: str, release: Path) -> Server:
    """A second member of a service's group, on the same database, of another release."""
    first = region.region.servers[service]
    environment = dict(first._launch.environment) | {"PYTHONPATH": str(release)}
    del environment[f"{service.upper()}_INSTANCE"]  # it leaves its group for good when it ends
    launch = replace(
        first._launch,
        name=f"the later {service} service",
        folder=release,
        log=region.region.folder / f"later-{service}.log",
        environment=environment,
    )
    return Server(launch, first._children, ready="partitions.assigned")


def _attendance(log: EventLog, session: dict[str, Any]) -> Iterator[Event]:
    (confirmed,) = [
        record.data
        for record in log.distinct(Stream.CIRCLES, "inroads.circle.confirmed.v1")
        if record.data["circle_id"] == session["circle_id"]
    ]
    for number, member in enumerate(confirmed["members"]):
        data = {
            "reference": f"att-{session['number']}-{member['referral_id'][:8]}",
            "programme": PROGRAMME,
            "circle_id": session["circle_id"],
            "session_id": session["session_id"],
            "referral_id": member["referral_id"],
            "attended": number % 2 == 0,
        }
        yield event_of(inbound.AttendanceSubmitted, data, source="/facilitator/rota")


def _said_by(log: EventLog, known: set[str]) -> dict[str, set[str]]:
    """By service, which versions published the fact that has grown, since those known."""
    news = [record for record in log.records if record.id not in known]
    said: dict[str, set[str]] = {}
    for service, grows in GROWS.items():
        facts = (record.data for record in news if record.type == grows.fact)
        said[service] = {fact.get("said_by", "today") for fact in facts}
    return said


def test_nothing_is_lost_doubled_or_dead_lettered_while_both_run(roll_out: RollOut) -> None:
    assert roll_out.reported > 0
    assert roll_out.side_by_side == []


@pytest.mark.parametrize("service", SERVICES)
def test_both_versions_have_their_part_in(service: str, roll_out: RollOut) -> None:
    both = {"today", LATER}
    said = roll_out.said_by[service]
    # A day's figures are announced by whoever is told the day: the clock has one partition.
    assert said == both or (service == "reporting" and said and said < both)
    assert roll_out.written_by[service] == {None, LATER}


def test_the_version_before_goes_on_with_the_tables_of_the_later_one(roll_out: RollOut) -> None:
    assert set.union(*roll_out.said_after.values()) == {"today"}
    assert roll_out.taken_back == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_later_release_only_expands(service: str, later_release: Path) -> None:
    scripts = later_release / "services" / service / "store" / "migrations"
    assert lint(service, scripts=scripts) == []
