"""A service's database and its two roles: what would change, and changing it.

The owner owns the tables and migrates them; the service itself may only read and write rows. Both
can be done again and again: what is as declared is left alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from deploy.access.grants import found_faults, give_rights
from deploy.access.roles import Roles, encrypted, ensure_roles, found_roles, set_password
from deploy.access.secret_files import SecretFiles, new_password
from deploy.local.errors import StackError

_CONNECT_SECONDS = 10
_LOCK = 17_011_984  # the one that deploy/local/databases.py takes: both make databases


@dataclass(frozen=True, slots=True)
class RolesPlan:
    """What would change for one service's database, in words."""

    roles: Roles
    changes: tuple[str, ...]
    roles_to_create: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """Say the plan, a line for each thing; nothing if all is as declared."""
        return (f"~ {self.roles.database}: {change}" for change in self.changes)


@dataclass(frozen=True, slots=True)
class RoleUrls:
    """How the owner, who migrates, and the service itself get at their database."""

    owner: str = field(repr=False)
    service: str = field(repr=False)


def plan_roles(admin_url: str, region: str, service: str) -> RolesPlan:
    """Compare a service's database with what is declared, and change nothing."""
    roles = Roles(region, service)
    with _as_admin(admin_url) as admin:
        there = found_roles(admin)
        new = tuple(name for name in roles.both if name not in there)
        changes = [f"create the role {name}" for name in new]
        if not _exists(admin, roles):
            changes.append("create the database")
            return RolesPlan(roles, tuple(changes), new)
    if not new:
        with _as_admin(admin_url, roles.database) as inside:
            changes += found_faults(inside, roles)
    return RolesPlan(roles, tuple(changes), new)


def apply_roles(admin_url: str, region: str, service: str, secrets: SecretFiles) -> RoleUrls:
    """Bring a service's database and roles to what is declared; return both URLs.

    They are the administrator's, with other users and passwords, and so with the same demands on
    TLS; they are kept in ``secrets``. Raises ``StackError`` if a role exists whose password is not
    kept there.
    """
    roles = Roles(region, service)
    with _as_admin(admin_url) as admin:
        # Two programs may make the same database at once; the lock goes with the connection.
        admin.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        there = found_roles(admin)
        new = {name for name in roles.both if name not in there}
        urls = _urls(admin_url, roles, secrets, new)
        for name in new:  # before anybody knows them: cut short, the next time goes on with these
            secrets.write(roles.party(name), "database_url", urls[name])
        passwords = {name: encrypted(admin, name, _password_of(urls[name])) for name in new}
        ensure_roles(admin, roles, passwords, create_database=not _exists(admin, roles))
        with _as_admin(admin_url, roles.database) as inside:
            give_rights(inside, roles)
    return RoleUrls(urls[roles.owner], urls[roles.app])


def renew_database_password(
    admin_url: str, region: str, service: str, secrets: SecretFiles, *, owner: bool = False
) -> None:
    """Give a service's role (or the owner) a new password, here and in PostgreSQL; an interrupted
    renewal is finished.

    PostgreSQL asks for a password when a connection opens, so a process that runs with the old one
    goes on until it is started again, which should be soon: a lost connection does not come back.
    """
    roles = Roles(region, service)
    name = roles.owner if owner else roles.app
    new = _url(admin_url, roles, name, new_password())
    noted = secrets.begin_change(roles.party(name), "database_url", new)
    with _as_admin(admin_url) as admin:
        set_password(admin, name, encrypted(admin, name, _password_of(noted)))
    secrets.end_change(roles.party(name), "database_url")


def unknown_passwords(plan: RolesPlan, secrets: SecretFiles) -> list[str]:
    """Return the roles that exist, and whose passwords are not kept: an apply would not go on."""
    there = (name for name in plan.roles.both if name not in plan.roles_to_create)
    return [n for n in there if secrets.read(plan.roles.party(n), "database_url") is None]


def _urls(admin_url: str, roles: Roles, secrets: SecretFiles, new: set[str]) -> dict[str, str]:
    kept = {name: secrets.read(roles.party(name), "database_url") for name in roles.both}
    unknown = [name for name in roles.both if name not in new and kept[name] is None]
    if unknown:
        raise StackError(
            f"The password of {' and '.join(unknown)} is not kept in {secrets.folder}. Name the "
            "folder that it is kept in, or renew it, after which the service must be started again."
        )
    return {name: url or _url(admin_url, roles, name, new_password()) for name, url in kept.items()}


def _url(admin_url: str, roles: Roles, name: str, password: str) -> str:
    admin = urlsplit(admin_url)
    server = admin.netloc.rpartition("@")[2]
    who = f"{quote(name)}:{quote(password)}"
    return urlunsplit(admin._replace(netloc=f"{who}@{server}", path=f"/{quote(roles.database)}"))


def _password_of(url: str) -> str:
    return urlsplit(url).password or ""


def _exists(admin: psycopg.Connection, roles: Roles) -> bool:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    return admin.execute(query, [roles.database]).fetchone() is not None


@contextmanager
def _as_admin(admin_url: str, database: str = "") -> Iterator[psycopg.Connection]:
    """Connect as the administrator; each statement commits unless a transaction is opened."""
    parts = urlsplit(admin_url)
    if database:
        parts = parts._replace(path=f"/{quote(database)}")
    try:
        connection = psycopg.connect(
            urlunsplit(parts), autocommit=True, connect_timeout=_CONNECT_SECONDS
        )
    except psycopg.OperationalError as error:
        raise StackError(
            f"The PostgreSQL server at {parts.hostname}:{parts.port or 5432} cannot be used: "
            f"{error}. Start it or correct the administrator's URL."
        ) from None
    with connection:
        yield connection
