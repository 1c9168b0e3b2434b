"""Groups come in a file of their own, and no solver ever sees them."""

import json

import pytest

from services.matching.optimization.fairness.groups import (
    NOT_STATED,
    UnusableGroups,
    read_groups,
)
from services.matching.optimization.problem.reading import UnusableProblem, read_problem
from services.matching.optimization.problem.schema import EXAMPLES
from tests.architecture.repository import ROOT, imported, python_files
from tests.services.matching.optimization.explanation.answers import example

ROOM = ROOT / "services" / "matching" / "optimization"


def test_words_by_person_and_dimension_are_read() -> None:
    document = b'{"yp-01": {"language": "Polish", "home": "town"}, "yp-02": {"home": "village"}}'
    groups = read_groups(document, example("one_to_one"))
    assert groups.dimensions == ("home", "language")
    assert groups.word("yp-01", "language") == "Polish"
    assert groups.word("yp-02", "language") == NOT_STATED
    assert groups.word("yp-05", "home") == NOT_STATED


@pytest.mark.parametrize(
    ("document", "pointer", "advice"),
    [
        (b'{"yp-99": {"a": "b"}}', "/yp-99", "nobody in the problem has this id"),
        (b'{"yp-01": "Polish"}', "/yp-01", "the form is"),
        (b'{"yp-01": {"language": 3}}', "/yp-01/language", "the form is"),
        (b'{"yp-01": {"language": "<b>"}}', "/yp-01/language", "the form is"),
        (b"[]", "", "the form is"),
        (b"", "", "the form is"),
    ],
)
def test_every_mistake_is_told_with_its_place(document: bytes, pointer: str, advice: str) -> None:
    with pytest.raises(UnusableGroups) as caught:
        read_groups(document, example("one_to_one"))
    assert [fault.pointer for fault in caught.value.faults] == [pointer]
    assert advice in caught.value.faults[0].message


@pytest.mark.parametrize("word", ["ethnicity", "sex", "disability", "religion"])
def test_a_protected_characteristic_cannot_enter_a_problem(word: str) -> None:
    document = json.loads((EXAMPLES / "one_to_one.json").read_bytes())
    document["people"][0][word] = "x"
    with pytest.raises(UnusableProblem, match=f"/people/0/{word}: the format has no such field"):
        read_problem(json.dumps(document).encode())


def test_nothing_but_fairness_itself_imports_fairness() -> None:
    fairness = "services.matching.optimization.fairness"
    inside = [f for f in python_files("services") if f.is_relative_to(ROOM)]
    assert len(inside) > 20
    users = [
        file
        for file in inside
        if not file.is_relative_to(ROOM / "fairness")
        and any(name.startswith(fairness) for name in imported(file))
    ]
    assert users == []
