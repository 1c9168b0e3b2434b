"""The rights of a service's two roles inside its database, given and compared."""

from collections.abc import Iterator

import psycopg
from psycopg import sql

from deploy.access.roles import Roles

ROWS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
"""What a running service may do to a table."""
REVISIONS = "alembic_version"
"""Says how new the tables are. A service reads it when it starts; only a migration writes it."""

_SEQUENCE = "S"
_GIVE = """
REVOKE ALL ON SCHEMA public FROM PUBLIC, {app};
GRANT USAGE ON SCHEMA public TO {app};
CREATE TABLE IF NOT EXISTS alembic_version (
    version_num varchar(32) CONSTRAINT alembic_version_pkc PRIMARY KEY
);
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {app};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app};
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {app};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO {app}
"""
_RELATIONS = """
SELECT relation.oid::regclass::text, relation.relkind, owner.rolname,
    coalesce(array_agg(given.grantee::regrole::text || ' ' || given.privilege_type)
        FILTER (WHERE given.grantee <> relation.relowner), '{}')
FROM pg_class AS relation
JOIN pg_roles AS owner ON owner.oid = relation.relowner
LEFT JOIN LATERAL aclexplode(relation.relacl) AS given ON true
WHERE relation.relnamespace = 'public'::regnamespace AND relation.relkind IN ('r', 'p', 'v', 'S')
GROUP BY relation.oid, owner.rolname ORDER BY 1
"""
_SPECIAL = """
SELECT rolname FROM pg_roles
WHERE rolname = ANY(%s)
    AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)
"""
_BY_DEFAULT = """
SELECT count(*) FROM pg_default_acl AS tables_to_come, aclexplode(tables_to_come.defaclacl) AS given
WHERE tables_to_come.defaclrole = %s::regrole AND given.grantee = %s::regrole
"""
_RIGHTS_BY_DEFAULT = 6  # four verbs on tables, two on sequences
_MEMBERSHIPS = """
SELECT role.rolname FROM pg_auth_members AS member
JOIN pg_roles AS role ON role.oid = member.roleid
WHERE member.member = %s::regrole
"""


def give_rights(inside: psycopg.Connection, roles: Roles) -> None:
    """Give exactly the declared rights in the database that ``inside`` is connected to."""
    app, owner = sql.Identifier(roles.app), sql.Identifier(roles.owner)
    with inside.transaction():
        for relation, kind, held_by, _ in _relations(inside):
            # Of a time when the service migrated by itself. A table takes its sequences along.
            if held_by == roles.app and kind != _SEQUENCE:
                inside.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(app))
                inside.execute(
                    sql.SQL("ALTER TABLE {} OWNER TO {}").format(_identifier(relation), owner)
                )
        for group in _memberships(inside, roles):
            inside.execute(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(group), app))
        inside.execute(sql.SQL("SET LOCAL ROLE {}").format(owner))
        inside.execute(sql.SQL(_GIVE).format(app=app))
        for relation, _, _, given in _relations(inside):
            for grantee in {entry.rpartition(" ")[0] for entry in given} - {_shown(roles.app)}:
                inside.execute(
                    sql.SQL("REVOKE ALL ON TABLE {} FROM {}").format(
                        _identifier(relation), sql.SQL(grantee)
                    )
                )


def found_faults(inside: psycopg.Connection, roles: Roles) -> Iterator[str]:
    """Say what is not as declared."""
    yield from _of_roles(inside, roles)
    yield from _of_database(inside, roles)
    for relation, kind, held_by, given in _relations(inside):
        if held_by != roles.owner:
            yield f"{relation}: to be owned by {roles.owner}, not {held_by}"
        yield from _of_relation(roles, relation, kind, set(given))


def _of_roles(inside: psycopg.Connection, roles: Roles) -> Iterator[str]:
    for (name,) in inside.execute(_SPECIAL, [list(roles.both)]):
        yield f"{name} is more than an ordinary role: take that away by hand (ALTER ROLE)"
    for group in _memberships(inside, roles):
        yield f"{roles.app} is to be no member of {group}"


def _of_database(inside: psycopg.Connection, roles: Roles) -> Iterator[str]:
    asked = """
        SELECT pg_get_userbyid(datdba),
            has_database_privilege('public', oid, 'CONNECT'),
            has_database_privilege(%(app)s, oid, 'CONNECT'),
            has_database_privilege(%(app)s, oid, 'CREATE, TEMPORARY'),
            has_schema_privilege(%(app)s, 'public', 'USAGE'),
            has_schema_privilege(%(app)s, 'public', 'CREATE')
        FROM pg_database WHERE datname = current_database()
    """
    row = inside.execute(asked, {"app": roles.app}).fetchone()
    assert row is not None  # noqa: S101 - one is connected to it
    held_by, public, enter, make, use, create = row
    if held_by != roles.owner:
        yield f"the database is to be owned by {roles.owner}, not {held_by}"
    if public:
        yield "not everybody is to be let in"
    if not (enter and use):
        yield f"{roles.app} is to be let in"
    if make or create:
        yield f"{roles.app} is not to create anything"
    names = [_shown(roles.owner), _shown(roles.app)]
    if inside.execute(_BY_DEFAULT, names).fetchone() != (_RIGHTS_BY_DEFAULT,):
        yield f"{roles.app} is to be given the tables that {roles.owner} will make"


def _of_relation(roles: Roles, relation: str, kind: str, given: set[str]) -> Iterator[str]:
    verbs = {"USAGE", "SELECT"} if kind == _SEQUENCE else ROWS
    if relation == REVISIONS:
        verbs = {"SELECT"}
    declared = {f"{_shown(roles.app)} {verb}" for verb in verbs}
    for entry in sorted(declared - given):
        yield f"{relation}: give {entry}"
    for entry in sorted(given - declared):
        yield f"{relation}: take away {entry}"


def _relations(inside: psycopg.Connection) -> list[tuple[str, str, str, list[str]]]:
    found = inside.execute(_RELATIONS).fetchall()
    return [(str(r[0]), str(r[1]), str(r[2]), list(r[3])) for r in found]


def _memberships(inside: psycopg.Connection, roles: Roles) -> list[str]:
    found = inside.execute(_MEMBERSHIPS, [_shown(roles.app)])
    return [str(name) for (name,) in found]


def _shown(role: str) -> str:
    """A role as PostgreSQL prints it: quoted where its name needs that, as one with a dash does."""
    return role if role.replace("_", "a").isalnum() else f'"{role}"'


def _identifier(relation: str) -> sql.SQL:
    """A relation as PostgreSQL printed it, quotes included."""
    return sql.SQL(relation)
