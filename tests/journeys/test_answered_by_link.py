"""A mentor reads a letter, opens the link in it, and says yes on the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from deploy.local.ports import free_port
from shared.contracts import inbound
from shared.contracts.fact import Fact
from shared.contracts.matching import MatchMade, MatchProposed, ProposalClosed
from shared.contracts.streams import Stream
from tests.conftest import OpensRegion
from tests.journeys.letters import letters_to
from tests.support.receipts import watching_receipts
from tests.support.regions import RunningRegion
from tests.support.sending import event_of
from tests.support.settling import settle

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PROGRAMME, BIRMINGHAM = "q4m8", "E08000025"
CONSENT = {"share": True, "contact": True, "given_on": "2026-03-02"}


@dataclass
class Town:
    """A region with its pages."""

    region: RunningRegion
    reader: httpx.Client

    def submits(self, contract: type[Fact], **data: object) -> None:
        event = event_of(contract, {"programme": PROGRAMME} | data)
        with watching_receipts(self.region.region.kafka, self.region.code) as receipts:
            self.region.submit(event)
            receipts.wait_for([event.id])
            assert receipts.said_of(event.id)["verdict"] == "accepted"

    def mentor(self, name: str) -> None:
        about = {"reference": name, "organization": "ONEMM"}
        told = {"area": BIRMINGHAM, "consent": CONSENT, "profile": {"slots": ["tue-evening"]}}
        contact = {"name": name.title(), "email": f"{name}@example.org"}
        self.submits(inbound.MentorSubmitted, **about, **told, contact=contact)
        for step in ("profile_completed", "trained"):
            self.submits(inbound.StepSubmitted, **about, step=step)

    def young(self, name: str) -> None:
        self.submits(
            inbound.ReferralSubmitted,
            reference=name,
            office="BHM01",
            area=BIRMINGHAM,
            referrer={"role": "school", "reason": "at_risk"},
            person={"reference": f"p-{name}", "birth_month": "2004-02"},
            consent=CONSENT,
            preferences={"slots": ["tue-evening"]},
        )

    def next_day(self) -> None:
        settle(self.region)
        assert self.region.time is not None
        self.region.tick(self.region.time + timedelta(days=1))
        settle(self.region, patience=180)

    def link_of(self, name: str) -> str:
        """The link in the letter that this mentor got."""
        (letter,) = letters_to(self.region.mail_folder, f"{name}@example.org")
        (link,) = re.findall(r"^(\S+/proposals/\S+)$", letter.get_content(), re.MULTILINE)
        return str(link)

    def told(self, contract: type[Fact]) -> list[dict[str, Any]]:
        settle(self.region)
        return [e.data for e in self.region.log().distinct(Stream.MATCHES, contract.TYPE)]


@pytest.fixture(scope="module")
def town(open_region: OpensRegion) -> Iterator[Town]:
    port = free_port()
    pages = {
        "MATCHING_PAGES": "true",
        "MATCHING_PAGES_PORT": str(port),
        "NOTIFICATIONS_PAGES_ADDRESS": f"http://127.0.0.1:{port}",
    } | {f"{name}_HTTP_PORT": "0" for name in ("REFERRALS", "MATCHING", "NOTIFICATIONS")}
    services = ("referrals", "matching", "notifications")
    settings: dict[str, Any] = {"simulated_from": MONDAY, "live": (PROGRAMME,), "extra": pages}
    with open_region(services=services, **settings) as opened, httpx.Client() as reader:
        yield Town(opened, reader)


def test_two_mentors_are_asked_and_the_first_to_say_yes_is_matched(town: Town) -> None:
    town.mentor("maya")
    town.mentor("noor")
    town.young("yusuf")
    town.next_day()
    town.next_day()
    proposed = {match["match_id"] for match in town.told(MatchProposed)}
    assert len(proposed) == 2
    first, second = town.link_of("maya"), town.link_of("noor")

    page = town.reader.get(first)
    for told in ("Would you like to mentor this young person?", "Birmingham", "Tuesday evening"):
        assert told in page.text
    assert "Other mentors may be asked too" in page.text
    assert town.told(MatchMade) == [], "opening a page answers nothing"
    given = town.reader.post(first, data={"answer": "yes"}, follow_redirects=True)
    assert "You said yes" in given.text
    late = town.reader.post(second, data={"answer": "yes"}, follow_redirects=True)
    assert "Another mentor said yes first" in late.text
    (made,) = town.told(MatchMade)
    assert made["match_id"] in proposed
    assert "you are matched" in town.reader.get(first).text
    assert [closed["reason"] for closed in town.told(ProposalClosed)] == ["another_mentor_accepted"]

    for service in ("matching", "notifications"):
        log = town.region.region.log_of(service).read_text("utf-8")
        for link in (first, second):
            assert link.rpartition("/")[2] not in log, "a link is a secret"
            assert not any(match in link for match in proposed)


def test_a_link_to_what_is_over_says_so_and_changes_nothing(town: Town) -> None:
    town.mentor("ana")
    town.young("zoe")
    town.next_day()
    town.next_day()
    link = town.link_of("ana")
    about = {"reference": "zoe", "office": "BHM01", "reason": "no_longer_wanted"}
    town.submits(inbound.WithdrawalSubmitted, **about)
    settle(town.region)
    for _ in range(2):
        late = town.reader.post(link, data={"answer": "yes"}, follow_redirects=True)
        assert "This is no longer open" in late.text
    reasons = {closed["reason"] for closed in town.told(ProposalClosed)}
    assert reasons == {"another_mentor_accepted", "withdrawn"}
    assert len(town.told(MatchMade)) == 1
