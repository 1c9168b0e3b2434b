"""``python -m services.notifications``: run the service until it is told to stop."""

import sys

from services.notifications.app import MIGRATIONS, NAME, build
from services.notifications.settings import read_settings
from shared.runtime.assembly import run

if __name__ == "__main__":
    settings = read_settings()
    sys.exit(run(lambda: build(settings), settings, MIGRATIONS, NAME))
