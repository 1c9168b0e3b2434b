"""Wiring of the referrals service: the only place that sees all of its rooms."""

from functools import partial
from pathlib import Path

from services.referrals.store.tables import STATES
from services.referrals.subscribes import listens_to
from shared.privacy.keyring import Keyring
from shared.privacy.pseudonyms import pseudonym
from shared.runtime.assembly import assemble
from shared.runtime.service import Service
from shared.settings import ServiceSettings

NAME = "referrals"
MIGRATIONS = Path(__file__).parent / "store" / "migrations"


def build(settings: ServiceSettings) -> Service:
    """Return the service, ready to run. Only it sees submissions; it seals every class of data."""
    keyring = Keyring.from_file(settings.keyring, embedded=settings.embedded)
    table = listens_to(partial(pseudonym, keyring))
    return assemble(NAME, settings, table, STATES, keyring)
