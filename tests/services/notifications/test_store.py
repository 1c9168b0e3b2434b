"""People and messages in a real PostgreSQL, in tables made by the migrations."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import AsyncEngine

from services.notifications.app import MIGRATIONS
from services.notifications.domain.delivery import Outcome, settled
from services.notifications.domain.message import Message
from services.notifications.domain.person import Person
from services.notifications.handlers.plan_message import plan_message
from services.notifications.jobs.mail import line_to
from services.notifications.jobs.send_due import SendDue
from services.notifications.store.tables import STATES, metadata
from services.notifications.subscribes import LISTENS_TO
from shared.runtime.wiring import assemble_engine
from shared.store.database import connect
from shared.store.migrations import migrate
from shared.store.postgres import PostgresStore
from tests.services.notifications.builders import (
    AMIRA,
    KEYS,
    LETTERHEAD,
    MONDAY,
    PROGRAMME,
    a_booking,
    a_person_shared,
)
from tests.services.notifications.mail_server import Mailbox, a_mail_server
from tests.support.databases import EmptyDatabases


@pytest.fixture
async def database(databases: EmptyDatabases) -> AsyncIterator[AsyncEngine]:
    """A database as the service finds it."""
    url = databases.take()
    migrate(url, MIGRATIONS)
    engine = connect(url, "test")
    yield engine
    await engine.dispose()
    databases.give_back(url)


def an_invitation() -> Message:
    return plan_message(a_booking(), "invitation", MONDAY, MONDAY)


async def keep(database: AsyncEngine, *states: Person | Message) -> PostgresStore:
    store = PostgresStore(database, STATES)
    async with store.transaction() as transaction:
        for state in states:
            key = state.person_id if isinstance(state, Person) else state.notification_id
            await transaction.save(type(state), {key: state}, {})
    return store


async def test_a_due_message_is_found_sent_and_settled(database: AsyncEngine) -> None:
    shared = a_person_shared()
    person = Person(AMIRA, may_contact=True, contact=shared.contact)
    store = await keep(database, person, an_invitation())
    async with database.begin() as connection:
        await connection.exec_driver_sql(
            f"INSERT INTO stage VALUES ('{PROGRAMME}', 'live', '{{}}', 0)"
        )
    engine = assemble_engine("notifications", "midlands", LISTENS_TO, store, KEYS)
    mailbox = Mailbox()
    with a_mail_server(mailbox) as server:
        job = SendDue(engine, KEYS, lambda: line_to(server), LETTERHEAD)
        assert await job.run_once(MONDAY) == 1
        assert await job.run_once(MONDAY) == 0
    assert mailbox.recipients == ["amira@example.org"]
    message = an_invitation()
    found = await engine.recall(Message, [message.notification_id])
    assert found == {message.notification_id: message.claimed(MONDAY).ended("sent")}


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome("accepted"),
        Outcome("refused", "refused_550"),
        Outcome("deferred", "deferred_451"),
        Outcome("unconfirmed", "timed_out"),
        Outcome("unattempted"),
    ],
    ids=lambda outcome: outcome.kind,
)
async def test_the_table_takes_every_way_in_which_a_message_may_end(
    database: AsyncEngine, outcome: Outcome
) -> None:
    after = settled(an_invitation().claimed(MONDAY), outcome, MONDAY)
    store = await keep(database, after)
    async with store.transaction() as transaction:
        found = await transaction.load(Message, [after.notification_id])
    assert found == {after.notification_id: after}


async def test_the_table_holds_no_contact_of_somebody_who_was_erased(
    database: AsyncEngine,
) -> None:
    half_erased = Person(AMIRA, may_contact=False, contact="s1.key.box", erased=True)
    with pytest.raises(asyncpg.CheckViolationError, match="erased_means_gone"):
        await keep(database, half_erased)
    await keep(database, half_erased.forgotten())


async def test_the_table_refuses_a_sent_message_that_is_due_again(database: AsyncEngine) -> None:
    resent = replace(an_invitation(), status="sent")
    with pytest.raises(asyncpg.CheckViolationError, match="due_while_on_its_way"):
        await keep(database, resent)


async def test_the_migrations_make_the_tables_that_the_code_expects(
    database: AsyncEngine,
) -> None:
    def compare(connection: Any) -> list[Any]:  # noqa: ANN401 - SQLAlchemy's own
        ours = {"include_name": lambda name, kind, _: kind != "table" or name in metadata.tables}
        return list(compare_metadata(MigrationContext.configure(connection, opts=ours), metadata))

    async with database.connect() as connection:
        assert await connection.run_sync(compare) == []
