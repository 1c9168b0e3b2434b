"""A manager reviews a run on pages: opening them changes nothing, the button on the second does."""

import asyncio
import html
import re

import httpx
import pytest

from services.matching.store.tables import STATES
from services.matching.web.form_seals import form_seal
from shared.web.guard import HEADERS
from tests.conftest import OpensStore
from tests.services.matching.held_place import DRY, RUN, TOKEN, HeldPlace, runs_are_held
from tests.services.matching.linked import PROGRAMME
from tests.support.page_outline import Outline

PUBLISH, DISCARD = f"/runs/{RUN}/publish", f"/runs/{RUN}/discard"


@pytest.fixture
async def place(postgres_store: OpensStore, monkeypatch: pytest.MonkeyPatch) -> HeldPlace:
    runs_are_held(monkeypatch)
    opened = HeldPlace(await postgres_store(STATES))
    await opened.opens()
    return opened


def said(page: httpx.Response) -> str:
    """What a reader reads, without marks and breaks."""
    assert {name: page.headers[name] for name in HEADERS} == HEADERS
    Outline(page.text)
    body = page.text.partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def form(page: httpx.Response, **more: str) -> dict[str, str]:
    """The form on the page, filled in."""
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return dict(hidden) | more


async def test_a_run_that_waits_is_reviewed_and_published_with_a_name(place: HeldPlace) -> None:
    people, mentors = await place.three_pairs()
    await place.changes_mentor(mentors[1], paused=True)
    async with place.operator() as operator:
        assert "Waits for review" in said(await operator.get("/runs"))
        shown = said(await operator.get(f"/runs/{RUN}"))
        assert "It waits for somebody to publish it until 9am on 3 March 2026" in shown

        assert "Young people who wait for a proposal 3 0" in shown, "before, and if published"

        review = await operator.get(f"/runs/{RUN}/changes")
        told = said(review)
        assert "Proposals that stand now 2" in told
        assert f"{people[1]} {mentors[1]} the mentor is taking a break" in told
        assert f"{people[0]} {mentors[0]}" in told
        assert "3 of 3 people with a profile have somebody: 100%." in told
        assert "There is no run before this one" in told

        check = await operator.get(PUBLISH)
        assert "Proposals that are made 2" in said(check)
        assert 'name="by" value="Maya"' in check.text, "the name that came with the token"
        given = await operator.post(PUBLISH, data=form(check, by="Maya Khan"))
        assert (given.status_code, given.headers["location"]) == (303, f"/runs/{RUN}")
        assert "Maya Khan published this run" in said(await operator.get(f"/runs/{RUN}"))
        await place.goes_on(minutes=1)
        done = said(await operator.get(f"/runs/{RUN}/changes"))
        assert "1 pair no longer stood. Nobody was told of what was dropped." in done
        assert "the mentor is taking a break" in done
        assert (await operator.get(PUBLISH)).status_code == 303, "there is nothing to publish"
    assert await place.held_by(*mentors) == [people[0], people[2]]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_opening_every_page_changes_nothing(place: HeldPlace, method: str) -> None:
    _, mentors = await place.three_pairs()
    before = await place.run()
    async with place.operator() as operator:
        for path in ("/runs", "/runs/new", f"/runs/{RUN}", f"/runs/{RUN}/changes"):
            assert (await operator.request(method, path)).status_code == 200
        for path in (PUBLISH, DISCARD):
            assert (await operator.request(method, path)).status_code == 200
    await place.goes_on(minutes=1)
    assert await place.run() == before
    assert await place.held_by(*mentors) == []


async def test_a_form_of_another_site_does_nothing(place: HeldPlace) -> None:
    """A browser sends the token along with it; only the seal shows that it is not ours."""
    await place.three_pairs()
    foreign = ("", "0" * 64, form_seal(TOKEN, DISCARD), form_seal("another token", PUBLISH))
    async with place.operator() as operator:
        for seal in foreign:
            refused = await operator.post(PUBLISH, data={"by": "Maya", "seal": seal})
            assert refused.status_code == 403
            assert "Nothing was changed." in said(refused)
        asked = await operator.post("/runs/new", data={"programme": PROGRAMME})
        assert asked.status_code == 403
    assert (await place.run()).course == "held"


async def test_without_the_token_nobody_decides(place: HeldPlace) -> None:
    await place.three_pairs()
    async with place.operator() as operator:
        operator.auth = None  # type: ignore[assignment]
        for path in (PUBLISH, DISCARD, "/runs/new", f"/runs/{RUN}/changes"):
            assert (await operator.get(path)).status_code == 401
        for path in (PUBLISH, DISCARD, "/runs/new"):
            sealed = {"by": "Maya", "seal": form_seal(TOKEN, path), "programme": PROGRAMME}
            assert (await operator.post(path, data=sealed)).status_code == 401
    assert (await place.run()).course == "held"


async def test_nobody_decides_without_a_name(place: HeldPlace) -> None:
    await place.three_pairs()
    async with place.operator(name="") as operator:
        check = await operator.get(DISCARD)
        for by in ("", "  ", "x" * 61):
            again = await operator.post(DISCARD, data=form(check, by=by))
            assert again.status_code == 400
            assert "There is a problem Enter your name" in said(again)
        assert (await place.run()).course == "held"
        given = await operator.post(DISCARD, data=form(again, by="Noor <b>"))
        assert given.status_code == 303
        shown = await operator.get(f"/runs/{RUN}")
        assert "Noor &lt;b&gt; discarded this run" in shown.text
    assert (await place.run()).course == "discarded"


async def test_of_two_who_decide_at_once_both_see_who_did(place: HeldPlace) -> None:
    await place.three_pairs()
    async with place.operator() as operator:
        both = {path: form(await operator.get(path), by=path[-7:]) for path in (PUBLISH, DISCARD)}
        await asyncio.gather(*(operator.post(path, data=data) for path, data in both.items()))
        shown = said(await operator.get(f"/runs/{RUN}"))
    first = (await place.run()).decided_by
    assert first in ("publish", "discard")
    assert f"{first} {first}" in shown
    assert shown.count(" this run at ") == 1


async def test_while_the_programme_is_paused_nobody_decides(place: HeldPlace) -> None:
    await place.three_pairs()
    async with place.operator() as operator:
        publish, new = await operator.get(PUBLISH), await operator.get("/runs/new")
        await place.opens("paused")
        for path, page in ((PUBLISH, publish), ("/runs/new", new)):
            refused = await operator.post(path, data=form(page, by="Maya"))
            assert refused.status_code == 503
            assert "The programme is paused" in said(refused)
    assert (await place.run()).course == "held"


async def test_a_dry_run_is_asked_for_and_shown(place: HeldPlace) -> None:
    await place.waits()
    await place.helps()
    async with place.operator() as operator:
        new = await operator.get("/runs/new")
        assert "Make a dry run of Mayor's Mentors" in said(new)
        asked = await operator.post("/runs/new", data=form(new))
        assert asked.headers["location"] == f"/runs/{DRY}"
        assert "This dry run is being made." in said(await operator.get(f"/runs/{DRY}"))
        assert (await operator.get(f"/runs/{DRY}/changes")).status_code == 404
        await place.goes_on(seconds=1)
        told = said(await operator.get(f"/runs/{DRY}/changes"))
        assert "Proposals that stand now 1" in told
        assert "it cannot be published" in told
        assert "Publish this run" not in told
        assert "Dry run" in said(await operator.get("/runs"))
        for path in ("publish", "discard"):
            assert (await operator.get(f"/runs/{DRY}/{path}")).status_code == 303
        unknown = form_seal(TOKEN, "/runs/new")
        sent = await operator.post("/runs/new", data={"seal": unknown, "programme": "p7k2"})
        assert sent.status_code == 404


async def test_a_run_that_is_over_says_how_it_ended(place: HeldPlace) -> None:
    await place.three_pairs()
    async with place.operator() as operator:
        await place.goes_on(hours=24)
        assert "Nobody published this run by 9am on 3 March 2026." in said(
            await operator.get(f"/runs/{RUN}")
        )
        assert "this run will not be published" in said(await operator.get(f"/runs/{RUN}/changes"))
        await place.is_run()
        await place.is_run()
        assert "Expired" in said(await operator.get("/runs"))


async def test_more_pairs_than_a_page_can_judge_are_judged_when_published(
    place: HeldPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.matching.web.run_changes.MOST_JUDGED", 2)
    monkeypatch.setattr("services.matching.web.run_changes.MOST_MEASURED", 2)
    await place.three_pairs()
    async with place.operator() as operator:
        told = said(await operator.get(f"/runs/{RUN}/changes"))
    assert "too many pairs to look at each while you wait" in told
    assert "people with a profile have somebody" not in told
    assert "Fairness of this run, in full" in told
    seen = await place.desk().changes.of(await place.run(), whole=True)
    assert seen is not None
    assert seen.judged_at is not None
    assert seen.fairness
