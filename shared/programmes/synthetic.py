"""The programme that no person is in: operators send it through a region to see that it works."""

from typing import Final

SYNTHETIC: Final = "s2s2"
"""Its code (``synthetic.yaml``). Figures leave it out, and what it made is removed afterwards."""
