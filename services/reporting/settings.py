"""Settings of the reporting service: the shared ones, read from ``REPORTING_*``."""

from shared.settings import ServiceSettings


def read_settings() -> ServiceSettings:
    """Return the settings; ``UnusableSettings`` names what is missing or insecure."""
    return ServiceSettings.for_service("reporting")
