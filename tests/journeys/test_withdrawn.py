"""Somebody takes the referral back: the seat goes to whoever waits longest."""

from shared.contracts.inbound import WithdrawalSubmitted
from shared.contracts.streams import Stream
from tests.journeys.story import Story
from tests.support.checker import judge


def test_the_seat_of_somebody_who_withdraws_goes_to_who_waits_longest(story: Story) -> None:
    amina, *_ = story.refers("amina", "ben", "cara", "dev")
    circle = story.offers()
    (ella,) = story.refers("ella")
    (farah,) = story.refers("farah")
    assert amina.referral_id in story.members(circle)
    assert story.letters_to(ella) == []

    story.office_says(WithdrawalSubmitted, amina, "referral_withdrawn", reason="found_work")

    members = story.members(circle)
    assert amina.referral_id not in members
    assert members[-1] == ella.referral_id
    assert len(story.invitations_to(ella)) == 4
    assert not story.facts(Stream.SESSIONS, referral_id=farah.referral_id)

    invited, cancelled = story.invitations_to(amina), story.cancellations_to(amina)
    assert [entry.uid for entry in cancelled] == [entry.uid for entry in invited]
    assert [entry.sequence for entry in cancelled] == [1, 1, 1, 1]
    assert {entry.status for entry in cancelled} == {"CANCELLED"}
    assert judge(story.region) == []
