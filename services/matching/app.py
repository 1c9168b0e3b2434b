"""Wiring of the matching service: the only place that sees all of its rooms."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from services.matching.settings import MatchingSettings
from services.matching.store.due_caseloads import DueCaseloads
from services.matching.store.due_schools import DueSchools
from services.matching.store.tables import STATES
from services.matching.store.waiting import StoredWaiting
from services.matching.subscribes import LISTENS_TO
from services.matching.web.application import application
from services.matching.web.proposals import ProposalLinks
from shared.clock import Clock
from shared.privacy.keyring import Keyring
from shared.runtime.assembly import assemble
from shared.runtime.engine import Engine
from shared.runtime.service import Service
from shared.runtime.wiring import Job, assemble_engine
from shared.store.database import connect
from shared.store.postgres import PostgresStore
from shared.web.serving import Address, Pages

NAME = "matching"
MIGRATIONS = Path(__file__).parent / "store" / "migrations"

_FOR_PAGES: Final = 2
"""Connections of their own: readers, however many, keep the service from nothing."""


def build(settings: MatchingSettings) -> Service:
    """Return the service, ready to run, with the jobs over a whole programme, and its pages."""
    keyring = Keyring.from_file(settings.keyring, embedded=settings.embedded)
    own = keyring.only("needs", "evidence")
    service = assemble(NAME, settings, LISTENS_TO, STATES, own, partial(_jobs, settings, own))
    if settings.pages:
        signs = keyring.only("needs", "evidence", "links")
        service.pages = _pages(settings, signs, service.clock)
    return service


def _jobs(settings: MatchingSettings, keyring: Keyring, engine: Engine) -> Sequence[Job]:
    # Compiled solvers take a second to load, and who only migrates needs none.
    from services.matching.jobs.assess_cases import AssessCases  # noqa: PLC0415
    from services.matching.jobs.place_at_once import PlaceAtOnce  # noqa: PLC0415
    from services.matching.jobs.plan_handovers import PlanHandovers  # noqa: PLC0415
    from services.matching.jobs.plan_visits import PlanVisits  # noqa: PLC0415
    from services.matching.jobs.propose_matches import ProposeMatches  # noqa: PLC0415

    database = connect(settings.database_url.get_secret_value(), NAME, connections=1)
    due, waiting = DueCaseloads(database), StoredWaiting(database)
    return (
        AssessCases(engine, due, keyring).run_once,
        PlanHandovers(engine, due).run_once,
        PlanVisits(engine, DueSchools(database), keyring).run_once,
        ProposeMatches(engine, waiting, keyring).run_once,
        PlaceAtOnce(engine, waiting, keyring).run_once,
    )


def _pages(settings: MatchingSettings, keyring: Keyring, clock: Clock) -> Pages:
    from services.matching.web.run_pages import run_routes  # noqa: PLC0415 - as the jobs
    from services.matching.web.run_review import RunReview  # noqa: PLC0415

    url = settings.database_url.get_secret_value()
    store = PostgresStore(connect(url, NAME, connections=_FOR_PAGES), STATES)
    engine = assemble_engine(NAME, settings.region, LISTENS_TO, store, keyring)
    host, port = settings.pages_host, settings.pages_port
    address = Address(host, port, purpose="Pages", setting="PAGES")
    token = settings.pages_operator_token
    review = RunReview(engine, keyring, clock)
    runs = run_routes(review, token.get_secret_value()) if token else ()
    return Pages(application(ProposalLinks(engine, keyring, clock), more=runs), address)
