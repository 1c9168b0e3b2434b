"""Between two runs: who comes is proposed at once, once, and never what the rows do not allow."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.matching.domain.clearance import Clearance
from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Mentor
from services.matching.domain.profile import Profile
from services.matching.domain.standing_snapshot import StandingSnapshot
from services.matching.domain.support import mentoring, with_mentors
from services.matching.jobs import place_at_once, standing_programme
from services.matching.jobs.holding_places import Wanted
from services.matching.jobs.place_at_once import PlaceAtOnce
from services.matching.optimization.one_to_one.standing_document import market_in
from services.matching.optimization.one_to_one.standing_market import StandingMarket
from services.matching.store.tables import STATES
from shared.privacy.keyring import Keyring
from shared.programmes.model import Programme
from shared.runtime.ports import Stage
from tests.conftest import OpensStore
from tests.services.matching.programme_place import FREE, GROWN, NOW, PROGRAMME, RUN, Place

MINOR = FREE.model_copy(update={"birth_month": "2012-01"})
POLISH = {"languages": ["pl"]}


def _programmes(*, at_once: bool) -> tuple[Programme, ...]:
    found = []
    for programme in with_mentors():
        assert programme.mentoring is not None
        plan = programme.mentoring.model_copy(update={"at_once": at_once})
        found.append(programme.model_copy(update={"mentoring": plan}))
    return tuple(found)


class AtOnce(Place):
    """A programme that places at once, its run of today made already."""

    def looks(self) -> PlaceAtOnce:
        """A process that has just begun."""
        return PlaceAtOnce(self.engine, self.waiting, self.keys, look_every=0)

    async def snapshot(self) -> StandingSnapshot | None:
        found = (await self.engine.recall(StandingSnapshot, [PROGRAMME])).get(PROGRAMME)
        assert found is None or isinstance(found, StandingSnapshot)
        return found

    async def laid_down(self) -> StandingMarket:
        """The market in the snapshot."""
        saved = await self.snapshot()
        assert saved is not None
        assert saved.snapshot is not None
        bound = f"standing:{PROGRAMME}".encode()
        return market_in(self.keys.open_text("needs", saved.snapshot, bound_to=bound))

    async def changes(self, mentor: UUID, **what: object) -> None:
        row = replace(await self.mentor(mentor), **what)  # type: ignore[arg-type]
        await self.keeps(Mentor, mentor, row)


@pytest.fixture
async def place(postgres_store: OpensStore, monkeypatch: pytest.MonkeyPatch) -> AtOnce:
    monkeypatch.setattr(place_at_once, "with_mentors", lambda: _programmes(at_once=True))
    store = await postgres_store(STATES)
    async with store.transaction() as transaction:
        await transaction.change_stage(Stage(PROGRAMME, "live"))
    here = AtOnce(store, Keyring.generate("west-midlands"))
    await here.process().run_once(NOW)
    return here


async def test_who_comes_is_proposed_at_once_and_only_once(place: AtOnce) -> None:
    first, second = await place.a_mentor(FREE), await place.a_mentor(FREE)
    process = place.looks()
    await process.run_once(NOW)
    referral = await place.somebody_waits(GROWN)
    for seconds in range(3):  # the young person's row has not heard of the proposal yet
        await process.run_once(NOW + timedelta(seconds=seconds))
        await place.looks().run_once(NOW + timedelta(seconds=seconds))
    assert await place.held_by(first) + await place.held_by(second) == [referral]
    record = await place.run(f"{RUN}_at_once")
    assert record is not None
    assert (record.proposed, record.value, record.algorithm) == (1, record.bound, "standing/2")


async def test_runs_count_the_places_held_and_not_only_what_the_row_has_heard(
    place: AtOnce,
) -> None:
    mentors = [await place.a_mentor(FREE) for _ in range(4)]
    referral = await place.somebody_waits(GROWN)
    await place.looks().run_once(NOW)
    for days in (1, 2, 3):
        await place.process().run_once(NOW + timedelta(days=days))
        await place.looks().run_once(NOW + timedelta(days=days))
    held = [one for mentor in mentors for one in await place.held_by(mentor)]
    plan = mentoring(PROGRAMME)
    assert plan is not None
    assert held == [referral] * plan.proposals_at_once


async def test_several_who_come_between_two_looks_get_the_best_of_all(place: AtOnce) -> None:
    rail = await place.a_mentor(FREE.model_copy(update={"sector": "rail"}))
    care = await place.a_mentor(FREE.model_copy(update={"sector": "care"}))
    process = place.looks()
    await process.run_once(NOW)
    both = await place.somebody_waits(GROWN.model_copy(update={"interests": ["rail", "care"]}))
    one = await place.somebody_waits(GROWN.model_copy(update={"interests": ["rail"]}))
    await process.run_once(NOW)
    assert (await place.held_by(rail), await place.held_by(care)) == ([one], [both])


async def test_a_mentor_who_comes_takes_somebody_who_waits(place: AtOnce) -> None:
    referral = await place.somebody_waits(GROWN.model_copy(update=POLISH))
    process = place.looks()
    await place.a_mentor(FREE)
    await process.run_once(NOW)
    mentor = await place.a_mentor(FREE.model_copy(update={"languages": ["en", "pl"]}))
    await process.run_once(NOW)
    assert await place.held_by(mentor) == [referral]


async def test_who_said_no_is_proposed_somebody_else(place: AtOnce) -> None:
    mentors = [await place.a_mentor(FREE) for _ in range(2)]
    referral = await place.somebody_waits(GROWN)
    process = place.looks()
    await process.run_once(NOW)
    (first,) = [m for m in mentors if await place.held_by(m)]
    await place.keeps(Mentee, referral, (await place.mentee(referral)).declining(first))
    await place.changes(first, held=(), taken=0)
    await process.run_once(NOW)
    (second,) = [m for m in mentors if await place.held_by(m)]
    assert second != first


async def test_a_minor_is_proposed_only_with_a_clearance_and_a_lapsed_one_is_none(
    place: AtOnce,
) -> None:
    mentor = await place.a_mentor(FREE)
    referral = await place.somebody_waits(MINOR)
    process = place.looks()
    await process.run_once(NOW)
    assert await place.held_by(mentor) == []
    day = NOW.date()
    valid = Clearance("enhanced_dbs_children", "dbs", "england", day, day)
    await place.changes(mentor, clearances=(valid,))
    await process.run_once(NOW)
    assert await place.held_by(mentor) == [referral]


async def test_where_the_mentors_row_holds_no_place_another_is_looked_for(
    place: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentors = [await place.a_mentor(FREE) for _ in range(2)]
    referral = await place.somebody_waits(GROWN)
    tried: list[UUID] = []

    async def nothing_held(_engine: object, proposals: Wanted, _now: object) -> frozenset[UUID]:
        tried.extend(proposals)
        return frozenset()

    process = place.looks()
    with monkeypatch.context() as full:
        full.setattr(place_at_once, "hold", nothing_held)
        await process.run_once(NOW)
    await process.run_once(NOW)
    (other,) = set(mentors) - set(tried)
    assert await place.held_by(other) == [referral]


async def test_a_restart_goes_on_from_the_snapshot_without_solving_anew(
    place: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentors = [await place.a_mentor(FREE) for _ in range(3)]
    await place.somebody_waits(GROWN.model_copy(update=POLISH))
    await place.looks().run_once(NOW)
    monkeypatch.setattr(place_at_once, "begun", None)  # to solve anew would fail now
    monkeypatch.setattr(standing_programme, "begun", None)
    referral = await place.somebody_waits(GROWN)  # while nobody looked
    await place.changes(mentors[0], paused=True)
    again = place.looks()
    await again.run_once(NOW + timedelta(hours=1))
    held = [await place.held_by(mentor) for mentor in mentors]
    assert held[0] == []
    assert sorted(held[1:]) == [[], [referral]]


async def test_a_snapshot_is_sealed_and_one_of_yesterday_or_unreadable_is_not_used(
    place: AtOnce,
) -> None:
    await place.a_mentor(FREE)
    await place.somebody_waits(GROWN.model_copy(update={"relates_to": ["refugee"]} | POLISH))
    await place.looks().run_once(NOW)
    saved = await place.snapshot()
    assert saved is not None
    assert saved.snapshot is not None
    assert "refugee" not in saved.snapshot
    assert saved.made_on == NOW.date()
    tomorrow = NOW + timedelta(days=1)
    await place.process().run_once(tomorrow)
    await place.looks().run_once(tomorrow)
    again = await place.snapshot()
    assert again is not None
    assert again.made_on == tomorrow.date()
    spoiled = replace(again, snapshot="AAAA")
    await place.keeps(StandingSnapshot, PROGRAMME, spoiled)
    await place.looks().run_once(tomorrow)
    assert (await place.snapshot()) != spoiled


async def test_who_is_erased_is_out_of_the_snapshot_a_minute_later(place: AtOnce) -> None:
    await place.a_mentor(FREE)
    referral = await place.somebody_waits(GROWN.model_copy(update=POLISH))
    process = place.looks()
    await process.run_once(NOW)
    assert str(referral) in (await place.laid_down()).people
    person = (await place.mentee(referral)).person_id
    await place.keeps(Profile, person, Profile(person, PROGRAMME, None, erased=True))
    for minutes in (0, 1):
        await process.run_once(NOW + timedelta(minutes=minutes))
    market = await place.laid_down()
    assert market.people == {}
    assert not market.standing.tables.people[: market.standing.people].any()


async def test_a_programme_that_stops_placing_at_once_keeps_nothing(
    place: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.somebody_waits(GROWN)
    await place.looks().run_once(NOW)
    monkeypatch.setattr(place_at_once, "with_mentors", lambda: _programmes(at_once=False))
    mentor = await place.a_mentor(FREE)
    await place.looks().run_once(NOW)
    saved = await place.snapshot()
    assert saved is not None
    assert saved.snapshot is None
    assert await place.held_by(mentor) == []


async def test_of_two_processes_one_looks_at_a_time_and_both_know_in_the_end(
    place: AtOnce,
) -> None:
    mentors = [await place.a_mentor(FREE, capacity=2) for _ in range(3)]
    one, other = place.looks(), place.looks()
    people = [await place.somebody_waits(GROWN) for _ in range(4)]
    for _ in range(3):
        await asyncio.gather(one.run_once(NOW), other.run_once(NOW))
    held = [referral for mentor in mentors for referral in await place.held_by(mentor)]
    assert sorted(held) == sorted(people)


async def test_before_the_days_run_and_while_the_programme_is_paused_nobody_is_placed(
    place: AtOnce,
) -> None:
    mentor = await place.a_mentor(FREE)
    await place.somebody_waits(GROWN)
    process = place.looks()
    await process.run_once(NOW + timedelta(days=1))
    assert await place.held_by(mentor) == []
    async with place.store.transaction() as transaction:
        await transaction.change_stage(Stage(PROGRAMME, "paused"))
    await process.run_once(NOW)
    assert await place.held_by(mentor) == []


async def test_who_shares_a_profile_later_is_placed_then_and_who_uses_a_new_word_too(
    place: AtOnce,
) -> None:
    mentor = await place.a_mentor(FREE, capacity=2)
    silent = await place.somebody_waits(None)
    process = place.looks()
    await process.run_once(NOW)
    assert await place.held_by(mentor) == []
    person = (await place.mentee(silent)).person_id
    await place.said(person, GROWN)
    await process.run_once(NOW)
    assert await place.held_by(mentor) == [silent]
    new = await place.somebody_waits(GROWN.model_copy(update={"interests": ["astronomy"]}))
    stargazer = await place.a_mentor(FREE.model_copy(update={"sector": "astronomy"}))
    await process.run_once(NOW)
    assert await place.held_by(stargazer) == [new]
