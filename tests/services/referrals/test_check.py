"""``./inroads check``: the running system's verdicts on a file, before anything is sent."""

import io
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest

from deploy.cli import check

SAMPLES = Path(__file__).parents[3] / "shared/contracts/samples/inbound"
EXAMPLE = json.loads((SAMPLES / "referral-submitted.json").read_text())

Answers = list[dict[str, Any]]


class Checked:
    """Runs the command as a sender would, on 4 March 2019."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.said = self.complained = ""

    def run(self, *arguments: str | Path) -> int:
        parser = ArgumentParser(prog="inroads check")
        check.add_arguments(parser)
        code = check.run(parser.parse_args(["--on", "2019-03-04", *map(str, arguments)]))
        self.said, self.complained = self._capsys.readouterr()
        return code

    def answers(self, *arguments: str | Path) -> Answers:
        self.run("--json", *arguments)
        return [json.loads(line) for line in self.said.splitlines()]


@pytest.fixture
def checked(capsys: pytest.CaptureFixture[str]) -> Checked:
    return Checked(capsys)


def an_event(number: int, **data: object) -> dict[str, Any]:
    event: dict[str, Any] = EXAMPLE | {"id": f"event-{number}", "data": EXAMPLE["data"] | data}
    return event


def write(path: Path, *events: object) -> Path:
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
    return path


def test_samples_for_senders_get_the_verdict_that_they_show(checked: Checked) -> None:
    assert checked.run(SAMPLES / "referral-submitted.json") == check.ALL_WELL
    assert checked.run(SAMPLES / "one-of-each.jsonl") == check.ALL_WELL
    assert "7 events: 7 accepted" in checked.said
    assert checked.run(SAMPLES / "valid-and-invalid.jsonl") == check.SOME_REFUSED
    summary = "15 events: 1 accepted, 11 rejected, 2 quarantined, 1 duplicate"
    assert summary in checked.said


def test_a_line_says_where_what_why_and_what_to_do(checked: Checked, tmp_path: Path) -> None:
    file = write(tmp_path / "today.jsonl", an_event(1), an_event(2, area="Hackney"))
    checked.run(file)
    good, bad, summary = checked.said.splitlines()
    assert good == f"{file}:1  event-1  accepted  referral_accepted  -  p7k2@3  -"
    assert bad.startswith(
        f"{file}:2  event-2  rejected  schema_invalid  /data/area  -  Give a local"
    )
    assert summary == "2 events: 1 accepted, 1 rejected, 0 quarantined, 0 duplicate"


def test_items_of_a_list_are_found_at_their_lines(checked: Checked, tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text(json.dumps([an_event(1), an_event(2, reference="R-2")], indent=1))
    first, second = checked.answers(file)
    assert (first["line"], second["line"]) == (2, file.read_text().splitlines().index(" {", 3) + 1)
    assert (first["id"], second["id"]) == ("event-1", "event-2")
    assert first["verdict"] == second["verdict"] == "accepted"


def test_a_malformed_line_is_an_event_that_is_quarantined(checked: Checked, tmp_path: Path) -> None:
    file = tmp_path / "torn.jsonl"
    file.write_bytes(
        b'\n{"specversion": "1.0", "id"\n\xff\xfe\n' + json.dumps(an_event(1)).encode()
    )
    answers = checked.answers(file)
    assert [a["line"] for a in answers] == [2, 3, 4]
    assert [a["verdict"] for a in answers] == ["quarantined", "quarantined", "accepted"]


def test_the_same_event_again_gets_no_second_receipt(checked: Checked, tmp_path: Path) -> None:
    file = write(tmp_path / "today.jsonl", an_event(1))
    again = tmp_path / "again.json"
    again.write_text(json.dumps(an_event(1), indent=4))
    assert checked.run(file, again) == check.ALL_WELL
    assert "The same event again: no second receipt." in checked.said
    assert f"{again}:1" in checked.said


def test_an_id_used_for_two_events_is_a_loss_and_fails(checked: Checked, tmp_path: Path) -> None:
    file = write(tmp_path / "today.jsonl", an_event(1), an_event(1, reference="R-2"))
    assert checked.run(file) == check.SOME_REFUSED
    assert "id_used_twice" in checked.said


def test_order_counts_over_batches_and_files(checked: Checked, tmp_path: Path) -> None:
    many = [an_event(n, reference=f"R-{n}") for n in range(501)]
    withdrawal = an_event(900) | {
        "type": "inroads.withdrawal.submitted.v1",
        "data": {"reference": "R-0", "programme": "p7k2", "office": "HCK01", "reason": "moved"},
    }
    first = write(tmp_path / "first.jsonl", *many)
    second = write(tmp_path / "second.jsonl", withdrawal)
    assert checked.run(first, second) == check.ALL_WELL
    assert "502 events: 502 accepted" in checked.said
    assert checked.run(second) == check.SOME_REFUSED
    assert "Only the referrals in these files are known here." in checked.said


def test_standard_input_may_be_a_document_or_lines(
    checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [json.dumps(an_event(n, reference=f"R-{n}")) for n in (1, 2)]
    for text in ("\n".join(events), f"[{','.join(events)}]"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert [a["id"] for a in checked.answers("-")] == ["event-1", "event-2"]


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("bare.json", json.dumps(EXAMPLE["data"]), "put it into an envelope"),
        ("torn.json", '{"specversion"\n "1.0"}', "torn.json:2, column 2"),
        ("empty.jsonl", " \n", "there is nothing in it"),
        ("table.csv", "a,b", "name it .json (one event or a list) or .jsonl"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_do(
    checked: Checked, tmp_path: Path, name: str, text: str, hint: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    assert checked.run(file) == check.USAGE
    assert hint in checked.complained


def test_a_missing_file_is_named(checked: Checked, tmp_path: Path) -> None:
    assert checked.run(tmp_path / "gone.json") == check.USAGE
    assert "gone.json: cannot be read (No such file or directory)" in checked.complained


def test_the_day_decides_which_phase_is_open(checked: Checked, tmp_path: Path) -> None:
    file = write(tmp_path / "leicester.jsonl", an_event(1, area="E06000016"))
    assert checked.run(file) == check.SOME_REFUSED
    assert checked.run(file, "--on", "2019-04-01") == check.ALL_WELL


@pytest.mark.parametrize("arguments", [["--on", "tomorrow"], ["--region", "Greater London"], []])
def test_a_wrong_command_is_a_usage_error(
    checked: Checked, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        checked.run(*arguments)
    assert ended.value.code == check.USAGE
    assert "usage: inroads check" in capsys.readouterr().err


def test_what_is_said_of_schools_gets_the_verdicts_of_the_front_door(
    checked: Checked, tmp_path: Path
) -> None:
    about = {"programme": "h6r5", "school": "137052", "reference": "r-1"}
    asked = {
        "area": "E06000023",
        "school_kind": "pupil_referral_unit",
        "kind": "cv_writing",
        "years": "key_stage_4",
        "group_size": 8,
        "earliest": "2019-03-11",
        "latest": "2019-03-29",
    }
    comes = {"programme": "h6r5", "organization": "JCPBRI", "reference": "o-1"}
    offered = {"by": "adviser", "areas": ["E06000023"], "kinds": ["cv_writing"], "per_month": 4}
    said = [
        ("offer-submitted", comes | offered),
        ("request-submitted", about | asked),
        ("request-submitted", about | asked | {"reference": "r-2", "kind": "goal_setting"}),
        ("request-submitted", about | asked | {"reference": "r-3", "group_size": 0}),
        ("recall-submitted", about | {"reason": "changed"}),
        ("recall-submitted", about | {"reason": "changed"}),
        ("retreat-submitted", comes | {"reason": "left"}),
    ]
    file = tmp_path / "schools.jsonl"
    events = [
        EXAMPLE | {"id": f"s-{n}", "type": f"inroads.school.{kind}.v1", "data": data}
        for n, (kind, data) in enumerate(said)
    ]
    file.write_text("\n".join(map(json.dumps, events)))
    assert [(one["code"], one["pointer"]) for one in checked.answers(file)] == [
        ("school_offer_admitted", ""),
        ("request_accepted", ""),
        ("kind_not_in_programme", "/data/kind"),
        ("schema_invalid", "/data/group_size"),
        ("request_withdrawn", ""),
        ("request_over", "/data/reference"),
        ("retreat_noted", ""),
    ]
