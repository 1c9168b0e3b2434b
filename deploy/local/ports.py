"""Ports on the loopback address."""

import random
import socket

LOOPBACK = "127.0.0.1"

# Below the range from which Linux (32768 up) and macOS (49152 up) number outgoing connections: a
# client that keeps calling a stopped server on a port of that range ends up connected to itself,
# and the server cannot return.
_FIRST, _LAST = 20_000, 32_767
_ATTEMPTS = 200


def free_port() -> int:
    """Return a loopback port that nobody listens on and no outgoing connection will take."""
    for _ in range(_ATTEMPTS):
        port = random.randint(_FIRST, _LAST)  # noqa: S311 - spreads stacks, guards nothing
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {_FIRST} and {_LAST} on {LOOPBACK}")
