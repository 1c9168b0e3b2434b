"""The pages in a real browser: with the keyboard alone, on a narrow screen, and read aloud."""

import os
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from services.matching.store.tables import STATES
from services.matching.web.application import application
from services.matching.web.proposals import ProposalLinks
from services.matching.web.run_pages import run_routes
from shared.web.serving import Address, serving
from tests.conftest import OpensStore
from tests.services.matching.held_place import HeldPlace, runs_are_held
from tests.services.matching.linked import WEEK, Reviewed
from tests.support.browser import opened_browser

MATCH, OTHER = (UUID(f"0198a5f0-0000-7000-8000-00000000000{n}") for n in (1, 2))
QUESTION = "Would you like to mentor this young person?"
TOKEN = "a-token-of-thirty-two-characters-or-more"
SCREENSHOTS = os.environ.get("INROADS_SCREENSHOTS")


async def looks(page: Page, name: str) -> None:
    """Keep what it looks like, where somebody wants to see it."""
    if SCREENSHOTS:
        await page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png", full_page=True)


@pytest.fixture
async def linked(postgres_store: OpensStore) -> Reviewed:
    opened = Reviewed(await postgres_store(STATES))
    await opened.opens()
    await opened.asks(MATCH, OTHER)
    return opened


@pytest.fixture
async def site(linked: Reviewed) -> AsyncIterator[str]:
    links = ProposalLinks(linked.engine, linked.keys, linked.clock)
    pages = application(links, more=run_routes(linked.desk(), TOKEN))
    address = Address("127.0.0.1", 0, purpose="Pages", setting="PAGES")
    async with serving(pages, address) as port:
        yield f"http://127.0.0.1:{port}"


async def is_sound(page: Page) -> None:
    """What every page must have for whoever cannot see it, or sees a little of it."""
    assert await page.locator("html").get_attribute("lang") == "en-GB"
    assert re.search(r"\S+ – Inroads$", await page.title())
    levels = [int(tag[1]) for tag in await page.locator("h1, h2, h3").evaluate_all(_TAGS)]
    assert levels[0] in (1, 2)
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    await expect(page.get_by_role("main")).to_have_count(1)
    for control in await page.locator("input:not([type=hidden]), button").all():
        assert await control.evaluate(_NAMED), "every control has a name"
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert await page.evaluate("document.scripts.length") == 0


_TAGS = "all => all.map(one => one.tagName)"
_NAMED = "one => Boolean(one.labels?.length ? one.labels[0].innerText : one.innerText)"


async def test_a_mentor_answers_with_the_keyboard_alone(linked: Reviewed, site: str) -> None:
    async with opened_browser() as page:
        await page.goto(site + linked.link(MATCH))
        await is_sound(page)
        await looks(page, "question")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("radio", name="Yes")).to_be_focused()
        await page.keyboard.press("Space")
        await looks(page, "question-focused")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("button", name="Continue")).to_be_focused()
        await page.keyboard.press("Enter")

        await expect(page.get_by_role("heading", level=1)).to_have_text("Check your answer")
        await is_sound(page)
        await looks(page, "check")
        assert (await linked.mentee()).status == "waiting"
        await page.get_by_role("link", name="Back").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)
        await page.go_back()
        await page.get_by_role("button", name="Say yes").press("Enter")

        await expect(page.get_by_role("heading", level=1)).to_have_text("You said yes")
        await is_sound(page)
        await looks(page, "yes")
        await page.reload()
        await expect(page.get_by_role("heading", level=1)).to_have_text("You said yes")
        await page.goto(site + linked.link(OTHER))
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "Another mentor said yes first"
        )
        await is_sound(page)
        await looks(page, "overtaken")
    assert (await linked.mentee()).has(MATCH)


async def test_who_selects_nothing_is_led_to_the_question(linked: Reviewed, site: str) -> None:
    async with opened_browser() as page:
        await page.goto(site + linked.link(MATCH))
        await page.get_by_role("button", name="Continue").click()
        await expect(page.get_by_role("alert")).to_contain_text("There is a problem")
        await expect(page.get_by_role("alert")).to_be_focused()
        assert (await page.title()).startswith("Error: ")
        await is_sound(page)
        await looks(page, "error")
        await page.get_by_role("link", name="Select yes").click()
        await expect(page.get_by_role("radio", name="Yes")).to_be_focused()
        await page.get_by_label("No", exact=True).check()
        await page.get_by_role("button", name="Continue").click()
        await page.get_by_role("button", name="Say no").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("You said no")
    assert [p.match_id for p in (await linked.mentee()).proposals] == [OTHER]


async def test_on_a_narrow_screen_nothing_is_cut_off(linked: Reviewed, site: str) -> None:
    async with opened_browser(width=320, height=640) as page:
        for name, path in (
            ("narrow-question", linked.link(MATCH)),
            ("narrow-check", f"{linked.link(MATCH)}/check?answer=no"),
            ("narrow-forged", f"{linked.link(MATCH)[:-1]}"),
            ("narrow-nothing", "/"),
        ):
            await page.goto(site + path)
            await is_sound(page)
            await looks(page, name)
        linked.clock.set(WEEK)
        await page.goto(site + linked.link(MATCH))
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "The time to answer is over"
        )
        await is_sound(page)


async def test_an_operator_goes_from_the_runs_to_why_somebody_got_whom(
    linked: Reviewed, site: str
) -> None:
    for slots in (("tue-evening",), ("mon-morning",), ("tue-evening", "thu-evening")):
        await linked.waits(slots=slots)
    await linked.helps()
    await linked.is_run()
    for width in (1280, 320):
        async with opened_browser(width=width, password=TOKEN) as page:
            await page.goto(f"{site}/runs")
            await is_sound(page)
            await looks(page, f"runs-{width}")
            await page.get_by_role("link", name="q4m8_20260302").click()
            await is_sound(page)
            await looks(page, f"run-{width}")
            await page.get_by_role("link", name="Why person 1 has this answer").click()
            await expect(page.get_by_role("heading", level=1)).to_contain_text("Why this answer")
            await is_sound(page)
            await looks(page, f"why-{width}")
            await page.go_back()
            await page.get_by_role("link", name="Who was reached").click()
            await expect(page.get_by_role("heading", level=1)).to_contain_text("Who was reached")
            await looks(page, f"fairness-{width}")


async def looks_over_a_run(page: Page, site: str, run: str, width: int) -> None:
    """From the list of runs to the second page of each deed, without deciding."""
    await page.goto(f"{site}/runs")
    await is_sound(page)
    await looks(page, f"held-runs-{width}")
    await page.get_by_role("link", name=run).click()
    await is_sound(page)
    await looks(page, f"held-run-{width}")
    await page.get_by_role("link", name="Review what this run would change").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("would change")
    await is_sound(page)
    await looks(page, f"held-changes-{width}")
    await page.get_by_role("button", name="Discard this run").click()
    await is_sound(page)
    await looks(page, f"held-discard-{width}")
    await page.go_back()
    await page.get_by_role("button", name="Publish this run").press("Enter")
    await is_sound(page)
    await page.get_by_label("Your name").fill("")
    await page.get_by_role("button", name="Publish this run").press("Enter")
    await expect(page.get_by_role("alert")).to_be_focused()
    await is_sound(page)
    await looks(page, f"held-publish-{width}")
    await page.goto(f"{site}/runs/new")
    await is_sound(page)
    await looks(page, f"held-new-{width}")


async def test_a_manager_reviews_a_run_and_publishes_it_with_the_keyboard(
    linked: Reviewed, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs_are_held(monkeypatch)
    held = HeldPlace(linked.store, linked.keys, linked.clock)
    people, mentors = await held.three_pairs()
    await held.waits(slots=("mon-morning",))
    held.clock.advance(timedelta(days=1))
    await held.is_run()
    await held.changes_mentor((await held.pairs())[people[0]], paused=True)
    run = "q4m8_20260303"
    for width in (320, 1280):
        async with opened_browser(width=width, password=TOKEN) as page:
            await looks_over_a_run(page, site, run, width)
    assert (await held.run(run)).course == "held"
    async with opened_browser(password=TOKEN) as page:
        await page.goto(f"{site}/runs/{run}/publish")
        await page.get_by_label("Your name").fill("Maya")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Proposals are being made")).to_be_visible()
        await held.goes_on(seconds=1)
        await page.reload()
        await expect(page.get_by_text("1 pair no longer stood")).to_be_visible()
        await is_sound(page)
        await looks(page, "held-published")
        await page.get_by_role("link", name="What this run changed").click()
        await is_sound(page)
        await looks(page, "held-published-changes")
    assert set(await held.held_by(*mentors)) == set(people[1:])
