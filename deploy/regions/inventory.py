"""Reading every region: all of them are sound, or none is used."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from deploy.local.errors import StackError
from deploy.regions.model import RegionFile, RollOut, Wave
from shared.programmes.areas import UnknownAreaError
from shared.programmes.faults import faults_of
from shared.programmes.load import FOLDER as PROGRAMMES
from shared.programmes.load import load_programmes, read_areas
from shared.programmes.yaml_file import yaml_as_json

FOLDER = Path(__file__).parent
WAVES_FILE = "waves.yaml"

Model = TypeVar("Model", bound=BaseModel)


class InventoryError(StackError):
    """The files of the regions contradict themselves or each other; says what to correct."""


@dataclass(frozen=True, slots=True)
class Place:
    """A region by its code, with its file and the GSS codes of its districts.

    ``districts`` has old codes too, which senders may still hold; ``in_force`` only today's.
    """

    code: str
    file: RegionFile
    districts: frozenset[str]
    in_force: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """Every region by code, and how releases go from one to the next."""

    regions: Mapping[str, Place]
    roll_out: RollOut

    def region(self, code: str) -> Place:
        """Return a region; raises ``InventoryError`` with the codes that there are."""
        try:
            return self.regions[code]
        except KeyError:
            known = ", ".join(self.regions)
            raise InventoryError(f"There is no region {code!r}. Use one of: {known}.") from None

    def wave_of(self, code: str) -> Wave:
        """Return the wave in which a region gets a release."""
        wanted = self.region(code).file.wave
        return next(wave for wave in self.roll_out.waves if wave.code == wanted)

    def before(self, code: str) -> tuple[tuple[Wave, Place], ...]:
        """Return the regions of all earlier waves, with their waves."""
        order = {wave.code: number for number, wave in enumerate(self.roll_out.waves)}
        mine = order[self.region(code).file.wave]
        return tuple(
            (self.wave_of(place.code), place)
            for place in self.regions.values()
            if order[place.file.wave] < mine
        )


@cache
def load_inventory(folder: Path = FOLDER) -> Inventory:
    """Return every region; raises ``InventoryError`` that names the file and the field."""
    roll_out = _read(folder / WAVES_FILE, RollOut)
    files = sorted(path for path in folder.glob("*.yaml") if path.name != WAVES_FILE)
    regions = {path.stem: _place(path) for path in files}
    _check_waves(regions, roll_out)
    _check_districts(regions)
    return Inventory(regions, roll_out)


def _place(path: Path) -> Place:
    file = _read(path, RegionFile)
    known = {programme.code for programme in load_programmes().all}
    if strange := sorted(set(file.stages) - known):
        raise InventoryError(f"{path.name}: no programme has the code {', '.join(strange)}.")
    areas = read_areas(PROGRAMMES)
    try:
        districts = frozenset[str]().union(*(areas.group(name).members for name in file.areas))
    except UnknownAreaError as error:
        raise InventoryError(f"{path.name}: {error}.") from error
    in_force = tuple(sorted(code for code in districts if code in areas.by_name))
    return Place(path.stem, file, districts, in_force)


def _check_waves(regions: Mapping[str, Place], roll_out: RollOut) -> None:
    known = {wave.code for wave in roll_out.waves}
    for code, place in regions.items():
        if place.file.wave not in known:
            raise InventoryError(
                f"{code}.yaml: there is no wave {place.file.wave!r}; "
                f"{WAVES_FILE} has {', '.join(sorted(known))}."
            )


def _check_districts(regions: Mapping[str, Place]) -> None:
    """Every district belongs to exactly one region, or a person could be served twice or never."""
    owner: dict[str, str] = {}
    for code, place in regions.items():
        for district in sorted(place.districts):
            if owner.setdefault(district, code) != code:
                raise InventoryError(f"{district} is in {owner[district]} and in {code}; keep one.")
    everywhere = read_areas(PROGRAMMES)
    country = everywhere.group("united_kingdom_outside_london").members
    if missing := (country | everywhere.group("london").members) - set(owner):
        raise InventoryError(f"No region has the district {', '.join(sorted(missing))}; add it.")


def _read(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(yaml_as_json(path))
    except OSError as error:
        raise InventoryError(f"{path.name} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, TypeError) as error:
        raise InventoryError(f"{path.name} is no plain YAML: {error}.") from error
    except ValidationError as error:
        faults = "; ".join(str(fault) for fault in faults_of(error, path.name))
        raise InventoryError(f"{faults}.") from error
