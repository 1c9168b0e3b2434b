"""Words are those that people in Britain use."""

import pytest

from services.matching.optimization.explanation import words
from services.matching.optimization.explanation.telling import Noun
from services.matching.optimization.problem.parts import Place


@pytest.mark.parametrize(
    ("easting", "northing", "square"),
    [
        (406700, 286900, "SP08"),  # Birmingham
        (530000, 180000, "TQ38"),  # London
        (325000, 673000, "NT27"),  # Edinburgh
        (216600, 771200, "NN17"),  # Ben Nevis
        (91000, 10000, "SV91"),  # Isles of Scilly
        (447000, 1141000, "HU44"),  # Shetland
    ],
)
def test_places_have_the_grid_squares_of_the_ordnance_survey(
    easting: int, northing: int, square: str
) -> None:
    assert words.grid_square(Place(easting=easting, northing=northing)) == square


def test_a_few_slots_have_their_names_and_many_their_times_of_day() -> None:
    assert words.when(["thu-evening", "tue-evening"]) == "Tuesday evenings or Thursday evenings"
    many = ["mon-evening", "tue-morning", "wed-evening", "fri-evening"]
    assert words.when(many) == "mornings or evenings"
    assert words.when([]) == "a day and time yet to be agreed"


def test_the_busiest_slots_come_first_with_their_counts() -> None:
    slots = ["mon-morning", "sat-morning", "sat-morning", "sun-evening", "tue-evening"]
    assert words.busiest(slots, Noun("mentor", "mentors")) == (
        "Saturday mornings (2 mentors), Monday mornings (1 mentor) or Tuesday evenings (1 mentor)"
    )


def test_languages_have_names_and_an_unknown_one_its_code() -> None:
    assert words.languages(["pl", "ur"]) == "Polish or Urdu"
    assert words.languages(["xx"]) == "the language “xx”"
    assert words.speaks(["en", "so"]) == ""


def test_one_is_told_from_several() -> None:
    noun = Noun("mentor", "mentors")
    assert (noun.count(1), noun.count(1200)) == ("1 mentor", "1,200 mentors")
    assert (noun.more(1), noun.more(0)) == ("1 more mentor", "0 more mentors")
