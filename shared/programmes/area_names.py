"""What people call an area: its name in the programme files."""

from functools import cache

from shared.programmes.area_files import AreaGroups
from shared.programmes.load import AREAS_FILE, FOLDER
from shared.programmes.yaml_file import yaml_as_json


@cache
def area_names() -> dict[str, str]:
    """Return the name of every area that the programme files name, by its GSS code."""
    groups = AreaGroups.model_validate_json(yaml_as_json(FOLDER / AREAS_FILE)).groups
    return {
        code: name
        for group in groups.values()
        for listed in (group.assumed, group.official, group.named_by_source)
        for code, name in listed.items()
    }
