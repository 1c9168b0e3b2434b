"""States as rows and back, set-based: one statement saves or loads any number of them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import fields
from enum import Enum
from operator import attrgetter
from typing import Any, get_type_hints
from uuid import UUID

import orjson
from pydantic import TypeAdapter
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB

from shared.runtime.decision import Key
from shared.store.states import StoredState

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
Convert = Callable[[Any], Any]


class RowsOf:
    """The statements and conversions of one kind of state."""

    def __init__(self, stored: StoredState) -> None:
        self.kind, self.key = stored.kind, stored.key
        names = [field.name for field in fields(stored.kind)]
        columns = [stored.table.columns[name] for name in names]
        hints = get_type_hints(stored.kind)
        types = [column.type.compile(dialect=_DIALECT) for column in columns]
        json = [isinstance(column.type, JSONB) for column in columns]
        self._values = attrgetter(*names)
        self._to_column = [(i, _dump) for i, is_json in enumerate(json) if is_json]
        self._from_column = [
            (i, convert)
            for i, name in enumerate(names)
            if (convert := _reader(hints[name], is_json=json[i])) is not None
        ]
        self._write_statements(stored.table.name, names, types, json)

    def _write_statements(
        self, table: str, names: Sequence[str], types: Sequence[str], json: Sequence[bool]
    ) -> None:
        listed = ", ".join(names)
        arrays = ", ".join(
            f"${i}::{'text' if is_json else kind}[]"
            for i, (kind, is_json) in enumerate(zip(types, json, strict=True), 1)
        )
        taken = ", ".join(
            f"x.{name}::jsonb" if is_json else f"x.{name}"
            for name, is_json in zip(names, json, strict=True)
        )
        source = (
            f"INSERT INTO {table} ({listed}) SELECT {taken} "  # noqa: S608 - names of our own
            f"FROM unnest({arrays}) AS x({listed}) ORDER BY x.{self.key}"
        )
        updates = ", ".join(f"{n} = EXCLUDED.{n}" for n in names if n != self.key)
        self.insert = f"{source} ON CONFLICT DO NOTHING"
        self.update = f"{source} ON CONFLICT ({self.key}) DO UPDATE SET {updates}"
        key_type = types[names.index(self.key)]
        read = ", ".join(
            f"{name}::text" if is_json else name for name, is_json in zip(names, json, strict=True)
        )
        select = f"SELECT {read} FROM {table} WHERE"  # noqa: S608
        self.load = f"{select} {self.key} = ANY($1::{key_type}[]) ORDER BY {self.key} FOR UPDATE"
        self.due = (
            f"{select} due_at <= $1 AND programme = ANY($2::text[]) "
            f"ORDER BY due_at, {self.key} LIMIT $3 FOR UPDATE SKIP LOCKED"
        )

    def columns(self, states: Iterable[Any]) -> list[Collection[Any]]:
        """Return one list per column, ready for ``unnest``."""
        columns: list[Collection[Any]] = list(zip(*map(self._values, states), strict=True))
        for i, convert in self._to_column:
            columns[i] = [convert(value) for value in columns[i]]
        return columns

    def states(self, rows: Iterable[Sequence[Any]]) -> dict[Key, Any]:
        """Return the states of rows by key."""
        states = {}
        for row in rows:
            values = list(row)
            for i, convert in self._from_column:
                values[i] = convert(values[i])
            state = self.kind(*values)
            states[getattr(state, self.key)] = state
        return states


def _dump(value: object) -> str:
    return orjson.dumps(value, default=_as_stored).decode()


def _as_stored(value: object) -> str:
    """A key that was loaded is of the driver's own kind of UUID, which a state may hold on to."""
    if isinstance(value, UUID):
        return str(value)
    raise TypeError


def _reader(hint: Any, *, is_json: bool) -> Convert | None:  # noqa: ANN401 - any annotation
    if is_json:
        return TypeAdapter(hint).validate_json
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return None
