"""Wiring of the matching service: the only place that sees all of its rooms."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

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

if TYPE_CHECKING:
    from services.matching.web.run_pages import Desk

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
    from services.matching.jobs.follow_runs import FollowRuns  # noqa: PLC0415
    from services.matching.jobs.leave_pools import LeavePools  # noqa: PLC0415
    from services.matching.jobs.pairs_today import PairsToday  # noqa: PLC0415
    from services.matching.jobs.place_at_once import PlaceAtOnce  # noqa: PLC0415
    from services.matching.jobs.plan_handovers import PlanHandovers  # noqa: PLC0415
    from services.matching.jobs.plan_visits import PlanVisits  # noqa: PLC0415
    from services.matching.jobs.propose_matches import ProposeMatches  # noqa: PLC0415
    from services.matching.jobs.run_making import RunMaker  # noqa: PLC0415

    database = connect(settings.database_url.get_secret_value(), NAME, connections=1)
    due, waiting = DueCaseloads(database), StoredWaiting(database)
    maker = RunMaker(engine, waiting, keyring)
    return (
        LeavePools(engine, due).run_once,
        AssessCases(engine, due, keyring).run_once,
        PlanHandovers(engine, due, keyring).run_once,
        PlanVisits(engine, DueSchools(database), keyring).run_once,
        FollowRuns(engine, maker, PairsToday(engine, keyring)).run_once,
        ProposeMatches(engine, maker).run_once,
        PlaceAtOnce(engine, waiting, keyring).run_once,
    )


def _pages(settings: MatchingSettings, keyring: Keyring, clock: Clock) -> Pages:
    from services.matching.web.run_pages import run_routes  # noqa: PLC0415 - as the jobs

    url = settings.database_url.get_secret_value()
    store = PostgresStore(connect(url, NAME, connections=_FOR_PAGES), STATES)
    engine = assemble_engine(NAME, settings.region, LISTENS_TO, store, keyring)
    host, port = settings.pages_host, settings.pages_port
    address = Address(host, port, purpose="Pages", setting="PAGES")
    token = settings.pages_operator_token
    runs = run_routes(desk(engine, keyring, clock), token.get_secret_value()) if token else ()
    return Pages(application(ProposalLinks(engine, keyring, clock), more=runs), address)


def desk(engine: Engine, keyring: Keyring, clock: Clock) -> "Desk":
    """Return what it takes to review runs and decide on them: for pages, and for commands."""
    from services.matching.jobs.pairs_today import PairsToday  # noqa: PLC0415 - as the jobs
    from services.matching.web.run_changes import RunChanges  # noqa: PLC0415
    from services.matching.web.run_decisions import RunDecisions  # noqa: PLC0415
    from services.matching.web.run_pages import Desk  # noqa: PLC0415
    from services.matching.web.run_review import RunReview  # noqa: PLC0415

    review = RunReview(engine, keyring, clock)
    changes = RunChanges(engine, review, PairsToday(engine, keyring), clock)
    return Desk(review, changes, RunDecisions(engine, clock))
