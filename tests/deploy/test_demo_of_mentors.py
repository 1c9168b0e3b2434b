"""The people of the mentors' year: made anew from their seed, well-formed, and watchful."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from deploy.demo.mentoring_player import TOO_YOUNG, UNPROTECTED, MentoringPlayer
from deploy.demo.mentoring_submissions import MentoringDesk, described
from deploy.demo.playing import Event
from deploy.demo.year import YEARS
from deploy.demo.young_people import (
    PROGRAMME,
    YEAR_BEGINS,
    Mentor,
    YoungPerson,
    mentors,
    young_people,
)
from shared.contracts.cloudevents import read
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.inbound import AnswerSubmitted
from shared.contracts.matching import MatchFact, MatchMade, MatchProposed
from shared.contracts.notifications import NotificationSent
from shared.contracts.referrals import ReceiptIssued
from shared.contracts.unreadable import Unreadable
from shared.programmes.load import FOLDER, load_programmes

TODAY = YEAR_BEGINS + timedelta(days=60)
YUSUF = YoungPerson(
    number=1,
    name="Yusuf Example",
    area="E08000025",
    office="SC00025",
    referred_on=YEAR_BEGINS + timedelta(days=1),
    birth_month="2005-05",
    role="school",
    consents=True,
    reliability=1.0,
    withdraws_after=None,
    moves_to=None,
    declines=False,
    outcome=None,
    slots=("tue-evening",),
    relates_to=("carer",),
    barriers=(),
)
MAYA = Mentor(
    number=1,
    name="Maya Example",
    area="E08000025",
    organization="ONEMM",
    applied_on=YEAR_BEGINS + timedelta(days=1),
    capacity=1,
    trained_on=None,
    cleared_on=YEAR_BEGINS + timedelta(days=30),
    recheck_by=YEAR_BEGINS + timedelta(days=90),
    leaves_on=None,
    slots=("tue-evening",),
    sector="health",
    backgrounds=("carer",),
)


class Outside:
    """Yusuf and Maya, known to the region, and everything that they submit."""

    def __init__(self) -> None:
        self.sent: list[Event] = []
        desk = MentoringDesk("demo", PROGRAMME, described)
        self.player = MentoringPlayer([YUSUF], [MAYA], desk, self.send, seed=1)
        self.ids = {"referral_id": uuid4(), "mentor_id": uuid4()}
        self.passes(YEAR_BEGINS, YEAR_BEGINS + timedelta(days=1))
        for event in self.read():
            known = "referral_id" if "referral" in event.type else "mentor_id"
            if event.type.startswith(("inroads.referral", "inroads.mentor")):
                self.hears(YEAR_BEGINS, _receipt(event, **{known: self.ids[known]}))

    def send(self, event: Event) -> None:
        self.sent.append(event)

    def passes(self, since: date, until: date) -> None:
        self.player.act(since, until)

    def hears(self, day: date, *facts: Fact) -> None:
        self.player.hear(day, [(Envelope("x", "/x", fact.TYPE), fact) for fact in facts])

    def read(self) -> Iterator[Envelope]:
        for _, value in self.sent:
            reading = read(value, ())
            assert not isinstance(reading, Unreadable)
            yield reading[0]

    def match(self, contract: type[MatchFact], match_id: UUID, **more: object) -> MatchFact:
        about = {"match_id": match_id, "person_id": uuid4(), **self.ids}
        where = {"programme": PROGRAMME, "area": "E08000025"}
        return contract.model_validate(about | where | more)

    def answers(self) -> list[bool]:
        found = {}
        for _, value in self.sent:
            reading = read(value, ())
            if not isinstance(reading, Unreadable) and isinstance(reading[1], AnswerSubmitted):
                found[reading[1].match_id] = reading[1].accepts
        return list(found.values())


def _receipt(event: Envelope, **ids: UUID) -> ReceiptIssued:
    return ReceiptIssued(
        receipt_id=uuid4(),
        event_id=event.id,
        event_source=event.source,
        event_type=event.type,
        verdict="accepted",
        code="referral_accepted",
        referral_id=ids.get("referral_id"),
        mentor_id=ids.get("mentor_id"),
    )


def test_a_seed_gives_the_same_people_again_and_another_gives_others() -> None:
    assert young_people(60, 1) == young_people(60, 1) != young_people(60, 2)
    assert mentors(60, 1) == mentors(60, 1) != mentors(60, 2)


@pytest.mark.parametrize("name", YEARS)
def test_a_year_is_named_by_its_programmes_file_and_lies_within_it(name: str) -> None:
    year = YEARS[name]
    programme = load_programmes().by_code(year.programme)
    assert f"code: {year.programme}\n" in (FOLDER / f"{name}.yaml").read_text("utf-8")
    assert programme.phases[0].opens < year.begins < year.ends


@pytest.mark.parametrize("name", YEARS)
def test_everything_that_is_planned_from_the_start_keeps_to_the_contracts(name: str) -> None:
    """All but what is broken on purpose."""
    sent: list[Event] = []

    def send(event: Event) -> None:
        sent.append(event)

    player = YEARS[name].cast("demo", 200, 1, send)
    player.act(YEARS[name].begins, YEARS[name].ends)
    bad = [r for _, value in sent if isinstance(r := read(value, ()), Unreadable)]
    assert 0 < len(bad) <= player.did["bad events"]
    assert len(sent) > 200


def test_everybody_whom_the_year_needs_is_in_it_however_few_they_are() -> None:
    people, helping = young_people(12, 5), mentors(12, 5)
    turning = [
        p for p in people if p.is_surely(17, p.referred_on) and not p.is_surely(18, p.referred_on)
    ]
    assert any(p.is_surely(18, YEAR_BEGINS + timedelta(days=180)) for p in turning)
    assert Counter(m.is_cleared(YEAR_BEGINS + timedelta(days=60)) for m in helping)[True] >= 2


def test_two_mentors_who_are_asked_at_once_accept_on_the_same_morning() -> None:
    outside = Outside()
    proposals = [
        outside.match(
            MatchProposed, uuid4(), expires_at=datetime(2018, 1, 1, tzinfo=UTC), run=f"run_{n}"
        )
        for n in range(2)
    ]
    outside.hears(TODAY, *proposals)
    outside.passes(TODAY, TODAY + timedelta(days=1))
    assert outside.answers() == [True, True]
    assert outside.player.did["accepted by two mentors at once"] == 1


@pytest.mark.parametrize(("day", "unprotected"), [(TODAY, 0), (TODAY + timedelta(days=60), 1)])
def test_a_match_of_a_minor_without_a_valid_clearance_is_noticed(
    day: date, unprotected: int
) -> None:
    outside = Outside()
    outside.hears(day, outside.match(MatchMade, uuid4()))
    assert outside.player.must_not == {TOO_YOUNG: 0, UNPROTECTED: unprotected}


@pytest.mark.parametrize(("to_whom", "noticed"), [("the child", 1), ("the mentor", 0)])
def test_a_letter_to_a_child_is_noticed_and_one_to_their_mentor_is_none(
    to_whom: str, noticed: int
) -> None:
    outside = Outside()
    proposed = outside.match(
        MatchProposed, uuid4(), expires_at=datetime(2018, 1, 1, tzinfo=UTC), run="run_1"
    )
    letter = NotificationSent(
        notification_id=uuid4(),
        person_id=proposed.person_id if to_whom == "the child" else uuid4(),
        referral_id=outside.ids["referral_id"],
        programme=PROGRAMME,
        template="invitation",
    )
    outside.hears(TODAY, proposed, letter)
    assert outside.player.must_not[TOO_YOUNG] == noticed
