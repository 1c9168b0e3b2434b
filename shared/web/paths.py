"""Addresses that one service writes into a letter and another answers at."""

from typing import Final

PROPOSALS: Final = "/proposals/"
"""A proposal, behind the signed link that follows."""
