"""Whoever has an advocate is visited: soon, regularly, without a gap, and no more at the end."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.domain import booking
from services.scheduling.domain.booking import Booked
from services.scheduling.domain.series import COMPLETES_AFTER, Series
from services.scheduling.domain.visiting import earliest_day, time_of_turn
from shared.contracts.fact import Fact
from shared.contracts.matching import CaseAssigned, CaseClosed, CaseTransferred, CaseUnassigned
from shared.contracts.scheduling import (
    BookingCancelled,
    BookingMade,
    ParticipationCompleted,
    SessionHeld,
    SessionPlanned,
)
from shared.programmes.load import load_programmes
from shared.programmes.support import Visits
from shared.runtime.decision import BrokenRule
from tests.services.scheduling.builders import (
    CASE,
    LONDON,
    SUPPORT,
    SupportedPerson,
    assigned,
    case_closed,
    id_of,
    transferred,
    unassigned,
)

WEDNESDAY = datetime(2026, 2, 25, 9, tzinfo=UTC)
LONG = timedelta(days=500)


def visits() -> Visits:
    caseload = load_programmes().by_code(SUPPORT).caseload
    assert caseload is not None
    return caseload.visits


def of(kind: type[Fact], news: list[Fact]) -> list[Fact]:
    return [fact for fact in news if isinstance(fact, kind)]


def test_the_first_visit_is_within_the_working_days_that_the_programme_promises() -> None:
    zoe = SupportedPerson.assigned(WEDNESDAY)
    planned = [f for f in zoe.announced if isinstance(f, SessionPlanned)]
    assert [p.kind for p in planned][:5] == [
        "outreach_visit",
        "action_planning",
        "outreach_visit",
        "progress_review",
        "progress_review",
    ]
    wall = [p.starts_at.astimezone(LONDON) for p in planned]
    assert {f"{w:%a %H:%M}" for w in wall} == {"Mon 10:00"}, "also when the clocks change"
    assert [(w.date() - wall[0].date()).days // 7 for w in wall[:5]] == [0, 1, 3, 5, 7]
    assert wall[0].date() == date(2026, 3, 2), "Thu, Fri, Mon: the third working day"
    booked = [f for f in zoe.announced if isinstance(f, BookingMade)]
    assert [b.number for b in booked] == list(range(1, visits().count + 1))
    assert {(b.circle_id, b.referral_id, b.person_id) for b in booked} == {
        (CASE, CASE, id_of("person Zoe"))
    }


@given(
    turn=st.integers(0, 39),
    now=st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - made aware below
)
def test_wherever_a_week_begins_the_promise_is_kept(turn: int, now: datetime) -> None:
    zoe = SupportedPerson.assigned(now.replace(tzinfo=UTC), turn)
    first = zoe.ahead()[0].astimezone(LONDON)
    today = zoe.now.astimezone(LONDON).date()
    days = [today + timedelta(days=n) for n in range(1, (first.date() - today).days + 1)]
    working = [day for day in days if day.weekday() < 5]
    promised = visits().first_within_working_days
    assert promised - 5 < len(working) <= promised
    assert first.weekday() < 5
    assert 10 <= first.hour < 18


def test_nobody_of_a_full_caseload_is_visited_when_somebody_else_is() -> None:
    most = load_programmes().by_code("w9d4").bounds.max_size
    times = [time_of_turn(turn, visits()) for turn in range(most)]
    assert len(set(times)) == most
    assert max(time.turn for time in times) <= 7, "the last visit of a day begins at 5pm"


def test_from_any_day_on_five_working_days_follow_the_earliest() -> None:
    saturday = date(2026, 2, 28)
    assert earliest_day(saturday, 5) == date(2026, 3, 2)
    assert earliest_day(saturday, 6) == date(2026, 3, 3)


def test_who_is_handed_over_keeps_the_dates() -> None:
    zoe = SupportedPerson.assigned(WEDNESDAY, turn=7)
    before = zoe.ahead()
    zoe.waits_until(before[2])
    assert zoe.hears(transferred(turn=7)) == []
    assert zoe.ahead() == before[3:]


def test_where_the_new_advocate_is_elsewhere_visits_move_by_less_than_a_week() -> None:
    zoe = SupportedPerson.assigned(WEDNESDAY, turn=0)
    before = zoe.ahead()
    zoe.waits_until(before[2])
    news = zoe.hears(transferred(turn=3))
    assert {type(fact) for fact in news} == {SessionPlanned, BookingMade}
    revisions = [fact.revision for fact in news if isinstance(fact, BookingMade)]
    assert revisions == [1] * (visits().count - 3)
    after = zoe.ahead()
    assert {b - a for a, b in zip(before[3:], after, strict=True)} == {timedelta(days=3)}
    assert zoe.hears(transferred(turn=3)) == [], "once"


def test_whoever_loses_an_advocate_is_visited_no_more_until_there_is_another() -> None:
    zoe = SupportedPerson.assigned(WEDNESDAY)
    _, second, *_ = zoe.ahead()
    zoe.waits_until(second)
    news = zoe.hears(unassigned())
    assert {type(fact) for fact in news} == {BookingCancelled}
    assert zoe.ahead() == []
    zoe.waits_until(second + timedelta(days=40))
    assert of(ParticipationCompleted, zoe.announced) == [], "it is not over"

    again = zoe.hears(assigned(to="Cat", turn=1))
    booked = [fact for fact in again if isinstance(fact, BookingMade)]
    assert [b.number for b in booked] == list(range(3, visits().count + 1)), "it goes on"
    assert [b.kind for b in booked][:2] == ["outreach_visit", "progress_review"]
    assert {b.revision for b in booked} == {2}, "newer than the cancellation"
    assert zoe.ahead()[0] < zoe.now + timedelta(days=12)
    done = zoe.waits_until(zoe.now + LONG)
    (completed,) = [fact for fact in done if isinstance(fact, ParticipationCompleted)]
    assert completed.planned == visits().count


@pytest.mark.parametrize("reason", ["stopped", "withdrawn", "finished"])
def test_a_case_that_is_closed_has_no_visit_ahead(reason: str) -> None:
    zoe = SupportedPerson.assigned(WEDNESDAY)
    zoe.waits_until(zoe.ahead()[0])
    cancelled = of(BookingCancelled, zoe.hears(case_closed(reason)))
    assert len(cancelled) == visits().count - 1
    assert zoe.ahead() == []
    later = zoe.waits_until(zoe.now + LONG)
    expected = [SessionHeld, *([ParticipationCompleted] if reason == "finished" else [])]
    assert [type(fact) for fact in later] == expected


def test_support_that_is_finished_is_summed_up_by_the_visits_that_were() -> None:
    zoe = SupportedPerson.assigned(WEDNESDAY)
    second = zoe.ahead()[1]
    zoe.waits_until(second)
    zoe.hears(zoe.reported("Zoe", 1), zoe.reported("Zoe", 2, attended=False))
    zoe.hears(case_closed())
    news = zoe.waits_until(second + timedelta(hours=1) + COMPLETES_AFTER)
    (completed,) = [fact for fact in news if isinstance(fact, ParticipationCompleted)]
    assert (completed.planned, completed.attended) == (2, 1)


def test_who_finishes_while_they_wait_for_another_advocate_is_summed_up_all_the_same() -> None:
    zoe = SupportedPerson.assigned(WEDNESDAY)
    zoe.waits_until(zoe.ahead()[1])
    zoe.hears(zoe.reported("Zoe", 1))
    zoe.hears(unassigned())
    zoe.waits_until(zoe.now + timedelta(days=40))
    assert zoe.hears(case_closed()) == []
    (completed,) = zoe.waits_until(zoe.now + timedelta(days=1))
    assert isinstance(completed, ParticipationCompleted)
    assert (completed.planned, completed.attended) == (2, 1)


def test_after_the_last_planned_visit_the_part_is_summed_up_and_nothing_more_is_planned() -> None:
    zoe = SupportedPerson.assigned(WEDNESDAY)
    done = zoe.waits_until(WEDNESDAY + LONG)
    kinds = [type(fact) for fact in done]
    assert kinds == [SessionHeld] * visits().count + [ParticipationCompleted]
    assert zoe.hears(transferred(turn=3), unassigned(), assigned(), case_closed()) == []


def test_an_assignment_that_counts_no_changes_gives_no_visits_and_a_handover_does() -> None:
    zoe = SupportedPerson(WEDNESDAY)
    assert zoe.hears(assigned(revision=None)) == []
    zoe.hears(transferred(turn=2))
    assert len(zoe.ahead()) == visits().count


def test_nothing_is_heard_of_a_case_without_an_advocate() -> None:
    assert SupportedPerson(WEDNESDAY).hears(unassigned(), case_closed("withdrawn")) == []


def test_a_case_of_a_programme_without_advocates_breaks_a_rule() -> None:
    zoe = SupportedPerson(WEDNESDAY)
    with pytest.raises(BrokenRule) as broken:
        zoe.hears(assigned().model_copy(update={"programme": "q4m8"}))
    assert (broken.value.code, broken.value.pointer) == ("programme_without_visits", "/programme")


def a_life(seed: int) -> set[str]:
    """Play the life of one case in random order; return everything that is wrong in it."""
    draw, zoe = random.Random(seed), SupportedPerson(WEDNESDAY)
    supported, wrong = False, set[str]()
    for _ in range(40):
        if not supported:
            fact: Fact = assigned(turn=draw.randrange(40))
        else:
            fact = draw.choice(
                (
                    transferred(turn=draw.randrange(40)),
                    unassigned(),
                    case_closed("stopped"),
                    case_closed("finished"),
                )
            )
        zoe.hears(fact)
        supported = isinstance(fact, CaseAssigned | CaseTransferred)
        wrong.update(_wrongs(zoe, supported=supported))
        zoe.waits_until(zoe.now + timedelta(days=draw.choice((0, 1, 10, 30))))
        wrong.update(_wrongs(zoe, supported=supported))
        if isinstance(fact, CaseClosed | CaseUnassigned):
            zoe.waits_until(zoe.now + timedelta(days=draw.choice((0, 20))))
    return wrong | _older_words(zoe)


def _wrongs(zoe: SupportedPerson, *, supported: bool) -> set[str]:
    ahead, wrong = zoe.ahead(), set[str]()
    if ahead and not supported:
        wrong.add("a case without an advocate has a visit ahead")
    if any(second - first < timedelta(days=6) for first, second in pairwise(ahead)):
        wrong.add("two visits within a week")
    planned = [s.starts_at for s in zoe.series.ahead(zoe.now)] if zoe.series else []
    if ahead != planned:
        wrong.add("what was announced is not what is planned")
    return wrong


def _older_words(zoe: SupportedPerson) -> set[str]:
    newest: dict[UUID, int] = {}
    for fact in zoe.announced:
        if isinstance(fact, BookingMade | BookingCancelled):
            if fact.revision <= newest.get(fact.booking_id, -1):
                return {"a word on a booking is no newer than the one before"}
            newest[fact.booking_id] = fact.revision
    return set()


def test_in_no_life_of_a_case_goes_anything_wrong() -> None:
    assert {seed: wrong for seed in range(150) if (wrong := a_life(seed))} == {}


def only_forgotten(_series: Series, _now: datetime) -> tuple[Series, list[Booked]]:
    return _series, []


def test_a_cancelled_case_that_has_a_visit_ahead_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("call_off", "call_off_the_rest"):
        assert hasattr(booking, name)
        monkeypatch.setattr(f"services.scheduling.handlers.end_meetings.{name}", only_forgotten)
    found = set[str]().union(*(a_life(seed) for seed in range(10)))
    assert "a case without an advocate has a visit ahead" in found
