"""Caseloads on a real store: newcomers looked at, handovers planned, a full row decided on."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from asyncpg.exceptions import CheckViolationError

from services.matching.domain.caseloads import Advocate, Case, Caseloads
from services.matching.domain.circle import Participant
from services.matching.domain.pool import Pool, pool_id
from services.matching.domain.profile import Profile
from services.matching.jobs.assess_cases import AssessCases
from services.matching.jobs.leave_pools import LeavePools
from services.matching.jobs.plan_handovers import PlanHandovers
from services.matching.store.due_caseloads import DueCaseloads
from services.matching.store.tables import STATES
from services.matching.subscribes import LISTENS_TO
from shared.contracts.fact import Fact
from shared.contracts.people import SealedProfile
from shared.privacy.keyring import Keyring
from shared.runtime.ports import Stage
from shared.runtime.wiring import assemble_engine
from shared.store.postgres import PostgresStore
from tests.conftest import OpensStore
from tests.services.matching.caseload_town import (
    KNOWSLEY,
    LIVERPOOL,
    MONDAY,
    PROGRAMME,
    SEFTON,
    accepted,
    id_of,
    post,
    withdrawn,
)

SOON = date(2026, 3, 20)
AREAS = (LIVERPOOL, KNOWSLEY, SEFTON, "E06000006", "E08000013", "E08000015")


class Place:
    """A store with an open programme, and the jobs of matching on it."""

    def __init__(self, store: PostgresStore) -> None:
        self.keys = Keyring.generate("merseyside")
        self.engine = assemble_engine("matching", "merseyside", LISTENS_TO, store, self.keys)
        self.due = DueCaseloads(store._engine)
        self.assess = AssessCases(self.engine, self.due, self.keys)
        self.plan = PlanHandovers(self.engine, self.due, self.keys)

    async def hears(self, *facts: Fact) -> None:
        """Decide what the engine would of each fact, on the row."""
        for fact in facts:
            for decide, kind, _ in LISTENS_TO.deciders(fact.TYPE):
                if kind is Caseloads:
                    await self.engine.command(
                        Caseloads, [PROGRAMME], _deciding(decide, fact), MONDAY
                    )

    async def shares(
        self,
        name: str,
        *barriers: str,
        keys: Keyring | None = None,
        languages: Sequence[str] = ("en",),
    ) -> None:
        person = id_of(f"person {name}")
        profile = SealedProfile(barriers=list(barriers), languages=list(languages))
        said = profile.model_dump_json().encode()
        text = (keys or self.keys).seal_text("needs", said, bound_to=person.bytes)
        kept = Profile(person, PROGRAMME, text)
        await self.engine.command(Profile, [person], lambda *_: (kept, []), MONDAY)

    async def row(self) -> Caseloads:
        found = (await self.engine.recall(Caseloads, [PROGRAMME]))[PROGRAMME]
        assert isinstance(found, Caseloads)
        return found

    async def keeps(self, loads: Caseloads) -> None:
        await self.engine.command(Caseloads, [PROGRAMME], lambda *_: (loads, []), MONDAY)


def _deciding(decide: Any, fact: Fact) -> Any:  # noqa: ANN401
    return lambda row, now: decide(row, fact, now)


@pytest.fixture
async def place(postgres_store: OpensStore) -> Place:
    store = await postgres_store(STATES)
    async with store.transaction() as transaction:
        await transaction.change_stage(Stage(PROGRAMME, "live"))
    return Place(store)


async def test_a_newcomer_is_assigned_once_the_profile_is_here(place: Place) -> None:
    await place.hears(post("Ann", cap=5), accepted("Zoe"))
    await place.assess.run_once(MONDAY)
    assert len((await place.row()).newcomers) == 1
    await place.shares("Zoe", "debt", "health")
    await place.assess.run_once(MONDAY)
    row = await place.row()
    assert row.newcomers == ()
    assert [(a.load, len(a.cases)) for a in row.advocates] == [(2, 1)]


@pytest.mark.parametrize(
    ("barriers", "units"), [((), 1), (("debt",), 1), (("debt", "health", "skills", "housing"), 3)]
)
async def test_a_case_takes_one_to_three_units(
    place: Place, barriers: tuple[str, ...], units: int
) -> None:
    await place.hears(post("Ann", cap=5), accepted("Zoe"))
    await place.shares("Zoe", *barriers)
    await place.assess.run_once(MONDAY)
    assert (await place.row()).advocates[0].load == units


async def test_somebody_who_needs_polish_gets_an_advocate_who_speaks_it_before_an_emptier_one(
    place: Place,
) -> None:
    await place.hears(post("Ann", cap=9), post("Bob", cap=9), post("Cat", cap=9))
    await place.shares("Bob", languages=("en", "pl"))
    for name, languages in (("Zoe", ("pl",)), ("Yusuf", ("pl", "ro")), ("Sam", ("pl", "en"))):
        await place.hears(accepted(name))
        await place.shares(name, "debt", languages=languages)
        await place.assess.run_once(MONDAY)
    row = await place.row()
    bob = row.advocate_of(id_of("Zoe"))
    assert bob is not None
    assert bob.person_id == id_of("person Bob")
    assert row.advocate_of(id_of("Yusuf")) == bob
    assert row.advocate_of(id_of("Sam")) != bob, "English will do"
    assert "'pl'" not in repr(row), "what they speak stays sealed"


async def test_home_comes_before_a_language(place: Place) -> None:
    away = post("Bob", KNOWSLEY, cap=9, covers=(LIVERPOOL,))
    await place.hears(post("Ann", cap=9), away, accepted("Zoe"))
    await place.shares("Bob", languages=("pl",))
    await place.shares("Zoe", languages=("pl",))
    await place.assess.run_once(MONDAY)
    holder = (await place.row()).advocate_of(id_of("Zoe"))
    assert holder is not None
    assert holder.home == LIVERPOOL


async def test_a_planned_handover_looks_for_who_speaks_the_language(place: Place) -> None:
    await place.hears(post("Ann", cap=9), accepted("Zoe"))
    await place.shares("Cat", languages=("pl", "en"))
    await place.shares("Zoe", languages=("pl",))
    await place.assess.run_once(MONDAY)
    await place.hears(post("Bob", cap=9), post("Cat", cap=9), post("Ann", cap=9, ends=SOON))
    await place.plan.run_once(MONDAY)
    holder = (await place.row()).advocate_of(id_of("Zoe"))
    assert holder is not None
    assert holder.person_id == id_of("person Cat")


async def test_who_waits_in_a_pool_of_a_programme_that_has_advocates_now_gets_one(
    place: Place,
) -> None:
    since = MONDAY - timedelta(days=90)
    key = pool_id(PROGRAMME, LIVERPOOL, "general")
    pool = Pool(key, PROGRAMME, LIVERPOOL, "general")
    for name in ("Zoe", "Yusuf"):
        pool = pool.queued(Participant(id_of(name), id_of(f"person {name}"), since, rank=0))
    await place.engine.command(Pool, [key], lambda *_: (pool, []), MONDAY)
    await place.hears(post("Ann", cap=9), accepted("Yusuf"))
    leave = LeavePools(place.engine, place.due)
    await leave.run_once(MONDAY)
    row = await place.row()
    assert [case.referral_id for case in row.newcomers] == [id_of("Yusuf"), id_of("Zoe")]
    assert row.newcomers[1].since == since
    assert (await place.engine.recall(Pool, [key]))[key].waiting == ()

    await place.hears(withdrawn("Zoe"))
    await leave.run_once(MONDAY + timedelta(hours=1))
    assert (await place.row()).case(id_of("Zoe")) is None, "moved once"
    await place.assess.run_once(MONDAY + timedelta(hours=2))
    assert (await place.row()).advocate_of(id_of("Yusuf")) is not None


async def test_what_cannot_be_read_counts_as_most_complex(place: Place) -> None:
    await place.hears(post("Ann", cap=5), accepted("Zoe"))
    await place.shares("Zoe", "debt", keys=Keyring.generate("elsewhere"))
    await place.assess.run_once(MONDAY)
    assert (await place.row()).advocates[0].load == 3


async def test_who_has_no_profile_after_an_hour_is_not_forgotten(place: Place) -> None:
    await place.hears(post("Ann", cap=5), accepted("Zoe"))
    await place.assess.run_once(MONDAY + timedelta(minutes=59))
    assert len((await place.row()).newcomers) == 1
    await place.assess.run_once(MONDAY + timedelta(minutes=60))
    assert (await place.row()).advocates[0].load == 3


async def test_while_the_programme_is_closed_nobody_is_looked_at(place: Place) -> None:
    await place.hears(post("Ann", cap=5), accepted("Zoe"))
    await place.shares("Zoe", "debt")
    async with place.engine.store.transaction() as transaction:
        await transaction.change_stage(Stage(PROGRAMME, "paused"))
    await place.assess.run_once(MONDAY)
    assert len((await place.row()).newcomers) == 1


async def test_a_contract_that_ends_soon_is_planned_once_a_day_with_its_proof(place: Place) -> None:
    await place.hears(post("Ann", cap=5, ends=date(2026, 8, 1)), accepted("Zoe"))
    await place.shares("Zoe", "debt")
    await place.assess.run_once(MONDAY)
    await place.plan.run_once(MONDAY)
    assert (await place.row()).planned_on is None, "nobody is about to leave"
    await place.hears(post("Bob", cap=5), post("Ann", cap=5, ends=SOON))
    await place.plan.run_once(MONDAY)
    row = await place.row()
    assert row.planned_on == MONDAY.date()
    assert row.problem
    assert row.value == row.bound
    holder = row.advocate_of(id_of("Zoe"))
    assert holder is not None
    assert holder.advocate_id == id_of("advocate Bob")
    await place.plan.run_once(MONDAY + timedelta(hours=3))
    assert await place.row() == row


async def test_the_table_refuses_a_caseload_above_its_cap(place: Place) -> None:
    case = Case(id_of("Zoe"), id_of("person Zoe"), LIVERPOOL, "general", MONDAY, complexity=3)
    wrong = Advocate(id_of("a"), LIVERPOOL, (), 2, cases=(case,), load=3, most=2)
    with pytest.raises(CheckViolationError, match="caseload_is_within_its_cap"):
        await place.keeps(Caseloads(PROGRAMME, (wrong,)))


def a_full_programme(posts: int = 40, waiting: int = 2_800) -> Caseloads:
    """1,200 people with 40 advocates, and 2,800 who wait: more than the source ever had at once."""
    begun = datetime(2026, 1, 5, 9, tzinfo=UTC)

    def cases(name: str, count: int, area: str) -> Sequence[Case]:
        return [
            Case(_id(f"{name} {n}"), _id(f"p {name} {n}"), area, "general", begun, 1 + n % 3)
            for n in range(count)
        ]

    team = []
    for n in range(posts):
        home, cover = AREAS[n % 6], AREAS[(n + 1) % 6]
        free = Advocate(_id(f"a{n}"), home, (cover,), 60, most=60)
        team.append(free.with_cases(tuple(cases(f"a{n}", 30, home))))
    queue = [case for area in AREAS for case in cases(area, waiting // 6, area)]
    return Caseloads(PROGRAMME).with_advocates(team).with_waiting(queue)


def _id(name: str) -> UUID:
    return uuid5(id_of("full"), name)


async def test_a_decision_on_a_full_row_is_quick(place: Place) -> None:
    await place.keeps(a_full_programme())
    times = []
    for n in range(9):
        began = time.process_time()
        await place.hears(accepted(f"New {n}"))
        times.append(time.process_time() - began)
    assert sorted(times)[4] < 0.2, f"CPU seconds for one decision: {sorted(times)[4]:.3f}"


async def test_a_plan_over_everybody_hands_a_whole_caseload_over_and_is_quick(place: Place) -> None:
    team = [replace(a, cap=66, most=66) for a in a_full_programme(waiting=0).advocates]
    leaving = replace(team[0], contract_ends=SOON)
    await place.keeps(Caseloads(PROGRAMME).with_advocates([leaving, *team[1:]]))
    began = time.process_time()
    await place.plan.run_once(MONDAY)
    planned = time.process_time() - began
    row = await place.row()
    assert row.planned_on == MONDAY.date()
    assert sum(len(a.cases) for a in row.advocates) == 1_200
    gone = row.advocate(leaving.advocate_id)
    assert gone is not None
    assert gone.cases == ()
    settled = {c.referral_id: a.advocate_id for a in team[1:] for c in a.cases}
    assert all(
        settled.get(c.referral_id, a.advocate_id) == a.advocate_id
        for a in row.advocates
        for c in a.cases
    ), "nobody leaves an advocate who stays"
    assert planned < 60, f"CPU seconds for one plan: {planned:.1f}"
