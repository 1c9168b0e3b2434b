"""A person was shared with us: keep the sealed way to reach them."""

from datetime import datetime

from services.notifications.domain.person import Person
from shared.contracts.people import PersonShared
from shared.runtime.decision import UNCHANGED, Decision


def remember_person(person: Person | None, fact: PersonShared, _now: datetime) -> Decision:
    """Remember what was shared last. A person who was erased stays erased."""
    if person is not None and person.erased:
        return UNCHANGED
    return Person(fact.person_id, fact.may_contact, fact.contact), []
