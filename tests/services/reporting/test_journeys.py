"""One referral's journey: what it says, in whatever order its facts come."""

from collections.abc import Callable
from datetime import date
from functools import partial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.domain.accounting import PLACES, account
from services.reporting.domain.figures import differences, figures_of
from services.reporting.domain.journey import Journey
from services.reporting.jobs.reconcile import fold
from shared.contracts.fact import Fact
from shared.contracts.notifications import (
    NotificationSent,
    NotificationSuppressed,
    NotificationUnconfirmed,
)
from tests.services.reporting.builders import (
    HACKNEY,
    LEICESTER,
    MENTORING,
    PROGRAMME,
    CaseloadStory,
    MentoringStory,
    Story,
    a_completed_story,
    a_mentored_story,
    a_year,
    an_id,
    circle_facts,
    circles_from,
    interleaved,
    journeys_from,
)

THINGS: dict[str, Callable[[Story], Story]] = {
    "accepted": Story.accepted,
    "rejected": Story.rejected,
    "withdrawn": Story.withdrawn,
    "moved": lambda s: s.moved(LEICESTER),
    "waited": Story.waited,
    "joined": Story.joined,
    "left": Story.left,
    "joined another": lambda s: s.joined("second"),
    "left another": lambda s: s.left("second"),
    "matched": Story.matched,
    "match ended": Story.match_ended,
    "supported": Story.supported,
    "lost an advocate": Story.unassigned,
    "support finished": Story.closed,
    "support withdrawn": lambda s: s.closed("withdrawn", waiting=True),
    "visits over": lambda s: s.visits_over(planned=1, attended=1),
    "came to a visit": Story.was_visited,
    **{f"came to {n}": partial(Story.came, number=n) for n in range(1, 5)},
    **{f"missed {n}": partial(Story.came, number=n, attended=False) for n in range(1, 5)},
    "came elsewhere": lambda s: s.came(1, circle="second"),
    "finished": Story.finished,
    "finished another": lambda s: s.finished(planned=1, circle="second"),
    "started work": Story.achieved,
    "started work again": lambda s: s.achieved(on=date(2026, 8, 1)),
    "training": lambda s: s.achieved("training"),
    "closer": lambda s: s.achieved("closer_to_job_wanted"),
    "unconfirmed": lambda s: s.told(NotificationUnconfirmed),
    "sent": lambda s: s.told(NotificationSent),
    "suppressed": lambda s: s.told(NotificationSuppressed, n=2),
    "reminded": lambda s: s.told(template="reminder"),
}
"""Everything that can be heard of a referral, likely or not."""


def logs() -> st.SearchStrategy[list[Fact]]:
    """Facts of a few referrals in any order at all, as they might have been recorded."""
    happenings = st.tuples(st.sampled_from(sorted(THINGS)), st.integers(0, 2))
    return st.lists(happenings, max_size=40).map(_told)


def _told(happenings: list[tuple[str, int]]) -> list[Fact]:
    stories = [Story(i, on=date(2026, 4 + i, 20)) for i in range(3)]
    return [THINGS[what](stories[whose]).facts[-1] for what, whose in happenings]


@settings(deadline=None)
@given(logs(), st.integers(0, 2**32))
def test_streams_may_be_read_in_any_relative_order(log: list[Fact], seed: int) -> None:
    assert journeys_from(interleaved(log, seed)) == journeys_from(log)
    assert fold(interleaved(log, seed)) == fold(log)


@settings(deadline=None)
@given(logs())
def test_the_report_equals_the_log(log: list[Fact]) -> None:
    assert differences(figures_of(journeys_from(log).values()), fold(log)) == []


@settings(deadline=None)
@given(logs())
def test_a_second_delivery_of_everything_changes_nothing(log: list[Fact]) -> None:
    random = Random(len(log))
    by_stream: dict[tuple[str, str], Fact] = {(f.STREAM, f.key): f for f in log}
    again = list(by_stream.values())
    random.shuffle(again)
    assert journeys_from(log + again) == journeys_from(log)


@settings(deadline=None)
@given(logs())
def test_no_stage_counts_more_people_than_the_one_before(log: list[Fact]) -> None:
    for key, ratio in figures_of(journeys_from(log).values()).items():
        assert 0 <= ratio.numerator <= ratio.denominator, key


@settings(deadline=None)
@given(logs())
def test_every_referral_is_in_exactly_one_place(log: list[Fact]) -> None:
    journeys = journeys_from(log)
    accounts = account(journeys.values())
    assert accounts.referred + accounts.unplaced == len(journeys)
    assert set(accounts.places) == set(PLACES)
    figures = figures_of(journeys.values())
    referred = sum(r.numerator for k, r in figures.items() if k.measure == "referred")
    accepted = sum(r.numerator for k, r in figures.items() if k.measure == "accepted")
    assert accounts.referred == referred
    assert accounts.places["rejected"] == referred - accepted


def the_journey(story: Story) -> Journey:
    (journey,) = journeys_from(story.facts).values()
    return journey


@pytest.mark.parametrize(
    ("story", "place"),
    [
        (Story(1).rejected(), "rejected"),
        (Story(1).accepted(), "waiting"),
        (Story(1).accepted().waited(), "waiting"),
        (Story(1).accepted().withdrawn(), "withdrawn"),
        (Story(1).accepted().withdrawn().accepted(), "waiting"),
        (Story(1).accepted().withdrawn().rejected(), "withdrawn"),
        (Story(1).rejected().accepted(), "waiting"),
        (Story(1).accepted().joined(), "in_circle"),
        (Story(1).accepted().joined().left(), "waiting"),
        (Story(1).accepted().joined().left().joined("second"), "in_circle"),
        (Story(1).accepted().joined().came(1).came(2).finished(), "not_completed"),
        (Story(1).accepted().waited().supported(), "in_circle"),
        (Story(1).accepted().supported().unassigned(), "waiting"),
        (Story(1).accepted().supported().unassigned().supported(), "in_circle"),
        (Story(1).accepted().supported().closed(), "not_completed"),
        (Story(1).accepted().closed(waiting=True), "not_completed"),
        (Story(1).accepted().supported().withdrawn().closed("withdrawn"), "withdrawn"),
        (a_completed_story(1), "completed_without_outcome"),
        (a_completed_story(1).achieved(), "completed_with_outcome"),
        (a_completed_story(1).achieved("closer_to_job_wanted"), "completed_without_outcome"),
        (a_completed_story(1).achieved().withdrawn(), "completed_with_outcome"),
        (Story(1).joined().came(1), "unplaced"),
    ],
)
def test_where_a_person_is(story: Story, place: str) -> None:
    assert the_journey(story).whereabouts == place


def test_a_completed_journey_is_counted_in_every_stage() -> None:
    journey = the_journey(a_completed_story(1).achieved("training"))
    assert (journey.joined, journey.invited, journey.attended, journey.completed) == (True,) * 4
    assert journey.outcome_kinds == ("training",)
    assert (journey.programme, journey.area) == (PROGRAMME, HACKNEY)
    assert journey.month == date(2026, 4, 1)


def test_a_correction_of_attendance_takes_the_completion_back() -> None:
    assert not the_journey(a_completed_story(1).came(1, attended=False)).completed


def test_attendance_in_two_circles_does_not_add_up_to_one_completion() -> None:
    story = Story(1).accepted().joined().came(1).came(2).finished()
    story.joined("second").came(1, circle="second").finished(circle="second")
    assert not the_journey(story).completed


def test_somebody_who_moves_counts_where_they_were_referred() -> None:
    journey = the_journey(Story(1).accepted().moved(LEICESTER))
    assert (journey.area, journey.current_area) == (HACKNEY, LEICESTER)


def test_an_invitation_that_may_not_have_arrived_does_not_count_until_it_is_known() -> None:
    story = Story(1).accepted().joined().told(NotificationUnconfirmed)
    assert not the_journey(story).invited
    assert the_journey(story.told(NotificationSent)).invited


def test_a_circle_is_summed_up_in_any_order() -> None:
    facts = circle_facts("first")
    summary = circles_from(facts)[an_id("first")]
    assert (summary.status, summary.sessions_held) == ("cancelled", 1)
    assert summary.sessions[0].attended == 5
    assert circles_from([*facts[3:], *facts[:3]])[an_id("first")] == summary


def test_a_year_of_500_people_reconciles_to_the_unit() -> None:
    log = interleaved(a_year(500), seed=7)
    journeys = journeys_from(log)
    figures = figures_of(journeys.values())
    assert differences(figures, fold(log)) == []
    assert account(journeys.values()).referred == 500
    assert account(journeys.values()).unplaced == 0


def test_a_fact_that_is_lost_shows_as_a_difference() -> None:
    log = a_completed_story(1).facts
    found = differences(figures_of(journeys_from(log[:-1]).values()), fold(log))
    assert [(d.key.measure, d.first, d.second) for d in found] == [("completed", (0, 1), (1, 1))]


def test_somebody_who_came_to_their_visits_completed_them_whichever_word_comes_first() -> None:
    visits_first = CaseloadStory("a").accepted().supported().was_visited()
    visits_first.visits_over(planned=1, attended=1).closed()
    end_first = CaseloadStory("b").accepted().supported().was_visited().closed()
    end_first.visits_over(planned=1, attended=1)
    log = [*visits_first.facts, *end_first.facts]
    assert {j.whereabouts for j in journeys_from(log).values()} == {"completed_without_outcome"}


def test_a_match_is_the_seat_of_somebody_with_a_mentor() -> None:
    waits = MentoringStory("waits").accepted().waited()
    has_one = MentoringStory("has one").accepted().waited().matched(match="m1")
    lost_one = MentoringStory("lost one").accepted().matched(match="m2").match_ended(match="m2")
    done = a_mentored_story("done", "m3")
    never_met = MentoringStory("never met").accepted().matched(match="m4")
    never_met.match_ended(match="m4").finished(planned=0, circle="m4")
    stories = (waits, has_one, lost_one, done, never_met)
    log = [fact for story in stories for fact in story.facts]
    found = journeys_from(interleaved(log, seed=5))
    assert [found[story.referral_id].whereabouts for story in stories] == [
        "waiting",
        "in_circle",
        "waiting",
        "completed_without_outcome",
        "not_completed",
    ]
    has_joined = [found[story.referral_id].joined for story in stories]
    assert has_joined == [False, True, True, True, True]
    figures = fold(log)
    assert differences(figures_of(found.values()), figures) == []
    counted = {key.measure: ratio for key, ratio in figures.items()}
    assert counted["joined"] == (4, 5)
    assert counted["completed"] == counted["attended"] == (1, 4)
    assert {key.cell.programme for key in figures} == {MENTORING}
