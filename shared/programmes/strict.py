"""What every part of a programme file has in common."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """Our own files: a field nobody declared, or a value of another type, is a mistake."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def without_repeats(listed: tuple[str, ...]) -> tuple[str, ...]:
    """`listed` itself; raises `ValueError` if a word stands in it twice."""
    repeated = sorted({str(word) for word in listed if listed.count(word) > 1})
    if repeated:
        raise ValueError(f"{', '.join(repeated)} is listed twice; keep it once")
    return listed


Once = AfterValidator(without_repeats)
Some = Field(min_length=1)
Text = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=1)]
