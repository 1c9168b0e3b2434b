"""Settings of matching: the shared ones and its pages, read from ``MATCHING_*``."""

from pydantic import Field

from shared.settings import ServiceSettings


class MatchingSettings(ServiceSettings):
    """Whether and where pages are shown; outside a demonstration, behind a proxy that ends TLS."""

    pages: bool = False
    pages_host: str = "127.0.0.1"
    pages_port: int = Field(default=8090, ge=0, le=65_535)


def read_settings() -> MatchingSettings:
    """Return the settings; ``UnusableSettings`` names what is missing or insecure."""
    return MatchingSettings.for_service("matching")
