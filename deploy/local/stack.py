"""The servers that Inroads needs: those that the environment names, or new ones of its own."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from deploy.local import databases
from deploy.local.children import Children
from deploy.local.folder import claimed, temporary
from deploy.local.kafka import open_kafka
from deploy.local.lock import kafka_version
from deploy.local.named import named_kafka, named_postgres
from deploy.local.postgres import open_postgres
from deploy.local.server import Server
from deploy.local.unwind import unwind_on_request
from shared.runtime.kafka_access import KafkaAccess, Login


@dataclass(frozen=True, kw_only=True)
class Stack:
    """Servers that answer: Kafka's bootstrap address and the URL of PostgreSQL's administrator.

    A process is None where the environment names the server, which is then not ours to stop or
    crash.
    """

    kafka: str
    database: str = field(repr=False)
    kafka_login: Login | None = None
    """The administrator of a secured Kafka."""
    kafka_process: Server | None = None
    postgres_process: Server | None = None

    @property
    def kafka_access(self) -> KafkaAccess:
        """How the administrator gets at Kafka."""
        return KafkaAccess(self.kafka, self.kafka_login)

    def create_database(self, name: str) -> str:
        """Return the URL of the database `name`, which only its role enters; make both if new."""
        return databases.create_database(self.database, name)


@contextmanager
def open_stack(
    folder: Path | None = None,
    *,
    progress: Callable[[str], None] = print,
    durable: bool = False,
    embedded_only: bool = False,
    secured: bool = False,
) -> Iterator[Stack]:
    """Give a stack for as long as the context lasts, then end everything that was started for it.

    With a folder, data are kept there and found again the next time; without, they go with the
    stack. Durable, PostgreSQL survives a crash of the machine too. Embedded only, the servers that
    the environment names are left alone: for tests that crash servers. Secured, Kafka is a new one
    over SASL_SSL; the packaged PostgreSQL has no TLS, so one that the environment names is wanted.
    Raises StackError, which says what to do, if the stack cannot be had.
    """
    with (
        unwind_on_request(),
        claimed(folder) if folder else temporary() as home,
        Children() as children,
        ThreadPoolExecutor(2) as pool,
    ):
        if not folder:
            children.remove_at_the_end(home)
        try:
            opening = _Opening(home, children, progress, durable, embedded_only, secured)
            kafka, postgres = pool.submit(opening.kafka), pool.submit(opening.postgres)
            _wait_for_both(kafka, postgres)
            yield Stack(
                kafka=kafka.result()[1].bootstrap,
                kafka_login=kafka.result()[1].login,
                database=postgres.result()[1],
                kafka_process=kafka.result()[0],
                postgres_process=postgres.result()[0],
            )
        finally:
            children.end_all()  # for which the work in the pool waits


@dataclass(frozen=True)
class _Opening:
    """How either server is had."""

    home: Path
    children: Children
    progress: Callable[[str], None]
    durable: bool
    embedded_only: bool
    secured: bool

    def kafka(self) -> tuple[Server | None, KafkaAccess]:
        # Of a server that the environment names, nobody told us its administrator's password.
        if not (self.embedded_only or self.secured) and (bootstrap := named_kafka()):
            self.progress(f"Apache Kafka: using {bootstrap}, which INROADS_KAFKA names.")
            return None, KafkaAccess(bootstrap)
        began = time.monotonic()
        folder = self.home / ("kafka-secured" if self.secured else "kafka")
        server, kafka = open_kafka(folder, self.children, self.progress, secured=self.secured)
        self.progress(
            f"Apache Kafka {kafka_version()} started at {kafka.bootstrap} in {_since(began)}."
        )
        return server, kafka

    def postgres(self) -> tuple[Server | None, str]:
        if not self.embedded_only and (url := named_postgres()):
            self.progress(f"PostgreSQL: using {_place(url)}, which INROADS_DATABASE names.")
            return None, url
        began = time.monotonic()
        server, url = open_postgres(self.home / "postgres", self.children, durable=self.durable)
        version = databases.server_version(url)
        self.progress(f"PostgreSQL {version} started at {_place(url)} in {_since(began)}.")
        return server, url


def _wait_for_both(*opening: Future[Any]) -> None:
    pending = set(opening)
    while pending:
        # In short turns, because a Ctrl-C that lands in another thread does not end a wait.
        done, pending = wait(pending, timeout=0.1, return_when=FIRST_EXCEPTION)
        for one in done:
            one.result()  # a failure ends the wait for the other


def _place(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.1f} s"
