"""A region's topics and users as the chart takes them, from the catalogue and its rights."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from deploy.access.rights import Right, declared_rights, users_of
from deploy.catalogue.parties import SERVICES
from deploy.chart.values_of import Access
from shared.contracts.streams import StreamPolicy
from shared.runtime.topics import configuration_of, topics_of

_PATTERNS: Final = {"literal": "literal", "prefixed": "prefix"}
"""Strimzi's words for Kafka's."""


def access_of(region: str) -> Access:
    """Return what ``./inroads`` would give the region in Kafka, for Strimzi to give it."""
    rights = sorted(declared_rights(region))
    return Access(
        topics=[_topic(name, policy) for name, policy in topics_of(region, SERVICES).items()],
        users=[
            {"name": user, "acls": list(_acls(right for right in rights if right.user == user))}
            for user in users_of(region).values()
        ],
    )


def _topic(name: str, policy: StreamPolicy) -> dict[str, Any]:
    return {"name": name, "partitions": policy.partitions, "config": configuration_of(policy)}


def _acls(rights: Iterator[Right]) -> Iterator[dict[str, Any]]:
    """One entry for everything that a user may do with one resource."""

    def resource(right: Right) -> tuple[str, str, str]:
        return right.resource, right.name, right.pattern

    for (kind, name, pattern), same in groupby(sorted(rights, key=resource), key=resource):
        yield {
            "resource": {"type": kind, "name": name, "patternType": _PATTERNS[pattern]},
            "operations": [right.operation.capitalize() for right in same],
        }
