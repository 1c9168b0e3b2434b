"""A problem file is read whole, or every mistake in it is told at once."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from services.matching.optimization.problem.canonical import canonical, problem_hash
from services.matching.optimization.problem.kinds import KINDS, people_of, supply_of
from services.matching.optimization.problem.reading import UnusableProblem, read_problem
from services.matching.optimization.problem.schema import EXAMPLES, SCHEMA_FILE, schema_text

Change = Callable[[dict[str, Any]], object]


def example(kind: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((EXAMPLES / f"{kind}.json").read_bytes())
    return document


def faults_of(document: object) -> dict[str, str]:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(UnusableProblem) as caught:
        read_problem(content)
    return {fault.pointer: fault.message for fault in caught.value.faults}


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_are_read_and_small_enough_to_be_understood(kind: str) -> None:
    problem = read_problem((EXAMPLES / f"{kind}.json").read_bytes())
    assert problem.kind == kind
    assert 5 <= len(people_of(problem)) <= 12
    assert 3 <= len(supply_of(problem)) <= 5


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_read_is_what_was_written(kind: str) -> None:
    problem = read_problem((EXAMPLES / f"{kind}.json").read_bytes())
    assert read_problem(canonical(problem)) == problem


def test_the_schema_file_is_fresh() -> None:
    fresh = "./inroads match schema > services/matching/optimization/problem/schema.json"
    assert SCHEMA_FILE.read_text("utf-8") == schema_text(), f"run: {fresh}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_takes_the_examples_and_refuses_what_reading_refuses(kind: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_text()))
    validator.check_schema(validator.schema)
    document = example(kind)
    validator.validate(document)
    document["people"][0]["nickname"] = "x"
    assert not validator.is_valid(document)
    assert "/people/0/nickname" in faults_of(document)


def test_the_hash_is_of_what_a_problem_says_and_not_of_how_it_is_written() -> None:
    document = example("circles")
    document["people"][0]["balance"] = {"jobcentre": "jc-a", "sex": "f"}
    spread = json.dumps(document, indent=4).encode()
    document["people"][0]["balance"] = {"sex": "f", "jobcentre": "jc-a"}
    turned = json.dumps(dict(reversed(document.items()))).encode()
    assert problem_hash(read_problem(spread)) == problem_hash(read_problem(turned))
    document["seed"] += 1
    assert problem_hash(read_problem(json.dumps(document).encode())) != problem_hash(
        read_problem(spread)
    )


def test_writing_a_default_out_changes_no_hash() -> None:
    document = example("one_to_one")
    as_default = problem_hash(read_problem(json.dumps(document).encode()))
    document["weights"] = {"place": 150}
    assert problem_hash(read_problem(json.dumps(document).encode())) == as_default


@pytest.mark.parametrize(
    ("content", "pointer", "advice"),
    [
        (b"", "", "this is not JSON"),
        (b'{"kind": "circles",}', "", "at line 1 column 20"),
        (b"{}", "/kind", "'kind' is missing; add one of one_to_one, circles"),
        (b'{"kind": "dance"}', "/kind", "there is no such kind; use one of one_to_one"),
        (b"[]", "", "input should be an object"),
    ],
)
def test_what_is_no_problem_at_all_is_told_apart(content: bytes, pointer: str, advice: str) -> None:
    assert advice in faults_of(content)[pointer]


def test_a_mark_at_the_beginning_of_the_file_is_nobodys_fault() -> None:
    read_problem(b"\xef\xbb\xbf" + (EXAMPLES / "schools.json").read_bytes())


def test_all_mistakes_are_told_at_once_with_a_pointer_and_what_to_do() -> None:
    document = example("one_to_one")
    document["as_of"] = "30.9.2026"
    document["people"][0]["id"] = "Amira Khan"
    document["people"][1]["languages"] = ["Polish"]
    document["people"][2]["slots"] = ["tuesday"]
    document["mentors"][0]["capacity"] = "2"
    document["mentors"][1]["sector"] = "Health & Care"
    del document["mentors"][2]["id"]
    document["color"] = "red"
    faults = faults_of(document)
    assert faults == {
        "/as_of": "give a day as YYYY-MM-DD, such as 2026-09-30",
        "/people/0/id": (
            "an id has up to 64 letters, digits and . _ : - and is never a name; correct it"
        ),
        "/people/1/languages/0": "a language is a code of ISO 639, such as en or pl; correct it",
        "/people/2/slots/0": "a slot is a day and a time, such as tue-evening; correct it",
        "/mentors/0/capacity": (
            "input should be a valid integer; './inroads match schema' lists what is allowed"
        ),
        "/mentors/1/sector": "a code has up to 40 small letters, digits, _ and -; correct it",
        "/mentors/2/id": "this field is missing; add it",
        "/color": (
            "the format has no such field; correct its spelling or remove it"
            " ('./inroads match schema' lists what is allowed)"
        ),
    }
    assert "Amira" not in str(faults), "a fault repeats nothing that was sent"


CROSS: list[tuple[str, Change, str, str]] = [
    ("one_to_one", lambda d: d["people"][3].update(id="yp-01"), "/people/3/id", "/people/0/id has"),
    ("one_to_one", lambda d: d["mentors"][1].update(id="m-01"), "/mentors/1/id", "this id too"),
    ("one_to_one", lambda d: d["people"][0].update(born="2026-10-01"), "/people/0/born", "after"),
    (
        "one_to_one",
        lambda d: d["people"][0].update(waiting_since="2026-10-01"),
        "/people/0/waiting_since",
        "after the problem's day, 2026-09-30",
    ),
    (
        "one_to_one",
        lambda d: d["people"][5].update(conflicts=["m-02", "m-99"]),
        "/people/5/conflicts/1",
        "no entry of /mentors has this id",
    ),
    (
        "one_to_one",
        lambda d: d["people"][5]["held"].update(mentor="m-99"),
        "/people/5/held/mentor",
        "no entry of /mentors has this id",
    ),
    (
        "one_to_one",
        lambda d: d["people"][5].update(conflicts=["m-05"]),
        "/people/5/held",
        "an accepted match is never broken",
    ),
    (
        "one_to_one",
        lambda d: d["mentors"][1].update(youngest=26),
        "/mentors/1/youngest",
        "above 'oldest'",
    ),
    (
        "one_to_one",
        lambda d: d["mentors"][0]["clearances"][0].update(recheck_by="2020-01-01"),
        "/mentors/0/clearances/0/recheck_by",
        "before 'checked'",
    ),
    ("one_to_one", lambda d: d.update(rules={"youngest": 30}), "/rules/youngest", "above"),
    (
        "one_to_one",
        lambda d: d.update(weights={"few_options": {"few": 20}}),
        "/weights/few_options/few",
        "above 'some'",
    ),
    (
        "circles",
        lambda d: d["sessions"][0].update(seats_min=9),
        "/sessions/0/seats_min",
        "above 'seats_max'",
    ),
    (
        "circles",
        lambda d: d["people"][1].update(declined=["se-0"]),
        "/people/1/declined/0",
        "no entry of /sessions",
    ),
    ("circles", lambda d: d["people"][1].update(seat="se-0"), "/people/1/seat", "no entry"),
    (
        "circles",
        lambda d: d["people"][4].update(declined=["se-1"]),
        "/people/4/seat",
        "among the person's declined",
    ),
    (
        "circles",
        lambda d: [person.update(seat="se-3") for person in d["people"][:7]],
        "/sessions/2/seats_max",
        "7 people hold a seat here",
    ),
    (
        "circles",
        lambda d: d["caps"].append({"by": "jobcentre", "at_most": 2}),
        "/caps/1/by",
        "another cap",
    ),
    (
        "caseloads",
        lambda d: d["people"][0].update(advocate="ad-9"),
        "/people/0/advocate",
        "no entry of /advocates",
    ),
    (
        "caseloads",
        lambda d: d["people"][0].update(conflicts=["ad-9"]),
        "/people/0/conflicts/0",
        "no entry of /advocates",
    ),
    (
        "schools",
        lambda d: d["people"][0].update(declined=["su-9"]),
        "/people/0/declined/0",
        "no entry of /suppliers",
    ),
]


@pytest.mark.parametrize(("kind", "change", "pointer", "advice"), CROSS)
def test_what_no_schema_can_say_is_checked_too(
    kind: str, change: Change, pointer: str, advice: str
) -> None:
    document = example(kind)
    change(document)
    faults = faults_of(document)
    assert advice in faults[pointer]
    assert len(faults) <= 2


def test_a_mentor_may_lower_the_capacity_below_the_matches_that_stand() -> None:
    document = example("one_to_one")
    document["mentors"][4]["capacity"] = 0
    read_problem(json.dumps(document).encode())
