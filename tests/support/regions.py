"""A region for tests: five real processes on the tests' servers, its mail on this machine."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from deploy.demo.post_office import PostOffice, open_post_office
from deploy.local.region import SERVICES, Region, RegionSettings, open_region
from deploy.local.stack import Stack
from shared.contracts.operations import ClockTicked, StageChanged
from shared.contracts.streams import Stream, topic
from tests.support.cleaning import drop_databases, drop_topics
from tests.support.databases import hang_up
from tests.support.event_log import EventLog, LogReader
from tests.support.sending import Event, Sender, event_of
from tests.support.workload import PROGRAMME, Expected


@dataclass
class RunningRegion:
    """A running region, its mail, and a sender that speaks to it."""

    region: Region
    mail: PostOffice
    mail_folder: Path
    services: Sequence[str]
    time: datetime | None
    """The region's own time where it is simulated; ``None``: it goes by the system's clock."""
    expected: Expected = field(default_factory=Expected)
    """Everything that was sent to it so far, for whoever judges."""

    @property
    def code(self) -> str:
        return self.region.code

    @cached_property
    def sender(self) -> Sender:
        return Sender(self.region.kafka)

    @cached_property
    def reader(self) -> LogReader:
        return LogReader(self.region.kafka, self.code)

    def log(self) -> EventLog:
        """Everything that the region's topics hold now."""
        return self.reader.read()

    @property
    def inbound(self) -> str:
        """The topic of the front door."""
        return topic(self.code, Stream.INBOUND)

    def submit(self, *events: Event) -> None:
        """Send events to the region's front door and return when Kafka has them."""
        self.publish(Stream.INBOUND, *events)

    def publish(self, stream: Stream, *events: Event) -> None:
        for event in events:
            self.sender.send(topic(self.code, stream), event)
        self.sender.flush()

    def change_stage(self, stage: str, programme: str = PROGRAMME) -> None:
        """Tell every service of a programme's new stage."""
        fact = {"programme": programme, "stage": stage}
        self.publish(Stream.ROLLOUT, event_of(StageChanged, fact, source="/operators"))

    def tick(self, moment: datetime) -> None:
        """Let the region's simulated time move on."""
        self.time = moment
        fact = {"region": self.code, "now": moment.isoformat()}
        self.publish(Stream.CLOCK, event_of(ClockTicked, fact, source="/simulation"))


@contextmanager
def running_region(
    stack: Stack,
    folder: Path,
    *,
    services: Sequence[str] = SERVICES,
    simulated_from: datetime | None = None,
    extra: dict[str, str] | None = None,
    live: Sequence[str] = (PROGRAMME,),
) -> Iterator[RunningRegion]:
    """Open a region under a code of its own; nothing of it is left when the context ends."""
    code = f"t-{secrets.token_hex(4)}"
    with open_post_office(folder / "mail") as (mail, port):
        variables = {
            "NOTIFICATIONS_MAIL_HOST": "127.0.0.1",
            "NOTIFICATIONS_MAIL_PORT": str(port),
            "NOTIFICATIONS_MAIL_TLS": "none",
        } | (extra or {})
        settings = RegionSettings(code=code, simulated_from=simulated_from, extra=variables)
        try:
            with open_region(stack, folder, settings, services) as region:
                opened = RunningRegion(region, mail, folder / "mail", services, simulated_from)
                for programme in live:
                    opened.change_stage("live", programme)
                yield opened
                opened.reader.close()
                for url in region.databases.values():
                    hang_up(url)
        finally:
            drop_databases(stack.database, [f"{code}_{service}" for service in services])
            drop_topics(stack.kafka, code)
