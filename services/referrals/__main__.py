"""``python -m services.referrals``: run the service until told to stop, or ``migrate``."""

import sys

from services.referrals.app import MIGRATIONS, NAME, build
from services.referrals.settings import read_settings
from shared.runtime.assembly import main

if __name__ == "__main__":
    sys.exit(main(NAME, read_settings, build, MIGRATIONS))
