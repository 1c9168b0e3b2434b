"""The files of the regions: every district served by exactly one, and mistakes named."""

import shutil
from pathlib import Path

import pytest

from deploy.regions.inventory import FOLDER, InventoryError, load_inventory
from shared.programmes.load import FOLDER as PROGRAMMES
from shared.programmes.load import read_areas


def test_every_nation_and_english_region_is_there_once() -> None:
    inventory = load_inventory()
    assert len(inventory.regions) == 12
    gss = [place.file.gss for place in inventory.regions.values()]
    assert len(set(gss)) == 12
    assert sum(code.startswith("E12") for code in gss) == 9


def test_every_district_is_served_by_exactly_one_region() -> None:
    areas = read_areas(PROGRAMMES)
    everywhere = areas.group("united_kingdom_outside_london").members
    everywhere |= areas.group("london").members
    served = [d for place in load_inventory().regions.values() for d in place.districts]
    assert len(served) == len(set(served))
    assert set(served) == everywhere
    assert sum(len(place.in_force) for place in load_inventory().regions.values()) == 361


def test_the_twenty_challenge_areas_come_first_but_for_those_in_london() -> None:
    challenge = read_areas(PROGRAMMES).group("challenge_areas").members
    waves = {
        place.file.wave
        for place in load_inventory().regions.values()
        if challenge & place.districts
    }
    assert waves == {"challenge_areas", "london"}
    assert {p.code for _, p in load_inventory().before("london")} == {
        "east-midlands",
        "north-west",
        "west-midlands",
        "yorkshire-and-the-humber",
    }


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        ("london.yaml", "wave: london", "wave: moon", "there is no wave 'moon'"),
        ("london.yaml", "areas: [london]", "areas: [wales]", "is in london and in wales"),
        ("london.yaml", "areas: [london]", "areas: [atlantis]", "'atlantis' is not a known area"),
        ("london.yaml", "p7k2: live", "z9z9: live", "no programme has the code z9z9"),
        ("london.yaml", "p7k2: live", "p7k2: open", "london.yaml at /stages/p7k2"),
        ("london.yaml", "nation: england", "nation: england\nowner: me", "london.yaml at /owner"),
        ("waves.yaml", "live: 2", "live: 1", "waves.yaml at /approvals/live"),
        ("waves.yaml", "code: london", "code: country", "a wave is listed twice"),
    ],
)
def test_a_mistake_is_named_with_its_file(
    tmp_path: Path, file: str, before: str, after: str, says: str
) -> None:
    folder = tmp_path / "regions"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = (folder / file).read_text()
    assert before in text
    (folder / file).write_text(text.replace(before, after))
    with pytest.raises(InventoryError, match=says.replace("[", r"\[")):
        load_inventory(folder)


def test_a_region_left_out_leaves_districts_unserved(tmp_path: Path) -> None:
    folder = tmp_path / "regions"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "wales.yaml").unlink()
    with pytest.raises(InventoryError, match="No region has the district W06"):
        load_inventory(folder)


def test_an_unknown_region_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(InventoryError, match="Use one of: east-midlands"):
        load_inventory().region("mars")
