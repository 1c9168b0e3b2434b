"""Giving a party of a secured region new passwords, and its service a start with them."""

from deploy.access.client_settings import write_client_settings
from deploy.access.database import renew_database_password
from deploy.access.kafka_users import renew_kafka_password
from deploy.access.rights import user_of
from deploy.local.errors import StackError
from deploy.local.region import SERVICES
from deploy.rollout.apply import Applying
from deploy.rollout.release import find


def renew(work: Applying, party: str) -> None:
    """Draw new passwords, tell the servers, and start the service again, so that it has them.

    Cut short anywhere, the next renewal finishes it. Raises ``StackError`` for a region that has
    no passwords of its own, or was never applied.
    """
    cell, servers = work.cell, work.servers
    runs = cell.read("release.json")
    if not servers.secured or runs is None:
        raise StackError(
            f"{cell.code} was not brought up on secured servers, so {party} has no password to "
            f"renew. See './inroads region plan {cell.code}'."
        )
    cell.secrets.write(party, "kafka_username", user_of(cell.code, party))
    renew_kafka_password(servers.administrator, cell.code, party, cell.secrets)
    work.tell(f"{user_of(cell.code, party)}: a new password.")
    if party not in SERVICES:
        write_client_settings(cell.secrets, party, work.as_party(party))
        return
    for owner in (True, False):
        renew_database_password(servers.database, cell.code, party, cell.secrets, owner=owner)
    cell.write(cell.databases_file.name, cell.databases())
    work.tell(f"{cell.code}_{party}: a new password in PostgreSQL, and one for its owner.")
    if work.processes.runs(party):
        work.processes.stop(party)
        work.processes.start(party, find(cell.state, runs["version"]))
        work.tell(f"{party}: started again.")
