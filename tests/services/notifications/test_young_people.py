"""Who is 16 is written to; who is younger, or may be, is told by whoever referred them."""

from datetime import date, datetime, timedelta

import pytest

from services.notifications.domain.support import is_one_to_one, takes_under_16s
from services.notifications.handlers.invite import MEETINGS_ARE_TOLD
from services.notifications.jobs.mail import MailServer
from tests.services.notifications.builders import (
    MENTORING,
    MONDAY,
    TUESDAY_2PM,
    Desk,
    a_booking,
    a_cancellation,
    a_meeting,
    a_person_shared,
    a_stage,
)
from tests.services.notifications.mail_server import Mailbox

TODAY = MONDAY.date()
NOT_DIRECTLY = ("Suppressed", "not_written_to_directly")


async def a_desk(now: datetime = MONDAY) -> Desk:
    desk = Desk(now=now)
    await desk.hears(a_stage(), a_stage(programme=MENTORING))
    return desk


@pytest.mark.parametrize(
    ("sixteen_on", "told"),
    [
        (TODAY, [("Sent", None)]),
        (date(2014, 6, 1), [("Sent", None)]),
        (TODAY + timedelta(days=1), [NOT_DIRECTLY]),
        (None, [NOT_DIRECTLY]),
    ],
)
async def test_nobody_under_16_is_written_to_nor_who_may_be(
    server: MailServer,
    mailbox: Mailbox,
    sixteen_on: date | None,
    told: list[tuple[str, str | None]],
) -> None:
    desk = await a_desk()
    await desk.hears(a_person_shared(sixteen_on=sixteen_on), a_meeting())
    await desk.sender(server).run_once(desk.now)
    assert desk.told() == told
    assert len(mailbox.taken) == told.count(("Sent", None))


async def test_who_turns_16_is_written_to_from_that_day(
    server: MailServer, mailbox: Mailbox
) -> None:
    """Between the invitation and the reminder: the one is not sent, the other is."""
    desk = await a_desk()
    reminder_day = TUESDAY_2PM.date() - timedelta(days=1)
    await desk.hears(a_person_shared(sixteen_on=reminder_day), a_meeting())
    sender = desk.sender(server)
    await sender.run_once(desk.now)
    await sender.run_once(TUESDAY_2PM - timedelta(days=1))
    assert desk.told() == [NOT_DIRECTLY, ("Sent", None)]
    assert "Reminder: your meeting with your mentor" in mailbox.taken[0]["Subject"]


async def test_a_child_is_not_told_of_a_cancellation_either(
    server: MailServer, mailbox: Mailbox
) -> None:
    desk = await a_desk()
    await desk.hears(a_person_shared(sixteen_on=TODAY + timedelta(days=900)), a_meeting())
    sender = desk.sender(server)
    await sender.run_once(desk.now)
    told = a_meeting().model_dump(exclude={"revision"})
    await desk.hears(a_cancellation(**told))
    await sender.run_once(desk.now)
    assert mailbox.taken == []
    assert desk.told()[0] == NOT_DIRECTLY
    assert desk.told()[-1] == ("Suppressed", "never_invited")


async def test_a_child_in_a_programme_for_adults_is_not_written_to(
    server: MailServer, mailbox: Mailbox
) -> None:
    desk = await a_desk()
    await desk.hears(a_person_shared(sixteen_on=TODAY + timedelta(days=1)), a_booking())
    await desk.sender(server).run_once(desk.now)
    assert mailbox.taken == []
    assert desk.told() == [NOT_DIRECTLY]


async def test_an_invitation_to_a_meeting_goes_out_four_weeks_before(
    server: MailServer, mailbox: Mailbox
) -> None:
    starts = MONDAY + timedelta(weeks=10)
    desk = await a_desk()
    later = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
    await desk.hears(a_person_shared(sixteen_on=TODAY), a_meeting(**later))
    sender = desk.sender(server)
    before = starts - MEETINGS_ARE_TOLD
    assert await sender.run_once(before - timedelta(minutes=1)) == 0
    assert await sender.run_once(before) == 1
    assert mailbox.taken[0]["Subject"].startswith("Your meeting with your mentor on")


def test_of_a_programme_that_is_not_known_here_nothing_is_taken_for_granted() -> None:
    assert takes_under_16s("z9z9")
    assert not is_one_to_one("z9z9")
    assert [takes_under_16s(code) for code in ("p7k2", "q4m8")] == [False, True]
