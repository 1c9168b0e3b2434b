"""States as rows and back, set-based: one statement saves or loads any number of them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import fields
from enum import Enum
from operator import attrgetter, is_not
from typing import Any, get_type_hints
from uuid import UUID

import orjson
from pydantic import TypeAdapter
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB

from shared.runtime.decision import Key
from shared.runtime.ports import Change
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
        json = [isinstance(column.type, JSONB) for column in columns]
        self._table, self._names = stored.table.name, names
        self._place_of_key = names.index(self.key)
        self._types = [column.type.compile(dialect=_DIALECT) for column in columns]
        self._json = {place for place, is_json in enumerate(json) if is_json}
        self._values = attrgetter(*names)
        self._updates: dict[tuple[int, ...], str] = {}
        self._from_column = [
            (i, convert)
            for i, name in enumerate(names)
            if (convert := _reader(hints[name], is_json=json[i])) is not None
        ]
        self._write_statements()

    def _write_statements(self) -> None:
        table, names = self._table, self._names
        everything = range(len(names))
        taken = ", ".join(map(self._taken, everything))
        self.insert = (
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {taken} "  # noqa: S608 - our own names
            f"FROM {self._unnested(everything)} ORDER BY x.{self.key} ON CONFLICT DO NOTHING"
        )
        key_type = self._types[self._place_of_key]
        read = ", ".join(
            f"{name}::text" if place in self._json else name for place, name in enumerate(names)
        )
        select = f"SELECT {read} FROM {table} WHERE"  # noqa: S608
        self.load = f"{select} {self.key} = ANY($1::{key_type}[]) ORDER BY {self.key} FOR UPDATE"
        self.due = (
            f"{select} due_at <= $1 AND programme = ANY($2::text[]) "
            f"ORDER BY due_at, {self.key} LIMIT $3 FOR UPDATE SKIP LOCKED"
        )

    def _taken(self, place: int) -> str:
        return f"x.{self._names[place]}" + ("::jsonb" if place in self._json else "")

    def _unnested(self, places: Sequence[int]) -> str:
        arrays = ", ".join(
            f"${i}::{'text' if place in self._json else self._types[place]}[]"
            for i, place in enumerate(places, 1)
        )
        return f"unnest({arrays}) AS x({', '.join(self._names[place] for place in places)})"

    def updating(self, changes: Collection[Change]) -> tuple[str, list[Collection[Any]]]:
        """Return the statement that writes what changed, and its columns; no text for nothing.

        Columns in which no state got another object stay out of it: PostgreSQL then neither parses
        nor compresses them again. The rows were locked when they were loaded, in order of key.
        """
        before = [self._values(change.before) for change in changes]
        after = [self._values(change.after) for change in changes]
        columns: list[Collection[Any]] = list(zip(*after, strict=True))
        differ = tuple(
            place
            for place, (old, new) in enumerate(zip(zip(*before, strict=True), columns, strict=True))
            if place != self._place_of_key and any(map(is_not, old, new))
        )
        if not differ:
            return "", []
        written = (self._place_of_key, *differ)
        if differ not in self._updates:
            self._updates[differ] = self._update(differ, written)
        converted = [self._converted(place, columns[place]) for place in written]
        return self._updates[differ], converted

    def _update(self, differ: Sequence[int], written: Sequence[int]) -> str:
        table, key = self._table, self.key
        values = ", ".join(f"{self._names[place]} = {self._taken(place)}" for place in differ)
        return (
            f"UPDATE {table} AS s SET {values} "  # noqa: S608
            f"FROM {self._unnested(written)} WHERE s.{key} = x.{key}"
        )

    def _converted(self, place: int, column: Collection[Any]) -> Collection[Any]:
        return [_dump(value) for value in column] if place in self._json else column

    def columns(self, states: Iterable[Any]) -> list[Collection[Any]]:
        """Return one list per column, ready for ``unnest``."""
        columns: list[Collection[Any]] = list(zip(*map(self._values, states), strict=True))
        return [self._converted(place, column) for place, column in enumerate(columns)]

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
