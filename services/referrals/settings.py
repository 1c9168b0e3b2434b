"""Settings of referrals: the shared ones and its door for senders, read from ``REFERRALS_*``."""

import re
from collections.abc import Mapping

from pydantic import Field, SecretStr, field_validator

from shared.contracts.attributes import PATTERNS
from shared.settings import ServiceSettings

_SHORTEST = 32


class ReferralsSettings(ServiceSettings):
    """Who may submit by HTTP, and where; outside a demonstration, behind a proxy that ends TLS."""

    door_tokens: Mapping[str, SecretStr] = {}
    """JSON: each sender and its token, of 32 characters or more. None: there is no door."""
    door_host: str = "127.0.0.1"
    door_port: int = Field(default=8091, ge=0, le=65_535)

    @field_validator("door_tokens")
    @classmethod
    def _are_senders_with_secrets(cls, tokens: Mapping[str, SecretStr]) -> Mapping[str, SecretStr]:
        for sender, token in tokens.items():
            if not re.fullmatch(PATTERNS["source"], sender):
                raise ValueError("a sender is named such as /organisation/ONEMM, without spaces")
            if len(token.get_secret_value()) < _SHORTEST:
                raise ValueError(f"a token has {_SHORTEST} characters or more")
        if len({token.get_secret_value() for token in tokens.values()}) < len(tokens):
            raise ValueError("two senders have the same token; give each its own")
        return tokens


def read_settings() -> ReferralsSettings:
    """Return the settings; ``UnusableSettings`` names what is missing or insecure."""
    return ReferralsSettings.for_service("referrals")
