"""Kafka's jars come from a Maven repository, here a small one on loopback, and only as locked."""

import hashlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from deploy.local.errors import StackError
from deploy.local.jars import kafka_jars

_CONTENT = b"the classes of a broker" * 1000
_PATH = "/org/example/broker/1.0/broker-1.0.jar"


class Mirror:
    """A Maven repository with one jar; each request takes the next answer, the last one stays."""

    def __init__(self) -> None:
        self.answers = [_CONTENT]
        self.requests: list[str] = []
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mirror.requests.append(self.path)
                self.send_response(200 if self.path == _PATH else 404)
                self.send_header("Content-Length", str(len(_CONTENT)))
                self.end_headers()
                if self.path == _PATH:
                    self.wfile.write(mirror.next_answer())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def next_answer(self) -> bytes:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    mirror = Mirror()
    thread = Thread(target=mirror.server.serve_forever)
    thread.start()
    monkeypatch.setenv("INROADS_MAVEN", f"http://127.0.0.1:{mirror.server.server_port}")
    yield mirror
    mirror.server.shutdown()
    mirror.server.server_close()
    thread.join()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    row = {
        "artifact": "org.example:broker:1.0",
        "size": len(_CONTENT),
        "sha256": hashlib.sha256(_CONTENT).hexdigest(),
    }
    file = tmp_path / "lock.json"
    file.write_text(json.dumps([row]))
    return file


def test_the_first_start_fetches_and_says_so(mirror: Mirror, lock: Path, tmp_path: Path) -> None:
    said: list[str] = []
    (jar,) = kafka_jars(said.append, cache=tmp_path, lock=lock)
    assert jar.read_bytes() == _CONTENT
    assert said == [
        "Apache Kafka: downloading 1 files, 0.0 MB, once.",
        "Apache Kafka: 0.0 MB of 0.0 MB.",
    ]


def test_a_later_start_asks_nobody(mirror: Mirror, lock: Path, tmp_path: Path) -> None:
    kafka_jars(cache=tmp_path, lock=lock)
    mirror.requests.clear()
    kafka_jars(pytest.fail, cache=tmp_path, lock=lock)
    assert mirror.requests == []


@pytest.mark.parametrize("broken", [_CONTENT[:100], b"X" + _CONTENT[1:]], ids=["cut", "changed"])
def test_a_broken_file_in_the_cache_is_fetched_again(
    mirror: Mirror, lock: Path, tmp_path: Path, broken: bytes
) -> None:
    (jar,) = kafka_jars(cache=tmp_path, lock=lock)
    jar.write_bytes(broken)
    (jar,) = kafka_jars(cache=tmp_path, lock=lock)
    assert jar.read_bytes() == _CONTENT


def test_a_transfer_that_broke_off_is_tried_again(
    mirror: Mirror, lock: Path, tmp_path: Path
) -> None:
    mirror.answers = [_CONTENT[:5000], _CONTENT]
    (jar,) = kafka_jars(cache=tmp_path, lock=lock)
    assert jar.read_bytes() == _CONTENT
    assert mirror.requests.count(_PATH) == 2


def test_what_differs_from_the_lock_is_refused_and_not_kept(
    mirror: Mirror, lock: Path, tmp_path: Path
) -> None:
    mirror.answers = [b"X" + _CONTENT[1:]]
    with pytest.raises(StackError, match=r"org.example:broker:1.0.*differs from the lock"):
        kafka_jars(cache=tmp_path, lock=lock)
    assert list((tmp_path / "jars").iterdir()) == []


def test_no_network_is_explained(
    lock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INROADS_MAVEN", "http://127.0.0.1:9")
    with pytest.raises(StackError, match="Check the network"):
        kafka_jars(cache=tmp_path, lock=lock)


def test_a_cache_that_cannot_be_written_is_explained(lock: Path, tmp_path: Path) -> None:
    (tmp_path / "jars").write_text("a file where the folder should be")
    with pytest.raises(StackError, match="Set XDG_CACHE_HOME"):
        kafka_jars(cache=tmp_path, lock=lock)
