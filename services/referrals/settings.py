"""Settings of the referrals service: the shared ones, read from ``REFERRALS_*``."""

from shared.settings import ServiceSettings


def read_settings() -> ServiceSettings:
    """Return the settings; ``UnusableSettings`` names what is missing or insecure."""
    return ServiceSettings.for_service("referrals")
