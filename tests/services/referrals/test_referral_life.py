"""What may happen to a referral in which status, in whatever order its neighbors' words arrive."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referrals.publishes import Answer
from shared.contracts.fact import Fact
from shared.contracts.inbound import Submission
from shared.contracts.referrals import (
    AttendanceReported,
    InvitationDeclined,
    OutcomeRecorded,
    ReferralMoved,
    ReferralWithdrawn,
)
from tests.services.referrals.builders import (
    HACKNEY,
    WESTMINSTER,
    FrontDoor,
    a_decline,
    a_move,
    a_referral,
    a_withdrawal,
    an_attendance,
    an_outcome,
    completed,
    facts_in,
    id_of,
    joined,
    left,
    the_id,
    waitlisted,
)

ABOUT_A_REFERRAL = [a_withdrawal(), a_move(WESTMINSTER), a_decline("red"), an_outcome()]
SUBMISSIONS = [a_referral(), *ABOUT_A_REFERRAL, a_move(HACKNEY), an_attendance()]
NOT_ELIGIBLE = a_referral(person={"youth_claimant": False})


def test_a_withdrawal_frees_the_place() -> None:
    door = FrontDoor()
    (withdrawn,) = facts_in(door.hear(a_referral(), joined("red"), a_withdrawal()))
    assert isinstance(withdrawn, ReferralWithdrawn)
    assert (withdrawn.referral_id, withdrawn.reason) == (the_id(), "found_work")
    assert door.status == "withdrawn"


def test_a_move_names_both_areas_and_the_referral_goes_along() -> None:
    door = FrontDoor()
    (moved,) = facts_in(door.hear(a_referral(), a_move(WESTMINSTER)))
    assert isinstance(moved, ReferralMoved)
    assert (moved.left_area, moved.area) == (HACKNEY, WESTMINSTER)
    (outcome,) = facts_in(door.hear(an_outcome()))
    assert isinstance(outcome, OutcomeRecorded)
    assert outcome.area == WESTMINSTER


def test_a_move_to_where_the_person_is_already_is_refused() -> None:
    answer = FrontDoor().answer(a_referral(), a_move(HACKNEY))
    assert (answer.code, answer.pointer) == ("same_area", "/data/area")


def test_a_decline_is_passed_on_even_before_its_invitation_was_heard_of() -> None:
    (declined,) = facts_in(FrontDoor().hear(a_referral(), a_decline("red")))
    assert isinstance(declined, InvitationDeclined)
    assert declined.circle_id == id_of("red")


def test_attendance_is_passed_on_as_it_was_said() -> None:
    (reported,) = facts_in(FrontDoor().hear(an_attendance()))
    assert isinstance(reported, AttendanceReported)
    assert (reported.session_id, reported.attended) == (id_of("session"), True)
    assert FrontDoor().answer(an_attendance(programme="z9z9")).code == "programme_unknown"


@pytest.mark.parametrize("submission", ABOUT_A_REFERRAL, ids=lambda s: type(s).__name__)
@pytest.mark.parametrize(
    ("before", "code"),
    [
        ([], "referral_unknown"),
        ([a_referral(), a_withdrawal()], "referral_closed"),
        ([NOT_ELIGIBLE], "referral_not_accepted"),
        ([a_referral("REF-2")], "referral_unknown"),
        ([a_referral(office="CAM01")], "referral_unknown"),
    ],
)
def test_nothing_happens_to_a_referral_that_is_not_there(
    before: list[Fact], code: str, submission: Submission
) -> None:
    door = FrontDoor()
    announced = door.hear(*before, submission)
    (answer,) = announced
    assert isinstance(answer, Answer)
    assert (answer.verdict, answer.code, answer.pointer) == ("rejected", code, "/data/reference")


@pytest.mark.parametrize(
    "submission",
    [
        a_withdrawal(programme="w9d4"),
        a_move(WESTMINSTER, programme="w9d4"),
        an_outcome(programme="w9d4"),
    ],
    ids=lambda s: type(s).__name__,
)
def test_a_submission_for_another_programme_touches_nothing(submission: Submission) -> None:
    answer = FrontDoor().answer(a_referral(), submission)
    assert (answer.code, answer.pointer) == ("programme_differs", "/data/programme")


def test_after_completion_only_an_outcome_can_still_come() -> None:
    door = FrontDoor()
    door.hear(a_referral(), joined("red"), completed())
    for submission in (a_withdrawal(), a_move(WESTMINSTER), a_decline("red")):
        assert door.answer(submission).code == "referral_closed"
    assert door.answer(an_outcome()).code == "outcome_recorded"
    assert door.status == "completed"


@pytest.mark.parametrize(
    ("outcome", "code", "pointer"),
    [
        (an_outcome("work_sustained_13_weeks"), "outcome_not_in_programme", "/data/kind"),
        (an_outcome(started_on=date(2019, 3, 5)), "outcome_in_future", "/data/started_on"),
    ],
)
def test_an_outcome_that_does_not_count_is_refused(outcome: Fact, code: str, pointer: str) -> None:
    answer = FrontDoor().answer(a_referral(), outcome)
    assert (answer.verdict, answer.code, answer.pointer) == ("rejected", code, pointer)


def test_progress_short_of_an_outcome_is_recorded_too() -> None:
    answer = FrontDoor().answer(a_referral(), an_outcome("closer_to_job_wanted"))
    assert answer.verdict == "accepted"


def test_a_referral_gets_on_from_waiting_to_completed() -> None:
    door = FrontDoor()
    seen = []
    for fact in (a_referral(), waitlisted(), joined("red"), completed()):
        door.hear(fact)
        seen.append(door.status)
    assert seen == ["accepted", "waiting", "placed", "completed"]


def test_a_seat_wins_over_the_late_word_of_waiting() -> None:
    door = FrontDoor()
    door.hear(a_referral(), joined("red"), waitlisted())
    assert door.status == "placed"


def test_a_cancelled_circle_sends_its_member_back_to_waiting() -> None:
    door = FrontDoor()
    door.hear(a_referral(), joined("red"), left("red"))
    assert door.status == "waiting"


@pytest.mark.parametrize("late", [waitlisted(), joined("red"), left("red"), completed()])
def test_a_withdrawn_referral_stays_withdrawn_whatever_is_heard_late(late: Fact) -> None:
    door = FrontDoor()
    door.hear(a_referral(), a_withdrawal(), late)
    assert door.status == "withdrawn"


def test_words_about_a_referral_nobody_knows_are_passed_over() -> None:
    door = FrontDoor()
    assert door.hear(waitlisted(), joined("red"), left("red"), completed()) == []
    assert door.referral() is None


@given(st.lists(st.sampled_from(["red", "blue", "green"]), max_size=12))
def test_seats_are_right_in_whatever_order_circles_are_heard(turns: list[str]) -> None:
    """Each circle's own words come in order (joined, left, joined ...); between circles none is."""
    words = {c: [(joined, left)[i % 2](c) for i in range(turns.count(c))] for c in set(turns)}
    door = FrontDoor()
    door.hear(a_referral(), *(words[circle].pop(0) for circle in turns))
    robin = door.referral()
    assert robin is not None
    seated = {circle for circle in set(turns) if turns.count(circle) % 2}
    assert {seat.circle_id for seat in robin.seats} == set(map(id_of, seated))
    assert robin.status == ("placed" if seated else "waiting" if turns else "accepted")


@given(st.lists(st.sampled_from([*SUBMISSIONS, waitlisted(), joined("red"), completed()])))
def test_every_submission_is_answered_exactly_once_whatever_went_before(
    history: list[Fact],
) -> None:
    door = FrontDoor()
    for fact in history:
        announced = door.hear(fact)
        answers = [a for a in announced if isinstance(a, Answer)]
        assert len(answers) == isinstance(fact, Submission)
        if answers and answers[0].verdict == "rejected":
            assert answers[0].hint
            assert answers[0].pointer.startswith("/data/")
            assert len(announced) == 1
