"""Settings of the reporting service: the shared ones, read from ``REPORTING_*``."""

from shared.settings import ServiceSettings


def read_settings() -> ServiceSettings:
    """Return the settings; raises a message that names what is missing."""
    return ServiceSettings.for_service("reporting")
