"""The shape of local_authorities.yaml and areas.yaml."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.programmes.areas import AreaGroup, Areas

GssCode = Annotated[str, Field(pattern=r"^[ENSW][0-9]{8}$")]


class LocalAuthorities(BaseModel):
    """Codes in force by region, and the codes that they replaced."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    regions: dict[str, tuple[GssCode, ...]]
    former: dict[GssCode, GssCode]

    @model_validator(mode="after")
    def _codes_agree(self) -> "LocalAuthorities":
        in_force = [code for codes in self.regions.values() for code in codes]
        if len(in_force) != len(set(in_force)):
            raise ValueError("a local authority is listed twice; keep it once")
        astray = set(self.former.values()) - set(in_force) | set(self.former) & set(in_force)
        if astray:
            raise ValueError(
                f"former codes must lead to a code in force; look at {', '.join(sorted(astray))}"
            )
        return self

    def areas(self) -> Areas:
        """One group for each region and one for each authority."""
        replaced: dict[str, set[str]] = {}
        for old, current in self.former.items():
            replaced.setdefault(current, {current}).add(old)
        areas = Areas(
            {
                code: AreaGroup(code, frozenset(replaced.get(code, {code})))
                for codes in self.regions.values()
                for code in codes
            }
        )
        for region, codes in self.regions.items():
            areas = areas.with_group(region, codes)
        return areas


class GroupDefinition(BaseModel):
    """One group of areas, each member under the heading that says who named it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    named_by_source: dict[GssCode, str] = {}
    official: dict[GssCode, str] = {}
    assumed: dict[GssCode, str] = {}
    selection_rule: str | None = None
    includes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _assumed_members_have_a_rule(self) -> "GroupDefinition":
        if self.assumed and not self.selection_rule:
            raise ValueError("assumed members need a selection_rule; write how they were chosen")
        if not self.parts:
            raise ValueError("the group is empty; name at least one area")
        return self

    @property
    def parts(self) -> tuple[str, ...]:
        """The codes and group names that make up this group, in file order."""
        return (*self.named_by_source, *self.official, *self.assumed, *self.includes)


class AreaGroups(BaseModel):
    """The groups by name; a group may include those that stand above it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    groups: dict[str, GroupDefinition]
