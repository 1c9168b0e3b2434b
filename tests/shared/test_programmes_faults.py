"""A mistake in a file is found at load, and named with file, place and remedy."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.programmes.faults import ProgrammeError
from shared.programmes.load import AREAS_FILE, AUTHORITIES_FILE, FOLDER, read_programmes

CIRCLES, FUND, SCHOOLS, MENTORS = (
    "mentoring_circles.yaml",
    "flexible_support_fund.yaml",
    "support_for_schools.yaml",
    "mayors_mentors.yaml",
)
Edit = Callable[..., str]


@pytest.fixture
def fault_after(tmp_path: Path) -> Edit:
    """Change one file of a copy of the folder, and return what loading it says."""

    def edit(file: str, old: str, new: str) -> str:
        for path in FOLDER.glob("*.yaml"):
            shutil.copy(path, tmp_path)
        text = (tmp_path / file).read_text(encoding="utf-8")
        assert old in text, f"{file} no longer holds {old!r}"
        (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ProgrammeError) as error:
            read_programmes(tmp_path)
        assert len(error.value.faults) == 1
        return str(error.value)

    return edit


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "remedy"),
    [
        (CIRCLES, "[london]", "[london, lundon]", "/phases/1/areas/1", "use a group of areas.yaml"),
        (CIRCLES, "[london]", "[E08000016]", "/phases/1/areas/0", "code in force"),
        (CIRCLES, "[london]", "[[london]]", "/phases/1/areas/0", "use a group of areas.yaml"),
        (CIRCLES, "[london]", "[]", "/phases/1/areas", "give at least one entry"),
        (CIRCLES, "code: f2", "code: f1", "/phases", "f1 is listed twice"),
        (
            CIRCLES,
            "[united_kingdom_outside_london]",
            "[england]",
            "/phases",
            "f2 and f3 ask the same and are both open in E09000001 on 2019-04-01",
        ),
        (SCHOOLS, "2017-02-28", "2017-03-01", "/phases", "end f1 the day before"),
        (
            MENTORS,
            "at_once: true",
            "at_once: true\n  runs: held",
            "/mentoring",
            "set at_once: false",
        ),
        (MENTORS, "at_once: true", "runs: kept", "/mentoring/runs", "'published' or 'held'"),
        (SCHOOLS, "2017-02-28", "2016-10-31", "/phases/0", "last_day is before opens"),
        (
            SCHOOLS,
            "special, mainstream",
            "mainstream, mainstream",
            "/schools/kinds",
            "listed twice",
        ),
        (SCHOOLS, "kinds: [pupil_referral_unit, ", "kinds: [", "/schools", "not among kinds"),
        (SCHOOLS, "years: [key", "years: [the_key", "/schools/years/0", "'key_stage_3'"),
        (SCHOOLS, "support: school_session", "support: circle", "the top", "leave out schools"),
        (CIRCLES, "youngest: 18", "youngest: 25", "/phases/1/ages", "youngest is above oldest"),
        (CIRCLES, "{youngest: 18, oldest: 24}", "{}", "/phases/1/ages", "give youngest, oldest"),
        (CIRCLES, "min_size: 4", "min_size: 9", "/bounds", "min_size is above max_size"),
        (CIRCLES, "max_size: 8", "max_size: 8, capacity: 7", "/bounds", "raise it or leave it out"),
        (CIRCLES, "min_size: 4", "min_size: '4'", "/bounds/min_size", "valid integer"),
        (CIRCLES, "[started_work,", "[hired,", "/outcomes/0", "'started_work', 'training'"),
        (CIRCLES, "[started_work,", "[training,", "/outcomes", "training is listed twice"),
        (CIRCLES, "[closer_to", "[nearer_to", "/progress/0", "'closer_to_job_wanted'"),
        (CIRCLES, "work_coach]", "landlord]", "/referrers/1", "'work_coach'"),
        (CIRCLES, "requires: [ethnic", "requires: [hair", "/phases/0/requires/0", "'youth_claim"),
        (CIRCLES, "kind: cv_writing", "kind: cv", "/session_plan/sessions/0/kind", "'cv_writing'"),
        (CIRCLES, "graduates: only", "graduates: none", "/tracks", "exactly one track"),
        (CIRCLES, "code: t2", "code: t1", "/tracks", "t1 is listed twice"),
        (CIRCLES, "code: p7k2", "code: circles", "/code", "should match pattern"),
        (CIRCLES, "code: p7k2", "code: w9d4", "/code", "has this code; choose another"),
        (CIRCLES, "version: 3", "version: 3\nowner: me", "/owner", "remove it"),
        (CIRCLES, "version: 3\n", "", "/version", "this field is missing; add it"),
        (CIRCLES, "version: 3", "version: 3\nversion: 4", "line 4", "version is given twice"),
        (CIRCLES, "version: 3", "version: 3\n2019: x", "line 4", "not text; put it in quotes"),
        (CIRCLES, "version: 3", "version: [", "line 5", "expected ',' or ']'"),
        (CIRCLES, "version: 3", "version: !!set {a}", "the top", "set is not allowed here"),
        (CIRCLES, "2018-03-01", "soon", "/phases/0/opens", "valid date"),
        (AREAS_FILE, "[england, wales,", "[england, whales,", "/groups/great_britain", "'whales'"),
        (AREAS_FILE, "\n  school_pilot", "\n  london", "/groups/london", "taken; choose another"),
        (AREAS_FILE, "E09000012: ", "E09000099: ", "/groups/challenge_areas", "'E09000099'"),
        (AREAS_FILE, "    selection_rule:", "    rule:", "/groups/challenge_areas", "remove it"),
        (AUTHORITIES_FILE, "[E06000001, ", "[E06000001, E06000001, ", "the top", "listed twice"),
        (AUTHORITIES_FILE, ": E06000058", ": E06000028", "the top", "look at E06000028"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_remedy(
    fault_after: Edit, file: str, old: str, new: str, place: str, remedy: str
) -> None:
    said = fault_after(file, old, new)
    named, _, message = said.partition(": ")
    assert named.startswith(f"{file} at {place}")
    assert remedy in message


def test_an_empty_session_plan_is_named(fault_after: Edit) -> None:
    plan = (FOLDER / FUND).read_text(encoding="utf-8").split("  sessions:\n")[1]
    sessions = plan.split("outcomes:")[0]
    said = fault_after(FUND, f"  sessions:\n{sessions}", "  sessions: []\n")
    place = "flexible_support_fund.yaml at /session_plan/sessions"
    assert said == f"{place}: this list is empty; give at least one entry"


def test_assumed_members_need_the_rule_they_were_chosen_by(fault_after: Edit) -> None:
    official = "    official:\n      E08000025"
    said = fault_after(AREAS_FILE, official, official.replace("official", "assumed"))
    assert said.startswith("areas.yaml at /groups/west_midlands_ca: assumed members need a sel")


def test_a_group_without_members_is_named(fault_after: Edit) -> None:
    text = (FOLDER / AREAS_FILE).read_text(encoding="utf-8")
    members = text.split("  west_midlands_ca:")[1].split("\n  liverpool")[0]
    said = fault_after(AREAS_FILE, members, " {}\n")
    assert said.endswith("west_midlands_ca: the group is empty; name at least one area")


@pytest.mark.parametrize(
    ("kept", "changed"),
    [
        ("ages: {youngest: 12,", "ages: {youngest: 13,"),
        ("at_risk_of_neet, has_a_need", "has_a_need"),
    ],
)
def test_phases_that_ask_different_things_may_be_open_together(
    tmp_path: Path, kept: str, changed: str
) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    text = (FOLDER / SCHOOLS).read_text(encoding="utf-8").replace("    last_day: 2017-02-28\n", "")
    (tmp_path / SCHOOLS).write_text(text.replace(kept, changed, 1), encoding="utf-8")
    assert len(read_programmes(tmp_path).by_code("h6r5").phases) == 2


def test_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text.replace("\nversion: ", "\nversion: -"))
    with pytest.raises(ProgrammeError) as error:
        read_programmes(tmp_path)
    assert len({fault.file for fault in error.value.faults}) == 6
    assert {fault.pointer for fault in error.value.faults} == {"/version"}


def test_a_missing_area_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError, match=r"local_authorities\.yaml at the top: .* restore it"):
        read_programmes(tmp_path)


def test_no_fault_names_a_path_of_this_machine(fault_after: Edit, tmp_path: Path) -> None:
    assert str(tmp_path) not in fault_after(CIRCLES, "[london]", "[lundon]")
