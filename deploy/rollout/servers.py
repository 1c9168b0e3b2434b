"""Which servers a command works on: those that INROADS_KAFKA and INROADS_DATABASE name."""

from deploy.local.errors import StackError
from deploy.local.named import named_kafka, named_postgres
from deploy.rollout.processes import Servers


def named_servers() -> Servers:
    """Return the servers; raises ``StackError`` that says how to have some."""
    kafka, database = named_kafka(), named_postgres()
    if kafka is None or database is None:
        raise StackError(
            "Which servers? Set INROADS_KAFKA and INROADS_DATABASE. './inroads stack up --folder "
            "FOLDER' starts both on this machine and prints the two lines to copy."
        )
    return Servers(kafka, database)
