"""Match runs as operators review them: what is on record, whom it reached, and why."""

import re
from base64 import b64encode
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from services.matching.domain.match_run import MatchRun
from services.matching.domain.run_papers import RunPapers
from services.matching.handlers.shred_papers import shred_papers
from services.matching.optimization.papers import opened_papers
from services.matching.optimization.problem.canonical import problem_hash
from services.matching.store.tables import STATES
from services.matching.web.application import application
from services.matching.web.proposals import ProposalLinks
from services.matching.web.run_pages import run_routes
from shared.contracts.people import PersonErased
from shared.privacy.keyring import Keyring
from shared.privacy.sealed import BrokenSeal, NotOurs
from shared.web.guard import HEADERS
from tests.conftest import OpensStore
from tests.services.matching.linked import NOW, PROGRAMME, Reviewed
from tests.support.page_outline import Outline

TOKEN = "a-token-of-thirty-two-characters-or-more"
RUN = "q4m8_20260302"


def operator_of(region: Reviewed) -> httpx.AsyncClient:
    links = ProposalLinks(region.engine, region.keys, region.clock)
    pages = httpx.ASGITransport(application(links, more=run_routes(region.desk(), TOKEN)))
    auth = httpx.BasicAuth("anybody", TOKEN)
    return httpx.AsyncClient(transport=pages, base_url="https://pages.example", auth=auth)


@pytest.fixture
async def region(postgres_store: OpensStore) -> Reviewed:
    opened = Reviewed(await postgres_store(STATES))
    await opened.opens()
    return opened


async def test_a_run_is_listed_shown_and_explained_person_by_person(region: Reviewed) -> None:
    placed, mentor = await region.waits(), await region.helps()
    left = await region.waits(slots=("mon-morning",))
    await region.is_run()
    run = (await region.engine.recall(MatchRun, [RUN]))[RUN]
    async with operator_of(region) as operator:
        listed = await operator.get("/runs")
        assert f'<a href="/runs/{RUN}">{RUN}</a>' in listed.text
        assert "Proven best" in listed.text

        shown = await operator.get(f"/runs/{RUN}")
        for told in (run.problem, str(run.seed), run.algorithm, str(placed), str(mentor)):
            assert told in shown.text
        assert "None: nobody whom the rules allow" in shown.text
        rows = dict(re.findall(r'class="hash">(\S+?)</th>.*?(/runs/\S+?)"', shown.text))
        assert rows.keys() == {str(placed), str(left)}

        why = await operator.get(rows[str(placed)])
        assert f"{placed} is placed with mentor {mentor}." in why.text
        not_why = await operator.get(rows[str(left)])
        assert "No mentor is possible under the rules." in not_why.text
        assert "the two are never free at the same time of the week" in not_why.text

        fair = await operator.get(f"/runs/{RUN}/fairness")
        assert f"Who was reached by run {RUN}" in fair.text
        assert "Birmingham" in fair.text
        assert "local authority in which they live" in fair.text
    for page in (listed, shown, why, not_why, fair):
        assert page.status_code == 200
        assert {name: page.headers[name] for name in HEADERS} == HEADERS
        assert "canary" not in page.text
        Outline(page.text)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic " + b64encode(b"anybody:" + TOKEN[:-1].encode()).decode(),
        "Basic " + b64encode(TOKEN.encode()).decode(),
        "Bearer " + TOKEN,
    ],
)
async def test_without_the_token_nobody_sees_a_run(region: Reviewed, said: str) -> None:
    await region.is_run()
    async with operator_of(region) as operator:
        operator.auth = None  # type: ignore[assignment]
        for path in ("/runs", f"/runs/{RUN}", f"/runs/{RUN}/fairness", f"/runs/{RUN}/why/1"):
            answer = await operator.get(path, headers={"authorization": said} if said else {})
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Basic realm=")
            assert "need to sign in" in answer.text
    async with region.reader() as reader:  # where no token is set, there are no such pages
        assert (await reader.get("/runs")).status_code == 404


async def test_only_the_last_runs_papers_are_kept_and_figures_of_all(region: Reviewed) -> None:
    await region.waits()
    await region.is_run()
    region.clock.advance(timedelta(days=1))
    await region.is_run()
    async with operator_of(region) as operator:
        before = await operator.get(f"/runs/{RUN}")
        assert "no longer kept" in before.text
        assert "Proven best" in before.text
        assert (await operator.get(f"/runs/{RUN}/why/1")).status_code == 404
        assert (await operator.get("/runs/q4m8_20260303/why/1")).status_code == 200
        for path in ("/runs/none", "/runs/q4m8_20260303/why/2", "/runs/q4m8_20260303/why/0"):
            assert (await operator.get(path)).status_code == 404


async def test_who_is_erased_takes_the_papers_along(region: Reviewed) -> None:
    await region.waits()
    await region.is_run()
    kept = (await region.engine.recall(RunPapers, [PROGRAMME]))[PROGRAMME]
    assert kept.papers
    erased = PersonErased(person_id=uuid4(), programme=PROGRAMME)
    after, _ = shred_papers(kept, erased, NOW)
    await region.keeps(RunPapers, PROGRAMME, after)
    async with operator_of(region) as operator:
        assert "no longer kept" in (await operator.get(f"/runs/{RUN}")).text
        assert (await operator.get(f"/runs/{RUN}/why/1")).status_code == 404
    assert shred_papers(None, erased, NOW) == (None, ())


async def test_papers_open_for_their_own_run_alone(region: Reviewed) -> None:
    await region.waits()
    await region.is_run()
    kept = (await region.engine.recall(RunPapers, [PROGRAMME]))[PROGRAMME]
    assert "canary" not in kept.papers
    papers = opened_papers(kept.papers, RUN, region.keys)
    run = (await region.engine.recall(MatchRun, [RUN]))[RUN]
    assert problem_hash(papers.problem) == papers.solution.problem == run.problem
    with pytest.raises(BrokenSeal):
        opened_papers(kept.papers, "q4m8_20260303", region.keys)
    with pytest.raises(NotOurs):
        opened_papers(kept.papers, RUN, Keyring.generate("elsewhere"))


async def test_papers_that_are_too_many_are_not_kept(
    region: Reviewed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.matching.optimization.papers.MOST_BYTES", 10)
    await region.waits()
    await region.is_run()
    async with operator_of(region) as operator:
        assert "it was too large" in (await operator.get(f"/runs/{RUN}")).text


async def test_many_people_stand_on_several_pages(region: Reviewed) -> None:
    for _ in range(201):
        await region.waits()
    await region.is_run()
    async with operator_of(region) as operator:
        first, last = [await operator.get(f"/runs/{RUN}?page={p}") for p in ("1", "99")]
        assert "1 to 100 of 201" in first.text
        assert 'href="?page=2">Next' in first.text
        assert "Previous" not in first.text
        assert "201 to 201 of 201" in last.text
        assert 'href="?page=2">Previous' in last.text
        assert "Next" not in last.text
        for odd in ("0", "-1", "x", "٣", "9" * 30):
            assert "of 201" in (await operator.get(f"/runs/{RUN}", params={"page": odd})).text
