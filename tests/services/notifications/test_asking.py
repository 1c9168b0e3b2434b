"""A mentor is asked about a proposal: with a signed link, or told whom to answer."""

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest

from services.notifications.domain.message import Question
from services.notifications.handlers.ask_mentor import ask_mentor, question_id
from services.notifications.jobs.ask_due import AskDue, LinkOf, links_at, no_link
from services.notifications.jobs.mail import MailServer, line_to
from services.notifications.settings import NotificationsSettings
from shared.contracts.matching import MatchProposed, ProposalClosed
from shared.contracts.operations import StageChanged
from shared.privacy.sealed import NotOurs
from shared.privacy.signed_links import read_link
from shared.programmes.load import load_programmes
from shared.settings import UnusableSettings
from tests.services.notifications.builders import (
    AMIRA,
    KEYS,
    LETTERHEAD,
    Desk,
    a_person_shared,
    a_stage,
)
from tests.services.notifications.mail_server import Mailbox

PROGRAMME = "q4m8"
MATCH = UUID("0198a5f0-0000-7000-8000-000000000001")
YOUNG = UUID("0198a5f0-0000-7000-8000-000000000002")
SUNDAY_8AM = datetime(2026, 3, 29, 7, tzinfo=UTC)
_TOLD: dict[str, Any] = {
    "match_id": MATCH,
    "mentor_id": UUID(int=3),
    "referral_id": YOUNG,
    "person_id": UUID(int=4),
    "programme": PROGRAMME,
    "area": "E08000025",
}


def a_proposal(**changes: object) -> MatchProposed:
    told: dict[str, Any] = {
        "expires_at": SUNDAY_8AM,
        "run": "q4m8_20260323",
        "mentor_person_id": AMIRA,
    }
    return MatchProposed(**_TOLD | told | changes)


def closed() -> ProposalClosed:
    return ProposalClosed(**_TOLD, reason="withdrawn")


@pytest.fixture
async def desk() -> Desk:
    """Amira is a mentor here. Her programme takes children, and her own age is not known."""
    desk = Desk()
    await desk.hears(a_stage("live"), StageChanged(programme=PROGRAMME, stage="live"))
    await desk.hears(a_person_shared())
    return desk


def asks(desk: Desk, server: MailServer, link_of: LinkOf = no_link) -> AskDue:
    return AskDue(desk.engine, KEYS, lambda: line_to(server), LETTERHEAD, link_of)


def question(desk: Desk) -> Question:
    (found,) = desk.store.contents.states[Question].values()
    assert isinstance(found, Question)
    return found


def read(email: EmailMessage) -> str:
    assert email.get_content_type() == "text/plain"
    return str(email.get_content()).replace("\r\n", "\n")


async def test_a_mentor_gets_the_link_and_nothing_about_the_young_person(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_proposal())
    link_of = links_at("https://pages.example/", KEYS)
    assert await asks(desk, server, link_of).run_once(desk.now) == 1
    assert await asks(desk, server, link_of).run_once(desk.now) == 0

    assert mailbox.recipients == ["amira@example.org"]
    (email,) = mailbox.taken
    assert email["Subject"] == (
        "Would you like to mentor a young person? Please answer by Sunday 29 March 2026"
    )
    text = read(email)
    assert text.startswith("Hello Amira Khan,\n\nA young person is waiting for a mentor")
    assert "until 8am on Sunday 29 March 2026" in text
    token = re.findall(r"^https://pages\.example/proposals/(\S+)$", text, re.MULTILINE)
    assert [read_link(KEYS, "answer_as_mentor", t, desk.now) for t in token] == [MATCH]
    read_link(KEYS, "answer_as_mentor", token[0], SUNDAY_8AM - timedelta(seconds=1))
    for id_ in (MATCH, YOUNG, AMIRA, *map(UUID, ("0" * 31 + "3", "0" * 31 + "4"))):
        assert str(id_) not in text
    assert "Birmingham" not in text
    assert desk.told() == [("Sent", None)]
    assert question(desk).status == "sent"


async def test_without_pages_the_letter_says_whom_to_tell(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_proposal())
    await asks(desk, server).run_once(desk.now)
    text = read(mailbox.taken[0])
    assert "Tell the organisation that you volunteer with whether you would like" in text
    assert "http" not in text


async def test_no_question_tells_which_programme_it_is_about(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_proposal())
    await asks(desk, server, links_at("https://pages.example", KEYS)).run_once(desk.now)
    said = (read(mailbox.taken[0]) + str(mailbox.taken[0]["Subject"])).lower()
    said = re.sub(r"/proposals/\S+", "", said)
    for programme in load_programmes().all:
        assert programme.title.lower() not in said
        assert programme.code not in said


async def test_what_was_not_sent_before_the_proposal_closed_is_not_sent(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_proposal(), closed())
    assert await asks(desk, server).run_once(desk.now) == 0
    assert mailbox.taken == []
    assert desk.told() == [("Suppressed", "proposal_closed")]
    await desk.hears(closed(), a_proposal())
    assert desk.told() == [("Suppressed", "proposal_closed")], "heard twice, said once"


async def test_after_the_time_to_answer_nobody_is_asked(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_proposal())
    await asks(desk, server).run_once(SUNDAY_8AM)
    assert mailbox.taken == []
    assert desk.told() == [("Suppressed", "too_late")]


async def test_a_mentor_who_agreed_to_no_contact_is_not_written_to(
    desk: Desk, server: MailServer, mailbox: Mailbox
) -> None:
    await desk.hears(a_person_shared(may_contact=False), a_proposal())
    await asks(desk, server).run_once(desk.now)
    assert mailbox.taken == []
    assert desk.told() == [("Suppressed", "no_consent")]


def test_a_matching_service_of_before_names_no_mentor_and_nobody_is_asked() -> None:
    assert ask_mentor(None, a_proposal(mentor_person_id=None), SUNDAY_8AM) == (None, ())
    assert question_id(a_proposal()) == question_id(closed())


def test_without_a_key_for_links_the_service_does_not_start() -> None:
    with pytest.raises(NotOurs, match="no key of class 'links'"):
        links_at("https://pages.example", KEYS.only("contact"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://pages.example", "links in letters are secrets"),
        ("pages.example", "cannot be used"),
        ("https://user:word@pages.example", "cannot be used"),
        ("https://pages.example/?x=", "cannot be used"),
    ],
)
def test_an_address_that_links_cannot_have_is_refused(
    address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {
        "REGION": "midlands",
        "KAFKA": "kafka:9093",
        "KAFKA_USERNAME": "n",
        "KAFKA_PASSWORD": "n",
        "DATABASE_URL": "postgresql://n@db/n?sslmode=verify-full",
        "KEYRING": "keys.json",
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"NOTIFICATIONS_{name}", value)
    monkeypatch.setenv("NOTIFICATIONS_PAGES_ADDRESS", "https://pages.example/mentors")
    assert NotificationsSettings.for_service("notifications").pages_address
    monkeypatch.setenv("NOTIFICATIONS_PAGES_ADDRESS", address)
    with pytest.raises(UnusableSettings, match=f"PAGES_ADDRESS.*{said}"):
        NotificationsSettings.for_service("notifications")
