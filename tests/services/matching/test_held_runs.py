"""A held run proposes nothing until somebody publishes it, and then only what still is so."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.matching.domain.match_run import MatchRun
from services.matching.domain.mentee import Mentee, Proposal
from services.matching.domain.mentor import Held, Mentor
from services.matching.domain.profile import Profile
from services.matching.domain.run_papers import RunPapers
from services.matching.handlers.shred_papers import shred_papers
from services.matching.jobs import follow_runs
from services.matching.jobs.pairs_today import PairsToday, Today
from services.matching.jobs.run_making import Made, RunMaker
from services.matching.store.tables import STATES
from shared.contracts.people import PersonErased
from shared.programmes.support import Mentoring
from tests.conftest import OpensStore
from tests.services.matching.held_place import DRY, RUN, UNTIL, HeldPlace, runs_are_held
from tests.services.matching.linked import BIRMINGHAM, GROWN, NOW, PROGRAMME, WEEK

Happens = Callable[[HeldPlace, UUID, UUID], Awaitable[None]]


@pytest.fixture
async def place(postgres_store: OpensStore, monkeypatch: pytest.MonkeyPatch) -> HeldPlace:
    runs_are_held(monkeypatch)
    opened = HeldPlace(await postgres_store(STATES))
    await opened.opens()
    return opened


async def test_a_held_run_is_kept_with_its_proof_and_proposes_nothing(place: HeldPlace) -> None:
    people, mentors = await place.three_pairs()
    await place.goes_on(hours=23)
    run = await place.run()
    assert (run.course, run.publish_by, run.proposed) == ("held", NOW + UNTIL, 0)
    assert run.value == run.bound > 0
    assert len(run.problem) == 64
    assert run.algorithm
    assert len(people) == len(set(mentors)) == 3
    assert await place.held_by(*mentors) == []
    assert await place.proposed() == 0


async def test_published_it_proposes_what_was_reviewed_and_says_who_published_it(
    place: HeldPlace,
) -> None:
    people, mentors = await place.three_pairs()
    await place.desk().decisions.decide(await place.run(), "publish", "Maya")
    assert await place.held_by(*mentors) == []
    await place.goes_on(hours=1)
    assert await place.held_by(*mentors) == list(people)
    run = await place.run()
    assert (run.course, run.decided_by, run.proposed, run.dropped) == ("published", "Maya", 3, 0)
    mentee = (await place.engine.recall(Mentor, mentors))[mentors[0]]
    assert mentee.held[0].slot == "tue-evening"


async def test_a_mentor_pauses_in_between_and_that_one_pair_is_dropped_and_told(
    place: HeldPlace,
) -> None:
    people, mentors = await place.three_pairs()
    await place.changes_mentor(mentors[1], paused=True)
    await place.desk().decisions.decide(await place.run(), "publish", "Maya")
    await place.goes_on(minutes=1)
    assert await place.held_by(*mentors) == [people[0], people[2]]
    assert await place.fallen() == {people[1]: "mentor_paused"}
    run = await place.run()
    assert (run.proposed, run.dropped) == (2, 1)
    assert await place.proposed() == 2


async def _person_is_gone(place: HeldPlace, person: UUID, _mentor: object) -> None:
    row = (await place.engine.recall(Mentee, [person]))[person]
    await place.keeps(Mentee, person, replace(row, status="withdrawn"))


async def _person_has_a_proposal(place: HeldPlace, person: UUID, _mentor: object) -> None:
    row = (await place.engine.recall(Mentee, [person]))[person]
    open_now = tuple(Proposal(uuid4(), uuid4(), WEEK) for _ in range(2))
    await place.keeps(Mentee, person, row.with_proposals(open_now))


async def _person_declined(place: HeldPlace, person: UUID, mentor: UUID) -> None:
    row = (await place.engine.recall(Mentee, [person]))[person]
    await place.keeps(Mentee, person, row.declining(mentor))


async def _profile_is_gone(place: HeldPlace, person: UUID, _mentor: object) -> None:
    row = (await place.engine.recall(Mentee, [person]))[person]
    await place.keeps(Profile, row.person_id, Profile(row.person_id, PROGRAMME, None, erased=True))


async def _is_never_free_then(place: HeldPlace, person: UUID, _mentor: object) -> None:
    row = (await place.engine.recall(Mentee, [person]))[person]
    said = GROWN.model_copy(update={"slots": ["sun-morning"]})
    await place.says(row.person_id, said)


async def _turns_out_to_be_a_minor(place: HeldPlace, person: UUID, _mentor: object) -> None:
    row = (await place.engine.recall(Mentee, [person]))[person]
    await place.says(row.person_id, GROWN.model_copy(update={"birth_month": "2012-01"}))


async def _mentor_left(place: HeldPlace, _person: object, mentor: UUID) -> None:
    await place.changes_mentor(mentor, has_left=True)


async def _mentor_trains_again(place: HeldPlace, _person: object, mentor: UUID) -> None:
    await place.changes_mentor(mentor, trained=False)


async def _place_is_taken(place: HeldPlace, _person: object, mentor: UUID) -> None:
    held = Held(uuid4(), uuid4(), uuid4(), BIRMINGHAM, NOW.date())
    await place.changes_mentor(mentor, held=(held,), taken=1)


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (_person_is_gone, "person_gone"),
        (_person_has_a_proposal, "person_has_proposals"),
        (_person_declined, "declined_before"),
        (_profile_is_gone, "profile_gone"),
        (_is_never_free_then, "availability"),
        (_turns_out_to_be_a_minor, "clearance"),
        (_mentor_left, "mentor_left"),
        (_mentor_trains_again, "mentor_not_ready"),
        (_place_is_taken, "no_place"),
    ],
)
async def test_what_changed_since_is_seen_before_publishing_and_dropped_when_it_is(
    place: HeldPlace,
    happens: Happens,
    reason: str,
) -> None:
    people, mentors = await place.three_pairs()
    await happens(place, people[0], mentors[0])
    seen = await place.desk().changes.of(await place.run())
    assert seen is not None
    assert [(one.person, one.reason) for one in seen.fallen] == [(people[0], reason)]
    assert [one.person for one in seen.proposed] == list(people[1:])
    await place.desk().decisions.decide(await place.run(), "publish", "Maya")
    await place.goes_on(minutes=1)
    assert await place.fallen() == {people[0]: reason}
    assert await place.held_by(*mentors[1:]) == list(people[1:])
    assert people[0] not in await place.held_by(mentors[0])


async def test_what_changes_while_it_is_published_is_judged_on_the_mentors_row(
    place: HeldPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mentor pauses after the look at the world, and before their row is locked."""
    people, mentors = await place.three_pairs()
    look = PairsToday.look

    async def pauses_then(self: PairsToday, *about: Any) -> Today:  # noqa: ANN401
        seen = await look(self, *about)
        await place.changes_mentor(mentors[2], paused=True)
        return seen

    monkeypatch.setattr(PairsToday, "look", pauses_then)
    await place.desk().decisions.decide(await place.run(), "publish", "Maya")
    await place.goes_on(minutes=1)
    assert await place.fallen() == {people[2]: "mentor_paused"}
    assert await place.held_by(*mentors) == list(people[:2])


async def test_publishing_without_judging_anew_is_caught(
    place: HeldPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted bug: the run's pairs are taken as they were. The tests above would not pass."""
    people, mentors = await place.three_pairs()

    async def as_they_were(self: PairsToday, answer: Any, *_: Any) -> Today:  # noqa: ANN401
        seen = [pair.person for pair in answer.pairs], [pair.mentor for pair in answer.pairs]
        return Today(await self._reader.read(*seen), answer.pairs, ())

    monkeypatch.setattr(PairsToday, "look", as_they_were)
    await _is_never_free_then(place, people[0], mentors[0])
    await place.changes_mentor(mentors[1], paused=True)
    await place.desk().decisions.decide(await place.run(), "publish", "Maya")
    await place.goes_on(minutes=1)
    assert people[0] in await place.held_by(mentors[0]), "a stale pair was proposed"
    assert await place.held_by(mentors[1]) == [], "the mentor's row still says no"


async def test_of_two_who_publish_at_once_one_is_recorded_and_everybody_is_asked_once(
    place: HeldPlace,
) -> None:
    people, mentors = await place.three_pairs()
    run, decisions = await place.run(), place.desk().decisions
    told = await asyncio.gather(*(decisions.decide(run, "publish", by) for by in "abcdef"))
    assert len({one.decided_by for one in told}) == 1
    await asyncio.gather(*(place.follows().run_once(place.clock.now()) for _ in range(4)))
    assert await place.held_by(*mentors) == list(people)
    assert await place.proposed() == 3
    after = await place.run()
    assert (after.course, after.proposed, after.dropped) == ("published", 3, 0)


async def test_a_process_that_dies_while_publishing_leaves_the_rest_to_another(
    place: HeldPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, mentors = await place.three_pairs()
    await place.desk().decisions.decide(await place.run(), "publish", "Maya")

    async def dies(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as killed:
        killed.setattr(follow_runs.FollowRuns, "_tell_fallen", dies)
        with pytest.raises(RuntimeError, match="killed"):
            await place.goes_on(minutes=1)
    assert (await place.run()).course == "publishing"
    await place.goes_on(minutes=1)
    run = await place.run()
    assert (run.course, run.proposed, run.dropped) == ("published", 3, 0)
    assert await place.held_by(*mentors) == list(people)
    assert await place.proposed() == 3


async def test_discarded_it_proposes_nothing_and_the_next_run_looks_at_everybody_anew(
    place: HeldPlace,
) -> None:
    people, mentors = await place.three_pairs()
    await place.desk().decisions.decide(await place.run(), "discard", "Maya")
    await place.goes_on(days=1)
    await place.is_run()
    assert (await place.run()).course == "discarded"
    assert await place.held_by(*mentors) == []
    assert set(await place.pairs()) == set(people)


async def test_nobody_publishes_it_in_time_and_it_ends(place: HeldPlace) -> None:
    _, mentors = await place.three_pairs()
    await place.goes_on(hours=24)
    run = await place.run()
    assert (run.course, run.decided_by, run.due_at) == ("expired", "", None)
    after = await place.desk().decisions.decide(run, "publish", "Maya")
    assert after == run
    await place.goes_on(minutes=1)
    assert await place.held_by(*mentors) == []


async def test_the_next_run_takes_the_place_of_one_that_waits_for_review(place: HeldPlace) -> None:
    _, mentors = await place.three_pairs()
    place.clock.advance(timedelta(hours=20))  # London's next day
    await place.is_run()
    assert (await place.run()).course == "replaced"
    assert (await place.run("q4m8_20260303")).course == "held"
    assert (await place.desk().decisions.decide(await place.run(), "publish", "Maya")).proposed == 0
    await place.goes_on(minutes=1)
    assert await place.held_by(*mentors) == []
    kept = await place.answers()
    assert [one and one.run for one in (kept.last, kept.before)] == ["q4m8_20260303", RUN]


async def test_a_run_that_is_being_published_comes_before_the_next(place: HeldPlace) -> None:
    """Else the next would propose a second mentor to everybody whose place is just being held."""
    people, mentors = await place.three_pairs()
    await place.desk().decisions.decide(await place.run(), "publish", "Maya")
    place.clock.advance(timedelta(hours=20))
    await place.is_run()
    assert (await place.run()).course == "publishing"
    await place.goes_on(minutes=1)
    await place.is_run()
    assert await place.held_by(*mentors) == list(people)
    assert (await place.run("q4m8_20260303")).course == "held"


async def test_while_the_programme_is_paused_nothing_is_published_and_later_it_is_too_old(
    place: HeldPlace,
) -> None:
    _, mentors = await place.three_pairs()
    await place.desk().decisions.decide(await place.run(), "publish", "Maya")
    await place.opens("paused")
    await place.goes_on(hours=30)
    assert (await place.run()).course == "publishing"
    await place.opens("live")
    await place.goes_on(minutes=1)
    assert (await place.run()).course == "expired"
    assert await place.held_by(*mentors) == []


# Dry runs


async def test_a_dry_run_shows_what_a_run_would_do_and_does_nothing(place: HeldPlace) -> None:
    people, mentors = await place.three_pairs()
    late = await place.waits()
    await place.helps()
    desk = place.desk()
    assert await desk.decisions.ask_dry_run(PROGRAMME) == DRY
    assert (await place.run(DRY)).course == "asked"
    await place.goes_on(minutes=1)
    dry = await place.run(DRY)
    assert (dry.course, dry.people, dry.proposed) == ("dry", 4, 0)
    seen = await desk.changes.of(dry)
    assert seen is not None
    assert {one.person for one in seen.proposed} == {*people, late}
    assert seen.compared_with == RUN
    assert seen.difference is not None
    assert seen.difference.arrived == (str(late),)
    assert await desk.review.papers(dry) is not None
    assert await place.held_by(*mentors) == []
    after = await desk.decisions.decide(dry, "publish", "Maya")
    assert after.course == "dry", "a dry run cannot be published"
    assert (await place.run()).course == "held", "the run that waits for review is still there"


async def test_who_is_erased_takes_what_a_dry_run_was_made_of_along(place: HeldPlace) -> None:
    await place.three_pairs()
    desk = place.desk()
    await desk.decisions.ask_dry_run(PROGRAMME)
    await place.goes_on(minutes=1)
    kept = (await place.engine.recall(RunPapers, [PROGRAMME]))[PROGRAMME]
    erased = PersonErased(person_id=place.person, programme=PROGRAMME)
    after, _ = shred_papers(kept, erased, NOW)
    await place.keeps(RunPapers, PROGRAMME, after)
    for code in (RUN, DRY):
        run = await place.run(code)
        assert await desk.review.papers(run) is None
        seen = await desk.changes.of(run)
        assert seen is not None
        assert (len(seen.proposed), seen.fairness) == (3, ())


async def test_a_dry_run_that_is_asked_for_again_is_made_anew_and_by_one_process(
    place: HeldPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, make = [], RunMaker.make

    async def counted(self: RunMaker, run: MatchRun, plan: Mentoring) -> Made:
        made.append(run.run)
        return await make(self, run, plan)

    monkeypatch.setattr(RunMaker, "make", counted)
    await place.waits()
    for people in (1, 2):
        await place.desk().decisions.ask_dry_run(PROGRAMME)
        await asyncio.gather(*(place.follows().run_once(place.clock.now()) for _ in range(3)))
        assert (await place.run(DRY)).people == people == len(made)
        await place.waits()
    kept = await place.answers()
    assert kept.dry is not None
    assert (kept.last, len(kept.dry.left)) == (None, 2)


# What a reviewer sees


async def test_who_is_placed_differently_from_the_run_before_is_told(place: HeldPlace) -> None:
    people, mentors = await place.three_pairs()
    await place.changes_mentor(mentors[0], paused=True)
    await _person_is_gone(place, people[1], None)
    newcomer = await place.waits()
    place.clock.advance(timedelta(hours=20))
    await place.is_run()
    seen = await place.desk().changes.of(await place.run("q4m8_20260303"))
    assert seen is not None
    found = seen.difference
    assert found is not None
    assert (seen.compared_with, found.arrived, found.departed) == (
        RUN,
        (str(newcomer),),
        (str(people[1]),),
    )
    assert found.value_before > found.value_after > 0
    both = {str(people[0]), str(people[2])}
    assert {m.person for m in (*found.gained, *found.lost, *found.moved)} <= both
    assert seen.fairness[0].startswith("2 of 3 people with a profile have somebody")


async def test_a_run_that_was_published_at_once_tells_what_its_mentors_rows_did_not_hold(
    postgres_store: OpensStore,
) -> None:
    place = HeldPlace(await postgres_store(STATES))
    await place.opens()
    people, mentors = await place.three_pairs()
    assert await place.held_by(*mentors) == list(people)
    run = await place.run()
    assert (run.course, run.decided_by, run.proposed, run.dropped) == ("published", "", 3, 0)
    assert await place.fallen() == {}
