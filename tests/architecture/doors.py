"""A service's two doors as the code has them: what it hears, and what it builds to announce."""

from importlib import import_module
from uuid import UUID

from shared.contracts.catalogue import FACTS
from shared.contracts.fact import Fact
from shared.runtime.subscriptions import Subscriptions
from tests.architecture.repository import ROOT, called, calls

BY_NAME: dict[str, type[Fact]] = {fact.__name__: fact for fact in FACTS.values()}


def table_of(service: str) -> Subscriptions:
    """Everything that a service reacts to."""
    door = import_module(f"services.{service}.subscribes")
    made = door.listens_to(_nobody) if hasattr(door, "listens_to") else door.LISTENS_TO
    assert isinstance(made, Subscriptions)
    return made


def built_by(service: str) -> set[type[Fact]]:
    """The facts whose contracts a service's door out builds."""
    doors = (ROOT / "services" / service).glob("publishes*.py")
    names = {called(call).rpartition(".")[2] for door in doors for call in calls(door)}
    return {BY_NAME[name] for name in names & BY_NAME.keys()}


def _nobody(*_reference: str) -> UUID:
    raise AssertionError("reading a table identifies nobody")
