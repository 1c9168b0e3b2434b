"""``./inroads supply``: every row of a file gets a verdict, which repeats nothing of the row."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.cli import supply_steps
from deploy.cli.__main__ import main
from deploy.cli.event_files import FoundEvent
from deploy.cli.offline_verdicts import verdicts
from deploy.cli.supply_verdicts import JudgedRow, judge_rows
from services.referrals.files import rows
from services.referrals.files.columns import KINDS, Kind
from services.referrals.files.examples import example_of
from services.referrals.files.rows import RowEvent, event_of_row
from services.referrals.files.table import UnusableTable, read_table
from shared.clock import SystemClock
from shared.contracts.fact import Part
from shared.ids import uuid7
from shared.privacy.canary import CANARIES, scan

HEADER = "reference,programme,organization,area,may_share,may_contact,consent_on,name,email,phone"
ROW = "{0},q4m8,ONEMM,E08000025,yes,yes,2026-02-16,Example Mentor,mentor@example.org,07700 900123"
DAYS = {"offers": "2019-03-05"}


class Supplied:
    """Runs the command as an organization would, on 2 March 2026."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capsys, self._folder = capsys, folder
        self.said = self.complained = ""

    def file(self, content: str | bytes, name: str = "mentors.csv") -> Path:
        file = self._folder / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def run(self, *words: str | Path, on: str = "2026-03-02") -> int:
        code = main(["supply", *map(str, words), "--on", on])
        self.said, self.complained = self._capsys.readouterr()
        return code

    def verdicts(self, content: str | bytes) -> list[dict[str, Any]]:
        self.run("check", "--json", self.file(content))
        return [json.loads(line) for line in self.said.splitlines()]

    def codes(self, content: str | bytes) -> list[tuple[str, str]]:
        return [(said["column"], said["code"]) for said in self.verdicts(content)]


@pytest.fixture
def supplied(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Supplied:
    return Supplied(capsys, tmp_path)


def mentors(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_of_every_kind_is_taken(supplied: Supplied, kind: str) -> None:
    file = supplied.file(example_of(kind))
    assert supplied.run("check", file, on=DAYS.get(kind, "2026-03-02")) == 0, supplied.said
    assert "0 rejected" in supplied.said


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_field_of_a_submission_has_a_column_and_no_column_is_of_nothing(kind: Kind) -> None:
    def fields(part: type[Part], at: str = "") -> dict[str, bool]:
        found: dict[str, bool] = {}
        for name, field in part.model_fields.items():
            inner = [t for t in (field.annotation, *getattr(field.annotation, "__args__", ())) if t]
            parts = [t for t in inner if isinstance(t, type) and issubclass(t, Part)]
            if parts:
                found |= fields(parts[0], f"{at}{name}/")
            else:
                found[f"{at}{name}"] = field.is_required()
        return found

    columns = {column.field: column.needed for column in kind.columns}
    declared = fields(kind.contract)
    assert columns.keys() == declared.keys()
    assert {f for f in declared if declared[f]} - {"contact/name"} == {
        f for f in columns if columns[f]
    }


def test_every_row_is_judged_at_its_line_and_column_in_the_words_of_check(
    supplied: Supplied,
) -> None:
    file = supplied.file(
        mentors(ROW.format("om-1"), ROW.format("om-2").replace("2026-02-16", "soon"), "")
    )
    assert supplied.run("check", file) == 1
    good, bad, summary = supplied.said.splitlines()
    assert good == f"{file}:2  -  accepted  mentor_admitted  q4m8@2  -"
    assert bad.startswith(f"{file}:3  consent_on  rejected  schema_invalid  -  Give a date as YYYY")
    assert summary == "2 rows: 1 accepted, 1 rejected"


def test_lines_are_counted_as_an_editor_counts_them(supplied: Supplied) -> None:
    two_lines = ROW.format("om-1").replace("Example Mentor", '"Example\nMentor"')
    said = supplied.verdicts(mentors(two_lines, ",,,,,,,,,", ROW.format("om-2")))
    assert [row["line"] for row in said] == [2, 5]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(",", " , ").replace(
            "Example Mentor", "\u00a0Example Mentor\u00a0"
        ),
        lambda text: text.replace("yes", "TRUE"),
        lambda text: text.replace("organization", "Organisation").replace("may_share", "May share"),
        lambda text: text.replace("\n", ",,\n"),
    ],
    ids=["mark", "semicolons", "tabs", "windows", "spaces", "true", "british", "empty columns"],
)
def test_what_spreadsheets_do_to_a_file_changes_nothing(
    supplied: Supplied, spoil: Callable[[str], str | bytes]
) -> None:
    plain = supplied.verdicts(mentors(ROW.format("om-1")))
    assert supplied.verdicts(spoil(mentors(ROW.format("om-1")))) == plain
    assert plain[0]["verdict"] == "accepted"


@pytest.mark.parametrize("day", ["31/12/2025", "1/2/26", "31.12.2025", "16-Feb-26", "46069"])
def test_a_date_as_a_spreadsheet_shows_it_is_told_and_never_guessed(
    supplied: Supplied, day: str
) -> None:
    (said,) = supplied.verdicts(mentors(ROW.format("om-1").replace("2026-02-16", day)))
    assert (said["column"], said["code"]) == ("consent_on", "date_in_other_form")
    assert "YYYY-MM-DD" in said["hint"]


@pytest.mark.parametrize("cell", ['=HYPERLINK("x")', "@SUM(A1)", "-1+1", "+cmd|' /C calc'!A0"])
def test_a_formula_goes_no_further(supplied: Supplied, cell: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    row = ROW.format("om-1").replace("Example Mentor", quoted)
    assert supplied.codes(mentors(row)) == [("name", "formula_in_cell")]


def test_a_telephone_number_may_begin_with_a_plus_and_is_not_shortened(supplied: Supplied) -> None:
    row = ROW.format("om-1")
    assert supplied.codes(mentors(row.replace("07700 900123", "+44 7700 900123"))) == [
        ("", "mentor_admitted")
    ]
    assert supplied.codes(mentors(row.replace("07700 900123", "4.47701E+11"))) == [
        ("phone", "number_in_other_form")
    ]


def test_a_time_without_an_offset_is_on_londons_clocks() -> None:
    text = example_of("offers").replace("2019-03-20 10:00", "2019-06-20 10:00")
    table = read_table(text.encode())
    made = event_of_row(table.kind, table.rows[0], "/host/x")
    assert isinstance(made, RowEvent)
    said = json.loads(made.value)["data"]
    assert said["first_session_at"] == "2019-06-20T10:00:00+01:00"
    assert said["confirm_by"] == "2019-03-15T17:00:00+00:00"


def test_a_row_with_more_cells_than_columns_is_told(supplied: Supplied) -> None:
    assert supplied.codes(mentors(ROW.format("om-1") + ",more")) == [("", "row_has_more_cells")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "nothing in it"),
        (ROW.format("om-1"), "does not show what kind"),
        (mentors().replace("email", "e_mail"), "line 1, column 9: .* is 'email' meant"),
        (mentors().replace(",area", ""), "has to have area"),
        (mentors().replace("phone", "email"), "'email' is there twice"),
        (mentors(ROW.format("a"), 'b,"never closed'), "row on line 3"),
        (mentors(ROW.format("a").replace("Example", "Ex\xe4mple")).encode("latin-1"), "line 2"),
        (mentors().encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_what_to_do(
    supplied: Supplied, content: str | bytes, words: str
) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(UnusableTable, match=words):
        read_table(raw)
    assert supplied.run("check", supplied.file(content)) == 2
    assert supplied.said == ""


def judged(*files: Path, sender: str = "/organisation/ONEMM") -> list[JudgedRow]:
    return judge_rows([str(file) for file in files], "", sender, "london", SystemClock().now())


def ids_of(rows: list[JudgedRow]) -> list[str]:
    return [row.event.event_id for row in rows if row.event]


def test_the_same_row_of_the_same_sender_is_the_same_event_and_any_change_is_another(
    supplied: Supplied,
) -> None:
    file = supplied.file(mentors(ROW.format("om-1"), ROW.format("om-2")))
    first = ids_of(judged(file))
    turned = supplied.file(mentors(ROW.format("om-2"), ROW.format("om-1")), "turned.csv")
    assert ids_of(judged(turned)) == first[::-1]
    assert not {*first} & {*ids_of(judged(file, sender="/organisation/OTHER"))}
    changed = supplied.file(mentors(ROW.format("om-1").replace("E08000025", "E08000029")), "c.csv")
    assert not {*first} & {*ids_of(judged(changed))}
    assert first[0] != first[1]


def second_time(file: Path) -> set[str]:
    """What a region says that gets all events of a file, and then all of them again."""
    events = [
        FoundEvent("sent", at, row.event.value)
        for at, row in enumerate([*judged(file), *judged(file)])
        if row.event
    ]
    said = [verdict.code for verdict in verdicts(events, "london", SystemClock().now())]
    return {*said[len(said) // 2 :]}


def test_a_file_sent_twice_counts_once(supplied: Supplied) -> None:
    assert second_time(supplied.file(mentors(ROW.format("om-1"), ROW.format("om-2")))) == {
        "same_event_again"
    }


def test_planted_bug_an_id_that_is_drawn_anew_counts_a_file_twice(
    supplied: Supplied, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "derived", lambda *_parts: uuid7())
    assert second_time(supplied.file(mentors(ROW.format("om-1")))) == {"mentor_admitted"}


def test_a_new_word_in_the_column_revision_says_the_same_once_more(supplied: Supplied) -> None:
    text = example_of("steps")
    first = ids_of(judged(supplied.file(text)))
    again = ids_of(judged(supplied.file(text.replace("2026-03", "2026-05"))))
    assert [a == b for a, b in zip(first, again, strict=True)] == [True, True, True, False]


def test_a_copy_of_a_row_above_is_no_fault(supplied: Supplied) -> None:
    file = supplied.file(mentors(ROW.format("om-1"), ROW.format("om-1")))
    assert supplied.run("check", file) == 0
    assert "1 accepted, 0 rejected, 1 duplicate" in supplied.said


def test_whoever_is_not_in_the_files_may_be_known_in_the_region(supplied: Supplied) -> None:
    steps = supplied.file(example_of("steps"), "steps.csv")
    assert supplied.run("check", steps) == 0
    assert "4 undecided" in supplied.said
    assert supplied.run("check", supplied.file(example_of("mentors")), steps) == 0
    assert "6 accepted" in supplied.said


def test_nothing_is_sent_by_a_dry_run_or_when_it_is_all_or_nothing(
    supplied: Supplied, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("INROADS_KAFKA", raising=False)
    file = supplied.file(mentors(ROW.format("om-1"), ROW.format("om-2").replace("q4m8", "q4m9")))
    send: list[str | Path] = ["send", file, "--region", "london", "--sender", "/organisation/ONEMM"]
    assert supplied.run(*send, "--dry-run") == 1  # no Kafka is named: it would say so
    assert "nothing was sent. 1 would be" in supplied.said
    assert supplied.run(*send, "--all-or-nothing") == 1
    assert "Nothing was sent: 1 of the rows" in supplied.said
    assert supplied.run(*send) == 2
    assert "Which Kafka?" in supplied.complained


def test_no_verdict_and_no_complaint_repeats_what_a_row_says(supplied: Supplied) -> None:
    personal = [made.value for made in CANARIES.values()]
    cells = HEADER.split(",")
    rows = []
    for at in range(len(cells)):
        for value in (*personal, f"={personal[0]}"):
            row = ROW.format("om-1").split(",")
            row[at] = f'"{value}"'
            rows.append(",".join(row))
    supplied.run("check", supplied.file(mentors(*rows)))
    assert len(supplied.said.splitlines()) == len(rows) + 1
    assert not scan((supplied.said + supplied.complained).encode())
    supplied.run("check", "--json", supplied.file(mentors(*rows)))
    assert not scan((supplied.said + supplied.complained).encode())
    for spoilt in (mentors(rows[0] + ',"'), rows[0], mentors().replace("email", personal[0])):
        assert supplied.run("check", supplied.file(spoilt)) == 2
        assert not scan((supplied.said + supplied.complained).encode())


def test_every_step_has_its_words(supplied: Supplied, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in KINDS:
        assert main(["supply", "columns", kind]) == 0
        assert main(["supply", "example", kind]) == 0
        assert "reference" in capsys.readouterr().out
    assert {*supply_steps.STEPS} == {"check", "send", "example", "columns"}
