"""A region's Helm values, from what the inventory and the platform know of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Values = Mapping[str, Any]

_DERIVED: Final = ("region", "version", "access")
"""What is never written by hand, so that it cannot contradict where it comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The topics and users of a region, as the chart's ``access`` takes them."""

    topics: Sequence[Values] = ()
    users: Sequence[Values] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What regions run on. ``kafka`` is bootstrap servers, ``host:port``, comma-separated.

    ``more`` holds other values of the chart, such as the networks where Kafka and PostgreSQL are.
    """

    kafka: str
    mail_host: str
    registry: str = ""
    more: Values = field(default_factory=dict)


def chart_values(
    code: str,
    version: str,
    platform: Platform,
    *,
    wave: str = "",
    access: Access | None = None,
    differences: Values | None = None,
) -> dict[str, Any]:
    """Return the values of a region; ``differences`` are its own and go before the platform's.

    Whether the values make sense is for the chart's schema to say. Raises ``ValueError`` if the
    platform or the differences set what is derived.
    """
    own = differences or {}
    for written in (platform.more, own):
        if taken := [name for name in _DERIVED if name in written]:
            raise ValueError(f"{', '.join(taken)}: derived from the inventory; leave it out there")
    allowed = access or Access()
    derived = {
        "region": {"code": code, "wave": wave},
        "version": version,
        "access": {"topics": list(allowed.topics), "users": list(allowed.users)},
    }
    known = {
        "image": {"registry": platform.registry},
        "kafka": {"bootstrap": platform.kafka},
        "mail": {"host": platform.mail_host},
    }
    return {**merged(merged(known, platform.more), own), **derived}


def merged(first: Values, second: Values) -> dict[str, Any]:
    """Both, the second going before; lists are replaced, as Helm replaces them."""
    both = dict(first)
    for name, value in second.items():
        beneath = both.get(name)
        if isinstance(beneath, Mapping) and isinstance(value, Mapping):
            both[name] = merged(beneath, value)
        else:
            both[name] = value
    return both
