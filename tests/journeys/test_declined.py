"""Somebody declines one circle and still wants support: another circle, not this one again."""

from datetime import timedelta

from shared.contracts.inbound import DeclineSubmitted
from shared.contracts.streams import Stream
from tests.journeys.story import Story
from tests.support.checker import judge


def test_a_person_who_declines_a_circle_gets_a_place_in_another(story: Story) -> None:
    amina, *_ = story.refers("amina", "ben", "cara", "dev")
    first = story.offers("first")
    (ella,) = story.refers("ella")

    story.office_says(DeclineSubmitted, amina, "invitation_declined", circle_id=first)

    assert story.members(first)[-1] == ella.referral_id
    left = story.facts(Stream.CIRCLES, "inroads.member.left.v1", referral_id=amina.referral_id)
    assert [record.data["reason"] for record in left] == ["declined"]
    assert len(story.cancellations_to(amina)) == 4
    assert len(story.invitations_to(ella)) == 4

    second = story.offers("second", seats=(4, 8))
    assert story.members(second) == [amina.referral_id]
    assert amina.referral_id not in story.members(first)
    story.refers("farah", "grace", "hamza")
    story.wait_until(story.now + timedelta(days=8))
    assert len(story.members(second)) == 4
    assert len(story.invitations_to(amina)) == 8
    assert judge(story.region) == []
