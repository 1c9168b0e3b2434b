"""The limit: consume and COPY; no inbox, no rule, no facts. It shows what physics costs.

``python -m tests.benchmarks.pipeline.limit``.
"""

import asyncio
import os
import signal

import asyncpg
import uvloop
from aiokafka import AIOKafkaConsumer

TABLE = "CREATE TABLE IF NOT EXISTS raw (key bytea, value bytea)"


async def consume(region: str, kafka: str, database: str) -> None:
    consumer = AIOKafkaConsumer(
        f"{region}.attendance",
        bootstrap_servers=kafka,
        group_id=f"{region}.scheduling",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    connection = await asyncpg.connect(database)
    await connection.execute(TABLE)
    await consumer.start()
    print("partitions.assigned", flush=True)
    while True:
        batches = await consumer.getmany(timeout_ms=200, max_records=1000)
        rows = [(r.key, r.value) for batch in batches.values() for r in batch]
        if rows:
            await connection.copy_records_to_table("raw", records=rows)
            await consumer.commit()


async def main() -> None:
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    consuming = asyncio.create_task(
        consume(*(os.environ[f"BENCH_{name}"] for name in ("REGION", "KAFKA", "DATABASE")))
    )
    stopping = asyncio.create_task(told.wait())
    await asyncio.wait([consuming, stopping], return_when=asyncio.FIRST_COMPLETED)
    if consuming.done():
        consuming.result()


if __name__ == "__main__":
    uvloop.run(main())
