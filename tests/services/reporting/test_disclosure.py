"""What may be shown: small counts hidden, no way back by subtraction, the rest rounded."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.domain.disclosure import Shown, protected, rounded

Table = list[list[int]]


def tables() -> st.SearchStrategy[Table]:
    cell = st.one_of(st.integers(0, 6), st.integers(0, 80))
    return st.integers(1, 5).flatmap(
        lambda columns: st.lists(
            st.lists(cell, min_size=columns, max_size=columns), min_size=1, max_size=6
        )
    )


def with_totals(table: Table) -> dict[tuple[int, int], int]:
    """Every cell and total by row and column; -1 is the total of a row or a column."""
    counts = {(r, c): n for r, row in enumerate(table) for c, n in enumerate(row)}
    width = len(table[0])
    counts |= {(r, -1): sum(row) for r, row in enumerate(table)}
    counts |= {(-1, c): sum(row[c] for row in table) for c in range(width)}
    return counts | {(-1, -1): sum(map(sum, table))}


def sums(table: Table) -> list[list[tuple[int, int]]]:
    rows, columns = [*range(len(table)), -1], [*range(len(table[0])), -1]
    return [[(r, c) for c in columns] for r in rows] + [[(r, c) for r in rows] for c in columns]


@settings(deadline=None)
@given(tables())
def test_one_to_four_people_are_never_shown(table: Table) -> None:
    counts = with_totals(table)
    for place, shown in protected(counts, sums(table)).items():
        if 0 < counts[place] < 5:
            assert shown == Shown(None, "few")


@settings(deadline=None)
@given(tables())
def test_no_hidden_count_can_be_worked_out_from_one_sum(table: Table) -> None:
    shown = protected(with_totals(table), sums(table))
    for line in sums(table):
        assert sum(shown[place].count is None for place in line) != 1


@settings(deadline=None)
@given(tables())
def test_what_is_shown_is_rounded_to_the_nearest_five(table: Table) -> None:
    counts = with_totals(table)
    for place, shown in protected(counts, sums(table)).items():
        if shown.count is not None:
            assert shown.count % 5 == 0
            assert abs(shown.count - counts[place]) <= 2
            assert (shown.count == 0) == (counts[place] == 0)


@settings(deadline=None)
@given(tables())
def test_the_same_counts_are_always_shown_in_the_same_way(table: Table) -> None:
    counts = with_totals(table)
    backwards = dict(reversed(list(counts.items())))
    assert protected(counts, sums(table)) == protected(backwards, sums(table))


def shown_row(parts: Sequence[int]) -> list[Shown]:
    counts = dict(enumerate([*parts, sum(parts)]))
    return list(protected(counts, [list(counts)]).values())


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert [s.count for s in shown_row([5, 40, 12])] == [5, 40, 10, 55]


def test_the_smallest_neighbor_is_withheld_beside_a_single_small_count() -> None:
    assert shown_row([3, 40, 12]) == [
        Shown(None, "few"),
        Shown(40),
        Shown(None, "withheld"),
        Shown(55),
    ]


def test_two_small_counts_protect_each_other() -> None:
    assert [s.hidden_as for s in shown_row([3, 2, 40])] == ["few", "few", None, None]


def test_no_one_is_no_secret_and_no_protection() -> None:
    assert [s.hidden_as for s in shown_row([3, 0, 40])] == ["few", None, "withheld", None]
    assert [s.hidden_as for s in shown_row([3, 0, 0])] == ["few", None, None, "few"]


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (998, 1000)]
)
def test_rounding(count: int, shown: int) -> None:
    assert rounded(count) == shown
