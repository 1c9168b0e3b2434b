"""Match runs on a real store: made once, by one process, and again when whoever began it died."""

import asyncio
from datetime import timedelta

import pytest

from services.matching.domain.match_run import MatchRun, run_code
from services.matching.domain.mentee import Mentee
from services.matching.domain.mentor import Mentor
from services.matching.domain.profile import Profile
from services.matching.store.tables import STATES
from shared.privacy.keyring import Keyring
from shared.runtime.ports import Stage
from tests.conftest import OpensStore
from tests.services.matching.programme_place import FREE, GROWN, NOW, PROGRAMME, RUN, Place


@pytest.fixture
async def place(postgres_store: OpensStore) -> Place:
    store = await postgres_store(STATES)
    async with store.transaction() as transaction:
        await transaction.change_stage(Stage(PROGRAMME, "live"))
    return Place(store, Keyring.generate("west-midlands"))


async def test_of_two_processes_one_makes_the_run(place: Place) -> None:
    first, second = place.process(), place.process()
    await asyncio.gather(first.run_once(NOW), second.run_once(NOW))
    run = await place.run()
    assert run is not None
    assert run.finished
    assert place.waiting.reads == 1


async def test_a_second_mentor_is_asked_only_where_nobody_goes_without(place: Place) -> None:
    """A newcomer comes before whoever has a proposal; a mentor who is left is asked for either."""
    process, runs = place.process(), []
    people = []
    for day in range(3):
        await place.a_mentor(FREE)
        if day < 2:
            people.append(await place.somebody_waits(GROWN))
        await process.run_once(NOW + timedelta(days=day))
        run = await place.run(run_code(PROGRAMME, NOW.date() + timedelta(days=day)))
        assert run is not None
        runs.append((run.people, run.proposed))
        for referral in people:
            await place.has_heard_of_its_proposals(referral)
    assert runs == [(1, 1), (1, 1), (2, 1)]


async def test_a_run_is_made_once_a_day_and_holds_the_places(place: Place) -> None:
    await place.somebody_waits(GROWN)
    mentor = await place.a_mentor(FREE)
    process = place.process()
    for hours in (0, 1, 8):
        await process.run_once(NOW + timedelta(hours=hours))
        await place.process().run_once(NOW + timedelta(hours=hours))
    assert place.waiting.reads == 1
    run = await place.run()
    assert run is not None
    assert (run.people, run.mentors, run.proposed) == (1, 1, 1)
    assert run.value == run.bound
    held = (await place.engine.recall(Mentor, [mentor]))[mentor]
    assert (held.taken, held.held[0].slot) == (1, "tue-evening")
    await process.run_once(NOW + timedelta(days=1))
    assert place.waiting.reads == 2


async def test_who_let_nobody_share_a_profile_is_counted_and_not_matched(place: Place) -> None:
    await place.somebody_waits(None)
    await place.a_mentor(FREE)
    await place.process().run_once(NOW)
    run = await place.run()
    assert run is not None
    assert (run.people, run.without_profile, run.proposed) == (1, 1, 0)


async def test_a_profile_that_nobody_can_open_leaves_one_person_out(place: Place) -> None:
    await place.somebody_waits(GROWN)
    stranger = await place.somebody_waits(None)
    person = (await place.engine.recall(Mentee, [stranger]))[stranger].person_id
    sealed = Keyring.generate("elsewhere").seal_text("needs", b"{}", bound_to=person.bytes)
    await place.keeps(Profile, person, Profile(person, PROGRAMME, sealed))
    await place.a_mentor(FREE)
    await place.process().run_once(NOW)
    run = await place.run()
    assert run is not None
    assert (run.people, run.without_profile, run.proposed) == (2, 1, 1)


@pytest.mark.parametrize(("minutes", "made"), [(5, False), (16, True)])
async def test_a_run_whose_process_died_is_made_by_another(
    place: Place,
    minutes: int,
    made: bool,  # noqa: FBT001
) -> None:
    begun = MatchRun(RUN, PROGRAMME, NOW.date(), begun_at=NOW - timedelta(minutes=minutes))
    await place.keeps(MatchRun, RUN, begun)
    await place.process().run_once(NOW)
    run = await place.run()
    assert run is not None
    assert run.finished == made


async def test_while_the_programme_is_closed_no_run_is_made(place: Place) -> None:
    async with place.store.transaction() as transaction:
        await transaction.change_stage(Stage(PROGRAMME, "paused"))
    process = place.process()
    await process.run_once(NOW)
    assert await place.run() is None
    async with place.store.transaction() as transaction:
        await transaction.change_stage(Stage(PROGRAMME, "live"))
    await process.run_once(NOW)
    assert await place.run() is not None


async def test_below_the_programmes_floor_nobody_is_proposed(place: Place) -> None:
    wishes = {"interests": ["care"], "relates_to": ["carer"], "barriers": ["debt"]}
    referral = await place.somebody_waits(GROWN.model_copy(update=wishes))
    await place.a_mentor(FREE)
    await place.process().run_once(NOW)
    run = await place.run()
    assert run is not None
    assert (run.people, run.mentors, run.proposed) == (1, 1, 0)
    fits = FREE.model_copy(update={"sector": "care"})
    mentor = await place.a_mentor(fits)
    await place.process().run_once(NOW + timedelta(days=1))
    held = (await place.engine.recall(Mentor, [mentor]))[mentor]
    assert [one.referral_id for one in held.held] == [referral]
