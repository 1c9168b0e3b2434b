"""What stands in the store before the clock starts: circles that met, the same in every variant."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from sqlalchemy import text

from services.scheduling.store.tables import STATES
from services.scheduling.subscribes import LISTENS_TO
from shared.contracts.matching import CircleConfirmed
from shared.privacy.keyring import Keyring
from shared.runtime.held import HeldRecord
from shared.runtime.wiring import assemble_engine
from shared.store.database import connect
from shared.store.postgres import PostgresStore
from tests.benchmarks.pipeline.events import Message, message, stage_live


async def remember_circles(region: str, database: str, met: Sequence[CircleConfirmed]) -> None:
    """Let the service's own engine plan the series of these circles and close what is over.

    What it would announce of that is dropped: it is not what is measured.
    """
    engine = connect(database, "before", connections=1)
    store = PostgresStore(engine, STATES)
    scheduling = assemble_engine(
        "scheduling", region, LISTENS_TO, store, Keyring.generate(region).only("evidence")
    )
    now, draw = datetime.now(UTC), Random(region)
    await scheduling.handle([_record(stage_live(region))], now)
    for start in range(0, len(met), 100):
        batch = [message(region, circle, now, draw) for circle in met[start : start + 100]]
        await scheduling.handle([_record(one) for one in batch], now)
    while await scheduling.wake(now):
        pass
    async with engine.begin() as connection:
        await connection.execute(text("DELETE FROM outbox"))
    async with engine.connect() as connection:
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await plain.execute(text("VACUUM ANALYZE"))
    await engine.dispose()


def _record(one: Message) -> HeldRecord:
    headers = [(name, value) for name, value in one.headers if isinstance(value, bytes)]
    return HeldRecord(one.topic, 0, 0, one.key, one.value, headers)
