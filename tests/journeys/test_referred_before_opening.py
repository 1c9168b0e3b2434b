"""A programme is not open here yet, opens, and is paused: nobody who was referred is forgotten."""

from shared.contracts.inbound import ReferralSubmitted, WithdrawalSubmitted
from shared.contracts.streams import Stream
from tests.journeys.story import Story
from tests.support.checker import judge
from tests.support.sending import Event, event_of

MENTORS = "q4m8"
BIRMINGHAM = "E08000025"


def a_school_refers(reference: str) -> Event:
    data = {
        **_of_office(reference),
        "area": BIRMINGHAM,
        "referrer": {"role": "school", "reason": "would_benefit"},
        "person": {"reference": f"pupil-{reference}", "birth_month": "2004-07"},
        "consent": {"share": True, "contact": True, "given_on": "2019-03-01"},
    }
    return event_of(ReferralSubmitted, data, source="/school/BIR01")


def takes_back(reference: str) -> Event:
    data = {**_of_office(reference), "reason": "changed_mind"}
    return event_of(WithdrawalSubmitted, data, source="/school/BIR01")


def test_a_referral_waits_for_its_programme_to_open_and_is_then_answered_once_and_in_order(
    story: Story,
) -> None:
    early = [(a_school_refers(f"early-{n}"), takes_back(f"early-{n}")) for n in range(12)]
    story.region.change_stage("off", MENTORS)
    story.happens()
    for referral, withdrawal in early:
        story.submit(referral, "referral_accepted")
        story.submit(withdrawal, "referral_withdrawn")
    story.region.submit(early[0][0])  # sent twice while the programme is closed
    story.happens()
    assert _answers(story) == [], "nothing is decided while a programme is off"

    story.region.change_stage("live", MENTORS)
    story.happens()
    assert sorted(_answers(story)) == ["referral_accepted"] * 12 + ["referral_withdrawn"] * 12

    story.region.change_stage("paused", MENTORS)
    story.happens()
    late = story.submit(a_school_refers("late"), "referral_accepted")
    story.happens()
    assert story.facts(Stream.RECEIPTS, event_id=late.id) == []

    story.region.change_stage("live", MENTORS)
    story.happens()
    assert story.receipt(late)["code"] == "referral_accepted"
    assert judge(story.region) == []


def _answers(story: Story) -> list[str]:
    return [r.data["code"] for r in story.facts(Stream.RECEIPTS, event_source="/school/BIR01")]


def _of_office(reference: str) -> dict[str, object]:
    return {"reference": reference, "programme": MENTORS, "office": "BIR01"}
