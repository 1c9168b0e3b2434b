"""The drill: three regions, good and bad releases, every stage, under referrals that keep coming.

Each step is the command that an operator would type. The neighbour is live all the while, and must
not notice; the third region is closed until the end, and must lose nothing.
"""

import tempfile
from pathlib import Path

from deploy.local.stack import open_stack
from deploy.rollout.drill_player import Player, ShortPlayer
from deploy.rollout.drill_record import Drill


def drill(per_second: float = 4.0, *, short: bool = False) -> Drill:
    """Play the drill on servers of its own: in some minutes, or short in about a minute and a half.

    The short one keeps every property, and leaves out what only takes time.
    """
    play = ShortPlayer if short else Player
    with (
        tempfile.TemporaryDirectory(prefix="inroads-drill-") as folder,
        open_stack(embedded_only=True) as stack,
    ):
        return play(stack, Path(folder)).play(per_second)
