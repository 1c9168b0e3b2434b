"""Wiring of the notifications service: the only place that sees all of its rooms."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from services.notifications.domain.letterhead import Letterhead
from services.notifications.jobs.ask_due import AskDue, links_at, no_link
from services.notifications.jobs.mail import MailServer, line_to
from services.notifications.jobs.send_due import SendDue
from services.notifications.jobs.tell_due import TellDue
from services.notifications.settings import NotificationsSettings
from services.notifications.store.measures import count_unconfirmed
from services.notifications.store.tables import STATES
from services.notifications.subscribes import LISTENS_TO
from shared.observability.looking import Look
from shared.observability.metrics import Metrics
from shared.privacy.keyring import Keyring
from shared.runtime.assembly import assemble
from shared.runtime.engine import Engine
from shared.runtime.service import Service
from shared.runtime.wiring import Job
from shared.store.database import connect

NAME = "notifications"
MIGRATIONS = Path(__file__).parent / "store" / "migrations"


def build(settings: NotificationsSettings) -> Service:
    """Return the service, ready to run, with the job that sends what is due."""
    keyring = Keyring.from_file(settings.keyring, embedded=settings.embedded)
    own = keyring.only("contact", "evidence", *(("links",) if settings.pages_address else ()))
    service = assemble(NAME, settings, LISTENS_TO, STATES, own, partial(_jobs, settings, own))
    service.looks = [_look_at_messages(settings, service.metrics)]
    return service


def _look_at_messages(settings: NotificationsSettings, metrics: Metrics) -> Look:
    database = connect(settings.database_url.get_secret_value(), NAME, connections=1)

    async def look() -> None:
        metrics.set("notifications_unconfirmed", await count_unconfirmed(database))

    # It goes through every message: a region of some years is looked at every few minutes.
    return Look("unconfirmed messages", look, at_most=900.0)


def _jobs(settings: NotificationsSettings, keyring: Keyring, engine: Engine) -> Sequence[Job]:
    open_line = partial(line_to, _mail_server(settings))
    letterhead = Letterhead(settings.sender_name, settings.sender_email, settings.sender_phone)
    address = settings.pages_address
    link_of = links_at(address, keyring) if address else no_link
    send = SendDue(engine, keyring, open_line, letterhead)
    ask = AskDue(engine, keyring, open_line, letterhead, link_of)
    tell = TellDue(engine, keyring, open_line, letterhead)
    return (send.run_once, ask.run_once, tell.run_once)


def _mail_server(settings: NotificationsSettings) -> MailServer:
    password = settings.mail_password
    return MailServer(
        settings.mail_host,
        settings.mail_port,
        settings.mail_tls,
        settings.mail_username,
        password.get_secret_value() if password else None,
    )
