"""A verdict for every row of supply files, had without sending anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from deploy.cli.event_files import FoundEvent, UnusableFile
from deploy.cli.offline_verdicts import verdicts
from services.referrals.files.columns import REVISION, Kind
from services.referrals.files.rows import RowEvent, RowFault, event_of_row
from services.referrals.files.table import Table, UnusableTable, read_table

UNDECIDED: Final = "undecided"
"""The verdict on a row about somebody whom only the running region may know."""

_KNOWN_THERE: Final = {"mentor_unknown", "advocate_unknown", "employer_unknown", "nothing_asked"}
_MOST_BYTES: Final = 20_000_000
_THE_SAME_AGAIN: Final = (
    "An unchanged row is not looked at again: when what stood in its way is mended elsewhere, send"
    f" it with a new word in the column '{REVISION}'."
)
_ONLY_THERE: Final = (
    "These files do not say it. The running region may know more: it decides when the row is sent."
)


class RowVerdict(NamedTuple):
    """What is said of a row. Nothing of what the row says is in it.

    ``verdict`` is a receipt's, ``duplicate`` where there would be none, or ``undecided``; ``id`` is
    that of the event that the row is sent as, if it can be.
    """

    file: str
    line: int
    id: str
    verdict: str
    code: str
    column: str = ""
    rule: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row, its event if it makes one, and what is said of it before it is sent."""

    kind: Kind
    event: RowEvent | None
    verdict: RowVerdict

    @property
    def is_sound(self) -> bool:
        """Whether nothing that can be known here stands in the row's way."""
        return self.verdict.verdict in ("accepted", UNDECIDED)

    @property
    def is_well(self) -> bool:
        """Whether the row does what it means to do: a second copy of another row does, too."""
        return self.is_sound or self.verdict.code == "same_event_again"

    def answered(self, receipt: Mapping[str, Any]) -> RowVerdict:
        """Return what the running region said of it."""
        hint = receipt["hint"]
        if receipt["verdict"] != "accepted":
            hint = f"{hint} {_THE_SAME_AGAIN}"
        return self.verdict._replace(
            verdict=receipt["verdict"],
            code=receipt["code"],
            column=self.kind.column_at(receipt["pointer"]),
            rule=receipt["rule"],
            hint=hint,
        )


class _Found(NamedTuple):
    file: str
    line: int
    kind: Kind
    made: RowEvent | RowFault


def judge_rows(
    files: Sequence[str], kind: str, sender: str, region: str, now: datetime
) -> list[JudgedRow]:
    """Return every row of these files with its verdict, in order. Raises ``UnusableFile``.

    The files are taken one after the other, so that clearances find mentors in a file before.
    """
    found = [
        _Found(name, row.line, table.kind, event_of_row(table.kind, row, sender))
        for name in files
        for table in [_table(name, kind)]
        for row in table.rows
    ]
    return list(_judged(found, region, now))


def _table(name: str, kind: str) -> Table:
    try:
        with Path(name).open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise UnusableFile(f"{name}: is larger than {_MOST_BYTES:,} bytes; send it in pieces")
        return read_table(content, kind)
    except OSError as error:
        raise UnusableFile(f"{name}: cannot be read ({error.strerror}); check the path") from error
    except UnusableTable as error:
        raise UnusableFile(f"{name}: {error}") from None


def _judged(found: Sequence[_Found], region: str, now: datetime) -> Iterable[JudgedRow]:
    events = (
        FoundEvent(row.file, row.line, row.made.value)
        for row in found
        if isinstance(row.made, RowEvent)
    )
    answers = verdicts(events, region, now)
    for file, line, kind, made in found:
        if isinstance(made, RowFault):
            column, code, hint = made
            verdict = RowVerdict(file, line, "", "rejected", code, column, hint=hint)
            yield JudgedRow(kind, None, verdict)
            continue
        said = next(answers)
        column = kind.column_at(said.pointer)
        verdict = RowVerdict(
            file, line, made.event_id, said.verdict, said.code, column, said.rule, said.hint
        )
        if said.code in _KNOWN_THERE:
            verdict = verdict._replace(verdict=UNDECIDED, hint=_ONLY_THERE)
        yield JudgedRow(kind, made, verdict)
