"""Who decides on a run that is held, and until when: the deciders alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.matching.domain.match_run import MatchRun
from services.matching.domain.run_course import (
    Deed,
    begun_dry,
    decided,
    expired,
    is_a_name,
    published,
)
from services.matching.handlers.ask_dry_run import ask_dry_run
from services.matching.handlers.decide_run import decide_run
from shared.runtime.decision import UNCHANGED
from tests.services.matching.held_place import DRY, RUN, UNTIL
from tests.services.matching.linked import NOW, PROGRAMME

HELD = MatchRun(
    RUN,
    PROGRAMME,
    NOW.date(),
    begun_at=NOW,
    finished=True,
    course="held",
    publish_by=NOW + UNTIL,
    due_at=NOW + UNTIL,
)


@pytest.mark.parametrize(("deed", "course"), [("publish", "publishing"), ("discard", "discarded")])
def test_who_decides_first_decides(deed: Deed, course: str) -> None:
    after, facts = decide_run(HELD, deed, " Maya ", NOW)
    assert (after.course, after.decided_by, after.decided_at, facts) == (course, "Maya", NOW, [])
    for other in ("publish", "discard"):
        assert decide_run(after, other, "Noor", NOW) == UNCHANGED


@pytest.mark.parametrize("by", ["", "  ", "x" * 61, "Maya\nNoor"])
def test_nobody_decides_without_a_name(by: str) -> None:
    assert not is_a_name(by)
    assert decide_run(HELD, "publish", by, NOW) == UNCHANGED


def test_after_its_time_a_run_is_not_published_and_ends() -> None:
    late = NOW + UNTIL
    assert decide_run(HELD, "publish", "Maya", late) == UNCHANGED
    assert decide_run(None, "publish", "Maya", NOW) == UNCHANGED
    assert expired(HELD, late - timedelta(seconds=1)) is HELD
    assert expired(HELD, late).course == "expired"


def test_what_was_published_in_the_last_moment_is_carried_out_and_not_a_day_later() -> None:
    last = NOW + UNTIL - timedelta(seconds=1)
    publishing = decided(HELD, "publish", "Maya", last)
    assert expired(publishing, last + timedelta(minutes=14)) is publishing
    assert expired(publishing, last + timedelta(minutes=16)).course == "expired"


def test_only_the_first_record_of_a_run_that_is_carried_out_counts() -> None:
    done = published(decided(HELD, "publish", "Maya", NOW), 5, 1)
    assert (done.course, done.proposed, done.dropped, done.due_at) == ("published", 5, 1, None)
    assert published(done, 0, 6) is done


def test_a_dry_run_that_is_being_made_is_not_made_twice() -> None:
    asked, _ = ask_dry_run(None, PROGRAMME, NOW)
    assert (asked.run, asked.course, asked.due_at) == (DRY, "asked", NOW)
    assert ask_dry_run(asked, PROGRAMME, NOW) == UNCHANGED
    again, _ = ask_dry_run(replace(asked, course="dry"), PROGRAMME, NOW)
    assert again.course == "asked"


def test_a_dry_run_is_made_by_one_process_and_by_another_when_that_one_died() -> None:
    asked, _ = ask_dry_run(None, PROGRAMME, NOW)
    first = begun_dry(asked, NOW)
    assert first is not asked
    assert begun_dry(first, NOW + timedelta(minutes=14)) is first
    assert begun_dry(first, NOW + timedelta(minutes=15)) is not first
    assert begun_dry(HELD, NOW + UNTIL) is HELD
