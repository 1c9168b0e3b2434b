"""Servers that exist already and that the environment names: INROADS_KAFKA and INROADS_DATABASE."""

import os
import socket

from deploy.local.databases import plain_url, server_version
from deploy.local.errors import StackError

_CONNECT_SECONDS = 5


def named_kafka() -> str | None:
    """Return the bootstrap address in INROADS_KAFKA, None if it is not set; StackError if nothing
    answers there.
    """
    bootstrap = os.environ.get("INROADS_KAFKA")
    if bootstrap and not any(_answers(address.strip()) for address in bootstrap.split(",")):
        raise StackError(
            f"No Kafka server answers at {bootstrap}. Start it or correct INROADS_KAFKA, written "
            "as HOST:PORT; without that variable, Inroads starts a server of its own."
        )
    return bootstrap or None


def named_postgres() -> str | None:
    """Return the URL in INROADS_DATABASE, None if it is not set; StackError if it is of no use."""
    url = os.environ.get("INROADS_DATABASE")
    if not url:
        return None
    admin_url = plain_url(url)
    server_version(admin_url)
    return admin_url


def _answers(address: str) -> bool:
    host, _, port = address.rpartition(":")
    if not port.isdigit():
        return False
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except OSError:
        return False
    return True
