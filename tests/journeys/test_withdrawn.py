"""Somebody takes the referral back: the seat goes to whoever waits longest."""

from shared.contracts.inbound import WithdrawalSubmitted
from shared.contracts.streams import Stream
from tests.journeys.story import Story, entries_of
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
    assert len(story.letters_to(ella, "REQUEST")) == 4
    assert not story.facts(Stream.SESSIONS, referral_id=farah.referral_id)

    invited = entries_of(story.letters_to(amina, "REQUEST"))
    cancelled = entries_of(story.letters_to(amina, "CANCEL"))
    assert [str(entry["UID"]) for entry in cancelled] == [str(entry["UID"]) for entry in invited]
    assert [int(entry["SEQUENCE"]) for entry in cancelled] == [1, 1, 1, 1]
    assert {str(entry["STATUS"]) for entry in cancelled} == {"CANCELLED"}
    assert judge(story.region) == []
