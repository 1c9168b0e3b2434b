"""The door out: the only place that builds the facts about figures."""

from services.reporting.domain.published_figure import PublishedFigure
from shared.contracts.reporting import FigureComputed


def figure_computed(figure: PublishedFigure) -> FigureComputed:
    """Return the fact that announces a figure, with exact counts: the stream is not public."""
    return FigureComputed(
        figure_id=figure.figure_id,
        programme=figure.programme,
        area=figure.area,
        month=figure.month,
        measure=figure.measure,
        numerator=figure.numerator,
        denominator=figure.denominator,
    )
