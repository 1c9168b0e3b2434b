"""A sender whose system hangs sends the same thing again and again: it happens once."""

from dataclasses import replace
from datetime import timedelta

from shared.contracts.streams import Stream
from tests.journeys.story import Person, Story
from tests.support.checker import judge
from tests.support.sending import in_binary_mode
from tests.support.workload import a_referral


def test_a_referral_that_is_sent_five_times_is_one_referral(story: Story) -> None:
    amina = Person("redelivered-amina")
    event = a_referral(amina.reference, story.area, birth_month="1999-07")
    again = replace(event, key=b"another partition")
    story.region.expected.add(event, "referral_accepted")
    story.region.submit(event, event, in_binary_mode(event))  # which Kafka keeps as one batch
    story.happens()
    story.region.submit(again)
    story.wait_until(story.now + timedelta(days=3))
    story.region.submit(event)
    story.happens()
    assert story.receipt(event)["code"] == "referral_accepted"
    accepted = story.facts(Stream.REFERRALS, referral_id=amina.referral_id)
    assert [record.type for record in accepted] == ["inroads.referral.accepted.v1"]
    assert len(story.facts(Stream.WAITING, referral_id=amina.referral_id)) == 1
    assert judge(story.region) == []


def test_the_same_reference_under_a_new_id_is_answered_and_changes_nothing(story: Story) -> None:
    (amina,) = story.refers("amina")
    again = a_referral(amina.reference, story.area, birth_month="1999-07", event_id="a-new-id")
    story.submit(again, "already_referred")
    story.happens()
    assert story.receipt(again)["verdict"] == "rejected"
    assert len(story.facts(Stream.REFERRALS, referral_id=amina.referral_id)) == 1
    assert judge(story.region) == []
