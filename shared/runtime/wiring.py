"""Putting an engine together on any store: PostgreSQL in service, memory in the simulation."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from shared.ids import uuid7
from shared.privacy.keyring import Keyring
from shared.programmes.load import load_programmes
from shared.runtime.announce import DoorOut, MakesIds
from shared.runtime.engine import Engine
from shared.runtime.held import HoldsBack
from shared.runtime.ports import Store
from shared.runtime.subscriptions import Subscriptions

Job = Callable[[datetime], Awaitable[int]]
"""Something outward that is due by time; returns how much it did (0: nothing left to do now)."""

MakesJobs = Callable[[Engine], Sequence[Job]]
"""Makes a service's jobs on its engine."""


def assemble_engine(
    name: str,
    region: str,
    subscriptions: Subscriptions,
    store: Store,
    keyring: Keyring,
    make_id: MakesIds = uuid7,
) -> Engine:
    """Return a service's engine on any store: PostgreSQL in service, memory in the simulation."""
    is_entry = subscriptions.answers_unreadable is not None
    return Engine(
        subscriptions,
        store,
        DoorOut(region, name, keyring, make_id, is_entry=is_entry),
        HoldsBack(name, keyring),
        programmes=frozenset(programme.code for programme in load_programmes().all),
        is_entry=is_entry,
    )
