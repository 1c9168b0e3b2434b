"""Wiring of the referrals service: the only place that sees all of its rooms."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from services.referrals.settings import ReferralsSettings
from services.referrals.store.receipts import KeepsReceipts
from services.referrals.store.tables import STATES
from services.referrals.subscribes import listens_to
from services.referrals.web.application import application
from services.referrals.web.submissions import Submissions
from shared.privacy.keyring import Keyring
from shared.privacy.pseudonyms import pseudonym
from shared.runtime.assembly import assemble
from shared.runtime.service import Service
from shared.store.database import connect
from shared.store.postgres import PostgresStore
from shared.web.serving import Address, Pages

NAME = "referrals"
MIGRATIONS = Path(__file__).parent / "store" / "migrations"

_FOR_THE_DOOR: Final = 2
"""Connections of its own: senders, however many, keep the service from nothing."""


def build(settings: ReferralsSettings) -> Service:
    """Return the service, ready to run. Only it sees submissions; it seals every class of data."""
    keyring = Keyring.from_file(settings.keyring, embedded=settings.embedded)
    table = listens_to(partial(pseudonym, keyring))
    service = assemble(NAME, settings, table, STATES, keyring)
    if settings.door_tokens:
        _open_door(service, settings)
    return service


def _open_door(service: Service, settings: ReferralsSettings) -> None:
    """Let senders in by HTTP, on the same table; the consumer keeps their receipts, too."""
    senders, region = settings.door_tokens, settings.region
    url = settings.database_url.get_secret_value()
    own = PostgresStore(connect(url, NAME, connections=_FOR_THE_DOOR), STATES)
    engine = replace(service.engine, store=KeepsReceipts(own, region, senders))
    service.engine = replace(
        service.engine, store=KeepsReceipts(service.engine.store, region, senders)
    )
    tokens = {sender: token.get_secret_value() for sender, token in senders.items()}
    door = application(Submissions(engine, service.clock, region), tokens)
    address = Address(settings.door_host, settings.door_port, purpose="Submissions", setting="DOOR")
    service.pages = Pages(door, address)
