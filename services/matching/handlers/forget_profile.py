"""A person is erased: what they said about a match is gone, and never comes back."""

from datetime import datetime

from services.matching.domain.profile import Profile
from shared.contracts.people import PersonErased
from shared.runtime.decision import Decision


def forget_profile(profile: Profile | None, fact: PersonErased, _now: datetime) -> Decision:
    """Destroy the profile, also one that has still to arrive."""
    known = profile or Profile(fact.person_id, fact.programme, None)
    return known.forgotten(), []
