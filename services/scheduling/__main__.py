"""``python -m services.scheduling``: run the service until it is told to stop."""

import sys

from services.scheduling.app import MIGRATIONS, NAME, build
from services.scheduling.settings import read_settings
from shared.runtime.assembly import run

if __name__ == "__main__":
    settings = read_settings()
    sys.exit(run(lambda: build(settings), settings, MIGRATIONS, NAME))
