"""A series comes back from its row as it went in."""

from dataclasses import fields

from services.scheduling.domain.series import Series
from services.scheduling.store.tables import STATES, series
from services.scheduling.subscribes import LISTENS_TO
from shared.store.rows import RowsOf
from tests.services.scheduling.builders import FIRST, MEMBERS, Circle, left


def test_every_kind_of_state_has_a_table() -> None:
    assert [stored.kind for stored in STATES] == list(LISTENS_TO.states)


def test_columns_are_the_fields_in_their_order() -> None:
    assert [column.name for column in series.columns] == [field.name for field in fields(Series)]


def test_a_series_comes_back_from_its_row_as_it_went_in() -> None:
    circle = Circle.of(*MEMBERS)
    circle.waits_until(FIRST)
    circle.hears(circle.reported("Amina", 1), left("Ben"))
    rows = RowsOf(STATES[0])
    row = [next(iter(column)) for column in rows.columns([circle.series])]
    assert circle.series
    assert rows.states([row]) == {circle.series.circle_id: circle.series}
