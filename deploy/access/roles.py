"""The two PostgreSQL roles of a service, and the database that one of them owns."""

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql


@dataclass(frozen=True, slots=True)
class Roles:
    """Names: the owner migrates; the app role, called like the database, only touches rows."""

    region: str
    service: str

    @property
    def app(self) -> str:
        """The role of the running service."""
        return f"{self.region}_{self.service}"

    @property
    def owner(self) -> str:
        """The role that owns the schema and migrates it."""
        return f"{self.app}_owner"

    @property
    def database(self) -> str:
        """The service's database."""
        return self.app

    @property
    def both(self) -> tuple[str, str]:
        """Both roles."""
        return self.owner, self.app

    def party(self, role: str) -> str:
        """Return in whose folder a role's URL is kept."""
        return f"{self.service}-migrations" if role == self.owner else self.service


def found_roles(admin: psycopg.Connection) -> set[str]:
    """Return the names of all roles of the server."""
    return {name for (name,) in admin.execute("SELECT rolname FROM pg_roles")}


def encrypted(admin: psycopg.Connection, role: str, password: str) -> str:
    """Return what PostgreSQL stores of a password: a statement with the password itself may end in
    the server's log.
    """
    verifier = admin.pgconn.encrypt_password(
        password.encode(), role.encode(), algorithm=b"scram-sha-256"
    )
    return verifier.decode()


def set_password(admin: psycopg.Connection, role: str, verifier: str) -> None:
    """Give a role another password."""
    admin.execute(
        sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier))
    )


def ensure_roles(
    admin: psycopg.Connection,
    roles: Roles,
    verifiers: Mapping[str, str],
    *,
    create_database: bool,
) -> None:
    """Make the roles for which there is a verifier, and the database, which the owner owns."""
    for role, verifier in verifiers.items():
        admin.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                sql.Identifier(role), sql.Literal(verifier)
            )
        )
    owner, database = sql.Identifier(roles.owner), sql.Identifier(roles.database)
    if not _is_superuser(admin):
        # A managed server's administrator must be a member to give away, and to act as the owner.
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))
    if create_database:
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    else:
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owner))
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    app = sql.Identifier(roles.app)
    admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(database, app))
    admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))


def _is_superuser(admin: psycopg.Connection) -> bool:
    query = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    return admin.execute(query).fetchone() == (True,)
