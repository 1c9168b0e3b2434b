"""`python -m deploy.compose STEP`: what has to be done in compose before the services run."""

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from deploy.access.secret_files import SecretFiles
from deploy.compose.give_access import give_access
from deploy.compose.letter_box import keep_letters
from deploy.compose.make_secrets import make_secrets
from deploy.local.errors import StackError

_DESCRIPTION = """\
secrets      make certificates, passwords and keyrings, unless they are there
access       topics, users, rights, databases and roles, as the catalogue declares them
letter-box   take letters over SMTP with TLS and keep them in /letters

Which region: INROADS_REGION. The secrets' folder: INROADS_SECRETS (/secrets)."""


def main() -> int:
    """Take a step; return the exit code: 0 done, 1 not done, which is said with what to do."""
    parser = ArgumentParser(
        prog="python -m deploy.compose",
        description=_DESCRIPTION,
        epilog="example:\n  INROADS_REGION=london python -m deploy.compose secrets",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("step", choices=list(_STEPS))
    step = parser.parse_args().step
    files = SecretFiles(Path(os.environ.get("INROADS_SECRETS", "/secrets")))
    try:
        _STEPS[step](os.environ.get("INROADS_REGION", "london"), files)
    except StackError as error:
        print(f"{step}: {error}", file=sys.stderr)
        return 1
    return 0


_STEPS: Final[Mapping[str, Callable[[str, SecretFiles], None]]] = {
    "secrets": make_secrets,
    "access": give_access,
    "letter-box": lambda _region, files: keep_letters(files),
}

if __name__ == "__main__":
    sys.exit(main())
