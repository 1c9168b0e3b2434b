"""What a secured region has that a demonstration has not: users, rights, and secrets in files."""

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from deploy.access.database import apply_roles
from deploy.access.kafka import apply_access, plan_access
from deploy.access.secret_files import SecretFiles
from deploy.local.children import Children, Launch
from deploy.local.errors import StackError
from deploy.local.stack import Stack

_ROOT = Path(__file__).parents[2]


def secrets_of(folder: Path) -> SecretFiles:
    """Return where a region's secrets are."""
    return SecretFiles(folder / "secrets")


def provide_secured(
    stack: Stack, folder: Path, code: str, services: Sequence[str]
) -> dict[str, str]:
    """Make topics, users, rights, databases and tables; return each service's database URL.

    Raises ``StackError`` if the stack's servers cannot be spoken to in secret.
    """
    if stack.kafka_login is None or "sslmode" not in parse_qs(urlsplit(stack.database).query):
        raise StackError(
            "A secured region wants a Kafka that was opened secured, and a PostgreSQL with TLS, "
            "which the packaged one has not. Name one in INROADS_DATABASE, with "
            "?sslmode=verify-full&sslrootcert=FILE at the end."
        )
    secrets = secrets_of(folder)
    apply_access(stack.kafka_access, plan_access(stack.kafka_access, code, secrets), secrets)
    urls = {name: apply_roles(stack.database, code, name, secrets) for name in services}
    with Children() as children, ThreadPoolExecutor(len(services)) as pool:
        list(pool.map(lambda name: children.run(_migration(name, folder)), services))
    return {name: url.service for name, url in urls.items()}


def secured_variables(name: str, stack: Stack, folder: Path) -> dict[str, str]:
    """Return how a service comes by its secrets, and by whom it trusts."""
    authority = stack.kafka_login and stack.kafka_login.authority
    prefix = name.upper()
    trusted = {f"{prefix}_KAFKA_AUTHORITY": str(authority)} if authority else {}
    return {f"{prefix}_SECRETS_DIR": str(secrets_of(folder).folder / name), **trusted}


def _migration(name: str, folder: Path) -> Launch:
    secrets = {f"{name.upper()}_SECRETS_DIR": str(secrets_of(folder).folder / f"{name}-migrations")}
    return Launch(
        name=f"the migration of {name}",
        command=(sys.executable, "-m", f"services.{name}", "migrate"),
        folder=_ROOT,
        log=folder / f"{name}-migration.log",
        environment={**os.environ, "PYTHONPATH": str(_ROOT), **secrets},
    )
