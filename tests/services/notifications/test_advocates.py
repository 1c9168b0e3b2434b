"""Whoever has an advocate is told who that is, of every change, and of every visit in its time."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain.message import CaseLetter
from services.notifications.handlers.invite import MEETINGS_ARE_TOLD
from services.notifications.jobs.mail import MailServer, line_to
from services.notifications.jobs.tell_due import TellDue
from shared.contracts.matching import CaseAssigned, CaseClosed, CaseTransferred, CaseUnassigned
from shared.contracts.people import PersonErased
from shared.programmes.load import load_programmes
from tests.services.notifications.builders import (
    AMIRA,
    KEYS,
    LETTERHEAD,
    MONDAY,
    TUESDAY_2PM,
    Desk,
    a_booking,
    a_cancellation,
    a_person_shared,
    a_stage,
)
from tests.services.notifications.mail_server import Mailbox

PROGRAMME, ADVISERS = "v3t9", "w9d4"
ANN, BOB = UUID(int=7), UUID(int=8)
_TOLD: dict[str, Any] = {
    "referral_id": UUID(int=9),
    "person_id": AMIRA,
    "programme": PROGRAMME,
    "area": "E08000012",
}


def assigned(revision: int | None = 100, **changes: object) -> CaseAssigned:
    about = {"advocate_id": UUID(int=1), "advocate_person_id": ANN, "revision": revision}
    return CaseAssigned(**_TOLD | about | changes)


def transferred(revision: int = 101, to: UUID | None = BOB) -> CaseTransferred:
    about = {"advocate_id": UUID(int=2), "advocate_person_id": to, "revision": revision}
    return CaseTransferred(**_TOLD | about, left_advocate_id=UUID(int=1), reason="contract_ends")


def unassigned(revision: int = 102) -> CaseUnassigned:
    told = {"advocate_id": UUID(int=2), "reason": "advocate_left", "revision": revision}
    return CaseUnassigned(**_TOLD | told)


def closed(revision: int = 101) -> CaseClosed:
    return CaseClosed(**_TOLD, reason="finished", revision=revision)


@pytest.fixture
async def desk() -> Desk:
    """Ann and Bob are advocates; Bob does not want to be written to by us."""
    desk = Desk()
    await desk.hears(a_stage(), a_stage("live", PROGRAMME), a_stage("live", ADVISERS))
    await desk.hears(
        a_person_shared(),
        a_person_shared(ANN, "Ann Example"),
        a_person_shared(BOB, "Bob Example", email=None, may_contact=False),
    )
    return desk


async def tell(desk: Desk, server: MailServer) -> int:
    return await TellDue(desk.engine, KEYS, lambda: line_to(server), LETTERHEAD).run_once(desk.now)


def texts(mailbox: Mailbox) -> list[str]:
    return [str(email.get_content()).replace("\r\n", "\n") for email in mailbox.taken]


def subjects(mailbox: Mailbox) -> list[str]:
    return [email["Subject"] for email in mailbox.taken]


async def test_they_are_told_who_their_advocate_is_who_it_is_then_and_when_there_is_none(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    for change in (assigned(), transferred(), unassigned(), assigned(103)):
        await desk.hears(change)
        assert await tell(desk, server) == 1
        assert await tell(desk, server) == 0, "once"
    assert mailbox.recipients == ["amira@example.org"] * 4
    assert subjects(mailbox) == [
        "You have an advocate who supports you",
        "You have another advocate",
        "You have no advocate for now",
        "You have an advocate who supports you",
    ]
    first, second, third, _ = texts(mailbox)
    assert first.startswith("Hello Amira Khan,\n\nYou have an advocate now.")
    assert "Your advocate is Ann Example." in first
    assert "Your advocate is Bob Example." in second, "a name is no letter to him"
    assert "Meetings that are planned stay as they are." in second
    assert "Example" not in third
    assert desk.told() == [("Sent", None)] * 4


async def test_only_the_newest_word_goes_out(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(assigned())
    await desk.hears(transferred())
    await tell(desk, server)
    assert subjects(mailbox) == ["You have another advocate"]
    assert desk.told() == [("Suppressed", "superseded"), ("Sent", None)]


async def test_nobody_hears_of_an_advocate_when_the_support_is_over(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(assigned())
    await desk.hears(closed())
    assert await tell(desk, server) == 0
    assert mailbox.taken == []
    assert desk.told() == [("Suppressed", "case_closed")]


@pytest.mark.parametrize("to", [None, UUID(int=99)])
async def test_where_no_name_may_be_said_it_is_said_who_knows_it(
    desk: Desk, server: MailServer, mailbox: Mailbox, to: UUID | None
) -> None:
    await desk.hears(transferred(to=to))
    await tell(desk, server)
    (text,) = texts(mailbox)
    assert "Whoever referred you can tell you who your advocate is." in text


async def test_the_name_of_an_advocate_who_is_erased_is_said_no_more(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(PersonErased(person_id=ANN, programme=PROGRAMME), assigned())
    await tell(desk, server)
    (text,) = texts(mailbox)
    assert "Ann" not in text


async def test_a_matching_of_before_counted_no_changes_and_nobody_is_told(desk: Desk) -> None:
    await desk.hears(assigned(revision=None))
    assert CaseLetter not in desk.store.contents.states


async def test_an_adviser_is_called_an_adviser_and_no_letter_names_a_programme(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(
        assigned(programme=ADVISERS), a_visit(programme=ADVISERS, venue="At your jobcentre")
    )
    await tell(desk, server)
    await desk.sender(server).run_once(desk.now)
    assert subjects(mailbox)[1:] == [
        "Your meeting with your adviser on Tuesday 31 March 2026 at 2pm"
    ]
    assert "advocate" not in "".join(map(str, mailbox.taken)).lower()
    said = " ".join(map(str, mailbox.taken)).lower()
    assert not [p for p in load_programmes().all if p.title.lower() in said or p.code in said]


def a_visit(**changes: object) -> Any:  # noqa: ANN401 - a BookingMade
    about = {"programme": PROGRAMME, "kind": "outreach_visit"}
    return a_booking(**(about | {"venue": "As agreed with your advocate"} | changes))


async def test_a_visit_is_told_of_four_weeks_before_and_its_cancellation_with_the_entry(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    starts_at = TUESDAY_2PM + timedelta(weeks=8)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    await desk.hears(a_visit(**times))
    assert await desk.sender(server).run_once(MONDAY) == 0
    assert await desk.sender(server).run_once(starts_at - MEETINGS_ARE_TOLD) == 1
    desk.now = starts_at - timedelta(days=2)
    about = {"programme": PROGRAMME, "kind": "outreach_visit"}
    await desk.hears(a_cancellation(**about | times, reason="advocate_left"))
    assert await desk.sender(server).run_once(desk.now) == 1
    invited, cancelled = mailbox.taken
    assert "Your meeting with your advocate on" in invited["Subject"]
    assert "Cancelled: your meeting with your advocate on" in cancelled["Subject"]
    entries = [str(email) for email in (invited, cancelled)]
    assert [entry.count("text/calendar") for entry in entries] == [1, 1]
    assert 'method="REQUEST"' in entries[0]
    assert 'method="CANCEL"' in entries[1]
