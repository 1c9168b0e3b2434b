"""Plans of visits on a real PostgreSQL: once a window, proven, explained, on a row as read."""

import time
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from asyncpg.exceptions import CheckViolationError

from services.matching.domain.match_run import MatchRun, run_code
from services.matching.domain.schools import Asked, Comer, Schools, Visit
from services.matching.jobs.plan_visits import PlanVisits
from services.matching.jobs.visit_problem import planned_by
from services.matching.optimization.solving import check
from services.matching.store.due_schools import DueSchools
from services.matching.store.tables import STATES
from services.matching.subscribes import LISTENS_TO
from services.matching.web.run_review import RunReview, results, why
from shared.contracts.fact import Fact
from shared.privacy.keyring import Keyring
from shared.runtime.ports import Stage
from shared.runtime.wiring import assemble_engine
from shared.store.postgres import PostgresStore
from tests.conftest import OpensStore
from tests.services.matching.school_town import (
    BRISTOL,
    CV,
    LEEDS,
    MARCH,
    MOCK,
    MONDAY,
    PROGRAMME,
    asks,
    id_of,
    offers,
)

RUN = run_code(PROGRAMME, MONDAY.date())


class OnMonday:
    """A clock that stands still."""

    def now(self) -> datetime:
        return MONDAY


class Place:
    """A store with an open programme, and the plan of matching on it."""

    def __init__(self, store: PostgresStore) -> None:
        self.keys = Keyring.generate("avon")
        self.due = DueSchools(store._engine)
        self.engine = assemble_engine("matching", "avon", LISTENS_TO, store, self.keys)
        self.plan = self.process()

    def process(self) -> PlanVisits:
        return PlanVisits(self.engine, self.due, self.keys)

    async def hears(self, *facts: Fact) -> None:
        """Decide what the engine would of each fact, on the row."""
        for fact in facts:
            for decide, kind, _ in LISTENS_TO.deciders(fact.TYPE):
                if kind is Schools:
                    await self.engine.command(Schools, [PROGRAMME], _deciding(decide, fact), MONDAY)

    async def row(self) -> Schools:
        found = (await self.engine.recall(Schools, [PROGRAMME]))[PROGRAMME]
        assert isinstance(found, Schools)
        return found

    async def keeps(self, schools: Schools) -> None:
        await self.engine.command(Schools, [PROGRAMME], lambda *_: (schools, []), MONDAY)

    async def run(self, code: str = RUN) -> MatchRun | None:
        found = (await self.engine.recall(MatchRun, [code])).get(code)
        assert found is None or isinstance(found, MatchRun)
        return found

    async def who_comes_to(self, name: str) -> object:
        _, comer = (await self.row()).asked(id_of(name), MONDAY.date()) or (None, None)
        return comer.offer_id if comer else None


def _deciding(decide: Any, fact: Fact) -> Any:  # noqa: ANN401
    return lambda row, now: decide(row, fact, now)


@pytest.fixture
async def place(postgres_store: OpensStore) -> Place:
    store = await postgres_store(STATES)
    async with store.transaction() as transaction:
        await transaction.change_stage(Stage(PROGRAMME, "live"))
    return Place(store)


STUCK = (offers("Ann", CV, MOCK), asks("Hill"), offers("Bob", CV), asks("Mock", MOCK))
"""Ann visits Hill, and nobody but she could visit Mock."""


async def test_a_plan_makes_room_once_a_day_and_is_on_record_with_its_proof(place: Place) -> None:
    await place.hears(*STUCK)
    await place.plan.run_once(MONDAY)
    assert await place.who_comes_to("Hill") == id_of("offer Bob")
    assert await place.who_comes_to("Mock") == id_of("offer Ann")
    run = await place.run()
    assert run is not None
    assert (run.finished, run.people, run.mentors, run.proposed) == (True, 1, 2, 1)
    assert run.value == run.bound > 0
    assert run.problem


async def test_while_no_school_waits_there_is_no_plan(place: Place) -> None:
    await place.hears(offers("Ann"), asks("Hill"))
    await place.plan.run_once(MONDAY)
    assert await place.run() is None


async def test_a_plan_without_anybody_who_comes_is_a_plan_too(place: Place) -> None:
    await place.hears(asks("Hill"))
    await place.plan.run_once(MONDAY)
    run = await place.run()
    assert run is not None
    assert (run.finished, run.people, run.mentors, run.proposed) == (True, 1, 0, 0)


async def test_while_the_programme_is_closed_nobody_plans(place: Place) -> None:
    await place.hears(*STUCK)
    async with place.engine.store.transaction() as transaction:
        await transaction.change_stage(Stage(PROGRAMME, "paused"))
    await place.plan.run_once(MONDAY)
    assert await place.run() is None


async def test_of_two_processes_one_plans_and_the_next_plan_is_a_days(place: Place) -> None:
    await place.hears(*STUCK, asks("Far", area=LEEDS))
    await place.plan.run_once(MONDAY)
    first = await place.run()
    await place.process().run_once(MONDAY + timedelta(hours=2))
    assert await place.run() == first
    await place.plan.run_once(MONDAY + timedelta(days=1))
    assert await place.run(run_code(PROGRAMME, date(2026, 3, 3))) is not None


async def test_a_plan_of_a_row_that_has_changed_is_made_anew(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.hears(*STUCK)
    made: list[object] = []
    begins = place.plan._follow

    async def follow(seen: Schools, planned: Any, now: Any) -> int | None:  # noqa: ANN401
        if not made:
            await place.hears(asks("Late", MOCK))
        made.append(planned)
        return await begins(seen, planned, now)

    monkeypatch.setattr(place.plan, "_follow", follow)
    await place.plan.run_once(MONDAY)
    assert len(made) == 2
    assert await place.who_comes_to("Mock") == id_of("offer Ann")
    assert len((await place.row()).waiting) == 1


async def test_a_row_that_never_stands_still_is_left_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.hears(*STUCK)
    before = await place.row()

    async def never(*_: object) -> None:
        return None

    monkeypatch.setattr(place.plan, "_follow", never)
    await place.plan.run_once(MONDAY)
    run = await place.run()
    assert run is not None
    assert not run.finished
    assert await place.row() == before


async def test_whoever_reviews_a_plan_reads_why_each_school_has_its_answer(place: Place) -> None:
    await place.hears(*STUCK, asks("Far", area=LEEDS))
    await place.plan.run_once(MONDAY)
    review = RunReview(place.engine, place.keys, OnMonday())
    (run,) = await review.lately()
    papers = await review.papers(run)
    assert papers is not None
    assert check(papers.problem, papers.solution) == []
    answered = {one.person: one for one in results(papers)}
    assert answered[str(id_of("Mock"))].supply == f"{id_of('offer Ann')}:2026-03"
    far = answered[str(id_of("Far"))]
    assert far.reason == "nobody whom the rules allow"
    assert "come to this area" in " ".join(why(papers, far.number) or ())
    assert planned_by(papers.solution)[id_of("Hill")] == (id_of("offer Bob"), MARCH)


async def test_the_table_refuses_more_sessions_in_a_month_than_were_offered(place: Place) -> None:
    asked = Asked(id_of("a"), "137052", BRISTOL, CV, date(2026, 3, 9), date(2026, 3, 20), MONDAY)
    ann = Comer(id_of("Ann"), (BRISTOL,), (CV,), 1, date(2026, 3, 1), most=1)
    wrong = ann.with_visits([Visit(asked, MARCH), Visit(asked, MARCH)])
    with pytest.raises(CheckViolationError, match="nobody_comes_more_often_than_offered"):
        await place.keeps(Schools(PROGRAMME).having([wrong], []))


def a_full_programme(comers: int = 120, schools: int = 1_500) -> Schools:
    """More than the source ever had at once in one region: 12,000 sessions in over two years."""
    areas = [f"E0600{n:04}" for n in range(20)]
    kinds = ("cv_writing", "mock_interview", "industry_taster_day", "local_job_market_advice")
    team = []
    for n in range(comers):
        here = tuple(areas[(n + step) % 20] for step in range(3))
        ann = Comer(id_of(f"c{n}"), here, (kinds[n % 4], kinds[(n + 1) % 4]), 4, MARCH, most=4)
        team.append(ann)
    waiting = [
        Asked(
            id_of(f"s{n}"),
            f"{100_000 + n}",
            areas[n % 20],
            kinds[n % 3],
            date(2026, 3, 2) + timedelta(days=n % 50),
            date(2026, 3, 30) + timedelta(days=n % 90),
            MONDAY,
            is_first=n % 9 == 0,
        )
        for n in range(schools)
    ]
    return Schools(PROGRAMME).having(team, waiting)


async def test_a_decision_and_a_plan_on_a_full_row_are_quick(place: Place) -> None:
    await place.keeps(a_full_programme())
    began = time.process_time()
    await place.hears(offers("Ann", areas=("E06000001",), per_month=5))
    filled = time.process_time() - began
    row = await place.row()
    assert sum(len(comer.visits) for comer in row.comers) > 500
    assert row.waiting
    times = []
    for n in range(9):
        began = time.process_time()
        await place.hears(asks(f"New {n}", area="E06000002"))
        times.append(time.process_time() - began)
    began = time.process_time()
    await place.plan.run_once(MONDAY)
    planned = time.process_time() - began
    run = await place.run()
    assert run is not None
    assert run.value == run.bound
    a_request = sorted(times)[4]
    seen = f"CPU s: {filled:.2f} to fill, {a_request:.3f} a request, {planned:.1f} a plan"
    assert a_request < 0.5, seen
    assert planned < 60, seen
