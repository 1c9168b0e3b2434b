"""A person asked to be forgotten: destroy what could reach them."""

from datetime import datetime

from services.notifications.domain.person import Person
from shared.contracts.people import PersonErased
from shared.runtime.decision import Decision


def forget_person(person: Person | None, fact: PersonErased, _now: datetime) -> Decision:
    """Destroy the sealed contact and remember only that this person is not to be written to."""
    known = person or Person(fact.person_id, may_contact=False, contact=None)
    return known.forgotten(), []
