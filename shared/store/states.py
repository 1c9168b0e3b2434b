"""How a state becomes a row: one frozen dataclass, one table, columns named like its fields."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table


@dataclass(frozen=True, slots=True)
class StoredState:
    """A kind of state and its table. Scalars are columns of their own, anything nested is JSONB.

    The table's single primary-key column is the state's key. A state that is woken by time has a
    nullable, indexed ``due_at`` column.
    """

    kind: type[Any]
    table: Table

    @property
    def key(self) -> str:
        """The name of the key column."""
        (column,) = self.table.primary_key.columns
        return str(column.name)
