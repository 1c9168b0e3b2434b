"""Somebody moves to another borough: the referral goes with them, the seat stays behind."""

from shared.contracts.inbound import MoveSubmitted
from shared.contracts.streams import Stream
from tests.journeys.story import Story, another_borough
from tests.support.checker import judge


def test_a_person_who_moves_is_matched_where_they_live_now(story: Story) -> None:
    amina, *_ = story.refers("amina", "ben", "cara", "dev")
    left_behind = story.offers("left-behind")
    (ella,) = story.refers("ella")
    new_home = another_borough()
    neighbors = story.refers("farah", "grace", "hamza", area=new_home)

    story.office_says(MoveSubmitted, amina, "person_moved", area=new_home)

    assert story.members(left_behind)[-1] == ella.referral_id
    assert len(story.cancellations_to(amina)) == 4
    waits = story.facts(Stream.WAITING, referral_id=amina.referral_id)
    assert waits[-1].data["area"] == new_home

    circle = story.offers("at-home", area=new_home)
    members = {amina.referral_id, *(person.referral_id for person in neighbors)}
    assert set(story.members(circle)) == members
    assert len(story.invitations_to(amina)) == 8
    assert judge(story.region) == []
