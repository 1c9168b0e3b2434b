"""The catalogue as a table for people: every event there is, who says it and who hears it."""

from deploy.catalogue.channels import data_class
from deploy.catalogue.parties import SERVICES, publishers_of, readers_of
from shared.contracts.catalogue import FACTS
from shared.contracts.fact import Fact
from shared.contracts.frozen import Frozen

_HEAD = (
    "| event | publisher | stream | key | readers | class of data |",
    "|---|---|---|---|---|---|",
)


def catalogue_table() -> str:
    """Return the table in Markdown, a row for each event in the order of the catalogue."""
    rows = [*_HEAD, *(_row(fact) for fact in FACTS.values())]
    return "".join(f"{row}\n" for row in rows)


def _row(fact: type[Fact]) -> str:
    versions = Frozen().versions(fact.TYPE)
    newest = list(versions)[-1] if versions else "not frozen"
    event = f"[`{fact.TYPE}`](schemas/{fact.TYPE}/{newest}.json)"
    publishers, readers = _names(publishers_of(fact)), _names(readers_of(fact))
    cells = event, publishers, fact.STREAM.value, fact.KEY, readers, data_class(fact.STREAM)
    return f"| {' | '.join(cells)} |"


def _names(found: list[str]) -> str:
    rest = [name for name in found if name not in SERVICES]
    if len(found) - len(rest) == len(SERVICES):
        return ", ".join(["every service", *rest])
    return ", ".join(found) or "–"
