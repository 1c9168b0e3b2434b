"""Wiring of the scheduling service: the only place that sees all of its rooms."""

from pathlib import Path

from services.scheduling.store.tables import STATES
from services.scheduling.subscribes import LISTENS_TO
from shared.privacy.keyring import Keyring
from shared.runtime.assembly import assemble
from shared.runtime.service import Service
from shared.settings import ServiceSettings

NAME = "scheduling"
MIGRATIONS = Path(__file__).parent / "store" / "migrations"


def build(settings: ServiceSettings) -> Service:
    """Return the service, ready to run."""
    keyring = Keyring.from_file(settings.keyring, embedded=settings.embedded)
    return assemble(NAME, settings, LISTENS_TO, STATES, keyring.only("evidence"))
