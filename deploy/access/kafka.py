"""A region's topics, users and rights in Kafka: what would change, and changing it.

Both can be done again and again: what is as declared is left alone.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from confluent_kafka.admin import AdminClient

from deploy.access.access_list import PATIENCE, add_rights, found_rights, remove_rights
from deploy.access.kafka_users import add_users, found_users, remove_users
from deploy.access.rights import EVERYBODY, Right, declared_rights, users_of
from deploy.access.secret_files import SecretFiles
from deploy.catalogue.parties import SERVICES
from shared.runtime.kafka_access import KafkaAccess
from shared.runtime.topics import create_topics, topics_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPlan:
    """What would change in Kafka for one region, and what it cannot change but found."""

    region: str
    topics: tuple[str, ...] = ()
    """To be created."""
    users: tuple[str, ...] = ()
    """To be created, each with a password that is kept for it here or a new one."""
    users_to_remove: tuple[str, ...] = ()
    """Named like users of the region, and not declared."""
    rights_to_add: tuple[Right, ...] = ()
    rights_to_remove: tuple[Right, ...] = ()
    """Whatever a user of the region may do that is not declared, or anybody in the region."""
    passwords_elsewhere: tuple[str, ...] = ()
    """Users whose passwords are not kept here: left alone. To have them here, renew them."""
    reaching_in: tuple[Right, ...] = ()
    """Rights of others that cover this region and more, such as ``*``: left alone. Somebody should
    look at them."""

    @property
    def changes(self) -> bool:
        """Whether applying the plan would do anything."""
        return any(
            (
                self.topics,
                self.users,
                self.users_to_remove,
                self.rights_to_add,
                self.rights_to_remove,
            )
        )

    def lines(self) -> Iterator[str]:
        """Say the plan, a line for each thing; nothing if all is as declared."""
        told: tuple[tuple[str, Sequence[object]], ...] = (
            ("+ topic", self.topics),
            ("+ user", self.users),
            ("- user", self.users_to_remove),
            ("+ right", self.rights_to_add),
            ("- right", self.rights_to_remove),
            ("? the password is not kept here:", self.passwords_elsewhere),
            ("! a right that reaches into the region:", self.reaching_in),
        )
        for what, things in told:
            for thing in things:
                yield f"{what} {thing}"


def plan_access(kafka: KafkaAccess, region: str, secrets: SecretFiles) -> AccessPlan:
    """Compare Kafka with what is declared, and change nothing. ``kafka`` is an administrator's."""
    admin = AdminClient(kafka.librdkafka() | {"log_level": 2})
    topics = admin.list_topics(timeout=PATIENCE).topics
    wanted, there = users_of(region), found_users(admin, region)
    declared, found = declared_rights(region), found_rights(admin)
    return AccessPlan(
        region=region,
        topics=tuple(sorted(topics_of(region, SERVICES).keys() - topics.keys())),
        users=tuple(user for user in wanted.values() if user not in there),
        users_to_remove=tuple(sorted(there - set(wanted.values()))),
        rights_to_add=tuple(sorted(declared - found)),
        rights_to_remove=tuple(sorted(_undeclared(found - declared, region))),
        passwords_elsewhere=tuple(
            user
            for party, user in wanted.items()
            if user in there and secrets.read(party, "kafka_password") is None
        ),
        reaching_in=tuple(sorted(right for right in found if _reaches_in(right, region))),
    )


def apply_access(kafka: KafkaAccess, plan: AccessPlan, secrets: SecretFiles) -> None:
    """Do what a plan says. Cut short, the next plan has what is left.

    Rights are taken before users are made, so that nobody begins with what was left behind.
    """
    admin = AdminClient(kafka.librdkafka() | {"log_level": 2})
    if plan.topics:
        asyncio.run(create_topics(kafka, plan.region, SERVICES))
    remove_rights(admin, plan.rights_to_remove)
    remove_users(admin, plan.users_to_remove)
    by_party = {p: user for p, user in users_of(plan.region).items() if user in plan.users}
    add_users(admin, by_party, secrets)
    add_rights(admin, plan.rights_to_add)


def _undeclared(found: frozenset[Right], region: str) -> Iterator[Right]:
    own = f"{region}."
    return (right for right in found if right.user.startswith(own) or right.name.startswith(own))


def _reaches_in(right: Right, region: str) -> bool:
    own = f"{region}."
    if right.user.startswith(own) or right.name.startswith(own) or right.permission != "allow":
        return False
    if right.resource not in ("topic", "group"):
        return False
    wildcard = right.pattern == "literal" and right.name == EVERYBODY
    return wildcard or (right.pattern == "prefixed" and own.startswith(right.name))
