"""A profile was shared with us: keep it sealed."""

from datetime import datetime

from services.matching.domain.profile import Profile
from shared.contracts.people import PersonShared
from shared.runtime.decision import UNCHANGED, Decision


def remember_profile(profile: Profile | None, fact: PersonShared, _now: datetime) -> Decision:
    """Remember what was shared last. A person who was erased stays erased."""
    if fact.profile is None or (profile is not None and profile.erased):
        return UNCHANGED
    return Profile(fact.person_id, fact.programme, fact.profile), []
