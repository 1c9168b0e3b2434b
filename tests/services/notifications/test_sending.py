"""Due messages against a real SMTP server on loopback."""

from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid5

import pytest

from services.notifications.domain.delivery import RETRY_AFTER
from services.notifications.jobs.mail import MailServer
from shared.contracts.operations import StageName
from tests.services.notifications.builders import (
    AMIRA,
    BOOKING,
    LETTERHEAD,
    Desk,
    a_booking,
    a_cancellation,
    a_person_shared,
    a_stage,
    an_erasure,
)
from tests.services.notifications.mail_server import Mailbox, a_free_port

MINUTE = timedelta(minutes=1)


def calendar_of(email: EmailMessage) -> EmailMessage:
    (part,) = [p for p in email.walk() if p.get_content_type() == "text/calendar"]
    assert isinstance(part, EmailMessage)
    return part


async def test_an_invitation_arrives_as_text_and_as_a_calendar_request(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_booking())

    assert await desk.sender(server).run_once(desk.now) == 1

    (email,) = mailbox.taken
    assert mailbox.recipients == ["amira@example.org"]
    assert [part.get_content_type() for part in email.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/calendar",
    ]
    assert calendar_of(email).get_param("method") == "REQUEST"
    assert "METHOD:REQUEST" in calendar_of(email).get_content()
    assert email["From"] == "Midlands mentoring <mentoring@midlands.example>"
    assert email["Subject"] == "Your mentoring session on Tuesday 31 March 2026 at 2pm"
    sent = desk.message("invitation")
    assert email["Message-ID"] == f"<{sent.notification_id}@{LETTERHEAD.domain}>"
    assert (sent.status, sent.due_at) == ("sent", None)
    assert desk.told() == [("Sent", None)]


async def test_nothing_is_left_to_do_after_a_run(desk: Desk, server: MailServer) -> None:
    await desk.hears(a_booking())
    sender = desk.sender(server)
    await sender.run_once(desk.now)
    assert await sender.run_once(desk.now) == 0


async def test_the_reminder_goes_out_the_day_before_and_changes_no_calendar(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_booking())
    sender = desk.sender(server)
    await sender.run_once(desk.now)
    due_at = desk.message("reminder").due_at
    assert due_at is not None

    assert await sender.run_once(due_at - MINUTE) == 0
    assert await sender.run_once(due_at) == 1

    assert mailbox.taken[1]["Subject"].startswith("Reminder: your mentoring session on Tuesday")
    assert mailbox.taken[1].get_content_type() == "text/plain"


async def test_a_cancellation_takes_the_same_event_out_of_the_calendar(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_booking())
    sender = desk.sender(server)
    await sender.run_once(desk.now)
    await desk.hears(a_cancellation())
    assert await sender.run_once(desk.now) == 1

    invitation, cancellation = (calendar_of(email).get_content() for email in mailbox.taken)
    assert calendar_of(mailbox.taken[1]).get_param("method") == "CANCEL"
    assert f"UID:{BOOKING}" in invitation
    assert f"UID:{BOOKING}" in cancellation
    assert "SEQUENCE:0" in invitation
    assert "SEQUENCE:1" in cancellation
    assert "METHOD:CANCEL" in cancellation
    assert "STATUS:CANCELLED" in cancellation
    assert desk.told() == [("Sent", None), ("Suppressed", "cancelled_first"), ("Sent", None)]


async def test_a_booking_that_was_cancelled_before_the_invitation_went_out_is_never_mentioned(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_booking(), a_cancellation())
    await desk.sender(server).run_once(desk.now)
    assert mailbox.taken == []
    assert desk.told() == [
        ("Suppressed", "cancelled_first"),
        ("Suppressed", "cancelled_first"),
        ("Suppressed", "never_invited"),
    ]


async def test_after_a_change_only_the_newest_version_is_sent_under_the_same_uid(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_booking())
    sender = desk.sender(server)
    await sender.run_once(desk.now)
    later = a_booking(revision=1, starts_at=a_booking().starts_at + timedelta(hours=1))
    await desk.hears(later)
    await sender.run_once(desk.now)

    changed = calendar_of(mailbox.taken[1]).get_content()
    assert f"UID:{BOOKING}" in changed
    assert "SEQUENCE:1" in changed
    assert "They replace any" in mailbox.taken[1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert desk.message("reminder", revision=0).reason == "superseded"
    assert desk.message("reminder", revision=1).status == "due"


async def test_a_cancellation_is_sent_when_any_earlier_version_went_out(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_booking())
    sender = desk.sender(server)
    await sender.run_once(desk.now)
    await desk.hears(a_booking(revision=1), a_cancellation(revision=2))
    await sender.run_once(desk.now)
    assert [email["Subject"].split(":")[0] for email in mailbox.taken][1:] == ["Cancelled"]
    assert "SEQUENCE:2" in calendar_of(mailbox.taken[1]).get_content()


@pytest.mark.parametrize(("stage", "status"), [("shadow", "suppressed"), ("canary", "sent")])
async def test_a_rehearsal_sends_nothing(
    desk: Desk, server: MailServer, mailbox: Mailbox, stage: StageName, status: str
) -> None:
    await desk.hears(a_stage(stage), a_booking())
    await desk.sender(server).run_once(desk.now)
    assert desk.message("invitation").status == status
    assert len(mailbox.taken) == (status == "sent")


async def test_an_erased_person_hears_nothing_even_if_their_contact_is_delivered_again(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_booking(), an_erasure(), a_person_shared())
    await desk.sender(server).run_once(desk.now)
    assert mailbox.taken == []
    assert desk.told() == [("Suppressed", "erased")]


async def test_a_contact_sealed_for_somebody_else_is_not_used(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    stolen = a_person_shared(uuid5(AMIRA, "another")).model_copy(update={"person_id": AMIRA})
    await desk.hears(stolen, a_booking())
    await desk.sender(server).run_once(desk.now)
    assert mailbox.taken == []
    assert desk.told() == [("Suppressed", "contact_unreadable")]


async def test_many_messages_travel_over_one_connection(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    for number in range(60):
        person, booking = uuid5(AMIRA, str(number)), uuid5(BOOKING, str(number))
        await desk.hears(
            a_person_shared(person, email=f"p{number}@example.org"),
            a_booking(person_id=person, booking_id=booking),
        )
    assert await desk.sender(server, at_risk=25).run_once(desk.now) == 60
    assert sorted(mailbox.recipients) == sorted(f"p{n}@example.org" for n in range(60))
    assert len(mailbox.sessions) == 1


@pytest.mark.parametrize("answers", ["answers_rcpt", "answers_data"])
async def test_a_refusal_for_good_fails_the_message_and_not_its_neighbours(
    desk: Desk, server: MailServer, mailbox: Mailbox, answers: str
) -> None:
    getattr(mailbox, answers)["amira@example.org"] = "550 no such person"
    await desk.hears(a_booking())
    for number in range(4):
        neighbor, other = uuid5(AMIRA, str(number)), uuid5(BOOKING, str(number))
        await desk.hears(
            a_person_shared(neighbor, email=f"n{number}@example.org"),
            a_booking(person_id=neighbor, booking_id=other),
        )
    assert await desk.sender(server).run_once(desk.now) == 5
    assert desk.message("invitation").status == "failed"
    assert sorted(desk.told()) == [("Failed", "refused_550"), *[("Sent", None)] * 4]
    assert len(mailbox.sessions) == 1


@pytest.mark.parametrize("answers", ["answers_rcpt", "answers_data"])
async def test_a_temporary_refusal_is_tried_again_with_growing_pauses_and_then_fails(
    desk: Desk, server: MailServer, mailbox: Mailbox, answers: str
) -> None:
    getattr(mailbox, answers)["amira@example.org"] = "451 try later"
    await desk.hears(a_booking(starts_at=desk.now + timedelta(days=30)))
    sender = desk.sender(server)
    for pause in RETRY_AFTER:
        assert await sender.run_once(desk.now) == 1
        assert desk.message("invitation").due_at == desk.now + pause
        assert await sender.run_once(desk.now + pause - MINUTE / 2) == 0
        desk.now += pause
    assert await sender.run_once(desk.now) == 1
    assert desk.message("invitation").status == "failed"
    assert desk.told() == [("Failed", "deferred_451")]


async def test_a_message_that_was_refused_for_now_arrives_later(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    mailbox.answers_rcpt["amira@example.org"] = "451 try later"
    await desk.hears(a_booking())
    sender = desk.sender(server)
    await sender.run_once(desk.now)
    mailbox.answers_rcpt.clear()
    await sender.run_once(desk.now + MINUTE)
    assert (desk.statuses(), len(mailbox.taken)) == (["due", "sent"], 1)


async def test_a_server_that_is_down_costs_nothing(desk: Desk) -> None:
    await desk.hears(a_booking())
    before = desk.messages()
    nobody = MailServer("127.0.0.1", a_free_port(), tls="none", timeout=1)
    assert await desk.sender(nobody).run_once(desk.now) == 0
    assert desk.messages() == before


async def test_a_server_that_refuses_us_is_no_fault_of_the_message(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    mailbox.answers_mail = "530 authentication required"
    await desk.hears(a_booking(), a_booking(booking_id=uuid5(BOOKING, "second")))
    await desk.sender(server).run_once(desk.now)
    waiting = [desk.message("invitation"), desk.message("invitation", 0, uuid5(BOOKING, "second"))]
    assert {(m.status, m.attempts, m.due_at) for m in waiting} == {("due", 0, desk.now + MINUTE)}
