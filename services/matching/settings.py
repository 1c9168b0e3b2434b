"""Settings of matching: the shared ones and its pages, read from ``MATCHING_*``."""

from pydantic import Field, SecretStr

from shared.settings import ServiceSettings


class MatchingSettings(ServiceSettings):
    """Whether and where pages are shown; outside a demonstration, behind a proxy that ends TLS."""

    pages: bool = False
    pages_host: str = "127.0.0.1"
    pages_port: int = Field(default=8090, ge=0, le=65_535)
    pages_operator_token: SecretStr | None = Field(default=None, min_length=32)
    """With it, ``/runs`` shows match runs to whoever gives it as a password; without, nobody."""


def read_settings() -> MatchingSettings:
    """Return the settings; ``UnusableSettings`` names what is missing or insecure."""
    return MatchingSettings.for_service("matching")
