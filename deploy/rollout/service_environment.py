"""The variables that a service of a region runs with: what it needs of its own, and no more."""

import os
from collections.abc import Iterator

from deploy.local.region import SERVICES
from deploy.rollout.cell import Cell
from deploy.rollout.release import Release
from deploy.rollout.servers import Servers

_FROM_HERE_ONLY = ("EMBEDDED", "DATABASE_URL", "KAFKA_USERNAME", "KAFKA_PASSWORD", "SECRETS_DIR")
"""What the region says, whatever stood in the operator's shell: the environment goes first."""


def environment_of(
    cell: Cell, servers: Servers, service: str, release: Release, *, migrates: bool
) -> dict[str, str]:
    """Return all variables of a service, or of its migration, which is the owner's work.

    On secured servers it finds its secrets in a folder of its own; none is in its environment.
    """
    own = _own(cell, servers, service, release)
    if servers.secured:
        own |= _secrets(cell, servers, f"{service}-migrations" if migrates else service)
    else:
        own |= {"DATABASE_URL": cell.databases()[service], "EMBEDDED": "true"}
    return {
        **dict(_inherited(service)),
        "PYTHONPATH": str(release.folder),
        "PYTHONSAFEPATH": "1",
        **{f"{service.upper()}_{name}": value for name, value in own.items()},
    }


def _own(cell: Cell, servers: Servers, service: str, release: Release) -> dict[str, str]:
    return {
        "REGION": cell.code,
        "KAFKA": servers.kafka,
        "KEYRING": str(cell.keyrings / f"{service}.json"),
        "INSTANCE": f"{cell.code}-{service}-1",
        "HTTP_PORT": "0",
        "VERSION": release.version,
    }


def _secrets(cell: Cell, servers: Servers, party: str) -> dict[str, str]:
    authority = servers.login and servers.login.authority
    trusted = {"KAFKA_AUTHORITY": str(authority.resolve())} if authority else {}
    return {"SECRETS_DIR": str((cell.secrets.folder / party).resolve()), **trusted}


def _inherited(service: str) -> Iterator[tuple[str, str]]:
    """The operator's environment without their own logins, and without other services' settings."""
    others = tuple(f"{name.upper()}_" for name in SERVICES if name != service)
    not_taken = {f"{service.upper()}_{name}" for name in _FROM_HERE_ONLY}
    for name, value in os.environ.items():
        if not name.startswith(("INROADS_", *others)) and name not in not_taken:
            yield name, value
