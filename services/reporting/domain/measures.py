"""The measures: what each counts, out of whom, in words that stand beside every figure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from services.reporting.domain.journey import Journey
from services.reporting.domain.standing import OUTCOMES

_Counts = Callable[[Journey], bool]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. ``out_of`` is the code of the measure that gives its denominator."""

    code: str
    title: str
    out_of: str
    definition: str
    counts: _Counts


def _has(kind: str) -> _Counts:
    return lambda journey: kind in journey.outcome_kinds


_STAGES: Final = (
    Measure(
        "referred",
        "Referred",
        "referred",
        "People whom an adviser referred to the programme, by the area and month of the referral. "
        "A referral that is sent again after it was withdrawn or rejected counts once.",
        lambda _: True,
    ),
    Measure(
        "accepted",
        "Accepted",
        "referred",
        "Referrals that met every rule of the programme, out of all who were referred.",
        lambda journey: journey.accepted,
    ),
    Measure(
        "joined",
        "Joined a circle",
        "accepted",
        "People who had a place in at least one circle, out of all who were accepted. "
        "Somebody who gave the place up again counts.",
        lambda journey: journey.joined,
    ),
    Measure(
        "invited",
        "Sent an invitation by email",
        "joined",
        "People for whom a mail server took at least one invitation, out of all who joined a "
        "circle. Others had no email address, did not agree to be written to, or were told by "
        "their adviser.",
        lambda journey: journey.invited,
    ),
    Measure(
        "attended",
        "Attended",
        "joined",
        "People who came to at least one session, out of all who joined a circle.",
        lambda journey: journey.attended,
    ),
    Measure(
        "completed",
        "Completed",
        "joined",
        "People who came to at least 3 of the 4 sessions of a circle (or as large a part of a "
        "longer or shorter series), once the series was over, out of all who joined a circle.",
        lambda journey: journey.completed,
    ),
    Measure(
        "outcome",
        "Any outcome",
        "accepted",
        "People with at least one of the four outcomes below, out of all who were accepted, "
        "whether or not they attended.",
        lambda journey: bool(journey.outcome_kinds),
    ),
)

_OUTCOME_TITLES: Final = {
    "started_work": ("Started work", "who started work"),
    "training": ("Went into training", "who went into training"),
    "further_education": ("Went into further education", "who went into further education"),
    "work_experience": ("Work experience", "who started a work experience placement"),
}

MEASURES: Final[dict[str, Measure]] = {m.code: m for m in _STAGES} | {
    kind: Measure(
        kind,
        _OUTCOME_TITLES[kind][0],
        "accepted",
        f"People {_OUTCOME_TITLES[kind][1]}, out of all who were accepted. "
        "Somebody with outcomes of several kinds counts once in each.",
        _has(kind),
    )
    for kind in OUTCOMES
}
"""Every measure by its code, in the order in which a reader meets them."""
