"""Ends with 0 when the broker answers a Kafka request at the address that it advertises first.

A port that is open proves little: Kafka opens it before it takes requests. This asks which requests
it understands (ApiVersions, the one that needs no login), over TLS where KAFKA_AUTHORITY names who
signed the broker's certificate. Kafka protocol guide: https://kafka.apache.org/protocol
"""

import os
import socket
import ssl
import struct
import sys

ASKS = struct.pack(">hhih", 18, 0, 1, -1)
"""ApiVersions, version 0, correlation 1, no client id."""


def answers(host: str, port: int, authority: str | None) -> bool:
    """Whether a broker there says which requests it takes; OSError if none can be reached."""
    with socket.create_connection((host, port), timeout=2) as plain:
        if authority is None:
            return _understands(plain)
        context = ssl.create_default_context(cafile=authority)
        with context.wrap_socket(plain, server_hostname=host) as encrypted:
            return _understands(encrypted)


def _understands(connection: socket.socket) -> bool:
    connection.sendall(struct.pack(">i", len(ASKS)) + ASKS)
    said = connection.makefile("rb").read(10)
    _, correlation, error = struct.unpack(">iih", said)
    return bool(correlation == 1 and error == 0)


if __name__ == "__main__":
    place = os.environ.get("KAFKA_ANSWERS_AT", "localhost:9092")
    name, _, number = place.rpartition(":")
    sys.exit(0 if answers(name, int(number), os.environ.get("KAFKA_AUTHORITY")) else 1)
