"""Ages when only the month of birth is known.

In the month of the birthday a person may be either of two ages, and both count: a referral is
turned away only if it is certainly outside the range. So a person born in July 2008 may be
referred to a programme for 11 to 25 from 1 July 2019 (perhaps 11 already) to 31 July 2034
(perhaps 25 still).
"""

import re
from datetime import date

PossibleAges = tuple[int, int]
"""The lowest and the highest age that a person may have."""

MAY_BE_WRITTEN_TO = 16
"""Nobody younger is written to directly: whoever referred them tells them."""

_DECEMBER = 12
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


def possible_ages(birth_month: str | None, on: date) -> PossibleAges | None:
    """The lowest and highest age in completed years on that day; `None` if it cannot be known.

    `birth_month` is YYYY-MM. The two ages differ only in the month of the birthday.
    """
    if birth_month is None or not _MONTH.fullmatch(birth_month):
        return None
    months = (on.year - int(birth_month[:4])) * 12 + on.month - int(birth_month[5:])
    highest, since_birthday = divmod(months, 12)
    return (highest if since_birthday else highest - 1), highest


def surely_from(birth_month: str, age: int) -> date:
    """The first day on which somebody born in that month (YYYY-MM) is surely of this age."""
    year, month = int(birth_month[:4]), int(birth_month[5:7])
    return date(year + age + month // _DECEMBER, month % _DECEMBER + 1, 1)
