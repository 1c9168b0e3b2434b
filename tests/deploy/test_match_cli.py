"""`./inroads match`: from a problem's file to a solution, its proof, its reasons and its report."""

import json
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from deploy.cli.__main__ import main
from deploy.cli.match import ACTIONS, Action
from services.matching.optimization.problem.kinds import KINDS
from services.matching.optimization.problem.schema import EXAMPLES, SCHEMA_FILE

ROOT = Path(__file__).parents[2]


class Said(NamedTuple):
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


def match(*words: str | Path, said: str = "") -> Said:
    """Run the command in this process, which has loaded the solvers already."""
    streams = [TextIOWrapper(BytesIO(said.encode()))]
    streams += [TextIOWrapper(BytesIO(), write_through=True) for _ in range(2)]
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        code = main(["match", *map(str, words)])
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
    out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])
    return Said(code, out, err)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, each solved once."""
    here = tmp_path_factory.mktemp("match")
    for kind in KINDS:
        (here / f"{kind}.json").write_bytes((EXAMPLES / f"{kind}.json").read_bytes())
        solved = match("solve", "--in", here / f"{kind}.json", "--out", here / f"{kind}.out")
        assert solved.returncode == 0, solved.stderr
    return here


def of(folder: Path, kind: str) -> list[str | Path]:
    return ["--in", folder / f"{kind}.json", "--solution", folder / f"{kind}.out"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_is_solved_with_its_proof(folder: Path, kind: str, tmp_path: Path) -> None:
    out = tmp_path / "solution.json"
    solved = match("solve", "--in", folder / f"{kind}.json", "--out", out, "--json")
    summary: dict[str, Any] = json.loads(solved.stdout)
    document = json.loads(out.read_bytes())
    assert summary["placed"] == len(document["pairs"]) > 0
    assert summary["placed"] + summary["unplaced"] == summary["people"]
    assert summary["certificate"]["optimal"]
    assert out.read_bytes() == (folder / f"{kind}.out").read_bytes(), "the same bytes again"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("kind", KINDS)
def test_a_solution_is_sound_and_a_forged_one_is_not(
    folder: Path, kind: str, tmp_path: Path
) -> None:
    sound = match("check", *of(folder, kind))
    assert (sound.returncode, sound.stdout[:5]) == (0, "Sound")
    forged = json.loads((folder / f"{kind}.out").read_bytes())
    forged["pairs"][0]["value"] += 1
    forged["certificate"]["value"] += 1
    file = tmp_path / "forged.json"
    file.write_text(json.dumps(forged))
    found = match("check", "--in", folder / f"{kind}.json", "--solution", file)
    assert found.returncode == 1
    assert found.stdout.startswith("Not sound")
    assert "Do not publish this solution." in found.stdout
    as_json = match("check", "--in", folder / f"{kind}.json", "--solution", file, "--json")
    assert json.loads(as_json.stdout)["faults"]


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_has_a_reason(folder: Path, kind: str) -> None:
    problem = json.loads((folder / f"{kind}.json").read_bytes())
    said = match("explain", *of(folder, kind))
    assert said.returncode == 0, said.stderr
    for person in problem["people"]:
        assert f"\n{person['id']} " in f"\n{said.stdout}"
    *lines, gaps = map(
        json.loads, match("explain", *of(folder, kind), "--json").stdout.splitlines()
    )
    assert [line["person"] for line in lines] == [person["id"] for person in problem["people"]]
    assert {"gaps", "beyond"} == gaps.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_only_those_without_a_place_and_what_recruitment_could_close(
    folder: Path, kind: str
) -> None:
    unplaced = json.loads((folder / f"{kind}.out").read_bytes())["unplaced"]
    said = match("explain", *of(folder, kind), "--unplaced").stdout
    assert said.count(" has no place.") == len(unplaced) > 0
    assert "What recruitment could close:\n  " in said


def test_one_person_is_explained(folder: Path) -> None:
    said = match("explain", *of(folder, "one_to_one"), "--person", "yp-03").stdout
    assert said.startswith("yp-03 has no place.")
    assert "the two share no language" in said
    assert "recruitment" not in said
    unknown = match("explain", *of(folder, "one_to_one"), "--person", "yp-99")
    assert unknown.returncode == 2
    assert "nobody in it has the id 'yp-99'; check the id, or leave --person out" in unknown.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_a_page_and_its_figures(folder: Path, kind: str, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    said = match("report", *of(folder, kind), "--out", page, "--json")
    assert json.loads(said.stdout)["kind"] == kind
    assert "<h1>" in page.read_text("utf-8")


def test_a_report_by_groups_with_what_the_bonus_does(folder: Path, tmp_path: Path) -> None:
    groups, page = tmp_path / "groups.json", tmp_path / "report.html"
    groups.write_text(json.dumps({f"yp-0{n}": {"home": "town"} for n in range(1, 7)}))
    words = ["report", *of(folder, "one_to_one"), "--groups", groups, "--bonus", "--out", page]
    said = match(*words, "--title", "Mentors in autumn")
    assert said.returncode == 0, said.stderr
    assert f"Written to {page}; open it in a browser." in said.stdout
    text = page.read_text("utf-8")
    assert "Mentors in autumn" in text
    assert "What the bonus for few options does" in text
    assert "By home" in text


def test_two_solutions_are_compared_before_publishing(folder: Path, tmp_path: Path) -> None:
    document = json.loads((folder / "one_to_one.json").read_bytes())
    document["mentors"][1]["paused"] = True
    changed, later = tmp_path / "problem.json", tmp_path / "later.json"
    changed.write_text(json.dumps(document))
    match("solve", "--in", changed, "--out", later)
    said = match("compare", folder / "one_to_one.out", later)
    assert said.returncode == 0
    assert "m-02 ->" in said.stdout
    found = json.loads(match("compare", folder / "one_to_one.out", later, "--json").stdout)
    assert found["value_after"] < found["value_before"]
    same = match("compare", later, later)
    assert same.stdout == "Nothing changes for anybody.\n"
    other = match("compare", later, folder / "circles.out")
    assert other.returncode == 2
    assert "give two of the same kind" in other.stderr


def test_an_example_can_be_piped_into_the_solver() -> None:
    inroads = f"{sys.executable} -m deploy.cli match"
    piped = f"{inroads} example circles | {inroads} solve --in - --out -"
    solved = subprocess.run(
        piped, shell=True, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert solved.returncode == 0
    assert json.loads(solved.stdout)["kind"] == "circles"
    assert "with a place" in solved.stderr, "words go where they do not disturb"


def test_the_schema_is_printed() -> None:
    assert match("schema").stdout == SCHEMA_FILE.read_text("utf-8")


def test_all_mistakes_in_a_problem_are_told_with_their_places(tmp_path: Path) -> None:
    file = tmp_path / "wrong.json"
    file.write_text('{"kind": "circles", "as_of": "today", "people": [], "color": "red"}')
    said = match("solve", "--in", file, "--out", tmp_path / "out.json")
    assert said.returncode == 2
    assert "wrong.json is no usable problem file, 3 mistakes:" in said.stderr
    assert "  /as_of: give a day as YYYY-MM-DD, such as 2026-09-30\n" in said.stderr
    assert "  /sessions: this field is missing; add it\n" in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "out.json").exists()


def test_a_file_that_is_not_there_and_a_solution_of_something_else(folder: Path) -> None:
    missing = match("solve", "--in", folder / "none.json", "--out", folder / "x.json")
    assert missing.returncode == 2
    assert (
        "none.json: cannot be read (No such file or directory); check the path." in missing.stderr
    )
    nowhere = match("solve", "--in", folder / "circles.json", "--out", folder / "no" / "x.json")
    assert nowhere.returncode == 2
    assert "cannot be written" in nowhere.stderr
    other = match("check", "--in", folder / "circles.json", "--solution", folder / "schools.out")
    assert other.returncode == 2
    assert "give the two files that belong together" in other.stderr


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_every_step_explains_itself_with_an_example(action: Action) -> None:
    said = match(action.name, "--help")
    assert said.returncode == 0
    assert f"example:\n  ./inroads match {action.example}" in said.stdout


SMALL = ["--people", "120", "--months", "1", "--repeats", "1", "--windows", "7", "--floors", "0"]


def test_a_tradeoff_is_measured_shown_and_the_same_again(tmp_path: Path) -> None:
    page = tmp_path / "tradeoff.html"
    said = match("tradeoff", *SMALL, "--json", "--out", page)
    assert said.returncode == 0, said.stderr
    found = json.loads(said.stdout)
    assert said.stdout == match("tradeoff", *SMALL, "--json").stdout
    settings = [
        (s["setting"]["every_days"], s["setting"]["quality_floor"]) for s in found["settings"]
    ]
    chosen = (found["chosen"]["every_days"], found["chosen"]["quality_floor"])
    assert chosen in settings, "what the programme has set is always shown"
    assert (7, 0) in settings
    assert "How long people wait" in page.read_text("utf-8")
    picture = tmp_path / "tradeoff.svg"
    told = match("tradeoff", *SMALL, "--out", picture).stdout
    assert "\nChosen: " in told
    assert picture.read_text("utf-8").lstrip().startswith("<svg")


def test_a_tradeoff_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    unknown = match("tradeoff", "--programme", "p7k2")
    assert unknown.returncode == 2
    assert "no programme with the code 'p7k2' matches one to one; use one of q4m8" in unknown.stderr
    other = match("tradeoff", "--out", tmp_path / "tradeoff.png")
    assert other.returncode == 2
    assert "a page ends in .html and a picture in .svg" in other.stderr
    assert match("tradeoff", "--windows", "daily").returncode == 2
