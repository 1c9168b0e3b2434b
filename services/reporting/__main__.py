"""``python -m services.reporting``: run the service until told to stop, or ``migrate``."""

import sys

from services.reporting.app import MIGRATIONS, NAME, build
from services.reporting.settings import read_settings
from shared.runtime.assembly import main

if __name__ == "__main__":
    sys.exit(main(NAME, read_settings, build, MIGRATIONS))
