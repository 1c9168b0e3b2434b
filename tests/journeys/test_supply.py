"""Who helps comes in by file: every row is answered, and a file sent twice changes nothing."""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.cli.__main__ import main
from deploy.local.ports import free_port
from shared.contracts.referrals import MentorAdmitted, MentorCleared, ReceiptIssued
from shared.contracts.streams import Stream
from shared.privacy.canary import canary
from tests.conftest import OpensRegion
from tests.support import databases
from tests.support.canaries import where_canaries_are
from tests.support.regions import RunningRegion
from tests.support.settling import settle

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SENDER, TOKEN = "/organisation/ONEMM", secrets.token_urlsafe(32)
PORT = str(free_port())
HEADER = "reference;programme;organisation;area;may_share;may_contact;consent_on;name;email;slots"


@pytest.fixture(scope="module")
def midlands(open_region: OpensRegion) -> Iterator[RunningRegion]:
    served = {f"{name}_HTTP_PORT": "0" for name in ("REFERRALS", "MATCHING")}
    door = {"REFERRALS_DOOR_TOKENS": json.dumps({SENDER: TOKEN}), "REFERRALS_DOOR_PORT": PORT}
    more = {"extra": served | door}
    settings: dict[str, Any] = {"simulated_from": MONDAY, "live": ("q4m8",)} | more
    with open_region(services=("referrals", "matching"), **settings) as opened:
        yield opened


class Desk:
    """Somebody at an organization who has spreadsheets, and a terminal."""

    def __init__(
        self, region: RunningRegion, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._region, self._folder, self._capsys = region, folder, capsys

    def mentors(self, name: str, *, bad: int) -> Path:
        """A spreadsheet of ten, as it is saved; the consent of one has a date that nobody wrote."""
        rows = [
            f"{name}-{number};q4m8;ONEMM;E08000025 ;yes;TRUE;"
            f"{'16/02/2026' if number == bad else '2026-02-16'};"
            f"{canary('name')};{canary('email')};tue-evening sat-morning"
            for number in range(10)
        ]
        return self.file(f"{name}.csv", HEADER, *rows)

    def file(self, name: str, *lines: str) -> Path:
        file = self._folder / name
        file.write_bytes(b"\xef\xbb\xbf" + "\r\n".join([*lines, ""]).encode())
        return file

    def sends(self, *files: Path) -> tuple[int, list[dict[str, Any]], str]:
        """Send the files; return the exit code, the verdicts and what else was said."""
        region = self._region
        where = ["--kafka", region.region.kafka, "--region", region.code, "--sender", SENDER]
        options = ["--on", "2026-03-02", "--json"]
        code = main(["supply", "send", *map(str, files), *where, *options])
        said, aside = self._capsys.readouterr()
        settle(region)
        return code, [json.loads(line) for line in said.splitlines()], aside

    def posts(self, file: Path) -> dict[str, Any]:
        """Send a file of mentors by HTTP and return what was answered."""
        answer = httpx.post(
            f"http://127.0.0.1:{PORT}/supply/mentors",
            content=file.read_bytes(),
            headers={"content-type": "text/csv", "authorization": f"Bearer {TOKEN}"},
        )
        assert answer.status_code == 200, answer.text
        settle(self._region)
        said: dict[str, Any] = answer.json()
        return said

    def told(self, stream: Stream, type_: str) -> int:
        return len(self._region.log().distinct(stream, type_))

    def in_matching(self) -> list[dict[str, Any]]:
        url = self._region.region.databases["matching"]
        return databases.rows(url, "SELECT * FROM mentors ORDER BY mentor_id")


@pytest.fixture
def desk(midlands: RunningRegion, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(midlands, tmp_path, capsys)


def test_nine_of_ten_become_mentors_one_is_told_why_not_and_the_file_sent_twice_changes_nothing(
    desk: Desk, midlands: RunningRegion
) -> None:
    file = desk.mentors("spring", bad=6)
    code, verdicts, aside = desk.sends(file)
    assert code == 1
    assert [said["line"] for said in verdicts] == [*range(2, 12)]
    (bad,) = [said for said in verdicts if said["verdict"] != "accepted"]
    assert (bad["line"], bad["column"], bad["code"]) == (8, "consent_on", "date_in_other_form")
    assert "9 sent, 1 left out" in aside
    known = desk.in_matching()
    assert len(known) == 9

    receipts = desk.told(Stream.RECEIPTS, ReceiptIssued.TYPE)
    assert desk.sends(file) == (code, verdicts, aside)
    assert desk.in_matching() == known
    assert desk.told(Stream.MENTORS, MentorAdmitted.TYPE) == 9
    assert desk.told(Stream.RECEIPTS, ReceiptIssued.TYPE) == receipts == 9
    assert where_canaries_are(midlands) == {}


def test_a_clearance_finds_the_mentor_of_a_file_before_and_who_is_unknown_is_told(
    desk: Desk,
) -> None:
    columns = "reference;programme;organisation;kind;issuer;nation;checked_on;recheck_by"
    check = "q4m8;ONEMM;enhanced_dbs_children;dbs;england;2026-02-01;2029-02-01"
    mentors = desk.mentors("summer", bad=-1)
    clearances = desk.file("checks.csv", columns, f"summer-1;{check}", f"nobody;{check}")
    code, verdicts, _ = desk.sends(mentors, clearances)
    assert code == 1
    assert [said["verdict"] for said in verdicts] == [*["accepted"] * 11, "rejected"]
    assert (verdicts[-1]["column"], verdicts[-1]["code"]) == ("reference", "mentor_unknown")
    assert "'revision'" in verdicts[-1]["hint"]
    assert desk.told(Stream.MENTORS, MentorCleared.TYPE) == 1


def test_a_file_by_http_is_answered_at_once_and_counts_once_by_whatever_door_it_comes_again(
    desk: Desk, midlands: RunningRegion
) -> None:
    file = desk.mentors("autumn", bad=0)
    known = len(desk.in_matching())
    said = desk.posts(file)
    assert [row["line"] for row in said["rows"] if row["verdict"] != "accepted"] == [2]
    assert len(desk.in_matching()) == known + 9
    assert desk.posts(file) == said
    _, verdicts, _ = desk.sends(file)
    assert [row["verdict"] for row in verdicts] == ["rejected", *["accepted"] * 9]
    assert len(desk.in_matching()) == known + 9
    assert where_canaries_are(midlands) == {}
