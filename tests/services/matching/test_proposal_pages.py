"""A mentor answers by link: a page changes nothing, the button does, and only once."""

import asyncio
import re
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from services.matching.domain.mentee import Mentee
from services.matching.domain.proposal_record import ProposalRecord
from services.matching.handlers.answer_by_link import answer_by_link
from services.matching.handlers.answer_proposal import answer_proposal
from services.matching.handlers.follow_proposal import note_course
from services.matching.store.tables import STATES
from services.matching.web.application import application
from services.matching.web.proposal_words import words_for_mentor
from services.matching.web.proposals import Asked, ProposalLinks
from shared.contracts.matching import MatchEnded, MatchMade, ProposalClosed
from shared.contracts.people import SealedProfile
from shared.contracts.referrals import MatchAnswered
from shared.privacy.keyring import Keyring
from shared.privacy.signed_links import sign_link
from shared.store.database import connect
from shared.store.postgres import PostgresStore
from shared.web.guard import HEADERS, Limits
from shared.web.paths import PROPOSALS
from tests.conftest import OpensStore
from tests.services.matching.linked import BIRMINGHAM, MENTOR, NOW, PROGRAMME, WEEK, YOUNG, Linked
from tests.support.page_outline import Outline

MATCH, OTHER = (UUID(f"0198a5f0-0000-7000-8000-00000000000{n}") for n in (1, 2))


@pytest.fixture
async def linked(postgres_store: OpensStore) -> Linked:
    opened = Linked(await postgres_store(STATES))
    await opened.opens()
    return opened


def heading(answer: httpx.Response) -> str:
    found = re.search(r"<h1>(.*?)</h1>", answer.text, re.DOTALL)
    assert found, answer.text
    Outline(answer.text)
    return found[1]


async def announced(linked: Linked) -> list[str]:
    """The types of what waits in the outbox, in order."""
    async with linked.store._engine.connect() as connection:
        rows = await connection.execute(text("SELECT headers, value FROM outbox ORDER BY id"))
        said = " ".join(str(row) for row in rows)
    return re.findall(r"inroads\.[a-z.-]+\.v1", said)


async def test_a_page_shows_what_a_mentor_needs_and_nothing_to_recognize_anybody_by(
    linked: Linked,
) -> None:
    await linked.asks(MATCH)
    async with linked.reader() as reader:
        page = await reader.get(linked.link(MATCH))
    assert page.status_code == 200
    assert heading(page) == "Would you like to mentor this young person?"
    for told in ("Birmingham", "Under 18", "In person or remotely", "9am on 9 March 2026"):
        assert told in page.text
    assert "Tuesday evening<br>Saturday morning" in page.text
    assert "Thursday" not in page.text, "the mentor is not free then"
    secrets = ("care", "canary_barrier", "Somali", "2010", str(linked.person), str(linked.referral))
    assert [secret for secret in secrets if secret in page.text] == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_opening_a_link_a_hundred_times_changes_nothing(linked: Linked, method: str) -> None:
    await linked.asks(MATCH)
    before = await linked.mentee()
    async with linked.reader() as reader:
        for path in ("", "/check?answer=yes", "/check?answer=no", "/check"):
            for _ in range(25):
                await reader.request(method, linked.link(MATCH) + path)
    assert await linked.mentee() == before
    assert await announced(linked) == []


async def test_yes_is_given_by_the_button_and_given_once(linked: Linked) -> None:
    await linked.asks(MATCH)
    link = linked.link(MATCH)
    async with linked.reader() as reader:
        check = await reader.get(f"{link}/check", params={"answer": "yes"})
        assert heading(check) == "Check your answer"
        assert f'<form action="{link}" method="post">' in check.text
        for _ in range(3):
            given = await reader.post(link, data={"answer": "yes"})
            assert (given.status_code, given.headers["location"]) == (303, link)
        no = await reader.post(link, data={"answer": "no"})
        assert no.status_code == 303
        for path in ("", "/check?answer=no"):
            assert heading(await reader.get(link + path)) == "You said yes"
    mentee = await linked.mentee()
    assert mentee.status == "agreed"
    assert mentee.has(MATCH)
    assert await announced(linked) == ["inroads.match.agreed.v1"]


async def test_no_frees_the_place_and_this_mentor_is_not_asked_again(linked: Linked) -> None:
    await linked.asks(MATCH, OTHER)
    async with linked.reader() as reader:
        await reader.post(linked.link(MATCH), data={"answer": "no"})
        assert heading(await reader.get(linked.link(MATCH))) == "You said no"
        assert "Would you" in heading(await reader.get(linked.link(OTHER)))
    mentee = await linked.mentee()
    assert [p.match_id for p in mentee.proposals] == [OTHER]
    assert len(mentee.declined) == 1
    assert await announced(linked) == ["inroads.proposal.closed.v1"]


async def test_of_mentors_who_say_yes_at_once_one_is_first_and_the_others_are_told(
    linked: Linked,
) -> None:
    matches = [MATCH, OTHER, *(uuid4() for _ in range(4))]
    await linked.asks(*matches)
    async with linked.reader() as reader:
        data = {"answer": "yes"}
        await asyncio.gather(*(reader.post(linked.link(m), data=data) for m in matches))
        told = [heading(await reader.get(linked.link(m))) for m in matches]
    assert sorted(told) == ["Another mentor said yes first"] * 5 + ["You said yes"]
    assert told[matches.index((await linked.mentee()).match.match_id)] == "You said yes"  # type: ignore[union-attr]
    assert (await announced(linked)).count("inroads.match.agreed.v1") == 1


async def test_an_answer_by_link_is_the_answer_by_event(linked: Linked) -> None:
    await linked.asks(MATCH, OTHER)
    mentee = await linked.mentee()
    for accepts in (True, False):
        said = MatchAnswered(
            match_id=MATCH,
            referral_id=linked.referral,
            programme=PROGRAMME,
            by="mentor",
            accepts=accepts,
        )
        by_event = answer_proposal(mentee, said, NOW)
        assert answer_by_link(mentee, MATCH, NOW, accepts=accepts) == by_event
        assert by_event[1], "something was announced"


async def test_an_answer_that_is_none_is_asked_for_again(linked: Linked) -> None:
    await linked.asks(MATCH)
    link = linked.link(MATCH)
    async with linked.reader() as reader:
        for asked in (
            await reader.get(f"{link}/check"),
            await reader.post(link, data={"answer": "maybe"}),
            await reader.post(link, content=b"\xff\xfe%zz&answer"),
        ):
            assert asked.status_code == 400
            assert "<title>Error: Would" in asked.text
            assert 'href="#yes"' in asked.text
            assert 'role="alert"' in asked.text
            heading(asked)
    assert (await linked.mentee()).proposals


async def test_a_link_that_is_not_ours_leads_to_a_page_that_says_what_to_do(linked: Linked) -> None:
    await linked.asks(MATCH)
    elsewhere = sign_link(Keyring.generate("elsewhere"), "answer_as_mentor", MATCH, WEEK)
    for token in ("x", linked.link(MATCH)[len(PROPOSALS) : -1], elsewhere, "%00", "..%2f"):
        async with linked.reader() as reader:
            for answer in (
                await reader.get(PROPOSALS + token),
                await reader.get(f"{PROPOSALS}{token}/check?answer=yes"),
                await reader.post(PROPOSALS + token, data={"answer": "yes"}),
            ):
                assert answer.status_code in (404, 405)
                assert heading(answer)
                assert "Open the link from the email again" in answer.text or "check" in answer.text
    assert (await linked.mentee()).proposals


async def test_a_link_to_what_has_not_arrived_yet_says_to_come_back(linked: Linked) -> None:
    async with linked.reader() as reader:
        answer = await reader.get(linked.link(uuid4()))
    assert (answer.status_code, heading(answer)) == (404, "We cannot find this yet")


async def test_after_the_last_day_an_answer_changes_nothing(linked: Linked) -> None:
    await linked.asks(MATCH)
    before = await linked.mentee()
    linked.clock.set(WEEK)
    async with linked.reader() as reader:
        await reader.post(linked.link(MATCH), data={"answer": "yes"})
        page = await reader.get(linked.link(MATCH))
    assert (page.status_code, heading(page)) == (410, "The time to answer is over")
    assert await linked.mentee() == before


async def test_while_the_programme_is_paused_no_answer_is_taken(linked: Linked) -> None:
    await linked.asks(MATCH)
    await linked.opens("paused")
    async with linked.reader() as reader:
        await reader.post(linked.link(MATCH), data={"answer": "yes"})
        page = await reader.get(linked.link(MATCH))
        assert (page.status_code, page.headers["retry-after"]) == (503, "60")
        assert heading(page) == "Answers are not taken at the moment"
        assert (await linked.mentee()).proposals
        await linked.opens("live")
        assert (await reader.get(linked.link(MATCH))).status_code == 200


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("declined_by_young_person", "This is no longer open"),
        ("withdrawn", "This is no longer open"),
        ("clearance_lapsed", "This is no longer open"),
        ("another_mentor_accepted", "Another mentor said yes first"),
        ("declined_by_mentor", "You said no"),
        ("expired", "The time to answer is over"),
    ],
)
async def test_why_a_proposal_is_closed_is_told_as_far_as_it_is_the_mentors_to_know(
    linked: Linked, reason: str, told: str
) -> None:
    await linked.asks(MATCH)
    record = (await linked.engine.recall(ProposalRecord, [MATCH]))[MATCH]
    closed = ProposalClosed(**about(record), reason=reason)
    after, _ = note_course(record, closed, NOW)
    await linked.keeps(ProposalRecord, MATCH, after)
    await linked.keeps(Mentee, linked.referral, gone(await linked.mentee()))
    async with linked.reader() as reader:
        page = await reader.get(linked.link(MATCH))
    assert heading(page) == told
    assert "withdr" not in page.text
    assert "clearance" not in page.text


def about(record: ProposalRecord) -> dict[str, Any]:
    named = ("match_id", "mentor_id", "referral_id", "person_id", "programme", "area")
    return {name: getattr(record, name) for name in named}


def gone(mentee: Mentee) -> Mentee:
    return mentee.with_proposals(())


def test_a_record_keeps_the_first_reason_and_a_made_match_can_end() -> None:
    record = ProposalRecord(MATCH, OTHER, MATCH, OTHER, PROGRAMME, BIRMINGHAM, WEEK)
    made, _ = note_course(record, MatchMade(**about(record)), NOW)
    ended, _ = note_course(made, MatchEnded(**about(record), reason="finished"), NOW)
    assert (made.course, ended.course, ended.reason) == ("made", "ended", "finished")
    again, _ = note_course(ended, ProposalClosed(**about(record), reason="withdrawn"), NOW)
    assert again == ended
    assert note_course(None, MatchMade(**about(record)), NOW) == (None, ())


async def test_of_somebody_whose_profile_is_gone_the_area_alone_is_told(linked: Linked) -> None:
    await linked.asks(MATCH, young=SealedProfile())
    async with linked.reader() as reader:
        page = (await reader.get(linked.link(MATCH))).text
    assert "<dt>Where they live</dt><dd>Birmingham</dd>" in page
    assert "<dt>Age</dt>" not in page
    assert "<dt>When" not in page


@pytest.mark.parametrize(
    ("birth_month", "age"), [("2008-02", "18 or over"), ("2008-03", "Under 18"), (None, "")]
)
def test_somebody_is_under_18_until_the_month_of_their_birthday_is_over(
    birth_month: str | None, age: str
) -> None:
    record = ProposalRecord(MATCH, OTHER, MATCH, OTHER, PROGRAMME, BIRMINGHAM, WEEK)
    young = YOUNG.model_copy(update={"birth_month": birth_month})
    assert words_for_mentor(record, young, MENTOR, NOW).age == age
    far = MENTOR.model_copy(update={"remote": False})
    assert words_for_mentor(record, young, far, NOW).meeting == "In person"


async def test_every_answer_has_the_headers_and_runs_no_script(linked: Linked) -> None:
    await linked.asks(MATCH)
    link = linked.link(MATCH)
    async with linked.reader(Limits(body=100)) as reader:
        answers = [
            await reader.get(link),
            await reader.get(f"{link}/check?answer=no"),
            await reader.get("/"),
            await reader.get(f"{PROPOSALS}nonsense"),
            await reader.put(link),
            await reader.post(link, content=b"x" * 101),
            await reader.post(link, data={"answer": "no"}),
        ]
    assert [a.status_code for a in answers] == [200, 200, 404, 404, 405, 413, 303]
    for answer in answers:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert "script" not in answer.text
        assert "http" not in answer.text.replace('http-equiv="', ""), "asks no other server"


async def test_without_its_database_a_page_says_so_and_nothing_is_lost(linked: Linked) -> None:
    await linked.asks(MATCH)
    link, engine = linked.link(MATCH), linked.engine
    linked.store = PostgresStore(connect("postgresql://nobody@127.0.0.1:1/none", "m"), STATES)
    linked.__post_init__()
    async with linked.reader() as reader:
        for answer in (
            await reader.get(link),
            await reader.get(f"{link}/check?answer=yes"),
            await reader.post(link, data={"answer": "yes"}),
        ):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
            assert heading(answer) == "Sorry, there is a problem with the service"
            assert answer.headers["cache-control"] == "no-store"
            assert "Birmingham" not in answer.text
    linked.engine = engine
    async with linked.reader() as reader:
        await reader.post(link, data={"answer": "yes"})
        assert heading(await reader.get(link)) == "You said yes"


async def test_who_comes_when_too_many_are_here_is_asked_to_come_back(linked: Linked) -> None:
    await linked.asks(MATCH)
    async with linked.reader(Limits(at_once=2)) as reader:
        answers = await asyncio.gather(*(reader.get(linked.link(MATCH)) for _ in range(20)))
        codes = {answer.status_code for answer in answers}
        assert codes == {200, 503}
        assert (await reader.get(linked.link(MATCH))).status_code == 200


class Broken(ProposalLinks):
    """Pages with a defect."""

    async def look(self, token: str) -> Asked:
        raise ZeroDivisionError(f"of {token}")


async def test_a_defect_shows_the_same_page_and_none_of_itself(
    linked: Linked, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = application(Broken(linked.engine, linked.keys, linked.clock))
    transport = httpx.ASGITransport(pages)
    async with httpx.AsyncClient(transport=transport, base_url="https://pages.example") as reader:
        answer = await reader.get(linked.link(MATCH))
    assert (answer.status_code, "retry-after" in answer.headers) == (500, False)
    assert heading(answer) == "Sorry, there is a problem with the service"
    token = linked.link(MATCH)[len(PROPOSALS) :]
    assert token not in answer.text
    said = capsys.readouterr()
    assert "ZeroDivisionError" in said.out + said.err
    assert token not in said.out + said.err


async def test_a_database_that_hangs_holds_nobody_up(linked: Linked) -> None:
    await linked.asks(MATCH)
    async with linked.reader(Limits(seconds=0.2)) as reader, linked.store._engine.begin() as held:
        await held.execute(text("LOCK TABLE proposals IN ACCESS EXCLUSIVE MODE"))
        answer = await reader.get(linked.link(MATCH))
    assert answer.status_code == 503
