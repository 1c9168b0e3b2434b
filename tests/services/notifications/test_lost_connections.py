"""Crashes, dropped connections and races: nothing is sent twice, and what is unknown is said so."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid5

import pytest

from services.notifications.domain.message import LEASE
from services.notifications.jobs.mail import MailServer
from shared.runtime.crash_points import on_reach
from tests.services.notifications.builders import (
    AMIRA,
    BOOKING,
    Desk,
    a_booking,
    a_cancellation,
    a_person_shared,
)
from tests.services.notifications.mail_server import Mailbox

MINUTE = timedelta(minutes=1)


class Crash(BaseException):
    """The process is gone: nothing after this point happens."""


@contextmanager
def at(point: str, act: Callable[[], None], times: int = 1) -> Iterator[None]:
    """Do something the first ``times`` times that a crash point is reached."""
    left = [times]

    def hook(reached: str) -> None:
        if reached == point and left[0]:
            left[0] -= 1
            act()

    on_reach(hook)
    try:
        yield
    finally:
        on_reach(None)


def crash() -> None:
    raise Crash


async def others_are_invited(desk: Desk, count: int) -> None:
    for number in range(count):
        person, booking = uuid5(AMIRA, str(number)), uuid5(BOOKING, str(number))
        await desk.hears(
            a_person_shared(person, email=f"p{number}@example.org"),
            a_booking(person_id=person, booking_id=booking),
        )


async def test_a_crash_after_the_intent_leaves_the_message_unconfirmed_and_unsent(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_booking())
    with at("mail.after_intent", crash), pytest.raises(Crash):
        await desk.sender(server).run_once(desk.now)
    assert desk.message("invitation").status == "sending"

    restarted = desk.sender(server)
    assert await restarted.run_once(desk.now + LEASE - MINUTE) == 0
    assert await restarted.run_once(desk.now + LEASE) == 1

    assert desk.message("invitation").status == "unconfirmed"
    assert (desk.told(), mailbox.taken) == ([("Unconfirmed", None)], [])
    assert await restarted.run_once(desk.now + LEASE * 2) == 0


async def test_a_crash_before_the_outcome_is_stored_never_sends_twice(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_booking())

    def lose_the_database() -> None:
        on_reach(lambda point: crash() if point.startswith("command.before") else None)

    with at("mail.after_send", lose_the_database), pytest.raises(Crash):
        await desk.sender(server).run_once(desk.now)
    assert (desk.message("invitation").status, len(mailbox.taken)) == ("sending", 1)

    await desk.sender(server).run_once(desk.now + LEASE)
    assert (desk.message("invitation").status, len(mailbox.taken)) == ("unconfirmed", 1)


@pytest.mark.parametrize("kept", [True, False])
async def test_a_connection_that_breaks_after_the_content_leaves_the_message_unconfirmed(
    desk: Desk, server: MailServer, mailbox: Mailbox, *, kept: bool
) -> None:
    mailbox.drops_after_data.add("amira@example.org")
    mailbox.keeps_before_dropping = kept
    await desk.hears(a_booking())
    sender = desk.sender(server)
    await sender.run_once(desk.now)

    assert desk.told() == [("Unconfirmed", None)]
    for minutes in (1, 10, 100):
        await sender.run_once(desk.now + MINUTE * minutes)
    assert len(mailbox.taken) == kept


async def test_those_behind_a_broken_connection_are_sent_in_the_next_run_and_once(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await others_are_invited(desk, 7)
    mailbox.drops_after_data.add("p3@example.org")
    sender = desk.sender(server, at_risk=3)
    await sender.run_once(desk.now)
    await sender.run_once(desk.now)
    await sender.run_once(desk.now + MINUTE)

    assert sorted(mailbox.recipients) == [f"p{n}@example.org" for n in range(7)]
    assert desk.statuses().count("sent") == 6
    assert desk.statuses().count("unconfirmed") == 1


async def test_a_connection_that_breaks_before_the_content_means_another_try(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    mailbox.drops_at_rcpt.add("amira@example.org")
    await desk.hears(a_booking())
    sender = desk.sender(server)
    await sender.run_once(desk.now)
    retried = desk.message("invitation")
    assert (retried.status, retried.attempts, retried.due_at) == ("due", 1, desk.now + MINUTE)

    mailbox.drops_at_rcpt.clear()
    await sender.run_once(desk.now + MINUTE)
    assert (desk.message("invitation").status, len(mailbox.taken)) == ("sent", 1)


async def test_a_stop_while_a_message_is_under_way_leaves_the_truth_about_each(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await others_are_invited(desk, 3)

    def stop() -> None:
        raise asyncio.CancelledError

    with at("mail.after_send", stop), pytest.raises(asyncio.CancelledError):
        await desk.sender(server).run_once(desk.now)
    assert desk.statuses() == ["due"] * 5 + ["sent"]

    with at("mail.before_send", stop), pytest.raises(asyncio.CancelledError):
        await desk.sender(server).run_once(desk.now + MINUTE)
    assert desk.statuses() == ["due"] * 4 + ["sent", "unconfirmed"]


async def test_two_senders_at_once_send_each_message_once(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await others_are_invited(desk, 20)
    first, second = desk.sender(server, at_risk=2), desk.sender(server, at_risk=3)
    await asyncio.gather(first.run_once(desk.now), second.run_once(desk.now))
    assert sorted(mailbox.recipients) == sorted(f"p{n}@example.org" for n in range(20))


async def test_an_invitation_that_was_deferred_while_its_booking_was_cancelled_is_given_up(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    mailbox.answers_rcpt["amira@example.org"] = "451 try later"
    await desk.hears(a_booking())
    under_way = asyncio.Event()
    asked = asyncio.Event()
    answer = mailbox.handle_RCPT

    loop = asyncio.get_running_loop()

    async def slow_answer(*args: object) -> str:
        loop.call_soon_threadsafe(under_way.set)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(asked.wait(), loop))
        return await answer(*args)  # type: ignore[arg-type]

    mailbox.handle_RCPT = slow_answer  # type: ignore[method-assign, assignment]
    sender = desk.sender(server)
    running = asyncio.create_task(sender.run_once(desk.now))
    await under_way.wait()
    await desk.hears(a_cancellation())
    assert desk.message("invitation").status == "sending"
    early = desk.sender(server)
    await early.run_once(desk.now)
    assert desk.message("cancellation", 1).status == "due", "it waits to learn how that ends"
    asked.set()
    await running

    assert desk.message("invitation").reason == "cancelled_first"
    await sender.run_once(desk.now + MINUTE)
    assert desk.message("cancellation", 1).reason == "never_invited"
    assert mailbox.taken == []
