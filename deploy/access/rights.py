"""The declared rights of a region's Kafka users, computed from the catalogue; there are no others.

A party writes the streams that it announces and reads those that it hears, in its own group. Kafka
lets whoever may read or write a topic describe it, and whoever may write one produce idempotently
(since 2.8, KIP-679), so that neither needs a right of its own. The restricted streams need no rule
of theirs: only who hears them in the catalogue is given them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from deploy.catalogue.parties import SERVICES, Party, parties
from shared.contracts.fact import Fact
from shared.contracts.streams import Stream, topic

Resource = Literal["topic", "group"]
EVERYBODY = "*"
OUTSIDE = ("senders", "operators", "analysts")
"""Parties that are no services: each has a file of settings to be handed to them."""


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """One entry of Kafka's access list; ``user`` and ``name`` may be ``*`` in what is found."""

    user: str
    resource: str
    name: str
    operation: str
    pattern: str = "literal"
    permission: str = "allow"
    host: str = EVERYBODY

    def __str__(self) -> str:
        """For people: ``london.matching: read topic london.offers``."""
        where = f"{self.name}..." if self.pattern == "prefixed" else self.name
        unusual = [self.permission] * (self.permission != "allow")
        unusual += [f"from {self.host}"] * (self.host != EVERYBODY)
        return " ".join([f"{self.user}:", *unusual, self.operation, self.resource, where])


def user_of(region: str, party: str) -> str:
    """Return a party's Kafka user in a region, such as ``london.matching``."""
    return f"{region}.{party}"


def users_of(region: str) -> dict[str, str]:
    """Return every Kafka user that a region has, by party."""
    return {party.name: user_of(region, party.name) for party in parties()}


def declared_rights(region: str) -> frozenset[Right]:
    """Return every right that a region's users have, and all that anybody has in the region."""
    return frozenset(right for party in parties() for right in _rights(region, party))


def _rights(region: str, party: Party) -> Iterator[Right]:
    user = user_of(region, party.name)
    for name in _topics(region, party, party.announces):
        yield Right(user, "topic", name, "write")
    heard = _topics(region, party, party.hears)
    for name in heard:
        yield Right(user, "topic", name, "read")
    if heard:
        # A service is one group. Outside, each office that reads for itself has its own:
        # london.senders-HCK01.
        yield Right(user, "group", user, "read", "literal" if party.is_service else "prefixed")


def _topics(region: str, party: Party, facts: tuple[type[Fact], ...]) -> set[str]:
    # Simulated time is for demonstrations: outside them a service refuses it, and nobody tells it.
    streams = {fact.STREAM for fact in facts} - {Stream.CLOCK}
    announcers = [party.name] if party.is_service else SERVICES
    return {topic(region, stream, by) for stream in streams for by in announcers}
