"""Reading the programme files: all of them are sound, or none is used."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from shared.programmes.area_files import AreaGroups, LocalAuthorities
from shared.programmes.areas import Areas, UnknownAreaError
from shared.programmes.faults import Fault, ProgrammeError, faults_of, pointer
from shared.programmes.model import Programme
from shared.programmes.yaml_file import yaml_as_json

FOLDER = Path(__file__).parent
AUTHORITIES_FILE, AREAS_FILE = "local_authorities.yaml", "areas.yaml"

Model = TypeVar("Model", bound=BaseModel)


class UnknownProgrammeError(LookupError):
    """No programme has the code that was asked for."""


@dataclass(frozen=True, slots=True)
class Programmes:
    """All programmes, in the order of their codes."""

    all: tuple[Programme, ...]
    _by_code: Mapping[str, Programme]

    def by_code(self, code: str) -> Programme:
        """The programme with this code; raises `UnknownProgrammeError`."""
        try:
            return self._by_code[code]
        except KeyError:
            # The code came from outside and may hold anything, so it is not repeated.
            known = ", ".join(self._by_code)
            words = f"No programme has that code. Use one of: {known}."
            raise UnknownProgrammeError(words) from None


@cache
def load_programmes() -> Programmes:
    """The programmes of this repository, read once; raises `ProgrammeError` with every fault."""
    return read_programmes(FOLDER)


def read_programmes(folder: Path) -> Programmes:
    """The programmes that `folder` defines beside its area files; raises `ProgrammeError`."""
    areas = read_areas(folder)
    programmes: dict[str, tuple[Programme, str]] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name in (AUTHORITIES_FILE, AREAS_FILE):
            continue
        try:
            programme = _read(path, Programme, areas)
        except ProgrammeError as error:
            faults.extend(error.faults)
            continue
        _, taken_by = programmes.setdefault(programme.code, (programme, path.name))
        if taken_by != path.name:
            faults.append(Fault(path.name, "/code", f"{taken_by} has this code; choose another"))
    if faults:
        raise ProgrammeError(*faults)
    by_code = {code: programme for code, (programme, _) in sorted(programmes.items())}
    for programme in by_code.values():
        _warm(programme)
    return Programmes(tuple(by_code.values()), by_code)


def read_areas(folder: Path) -> Areas:
    """Every area that the files in `folder` define; raises `ProgrammeError`."""
    areas = _read(folder / AUTHORITIES_FILE, LocalAuthorities).areas()
    for name, definition in _read(folder / AREAS_FILE, AreaGroups).groups.items():
        here = pointer("groups", name)
        if name in areas.by_name:
            raise ProgrammeError(Fault(AREAS_FILE, here, "this name is taken; choose another"))
        try:
            areas = areas.with_group(name, definition.parts)
        except UnknownAreaError as unknown:
            raise ProgrammeError(Fault(AREAS_FILE, here, str(unknown))) from unknown
    return areas


def _read(path: Path, model: type[Model], areas: Areas | None = None) -> Model:
    try:
        return model.model_validate_json(yaml_as_json(path), context={"areas": areas})
    except FileNotFoundError as error:
        raise ProgrammeError(Fault(path.name, "", "the file is missing; restore it")) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ProgrammeError(Fault(path.name, f"line {line}", str(error.problem))) from error
    except (yaml.YAMLError, UnicodeDecodeError, TypeError) as error:
        raise ProgrammeError(Fault(path.name, "", str(error))) from error
    except ValidationError as error:
        raise ProgrammeError(*faults_of(error, path.name)) from error


def _warm(programme: Programme) -> None:
    """Build the indexes now, so that the first referral is judged as fast as the last."""
    for derived in ("rule", "phases_by_area", "track_by_graduate"):
        getattr(programme, derived)
