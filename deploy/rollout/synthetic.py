"""A synthetic referral: of nobody, by nobody, the whole way through a region and out of it again.

It needs no data of a person, asks every service for its real work, and is removed afterwards. Its
ids are the same each time, so that not even the compacted stream of people grows.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg
from confluent_kafka import Producer

from shared.contracts import inbound
from shared.contracts.cloudevents import structured
from shared.contracts.envelope import Envelope
from shared.contracts.fact import Fact
from shared.contracts.streams import Stream, topic
from shared.ids import uuid7
from shared.programmes.synthetic import SYNTHETIC
from shared.runtime.kafka_access import KafkaAccess

OFFICE: Final = "SYNTH1"
HOST: Final = "synthetic_host"
REFERENCE: Final = "SYNTHETIC"

_EFFECTS: Final[Sequence[tuple[str, str]]] = (
    ("referrals", "SELECT 1 FROM referrals WHERE programme = $1"),
    ("matching", "SELECT 1 FROM pools WHERE programme = $1 AND seats_taken = 1"),
    ("scheduling", "SELECT 1 FROM series WHERE programme = $1"),
    ("notifications", "SELECT 1 FROM messages WHERE programme = $1"),
    (
        "reporting",
        """SELECT 1 FROM journeys AS j, circles AS c WHERE j.programme = $1 AND j.joined
        AND jsonb_array_length(j.letters) > 0 AND c.programme = $1 AND c.status = 'confirmed'""",
    ),
    ("referrals", "SELECT 1 FROM referrals WHERE programme = $1 AND status = 'placed'"),
)
"""What becomes true, service by service, as the synthetic referral passes; back where it began."""

_TRACES: Final[Mapping[str, tuple[str, ...]]] = {
    "referrals": ("referrals", "offers"),
    "matching": ("pools",),
    "scheduling": ("series",),
    "notifications": ("messages",),
    "reporting": ("journeys", "circles"),
}


_FORGET_NOBODY: Final = """
DELETE FROM people WHERE person_id IN (SELECT person_id FROM messages WHERE programme = $1)
"""


_FAILED: Final = "SELECT code FROM held WHERE programme = $1 AND waits_for = 'operator'"


class Stuck(Exception):
    """The synthetic referral did not arrive; names the first service without its effect."""

    def __init__(self, service: str, why: str) -> None:
        super().__init__(why)
        self.service = service


@dataclass(frozen=True, slots=True)
class Passed:
    """How long the synthetic referral took, in seconds: to the last service, and to be gone."""

    arrived: float
    gone: float


async def send_through(
    kafka: KafkaAccess,
    region: str,
    area: str,
    databases: Mapping[str, str],
    within: float,
    runs: Callable[[str], bool],
) -> Passed:
    """Send it, see its effect in every service, remove it. Raises ``Stuck``; removes it then too.

    The region's synthetic programme must be live. Nobody waits (``within`` seconds for each
    service) for one that does not run, or has given up on it.
    """
    began = time.monotonic()
    stores = {name: await asyncpg.connect(url, timeout=5) for name, url in databases.items()}
    try:
        await _remove(stores)
        failed = _Failures(stores, runs)
        await failed.remember()
        _submit(kafka, region, area)
        try:
            for service, effect in _EFFECTS:
                await _until(_says_yes(stores[service], effect), within, service, failed)
            arrived = time.monotonic() - began
            for service, store in stores.items():
                await _until(_is_quiet(store), within, service, failed)
        finally:
            await _remove(stores)
        return Passed(arrived, time.monotonic() - began)
    finally:
        for store in stores.values():
            await store.close()


async def traces(databases: Mapping[str, str]) -> dict[str, int]:
    """Return how many rows of synthetic referrals each service still has."""
    found = {}
    for service, url in databases.items():
        store = await asyncpg.connect(url, timeout=5)
        try:
            found[service] = await _count(store, _TRACES[service])
        finally:
            await store.close()
    return found


def _submit(kafka: KafkaAccess, region: str, area: str) -> None:
    producer = Producer({**kafka.librdkafka(), "acks": "all", "log_level": 2})
    for contract, data in _submissions(area, datetime.now(UTC)):
        envelope = Envelope(
            id=str(uuid7()),
            source="/inroads/operations",
            type=contract.TYPE,
            time=datetime.now(UTC).isoformat(),
        )
        producer.produce(topic(region, Stream.INBOUND), structured(envelope, data), REFERENCE)
    producer.flush(20)


def _submissions(area: str, now: datetime) -> tuple[tuple[type[Fact], dict[str, Any]], ...]:
    same = {"reference": REFERENCE, "programme": SYNTHETIC, "area": area}
    offer = {
        **same,
        "host": HOST,
        "venue": "Nowhere, Meeting room 0",
        "seats_min": 1,
        "seats_max": 1,
        "first_session_at": (now + timedelta(days=30)).isoformat(),
        "confirm_by": (now + timedelta(days=20)).isoformat(),
    }
    referral = {
        **same,
        "office": OFFICE,
        "referrer": {"role": "work_coach", "reason": "would_benefit"},
        "person": {"reference": "synthetic-person", "birth_month": "2000-01"},
        "consent": {"share": True, "contact": False, "given_on": now.date().isoformat()},
    }
    return (inbound.OfferSubmitted, offer), (inbound.ReferralSubmitted, referral)


async def _remove(stores: Mapping[str, asyncpg.Connection]) -> None:
    """Remove every row of the synthetic programme, and the nobody whom notifications remembers."""
    for service, store in stores.items():
        async with store.transaction():
            if service == "notifications":
                await store.execute(_FORGET_NOBODY, SYNTHETIC)
            for table in _TRACES[service]:
                # A name of our own, not of anybody outside.
                await store.execute(f"DELETE FROM {table} WHERE programme = $1", SYNTHETIC)  # noqa: S608


async def _count(store: asyncpg.Connection, tables: tuple[str, ...]) -> int:
    counts = [
        await store.fetchval(
            f"SELECT count(*) FROM {table} WHERE programme = $1",  # noqa: S608 - our own name
            SYNTHETIC,
        )
        for table in tables
    ]
    return int(sum(counts))


def _says_yes(store: asyncpg.Connection, question: str) -> Callable[[], Awaitable[bool]]:
    async def ask() -> bool:
        return bool(await store.fetchval(question, SYNTHETIC))

    return ask


def _is_quiet(store: asyncpg.Connection) -> Callable[[], Awaitable[bool]]:
    async def ask() -> bool:
        return not await store.fetchval("SELECT EXISTS (SELECT 1 FROM outbox)")

    return ask


class _Failures:
    """Whether a service does not run, or has given up on the synthetic referral."""

    def __init__(
        self, stores: Mapping[str, asyncpg.Connection], runs: Callable[[str], bool]
    ) -> None:
        self._stores, self._runs = stores, runs
        self._before = dict.fromkeys(stores, 0)

    async def remember(self) -> None:
        """Leave out what earlier ones have left behind."""
        for service in self._stores:
            self._before[service] = len(await self._codes(service))

    async def check(self, service: str) -> None:
        """Raise ``Stuck`` where waiting is of no use."""
        if not self._runs(service):
            raise Stuck(service, f"nothing reached {service}, which does not run")
        codes = await self._codes(service)
        if len(codes) > self._before[service]:
            raise Stuck(service, f"{service} could not apply it: {', '.join(sorted(set(codes)))}")

    async def _codes(self, service: str) -> list[str]:
        return [row["code"] for row in await self._stores[service].fetch(_FAILED, SYNTHETIC)]


async def _until(
    ask: Callable[[], Awaitable[bool]], within: float, service: str, failed: _Failures
) -> None:
    deadline = time.monotonic() + within
    while not await ask():
        await failed.check(service)
        if time.monotonic() > deadline:
            raise Stuck(service, f"nothing reached {service} within {within:.0f} seconds")
        await asyncio.sleep(0.1)
