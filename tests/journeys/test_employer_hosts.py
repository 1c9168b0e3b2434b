"""An employer promises to host: the circle that becomes of it is counted as given by itself."""

from datetime import timedelta
from typing import Any

from services.referrals.domain.employer import employer_id
from shared.contracts.employers import (
    AskChanged,
    AskSubmitted,
    ContributionCounted,
    EmployerRegistered,
    EmployerSubmitted,
    PledgeSubmitted,
)
from shared.contracts.fact import Fact
from shared.contracts.streams import Stream
from tests.journeys.story import Story
from tests.support.checker import judge
from tests.support.sending import event_of
from tests.support.workload import PROGRAMME

HOST = "harbour_bank"
"""Who makes the offers of every story in this region."""


def says(story: Story, contract: type[Fact], reference: str, code: str, **said: object) -> None:
    about: dict[str, Any] = {"reference": reference, "programme": PROGRAMME, "host": HOST}
    story.submit(event_of(contract, about | said, source="/employer/accounts"), code)
    story.happens()


def test_a_promise_to_host_becomes_a_circle_and_is_counted_as_given(story: Story) -> None:
    says(story, EmployerSubmitted, "em-1", "employer_registered", size_band="large", sector="K")
    says(story, AskSubmitted, "em-2", "ask_noted", kind="hosting", quantity=1)
    says(story, AskSubmitted, "em-3", "ask_open", kind="mentors", quantity=1)
    says(story, PledgeSubmitted, "em-4", "pledge_noted", kind="hosting", promises=True)
    circle = story.offers()
    story.refers("amina", "ben", "cara", "dev")
    story.wait_until(story.now + timedelta(days=8))
    assert story.facts(Stream.CIRCLES, "inroads.circle.confirmed.v1", circle_id=circle)

    bank = str(employer_id(HOST))
    made = story.facts(Stream.OFFERS, "inroads.offer.made.v1", employer_id=bank)
    (formed,) = story.facts(Stream.CIRCLES, "inroads.circle.formed.v1", circle_id=circle)
    assert formed.data["offer_id"] in {offer.data["offer_id"] for offer in made}
    (account,) = story.facts(Stream.EMPLOYERS, EmployerRegistered.TYPE, employer_id=bank)
    assert (account.data["size_band"], account.data["sector"]) == ("large", "K")
    asks = story.facts(Stream.EMPLOYERS, AskChanged.TYPE, employer_id=bank)
    assert [fact.data["standing"] for fact in asks] == ["asked", "promised", "given"]
    counted = story.facts(Stream.EMPLOYERS, ContributionCounted.TYPE, employer_id=bank)
    assert [(f.data["kind"], f.data["total"]) for f in counted] == [("hosting", 1)]
    says(story, AskSubmitted, "em-5", "ask_noted", kind="mentors", quantity=1)
    assert judge(story.region) == []
