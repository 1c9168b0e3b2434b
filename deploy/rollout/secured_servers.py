"""A region's topics, users, rights, databases and roles on servers that are spoken to in secret."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from confluent_kafka import KafkaException

from deploy.access.client_settings import write_client_settings
from deploy.access.database import RolesPlan, apply_roles, plan_roles, unknown_passwords
from deploy.access.kafka import AccessPlan, apply_access, plan_access
from deploy.access.rights import OUTSIDE
from deploy.local.errors import StackError
from deploy.local.region import SERVICES
from deploy.rollout.cell import Cell
from deploy.rollout.change import Change
from deploy.rollout.plain_servers import topic_changes
from deploy.rollout.servers import Servers
from shared.runtime.kafka_access import KafkaRefuses, knock
from shared.runtime.topics import topics_of


@dataclass(frozen=True, slots=True)
class Access:
    """What would change in Kafka and in each service's database."""

    kafka: AccessPlan
    databases: tuple[RolesPlan, ...]

    def changes(self) -> Iterator[Change]:
        """Return it, thing by thing, in the order in which it would be done."""
        plan = self.kafka
        there = topics_of(plan.region, SERVICES).keys() - set(plan.topics)
        yield from topic_changes(plan.region, there)
        for right in plan.rights_to_remove:
            yield Change("right", right.user, f"take away: {_verb(str(right))}")
        for user in plan.users_to_remove:
            yield Change("user", user, "remove: it is not declared")
        for user in plan.users:
            yield Change("user", user, "create, with a password of its own")
        for right in plan.rights_to_add:
            yield Change("right", right.user, f"give: {_verb(str(right))}")
        for roles in self.databases:
            for how in roles.changes:
                kind = "database" if how == "create the database" else "role"
                yield Change(kind, roles.roles.database, how)

    def unknown_passwords(self, cell: Cell) -> list[str]:
        """Say whose password somebody else has drawn, and does not keep here."""
        users = [*self.kafka.passwords_elsewhere]
        roles = [name for plan in self.databases for name in unknown_passwords(plan, cell.secrets)]
        return [f"the password of {name} is not in {cell.secrets.folder}" for name in users + roles]


def compare(cell: Cell, servers: Servers) -> Access:
    """Compare, and change nothing. Raises ``StackError`` if a server does not let us in."""
    try:
        asyncio.run(knock(servers.administrator))
        kafka = plan_access(servers.administrator, cell.code, cell.secrets)
    except KafkaRefuses:
        raise StackError(
            f"Kafka at {servers.kafka} cannot be reached, or does not let its administrator in. "
            "Check that it runs, the login that INROADS_KAFKA_LOGIN names, and who signed its "
            "certificate."
        ) from None
    except KafkaException as error:
        raise StackError(
            f"Kafka at {servers.kafka} does not say who may do what: {error.args[0].str()}. The "
            "login that INROADS_KAFKA_LOGIN names must be an administrator's."
        ) from None
    databases = (plan_roles(servers.database, cell.code, service) for service in SERVICES)
    return Access(kafka, tuple(databases))


def provide_secured(cell: Cell, servers: Servers, tell: Callable[[str], None]) -> None:
    """Bring both servers to what is declared; cut short anywhere, the next time does the rest."""
    cell.write("servers.json", {"secured": True})  # from here on, no step may speak in the clear
    plan = plan_access(servers.administrator, cell.code, cell.secrets)
    apply_access(servers.administrator, plan, cell.secrets)
    for party in OUTSIDE:
        if cell.secrets.read(party, "kafka_password"):
            write_client_settings(cell.secrets, party, servers.as_party(cell, party))
    rights = f"{len(plan.rights_to_add)} rights given, {len(plan.rights_to_remove)} taken away"
    tell(f"Kafka: {len(plan.topics)} topics and {len(plan.users)} users created, {rights}.")
    for service in SERVICES:
        apply_roles(servers.database, cell.code, service, cell.secrets)
    cell.write(cell.databases_file.name, cell.databases())
    tell("Databases: one for each service; its owner migrates, the service touches rows only.")


def _verb(right: str) -> str:
    return right.partition(": ")[2]
