"""Before a run is published, everybody for whom something changes can be named."""

from dataclasses import replace

from services.matching.optimization.explanation.difference import Move, difference
from services.matching.optimization.solution import Unplaced
from tests.services.matching.optimization.explanation.answers import answer, example

BEFORE = {"yp-01": "m-01", "yp-02": "m-02", "yp-06": "m-05"}


def test_who_gains_who_loses_and_who_moves() -> None:
    problem = example("one_to_one")
    before = answer(problem, BEFORE)
    after = answer(problem, {"yp-01": "m-01", "yp-02": "m-05", "yp-03": "m-04"})
    found = difference(before, after)
    assert found.gained == (Move("yp-03", None, "m-04"),)
    assert found.lost == (Move("yp-06", "m-05", None),)
    assert found.moved == (Move("yp-02", "m-02", "m-05"),)
    assert (found.same_place, found.still_without) == (1, 2)
    assert found.value_after - found.value_before == (
        after.certificate.value - before.certificate.value
    )


def test_nothing_changes_between_a_solution_and_itself() -> None:
    same = answer(example("one_to_one"), BEFORE)
    assert difference(same, same).is_empty


def test_whoever_is_in_one_of_the_two_only_neither_gains_nor_loses() -> None:
    before = answer(example("one_to_one"), BEFORE)
    newcomers = (*before.unplaced[1:], Unplaced("yp-77", "supply is scarce"))
    found = difference(before, replace(before, unplaced=newcomers))
    assert found.arrived == ("yp-77",)
    assert found.departed == (before.unplaced[0].person,)
    assert not found.gained
    assert not found.lost
