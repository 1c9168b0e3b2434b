"""What people read, and what their calendars do with it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from services.notifications.domain.british_time import LONDON, day_of, time_of
from services.notifications.domain.contact import Contact, contact_in
from services.notifications.domain.letterhead import Letterhead
from services.notifications.domain.message import Message, Template
from services.notifications.domain.wording import write_letter
from services.notifications.handlers.plan_message import plan_message
from services.notifications.jobs.calendar_entry import calendar_entry
from services.notifications.jobs.compose import compose
from shared.programmes.load import load_programmes
from tests.services.notifications.builders import (
    BOOKING,
    LETTERHEAD,
    MONDAY,
    TUESDAY_2PM,
    a_booking,
    a_cancellation,
    a_meeting,
)

AMIRA = Contact("Amira Khan", "amira@example.org")
TEMPLATES: list[Template] = ["invitation", "reminder", "cancellation"]


def a_message(template: Template = "invitation", **changes: object) -> Message:
    fact = a_cancellation(**changes) if template == "cancellation" else a_booking(**changes)
    return plan_message(fact, template, MONDAY, MONDAY)


def about_a_meeting(template: Template) -> Message:
    fact = a_meeting()
    if template == "cancellation":
        return a_message(template, **fact.model_dump(exclude={"revision"}))
    return plan_message(fact, template, MONDAY, MONDAY)


def test_an_invitation_says_what_when_where_whom_to_ask_and_what_if_not() -> None:
    text = write_letter(a_message(), "Amira", LETTERHEAD).text
    assert text.startswith("Hello Amira,\n\nYou have a place at a mentoring session.\n")
    for line in (
        "What: CV writing (session 1)",
        "When: Tuesday 31 March 2026, 2pm to 4pm",
        "Where: Fosse House, 2 Welford Road, Leicester",
        "IF YOU CANNOT COME",
        "Reply to this email or call 0116 496 0000.",
        "Midlands mentoring",
    ):
        assert line in text


def test_a_meeting_with_a_mentor_says_whom_to_turn_to_and_that_they_can_stop() -> None:
    letter = write_letter(about_a_meeting("invitation"), "Yusuf", LETTERHEAD)
    assert letter.subject == "Your meeting with your mentor on Tuesday 31 March 2026 at 2pm"
    for line in (
        "You have a meeting with your mentor.",
        "What: First meeting (meeting 1)",
        "Where: As agreed with the school",
        "IF SOMETHING DOES NOT FEEL RIGHT",
        "You can also ask the school or organisation that referred you.",
    ):
        assert line in letter.text
    for word in ("work coach", "reception", "session"):
        assert word not in letter.text.lower()
    _, event = parsed_event(about_a_meeting("invitation"))
    assert event["SUMMARY"] == "Meeting with your mentor: First meeting"
    assert write_letter(about_a_meeting("cancellation"), "", LETTERHEAD).text.startswith(
        "Hello,\n\nThis meeting with your mentor will not go ahead."
    )


@pytest.mark.parametrize("about", [a_message, about_a_meeting])
@pytest.mark.parametrize("template", TEMPLATES)
def test_no_message_tells_which_programme_a_person_is_on(
    template: Template, about: Callable[[Template], Message]
) -> None:
    email = compose(about(template), AMIRA, LETTERHEAD, MONDAY).content
    parsed: Any = message_from_bytes(email, policy=policy.default)
    read = " ".join(p.get_content() for p in parsed.walk() if not p.is_multipart()).lower()
    read += str(parsed["Subject"]).lower()
    telling = {"ethnic", "minority", "race", "circle", "benefit", "claimant", "jobcentre", "neet"}
    titles = {programme.title.lower() for programme in load_programmes().all}
    assert [word for word in telling | titles if word in read] == []
    assert "p7k2" not in read
    assert "q4m8" not in read


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_place_in_a_template_is_left_unfilled(template: Template) -> None:
    letter = write_letter(a_message(template, venue="Room {0} {name}"), "", LETTERHEAD)
    assert "Room {0} {name}" in letter.text
    assert "{" not in letter.text.replace("Room {0} {name}", "") + letter.subject
    assert letter.text.startswith("Hello,\n")


def test_a_letter_without_a_phone_number_offers_none() -> None:
    text = write_letter(a_message(), "", Letterhead("Team", "team@example.org")).text
    assert "Reply to this email. You can also ask" in text


def parsed_event(message: Message) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(calendar_entry(message, AMIRA, LETTERHEAD, MONDAY))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_a_calendar_entry_keeps_londons_time_across_the_clock_change() -> None:
    calendar, event = parsed_event(a_message())
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event["DTSTART"].dt == TUESDAY_2PM
    assert event["DTSTART"].dt.hour == 14
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    _, in_winter = parsed_event(a_message(starts_at=TUESDAY_2PM - timedelta(days=7)))
    assert in_winter["DTSTART"].dt.hour == 13


@pytest.mark.parametrize("year", range(2025, 2045))
def test_the_clock_changes_in_the_file_are_londons(year: int) -> None:
    (zone,) = parsed_event(a_message())[0].walk("VTIMEZONE")
    clocks = zone.to_tz()
    for month in range(1, 13):
        for day in (1, 24, 25, 26, 27, 28):
            for hour in (0, 3):
                moment = datetime(year, month, day, hour)  # noqa: DTZ001 - a wall clock
                assert clocks.utcoffset(moment) == LONDON.utcoffset(moment), moment


def test_a_calendar_entry_names_organizer_and_attendee_and_stays_private() -> None:
    calendar, event = parsed_event(a_message(revision=3))
    assert (calendar["METHOD"], event["STATUS"]) == ("REQUEST", "CONFIRMED")
    assert (event["UID"], event["SEQUENCE"]) == (str(BOOKING), 3)
    assert event["ORGANIZER"] == "mailto:mentoring@midlands.example"
    assert event["ORGANIZER"].params["CN"] == "Midlands mentoring"
    assert event["ATTENDEE"] == "mailto:amira@example.org"
    assert event["LOCATION"] == "Fosse House, 2 Welford Road, Leicester"
    assert event["CLASS"] == "PRIVATE"


def test_whatever_order_they_arrive_in_the_highest_sequence_is_the_cancellation() -> None:
    entries = [parsed_event(m) for m in (a_message("cancellation"), a_message())]
    calendar, event = max(entries, key=lambda entry: entry[1]["SEQUENCE"])
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert len({event["UID"] for _, event in entries}) == 1


@pytest.mark.parametrize(
    ("hour", "minute", "spoken"),
    [(8, 0, "9am"), (11, 0, "midday"), (12, 30, "1:30pm"), (23, 0, "midnight"), (11, 5, "12:05pm")],
)
def test_times_are_written_the_british_way(hour: int, minute: int, spoken: str) -> None:
    moment = datetime(2026, 6, 1, hour, minute, tzinfo=UTC)
    assert time_of(moment) == spoken


def test_days_are_londons_days() -> None:
    assert day_of(datetime(2026, 6, 1, 23, 30, tzinfo=UTC)) == "Tuesday 2 June 2026"


@pytest.mark.parametrize(
    "opened",
    [
        b"",
        b"[]",
        b"{}",
        b'{"email": null}',
        b'{"email": "amira@example.org\\nBcc: all@example.org"}',
        b'{"email": "a@b"}',
        b'{"email": "<a@example.org>"}',
        b'{"email": "a..b@example.org"}',
        b'{"email": 7}',
        b'{"email": "amira@example.org", "sixteen_on": "soon"}',
        b'{"email": "amira@example.org", "sixteen_on": 16}',
    ],
)
def test_what_is_no_usable_address_is_not_used(opened: bytes) -> None:
    assert contact_in(opened) is None


@pytest.mark.parametrize("name", ["Win at www.example.com", "http://x.example", "a@b.example"])
def test_a_name_that_would_become_a_link_is_not_repeated(name: str) -> None:
    found = contact_in(f'{{"name": "{name}", "email": "amira@example.org"}}'.encode())
    assert found == Contact("", "amira@example.org")


@settings(deadline=None)
@given(name=st.text(max_size=120), email=st.emails(), venue=st.text(min_size=3, max_size=120))
@example(name="Zoë\r\nBcc: x@example.org", email="o'hara+1@example.org", venue="A\r\nMETHOD:CANCEL")
def test_whatever_a_person_is_called_the_email_is_whole(name: str, email: str, venue: str) -> None:
    found = contact_in(json.dumps({"name": name, "email": email}).encode())
    if found is None:
        return
    content = compose(replace(a_message(), venue=venue), found, LETTERHEAD, MONDAY).content
    content.decode("ascii")
    parsed: Any = message_from_bytes(content, policy=policy.default)
    assert parsed["To"] == email
    assert "Bcc" not in parsed
    text, entry = parsed.iter_parts()
    assert text.get_content().startswith("Hello")
    calendar = Calendar.from_ical(entry.get_content())
    assert calendar["METHOD"] == "REQUEST"
    assert len(calendar.walk("VEVENT")) == 1
