"""Wiring of the matching service: the only place that sees all of its rooms."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from services.matching.jobs.propose_matches import ProposeMatches
from services.matching.store.tables import STATES
from services.matching.store.waiting import StoredWaiting
from services.matching.subscribes import LISTENS_TO
from shared.privacy.keyring import Keyring
from shared.runtime.assembly import assemble
from shared.runtime.engine import Engine
from shared.runtime.service import Service
from shared.runtime.wiring import Job
from shared.settings import ServiceSettings
from shared.store.database import connect

NAME = "matching"
MIGRATIONS = Path(__file__).parent / "store" / "migrations"


def build(settings: ServiceSettings) -> Service:
    """Return the service, ready to run, with the job that makes match runs."""
    keyring = Keyring.from_file(settings.keyring, embedded=settings.embedded)
    own = keyring.only("needs", "evidence")
    return assemble(NAME, settings, LISTENS_TO, STATES, own, partial(_jobs, settings, own))


def _jobs(settings: ServiceSettings, keyring: Keyring, engine: Engine) -> Sequence[Job]:
    database = connect(settings.database_url.get_secret_value(), NAME, connections=1)
    return (ProposeMatches(engine, StoredWaiting(database), keyring).run_once,)
