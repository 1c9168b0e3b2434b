"""Whether a due message is sent, suppressed or waits: the policy alone."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.delivery import Outcome, interrupted, settled
from services.notifications.domain.message import CONTACT_WAIT, LEASE, Message, Status
from services.notifications.domain.person import Person
from services.notifications.domain.sending import Send, Suppress, Wait, decide_sending
from services.notifications.handlers.cancel import cancel
from services.notifications.handlers.invite import invite
from services.notifications.handlers.remind import remind
from services.notifications.handlers.withdraw_invitation import withdraw_invitation
from tests.services.notifications.builders import (
    AMIRA,
    MONDAY,
    TUESDAY_2PM,
    a_booking,
    a_cancellation,
)

AMIRA_SHARED = Person(AMIRA, may_contact=True, contact="s1.key.box")


def an_invitation(**booking: object) -> Message:
    message, _ = invite(None, a_booking(**booking), MONDAY)
    assert isinstance(message, Message)
    return message


def a_cancellation_message() -> Message:
    message, _ = cancel(None, a_cancellation(), MONDAY)
    assert isinstance(message, Message)
    return message


def test_a_live_message_to_a_willing_person_is_sent() -> None:
    assert decide_sending(an_invitation(), AMIRA_SHARED, "live", MONDAY) == Send("s1.key.box")


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (Person(AMIRA, may_contact=False, contact="s1.key.box"), "no_consent"),
        (Person(AMIRA, may_contact=True, contact=None), "no_contact"),
        (AMIRA_SHARED.forgotten(), "erased"),
    ],
)
def test_nobody_is_written_to_against_their_will_or_without_an_address(
    person: Person, reason: str
) -> None:
    assert decide_sending(an_invitation(), person, "live", MONDAY) == Suppress(reason)


def test_a_message_waits_for_its_person_for_a_day_and_is_then_given_up() -> None:
    message = an_invitation()
    now, looks = MONDAY, 0
    while isinstance(verdict := decide_sending(message, None, "live", now), Wait):
        assert now < verdict.until <= message.wait_until
        now, looks = verdict.until, looks + 1
    assert verdict == Suppress("no_contact")
    assert now == MONDAY + CONTACT_WAIT
    assert looks < 120, "it must not look all the time"


def test_a_session_that_has_begun_needs_no_message() -> None:
    message = an_invitation()
    assert decide_sending(message, AMIRA_SHARED, "live", TUESDAY_2PM) == Suppress("too_late")
    assert isinstance(
        decide_sending(message, AMIRA_SHARED, "live", TUESDAY_2PM - timedelta(seconds=1)), Send
    )


@pytest.mark.parametrize("stage", ["off", "paused", None])
def test_a_closed_stage_makes_it_wait(stage: str | None) -> None:
    assert isinstance(decide_sending(an_invitation(), AMIRA_SHARED, stage, MONDAY), Wait)


def test_the_shadow_stage_rehearses_everything_but_the_sending() -> None:
    message = an_invitation()
    unwilling = Person(AMIRA, may_contact=False, contact=None)
    assert decide_sending(message, AMIRA_SHARED, "shadow", MONDAY) == Suppress("shadow_stage")
    assert decide_sending(message, unwilling, "shadow", MONDAY) == Suppress("no_consent")


@pytest.mark.parametrize(
    ("status", "verdict"),
    [("sent", Send), ("unconfirmed", Send), ("sending", Wait), ("failed", Suppress)],
)
def test_a_cancellation_is_for_those_who_may_have_been_invited(
    status: Status, verdict: type[object]
) -> None:
    invitation = an_invitation().ended(status)
    cancellation = a_cancellation_message()
    assert isinstance(
        decide_sending(cancellation, AMIRA_SHARED, "live", MONDAY, [invitation]), verdict
    )


def test_a_second_delivery_of_a_booking_changes_nothing() -> None:
    message = an_invitation().ended("sent")
    assert invite(message, a_booking(), MONDAY) == (None, ())
    assert withdraw_invitation(message, a_cancellation(), MONDAY) == (None, ())


def test_the_reminder_comes_at_the_same_hour_of_the_day_before_on_londons_clocks() -> None:
    after_the_change = a_booking(starts_at=TUESDAY_2PM - timedelta(days=1))
    message, _ = remind(None, after_the_change, MONDAY)
    assert message.due_at.isoformat() == "2026-03-29T14:00:00+01:00"
    before_the_change = a_booking(starts_at=TUESDAY_2PM - timedelta(days=2))
    message, _ = remind(None, before_the_change, MONDAY)
    assert message.due_at.isoformat() == "2026-03-28T14:00:00+00:00"


@pytest.mark.parametrize(("starts", "reminded"), [(6, 9), (7, 9), (9, 10), (17, 18), (20, 19)])
def test_nobody_is_reminded_in_the_middle_of_the_night(starts: int, reminded: int) -> None:
    message, _ = remind(None, a_booking(starts_at=TUESDAY_2PM.replace(hour=starts)), MONDAY)
    assert message.due_at.hour == reminded


def test_no_reminder_follows_an_invitation_by_a_few_hours() -> None:
    the_day_before = TUESDAY_2PM - timedelta(hours=26)
    assert remind(None, a_booking(), the_day_before) == (None, ())


outcomes = st.builds(
    Outcome,
    st.sampled_from(["accepted", "refused", "deferred", "unconfirmed", "unattempted"]),
    st.just("because"),
)


@settings(deadline=None)
@given(st.lists(st.tuples(outcomes, st.booleans(), st.booleans()), max_size=12))
def test_whatever_happens_a_message_that_may_have_arrived_is_never_tried_again(
    happenings: list[tuple[Outcome, bool, bool]],
) -> None:
    message, now = an_invitation(), MONDAY
    may_have_arrived = False
    for outcome, is_withdrawn, sender_dies in happenings:
        if message.status == "due":
            assert not may_have_arrived
            message = message.claimed(now)
        elif message.status != "sending":
            break
        if is_withdrawn:
            message = message.withdrawn("cancelled_first")
        if sender_dies:
            now += LEASE
            message = interrupted(message, now)
            may_have_arrived = True
        else:
            may_have_arrived = outcome.kind in ("accepted", "unconfirmed")
            message = settled(message, outcome, now)
        assert (message.due_at is not None) == (message.status in ("due", "sending"))
        assert not (is_withdrawn and message.status == "due")
    assert message.attempts <= 6


def test_an_answer_that_comes_after_all_settles_an_unconfirmed_message() -> None:
    message = interrupted(an_invitation().claimed(MONDAY), MONDAY + LEASE)
    assert message.status == "unconfirmed"
    assert settled(message, Outcome("accepted"), MONDAY + LEASE).status == "sent"
    assert settled(message, Outcome("deferred", "x"), MONDAY + LEASE) == message
