"""A mail server that keeps every letter and sends none on: it stands in for GOV.UK Notify."""

import signal
import ssl
from pathlib import Path
from typing import Final

from aiosmtpd.controller import Controller

from deploy.access.secret_files import SecretFiles
from deploy.demo.post_office import PostOffice

LETTERS: Final = Path("/letters")
_PARTY: Final = "letter-box"
_PORT: Final = 1025


def keep_letters(files: SecretFiles) -> None:
    """Serve until told to end (SIGTERM). A letter is taken only over TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.file(_PARTY, "certificate.pem"), files.file(_PARTY, "key.pem"))
    controller = Controller(
        PostOffice(LETTERS),
        hostname="0.0.0.0",  # noqa: S104 - reachable by the other containers; no port is published
        port=_PORT,
        tls_context=context,
        require_starttls=True,
    )
    # Blocked before there are threads: a container's first process is not ended by default.
    told = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, told)
    controller.start()
    print(f"Letters are taken on port {_PORT} and kept in {LETTERS}.", flush=True)
    signal.sigwait(told)
    controller.stop()
