"""Who came: what may be said, what changes nothing, what corrects."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.scheduling.handlers.record_attendance import record_attendance
from shared.contracts.scheduling import AttendanceRecorded, SessionHeld
from shared.runtime.decision import UNCHANGED, BrokenRule
from tests.services.scheduling.builders import FIRST, MEMBERS, Circle, id_of, joined, left


def a_circle_in_its_first_session() -> Circle:
    circle = Circle.of(*MEMBERS)
    circle.now = FIRST
    return circle


def test_attendance_is_recorded_with_what_the_session_was_about() -> None:
    circle = a_circle_in_its_first_session()
    (news,) = circle.hears(circle.reported("Amina", 1))
    assert isinstance(news, AttendanceRecorded)
    assert (news.referral_id, news.person_id) == (id_of("Amina"), id_of("person Amina"))
    assert (news.number, news.kind, news.attended) == (1, "cv_writing", True)


def test_the_same_word_again_changes_nothing() -> None:
    circle = a_circle_in_its_first_session()
    circle.hears(circle.reported("Amina", 1))
    again = circle.reported("Amina", 1)
    assert record_attendance(circle.series, again, circle.now) is UNCHANGED


def test_a_correction_is_a_new_fact_and_replaces_the_old_word() -> None:
    circle = a_circle_in_its_first_session()
    circle.hears(circle.reported("Amina", 1), circle.reported("Ben", 1))
    (news,) = circle.hears(circle.reported("Amina", 1, attended=False))
    assert isinstance(news, AttendanceRecorded)
    assert not news.attended
    (held,) = circle.waits_until(FIRST + timedelta(hours=2))
    assert isinstance(held, SessionHeld)
    assert held.attended == 1


def test_words_about_several_people_and_sessions_stand_beside_each_other() -> None:
    circle = a_circle_in_its_first_session()
    circle.now = FIRST + timedelta(days=7)
    words = [circle.reported(name, number) for name in MEMBERS for number in (1, 2)]
    assert len(circle.hears(*words)) == 8
    assert circle.series
    assert len(circle.series.attendance) == 8


def test_a_word_before_the_session_begins_breaks_a_rule() -> None:
    circle = Circle.of(*MEMBERS)
    circle.now = FIRST - timedelta(seconds=1)
    with pytest.raises(BrokenRule) as broken:
        circle.hears(circle.reported("Amina", 1))
    assert (broken.value.code, broken.value.pointer) == ("attendance_before_session", "/session_id")


def test_a_word_about_a_session_that_the_circle_does_not_have_breaks_a_rule() -> None:
    circle = a_circle_in_its_first_session()
    unknown = circle.reported("Amina", 1).model_copy(update={"session_id": uuid4()})
    with pytest.raises(BrokenRule) as broken:
        circle.hears(unknown)
    assert (broken.value.code, broken.value.pointer) == ("unknown_session", "/session_id")


def test_a_word_about_a_circle_that_was_never_planned_breaks_a_rule() -> None:
    circle = a_circle_in_its_first_session()
    with pytest.raises(BrokenRule) as broken:
        record_attendance(None, circle.reported("Amina", 1), circle.now)
    assert (broken.value.code, broken.value.pointer) == ("unknown_circle", "/circle_id")


def test_a_word_about_somebody_who_was_never_in_the_circle_breaks_a_rule() -> None:
    circle = Circle.of(*MEMBERS)
    circle.now = FIRST
    with pytest.raises(BrokenRule) as broken:
        circle.hears(circle.reported("Zoe", 1))
    assert (broken.value.code, broken.value.pointer) == ("person_unknown", "/referral_id")


def test_a_word_about_a_member_who_left_before_the_session_changes_nothing() -> None:
    circle = Circle.of(*MEMBERS)
    circle.hears(left("Ben"))
    circle.now = FIRST
    assert circle.hears(circle.reported("Ben", 1)) == []


def test_whoever_left_later_was_still_expected_before() -> None:
    circle = a_circle_in_its_first_session()
    circle.hears(left("Ben"))
    assert len(circle.hears(circle.reported("Ben", 1))) == 1
    circle.now = FIRST + timedelta(days=7)
    assert circle.hears(circle.reported("Ben", 2)) == []


def test_whoever_came_later_was_not_expected_before() -> None:
    circle = a_circle_in_its_first_session()
    circle.hears(joined("Ella"))
    assert circle.hears(circle.reported("Ella", 1)) == []


def test_a_word_that_comes_after_the_session_or_the_series_is_recorded() -> None:
    circle = Circle.of(*MEMBERS)
    circle.waits_until(FIRST + timedelta(days=1))
    assert len(circle.hears(circle.reported("Amina", 1))) == 1
    circle.waits_until(FIRST + timedelta(days=60))
    assert len(circle.hears(circle.reported("Amina", 4))) == 1
