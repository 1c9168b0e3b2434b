"""A programme whose runs are held: a manager reviews one on pages while the world goes on."""

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from deploy.local.ports import free_port
from services.referrals.domain.mentor import mentor_id
from services.referrals.domain.referral import referral_id
from shared.contracts import inbound
from shared.contracts.matching import MatchProposed
from tests.conftest import OpensRegion
from tests.journeys.mentoring_days import MONDAY, PROGRAMME, Days
from tests.support import databases
from tests.support.receipts import watching_receipts
from tests.support.settling import settle, wait_until

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-of-thirty-two-characters-or-more"
RUN = "/runs/q4m8_20260303"
PAIRS = {"maya": "yusuf", "noor": "zoe", "omar": "ella"}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This release, but for the programme's setting."""
    folder = tmp_path_factory.mktemp("held")
    for package in ("shared", "services"):
        left_out = shutil.ignore_patterns("*.pyc")  # what the solver compiled is taken along
        shutil.copytree(ROOT / package, folder / package, ignore=left_out)
    file = folder / "shared" / "programmes" / "mayors_mentors.yaml"
    said = file.read_text("utf-8")
    assert "at_once: true" in said
    file.write_text(said.replace("at_once: true", "runs: held"), "utf-8")
    return folder


@pytest.fixture(scope="module")
def region(open_region: OpensRegion, release: Path) -> Iterator[tuple[Days, httpx.Client]]:
    port = free_port()
    extra = {
        "PYTHONPATH": str(release),
        "PYTHONSAFEPATH": "1",  # the release and not the folder that one stands in
        "MATCHING_PAGES": "true",
        "MATCHING_PAGES_PORT": str(port),
        "MATCHING_PAGES_OPERATOR_TOKEN": TOKEN,
    } | {f"{name}_HTTP_PORT": "0" for name in ("REFERRALS", "MATCHING")}
    settings: dict[str, Any] = {"simulated_from": MONDAY, "live": (PROGRAMME,), "extra": extra}
    with (
        open_region(services=("referrals", "matching"), **settings) as opened,
        watching_receipts(opened.region.kafka, opened.code) as receipts,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", auth=("maya", TOKEN)) as manager,
    ):
        yield Days(opened, receipts), manager


def read(page: httpx.Response) -> str:
    """What stands on a page."""
    assert page.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def waits_until_it_says(manager: httpx.Client, path: str, words: str) -> str:
    def said() -> bool:
        found = manager.get(path)
        return found.status_code == 200 and words in read(found)

    wait_until(said, f"{path} says {words!r}", 180)
    return read(manager.get(path))


def ids(mentor: str) -> tuple[UUID, UUID]:
    return mentor_id("ONEMM", mentor), referral_id("BHM01", PAIRS[mentor])


def test_a_mentor_pauses_between_review_and_publishing_and_only_that_pair_is_dropped(
    region: tuple[Days, httpx.Client],
) -> None:
    days, manager = region
    for mentor, young in PAIRS.items():
        days.mentor(mentor)
        days.young(young, "2003-05")
    days.next_day()
    reviewed = waits_until_it_says(manager, f"{RUN}/changes", "Proposals that stand now 3")
    assert "every one of them still stands" in reviewed
    assert days.told(MatchProposed) == [], "nobody is proposed before somebody has decided"

    (paused,) = (who for who, young in pairs_of(days).items() if young == ids("noor")[1])
    reference = next(name for name in PAIRS if ids(name)[0] == paused)
    about = {"reference": reference, "organization": "ONEMM", "step": "paused"}
    days.submits(inbound.StepSubmitted, about, "step_noted")
    settle(days.region)
    reviewed = waits_until_it_says(manager, f"{RUN}/changes", "Proposals that stand now 2")
    assert f"{paused} the mentor is taking a break" in reviewed

    check = manager.get(f"{RUN}/publish")
    (seal,) = re.findall(r'name="seal" value="(\w+)"', check.text)
    data = {"seal": seal, "by": "Maya Khan"}
    for _ in range(2):
        given = manager.post(f"{RUN}/publish", data=data, follow_redirects=True)
        assert "Maya Khan published this run" in read(given)
    told = waits_until_it_says(manager, f"{RUN}/changes", "1 pair no longer stood")
    assert f"{ids('noor')[1]} {paused} the mentor is taking a break" in told
    days.waits_for(MatchProposed, 2)
    proposed = days.told(MatchProposed)
    assert {UUID(one["referral_id"]) for one in proposed} == {ids("maya")[1], ids("omar")[1]}
    assert {one["run"] for one in proposed} == {"q4m8_20260303"}
    assert str(paused) not in {one["mentor_id"] for one in proposed}

    url = days.region.region.databases["matching"]
    (run,) = databases.rows(url, "SELECT * FROM match_runs WHERE run = 'q4m8_20260303'")
    assert (run["course"], run["decided_by"], run["proposed"], run["dropped"]) == (
        "published",
        "Maya Khan",
        2,
        1,
    )
    assert run["value"] == run["bound"] > 0


def pairs_of(days: Days) -> dict[UUID, UUID]:
    """The young person of every mentor in the run, from its row."""
    url = days.region.region.databases["matching"]
    (row,) = databases.rows(url, "SELECT last FROM run_answers")
    return {UUID(pair["mentor"]): UUID(pair["person"]) for pair in row["last"]["pairs"]}
