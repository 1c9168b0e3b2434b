"""Profiles are opened here, for the moment in which a job needs what they say, and nowhere else."""

from collections.abc import Iterable, Mapping
from typing import Literal, Protocol
from uuid import UUID

import structlog

from services.matching.domain.profile import Profile
from shared.contracts.people import SealedProfile
from shared.privacy.sealed import SealError

Profiles = Mapping[UUID, SealedProfile]
"""Opened profiles by the person whose they are."""

_log = structlog.get_logger(__name__)


class OpensText(Protocol):
    """What can open a sealed text (``shared.privacy``)."""

    def open_text(self, data_class: Literal["needs"], text: str, *, bound_to: bytes) -> bytes:
        """Return what was sealed; raises ``SealError``."""


def opened(keys: OpensText, profiles: Iterable[Profile]) -> Profiles:
    """Return what people said; whoever said nothing, or nothing that can be read, is left out."""
    found: dict[UUID, SealedProfile] = {}
    for profile in profiles:
        if profile.profile is None:
            continue
        try:
            text = keys.open_text("needs", profile.profile, bound_to=profile.person_id.bytes)
        except SealError:
            _log.error("matching.profile.unreadable", person_id=str(profile.person_id))
            continue
        found[profile.person_id] = SealedProfile.model_validate_json(text)
    return found
