"""Settings of the scheduling service: the shared ones, read from ``SCHEDULING_*``."""

from shared.settings import ServiceSettings


def read_settings() -> ServiceSettings:
    """Return the settings; raises a message that names what is missing."""
    return ServiceSettings.for_service("scheduling")
