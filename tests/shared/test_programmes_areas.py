"""The areas that programmes speak of."""

import pytest
import yaml

from shared.programmes.areas import UnknownAreaError
from shared.programmes.load import AREAS_FILE, FOLDER, read_areas

AREAS = read_areas(FOLDER)
DEFINED = yaml.safe_load((FOLDER / AREAS_FILE).read_text(encoding="utf-8"))["groups"]


def in_force(group: str) -> set[str]:
    """Members that are codes of today; the rest are codes that they replaced."""
    return {code for code in AREAS.group(group).members if code in AREAS.by_name}


@pytest.mark.parametrize(
    ("group", "size"),
    [
        ("challenge_areas", 20),
        ("school_pilot", 10),
        ("london", 33),
        ("west_midlands_ca", 7),
        ("liverpool_city_region", 6),
        ("england", 296),
        ("great_britain", 350),
        ("united_kingdom_outside_london", 328),
    ],
)
def test_a_group_has_as_many_authorities_as_it_should(group: str, size: int) -> None:
    assert len(in_force(group)) == size


def test_only_the_two_challenge_areas_that_the_source_names_are_marked_as_named() -> None:
    challenge = DEFINED["challenge_areas"]
    assert challenge["named_by_source"] == {"E09000012": "Hackney", "E06000016": "Leicester"}
    assert len(challenge["assumed"]) == 18
    assert challenge["selection_rule"]


def test_the_liverpool_city_region_is_the_six_that_the_source_names() -> None:
    assert set(DEFINED["liverpool_city_region"]["named_by_source"].values()) == {
        "Halton",
        "Knowsley",
        "Liverpool",
        "Sefton",
        "St Helens",
        "Wirral",
    }


def test_london_and_the_rest_share_nothing_and_make_up_the_country() -> None:
    london, rest = in_force("london"), in_force("united_kingdom_outside_london")
    assert not london & rest
    assert len(london | rest) == 361


def test_a_group_holds_the_codes_that_its_members_had_before() -> None:
    assert "E08000016" in AREAS.group("england").members  # Barnsley until 2025
    assert AREAS.group("E08000038").members == {"E08000038", "E08000016"}


def test_a_former_code_is_not_a_name_that_a_programme_file_may_use() -> None:
    with pytest.raises(UnknownAreaError, match=r"areas\.yaml"):
        AREAS.group("E08000016")
