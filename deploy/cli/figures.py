"""Figures in a document: the command that measured writes them between two markers."""

from pathlib import Path


def write_figures(document: Path, name: str, text: str) -> None:
    """Replace what stands between ``<!-- figures:NAME -->`` and ``<!-- /figures -->``.

    Raises ``ValueError`` where there are no such markers.
    """
    begins, ends = f"<!-- figures:{name} -->", "<!-- /figures -->"
    before, begin, rest = document.read_text(encoding="utf-8").partition(begins)
    _, end, after = rest.partition(ends)
    if not begin or not end:
        raise ValueError(
            f"{document.name} has no markers {begins} and {ends}; put them where the figures go"
        )
    document.write_text(f"{before}{begins}\n{text}\n{ends}{after}", encoding="utf-8")
