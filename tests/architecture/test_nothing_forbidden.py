"""No file names a place that is somebody's own: a registry, a folder, a secret, a tool.

The patterns are written so that they do not match themselves.
"""

import re
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, files, shown

FORBIDDEN = {
    "a registry's host (locks and settings must work with any mirror)": re.compile(
        r"pypi[.]org|pythonhosted[.]org|repo1[.]maven|maven[.]apache[.]org|maven[.]org"
        r"|registry[.]npmjs|npmjs[.](?:org|com)|yarnpkg[.]com|docker[.]io/|ghcr[.]io|crates[.]io"
    ),
    "a folder of one machine": re.compile(r"(?<![\w.$})<-])/(?:work|root|Users|home)(?![\w-])"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*[P]RIVATE KEY"),
    "an access token": re.compile(
        r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}|github_pat_\w{20,}|xox[abp]-[\w-]{10,}"
        r"|glpat-[\w-]{20}|pypi-AgE\w{20,}|npm_\w{36}|sk-[\w-]{24,}|AIza[\w-]{35})"
    ),
    "a key of 256 bits in base64 (go.sum's digests begin with h1:)": re.compile(
        r"(?<!h1:)(?<![\w+/=-])[A-Za-z0-9+/]{43}=(?![\w=])"
    ),
    "a password in an address": re.compile(r"://[^\s:/@{}<>$\"']+:[^\s:/@{}<>$\"']{13,}@"),
    "how the code was written (it matters what it does)": re.compile(
        r"\b[A]I\b|\bL[L]Ms?\b|\bG[P]T\b|\bC[l]aude\b|\bA[n]thropic\b|\bO[p]enAI\b|\bC[o]pilot\b"
        r"|\b[a]ssistants?\b|[l]anguage models?\b|\bhelper[-][0-9]",
        re.IGNORECASE,
    ),
}
_BYTES_OF_TEXT = 2_000_000


def text_of(file: Path) -> str:
    """The text of a file; empty for one that is no text."""
    content = file.read_bytes()[:_BYTES_OF_TEXT]
    return "" if b"\0" in content else content.decode("utf-8", "replace")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_contains(what: str) -> None:
    found = [
        f"{shown(file)}: {match[0]}"
        for file in files()
        for match in FORBIDDEN[what].finditer(text_of(file))
    ]
    assert not found, f"these contain {what}"


def test_the_patterns_would_find_what_they_are_for() -> None:
    planted = (
        "https://pypi." + "org/simple",
        "see /wo" + "rk/notes",
        "-----BEGIN EC " + "PRIVATE KEY-----",
        "gh" + "p_" + "a1B2" * 9,
        '"' + "A" * 43 + '="',
        "postgresql://postgres:" + "aB3dE6gH9jK2mN5p" + "@127.0.0.1/db",
        "written by an A" + "I as" + "sistant",
    )
    for pattern, text in zip(FORBIDDEN.values(), planted, strict=True):
        assert pattern.search(text), text


def test_no_file_is_left_behind_by_a_run() -> None:
    left = [f for f in files() if f.suffix in {".log", ".pyc", ".sqlite", ".orig", ".rej"}]
    assert [shown(file) for file in left] == []
    assert not (ROOT / "uv.lock").exists(), "it names hosts; deploy/lock.sh writes the locks"
