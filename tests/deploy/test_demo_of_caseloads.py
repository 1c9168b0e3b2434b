"""The people of the advocates' year: made anew from their seed, well-formed, and watchful."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from deploy.demo.caseload_player import ABOVE_CAP, DESERTED, VISITED_BY_NOBODY, CaseloadPlayer
from deploy.demo.caseload_submissions import CaseloadDesk, described
from deploy.demo.playing import Event
from deploy.demo.supported_people import (
    PROGRAMME,
    YEAR_BEGINS,
    Post,
    SupportedPerson,
    areas,
    people,
    posts,
)
from shared.contracts.cloudevents import read
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.matching import CaseAssigned, CaseClosed
from shared.contracts.referrals import ReceiptIssued
from shared.contracts.scheduling import BookingMade, ParticipationCompleted
from shared.contracts.unreadable import Unreadable

AREA, NAMES = areas()[0], UUID("00000000-0000-0000-0000-0000000000de")
TODAY = YEAR_BEGINS + timedelta(days=10)
ENVELOPE = Envelope(id="e-1", source="/inroads/demo/matching", type="t")
ANN = Post(0, AREA, (), 3, YEAR_BEGINS + timedelta(days=1), None, None, None)
ZOE, YUSUF = (
    SupportedPerson(
        number=number,
        name="Zoe Example",
        area=AREA,
        office="JC00001",
        referred_on=YEAR_BEGINS + timedelta(days=2),
        birth_month="1980-05",
        role="self",
        consents=True,
        reliability=1.0,
        withdraws_after=None,
        moves_to=None,
        declines=False,
        outcome="training",
        barriers=("debt", "health"),
        supported_for=30,
    )
    for number in (1, 2)
)


class Played:
    """A player, what they sent, and words that the services could have said."""

    def __init__(self, post: Post = ANN) -> None:
        self.sent: list[Event] = []
        self.player = CaseloadPlayer(
            [ZOE, YUSUF],
            [post],
            CaseloadDesk("demo", PROGRAMME, described),
            self.sends,
            seed=1,
        )
        self.player.act(YEAR_BEGINS, TODAY)
        receipts = [self._receipt(id_) for id_ in dict.fromkeys(self.ids())]
        self.hears(*receipts)

    def sends(self, event: Event) -> None:
        self.sent.append(event)

    def ids(self) -> Iterator[str]:
        for _, value in self.sent:
            reading = read(value, ())
            assert not isinstance(reading, Unreadable), reading
            yield reading[0].id

    def hears(self, *facts: Fact, day: date = TODAY) -> None:
        self.player.hear(day, [(ENVELOPE, fact) for fact in facts])

    def _receipt(self, event: str) -> ReceiptIssued:
        return ReceiptIssued(
            receipt_id=uuid5(NAMES, event),
            event_id=event,
            event_source=None,
            event_type=None,
            verdict="accepted",
            code="noted",
            referral_id=uuid5(NAMES, f"referral {event}"),
            advocate_id=uuid5(NAMES, "advocate"),
        )

    def assigned(self, referral: UUID) -> CaseAssigned:
        (advocate,) = self.player._posts
        return CaseAssigned(**_about(referral), advocate_id=advocate)


def _about(referral: UUID) -> dict[str, Any]:
    return {"referral_id": referral, "person_id": NAMES, "programme": PROGRAMME, "area": AREA}


def a_visit(referral: UUID, on: date) -> BookingMade:
    starts_at = datetime.combine(on, time(10), tzinfo=UTC)
    return BookingMade(
        **_about(referral),
        circle_id=referral,
        booking_id=uuid5(NAMES, "booking"),
        session_id=uuid5(NAMES, "visit"),
        kind="outreach_visit",
        number=1,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        venue="As agreed",
    )


@pytest.mark.parametrize("make", [people, posts])
def test_a_seed_gives_the_same_year_again_and_another_seed_another(make: Any) -> None:  # noqa: ANN401
    assert make(60, 1) == make(60, 1)
    assert make(60, 1) != make(60, 2)


def test_every_area_has_an_advocate_and_some_contracts_end() -> None:
    year = posts(500, 1)
    assert {post.home for post in year} == set(areas())
    kinds = Counter((post.contract_ends is not None, post.leaves_on is not None) for post in year)
    assert kinds[True, False] > 2
    assert kinds[False, True] > 0
    assert kinds[True, True] == 0


def test_everything_that_is_sent_in_a_year_keeps_the_contract() -> None:
    sent: list[Event] = []

    def sends(event: Event) -> None:
        sent.append(event)

    desk = CaseloadDesk("demo", PROGRAMME, described)
    player = CaseloadPlayer(people(80, 1), posts(80, 1), desk, sends, seed=1)
    player.act(YEAR_BEGINS, YEAR_BEGINS + timedelta(days=400))
    closed = desk.closure(NAMES, "finished", datetime(2018, 6, 1, tzinfo=UTC))
    wrong = [value for _, value in [*sent, closed] if isinstance(read(value, ()), Unreadable)]
    assert len(sent) > 80
    assert len(wrong) <= player.did["bad events"]


def test_two_who_are_too_much_for_one_caseload_are_seen() -> None:
    played = Played()
    zoe, yusuf = played.player._person_of
    played.hears(played.assigned(zoe))
    assert not any(played.player.must_not.values())
    played.hears(played.assigned(yusuf))
    assert {what for what, times in played.player.must_not.items() if times} == {ABOVE_CAP}


def test_a_visit_ahead_of_somebody_whose_case_is_closed_is_seen() -> None:
    played = Played()
    zoe, _ = played.player._person_of
    played.hears(played.assigned(zoe), a_visit(zoe, TODAY + timedelta(days=9)))
    assert not any(played.player.must_not.values())
    played.hears(CaseClosed(**_about(zoe), advocate_id=None, reason="finished"))
    assert played.player.must_not[VISITED_BY_NOBODY] == 1


def test_who_is_left_with_an_advocate_after_the_last_day_is_seen() -> None:
    last = TODAY + timedelta(days=5)
    played = Played(replace(ANN, contract_ends=last, told_on=TODAY))
    zoe, _ = played.player._person_of
    played.hears(played.assigned(zoe), day=last)
    assert played.player.must_not[DESERTED] == 0
    played.hears(day=last + timedelta(days=1))
    assert played.player.must_not[DESERTED] == 1


def test_support_ends_after_its_days_and_something_becomes_of_the_person() -> None:
    played = Played()
    zoe, _ = played.player._person_of
    played.hears(played.assigned(zoe))
    later = TODAY + timedelta(days=30)
    played.player.act(TODAY, later)
    assert played.player.did["support finished"] + played.player.did["support stopped"] == 1
    closed = CaseClosed(**_about(zoe), advocate_id=None, reason="finished")
    completed = ParticipationCompleted(circle_id=zoe, **_about(zoe), planned=4, attended=3)
    played.hears(closed, completed, day=later)
    played.player.act(later, later + timedelta(days=40))
    assert played.player.did["outcomes"] == 1
