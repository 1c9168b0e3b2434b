"""Two workers share the tests of a whole run: whole files, and together what shares servers.

Most of a run is waiting for processes to start, stop or settle, so a second worker costs little.
Idle servers and services cost processor time, too: none stays open after the last who shares it.
"""

from collections.abc import Sequence

import pytest
from xdist.scheduler.loadgroup import LoadGroupScheduling

SHARED = ("own_stack", "faults_region", "london", "secured")
"""Servers and regions that are opened once for tests in several files."""
DOCKER = "docker"
"""Images are built once for the files that use them."""
_IN_DOCKER = ("test_images.py", "test_compose.py", "test_testcontainers.py")


class WorkerOf(LoadGroupScheduling):  # type: ignore[misc]
    """Gives a worker a file's tests, or all that share servers, and then the next."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(str(super()._split_scope(nodeid)))


def unit_of(group_or_test: str) -> str:
    """Return what is given to one worker: a group as it is, of a test its file."""
    return group_or_test.partition("::")[0]


def mark(tests: Sequence[pytest.Item]) -> None:
    """Mark each test that shares servers with tests of other files by what it shares."""
    for test in tests:
        if shared := shared_by(test):
            test.add_marker(pytest.mark.xdist_group(shared))


def shared_by(test: pytest.Item) -> str | None:
    """Return what a test shares with tests of other files, if anything."""
    fixtures = getattr(test, "fixturenames", ())
    if shared := next((name for name in SHARED if name in fixtures), None):
        return shared
    return DOCKER if test.path.name in _IN_DOCKER else None


def slow_first(tests: list[pytest.Item]) -> None:
    """Put files with slow tests in front: what takes long must not be what begins last."""
    slow = {_unit(test) for test in tests if test.get_closest_marker("slow")}
    tests.sort(key=lambda test: _unit(test) not in slow)


def _unit(test: pytest.Item) -> str:
    return shared_by(test) or unit_of(test.nodeid)


def close_unshared(test: pytest.Item, following: pytest.Item | None) -> None:
    """Close what the test shares with others and the following one does not ask for.

    pytest itself would keep it to the end of the session. Whatever was opened on top goes first.
    """
    kept = getattr(following, "fixturenames", ())
    for name in SHARED:
        for opened in test._fixtureinfo.name2fixturedefs.get(name, ()):  # type: ignore[attr-defined]
            if name not in kept:
                opened.finish(test._request)  # type: ignore[attr-defined]
