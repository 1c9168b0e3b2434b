"""Organizations without Kafka submit by HTTP: the same verdicts, at once, and once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from pydantic import ValidationError

from services.referrals.domain.mentor import Mentor
from services.referrals.files.examples import example_of
from services.referrals.settings import ReferralsSettings
from services.referrals.store.receipts import KeepsReceipts
from services.referrals.store.tables import STATES
from services.referrals.subscribes import listens_to
from services.referrals.web.application import application
from services.referrals.web.submissions import Submissions
from shared.clock import SimulatedClock
from shared.contracts.envelope import STRUCTURED
from shared.contracts.inbound import MentorSubmitted, WithdrawalSubmitted
from shared.privacy.canary import canary, scan
from shared.privacy.keyring import Keyring
from shared.privacy.pseudonyms import pseudonym
from shared.runtime.ports import Stage
from shared.runtime.wiring import assemble_engine
from shared.testing.memory_store import MemoryStore
from shared.web.guard import Limits

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ONE, TWO = "/organisation/ONEMM", "/organisation/TWOMM"
TOKENS = {ONE: "1" * 32, TWO: "2" * 32}
MENTOR = {
    "reference": "om-1",
    "programme": "q4m8",
    "organization": "ONEMM",
    "area": "E08000025",
    "consent": {"share": True, "contact": True, "given_on": "2026-02-16"},
    "contact": {"name": canary("name"), "email": canary("email")},
}


class Door:
    """The door on a store in memory, and somebody with a token before it."""

    def __init__(self) -> None:
        keys = Keyring.generate("west-midlands")
        self.store = MemoryStore({stored.kind: stored.key for stored in STATES})
        table = listens_to(partial(pseudonym, keys))
        engine = assemble_engine("referrals", "west-midlands", table, self.store, keys)
        keeping = KeepsReceipts(self.store, "west-midlands", TOKENS)
        self.engine = replace(engine, store=keeping)
        self.submissions = Submissions(self.engine, SimulatedClock(NOW), "west-midlands")
        self.limits = Limits(body=100_000)

    async def stage(self, stage: str) -> None:
        async with self.store.transaction() as transaction:
            await transaction.change_stage(Stage("q4m8", stage))

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        transport = httpx.ASGITransport(application(self.submissions, TOKENS, self.limits))
        async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
            yield client

    async def post(
        self, path: str, content: bytes | str, media_type: str, sender: str = ONE
    ) -> httpx.Response:
        headers = {"content-type": media_type, "authorization": f"Bearer {TOKENS[sender]}"}
        async with self.client() as client:
            return await client.post(path, content=content, headers=headers)

    async def event(self, event: dict[str, Any], sender: str = ONE) -> httpx.Response:
        return await self.post("/submissions", orjson.dumps(event), STRUCTURED, sender)

    async def file(self, kind: str, content: str | bytes) -> httpx.Response:
        return await self.post(f"/supply/{kind}", content, "text/csv; charset=utf-8")

    async def get(self, path: str, sender: str = ONE) -> httpx.Response:
        async with self.client() as client:
            headers = {"authorization": f"Bearer {TOKENS[sender]}"}
            return await client.get(path, headers=headers)

    @property
    def mentors(self) -> int:
        return len(self.store.contents.states.get(Mentor, {}))

    @property
    def announced(self) -> int:
        return len(self.store.contents.outbox)


@pytest.fixture
async def door() -> Door:
    door = Door()
    await door.stage("live")
    return door


def an_event(event_id: str = "e-1", **data: object) -> dict[str, Any]:
    named = {"specversion": "1.0", "id": event_id, "source": ONE, "type": MentorSubmitted.TYPE}
    return named | {"data": MENTOR | data}


async def test_a_mentor_is_admitted_at_once_and_the_receipt_can_be_asked_for(door: Door) -> None:
    answer = await door.event(an_event())
    assert answer.status_code == 200
    said = answer.json()
    assert (said["verdict"], said["code"]) == ("accepted", "mentor_admitted")
    assert said["mentor_id"]
    assert door.mentors == 1
    assert (await door.get(answer.headers["location"])).json() == said
    assert (await door.get(answer.headers["location"], TWO)).status_code == 404


async def test_the_same_event_again_gets_the_same_answer_and_has_no_second_effect(
    door: Door,
) -> None:
    first = await door.event(an_event())
    announced = door.announced
    again = await door.event(an_event())
    assert again.json() == first.json()
    assert (door.mentors, door.announced) == (1, announced)


async def test_what_does_not_stand_is_told_with_a_pointer_and_leaves_no_dead_letter(
    door: Door,
) -> None:
    answer = await door.event(an_event(programme="zzzz"))
    assert answer.status_code == 422
    assert answer.json()["pointer"] == "/data/programme"
    before = door.announced
    answer = await door.event(an_event("e-2", area=canary("name")))
    assert answer.status_code == 422
    assert answer.json()["pointer"] == "/data/area"
    assert not scan(answer.content)
    assert (await door.post("/submissions", b"{", STRUCTURED)).status_code == 400
    assert (door.announced, door.store.contents.held) == (before, {})


async def test_what_waits_for_its_programme_is_answered_when_it_opens(door: Door) -> None:
    await door.stage("paused")
    answer = await door.event(an_event())
    assert answer.status_code == 202
    where = answer.headers["location"]
    assert (await door.get(where)).status_code == 404
    assert (await door.event(an_event())).status_code == 202, "it is not taken for a second one"
    await door.stage("live")
    assert (await door.engine.release(NOW)).applied == 1
    assert (await door.get(where)).json()["verdict"] == "accepted"
    assert (await door.event(an_event())).status_code == 200


async def test_a_file_gets_a_verdict_on_every_row_and_counts_once(door: Door) -> None:
    text = example_of("mentors").replace("2026-02-17", "17/02/2026")
    answer = await door.file("mentors", text)
    assert answer.status_code == 200
    said = answer.json()
    assert said["all_well"] is False
    assert [(r["line"], r["column"], r["verdict"]) for r in said["rows"]] == [
        (2, "", "accepted"),
        (3, "consent_on", "rejected"),
    ]
    announced = door.announced
    assert (await door.file("mentors", text)).json() == said
    assert (door.mentors, door.announced) == (1, announced)
    steps = (await door.file("steps", example_of("steps"))).json()
    assert [row["code"] for row in steps["rows"]] == ["step_noted"] * 2 + ["mentor_unknown"] * 2


async def test_a_file_that_cannot_be_used_is_refused_as_a_whole(door: Door) -> None:
    answer = await door.file("mentors", "name\n" + canary("name"))
    assert answer.status_code == 400
    assert "has to have reference" in answer.json()["hint"]
    assert not scan(answer.content)
    assert door.mentors == 0


@pytest.mark.parametrize("said", ["", "Bearer ", "Bearer " + "3" * 32, "Basic " + "1" * 32])
async def test_nobody_comes_in_without_a_token(door: Door, said: str) -> None:
    async with door.client() as client:
        headers = {"authorization": said, "content-type": STRUCTURED}
        for path in ("/submissions", "/supply/mentors", "/supply/nothing"):
            answer = await client.post(path, content=orjson.dumps(an_event()), headers=headers)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
    assert door.mentors == 0


async def test_a_token_speaks_for_its_own_sender_and_about_supply_alone(door: Door) -> None:
    answer = await door.event(an_event(), sender=TWO)
    assert (answer.status_code, answer.json()["pointer"]) == (403, "/source")
    answer = await door.event(an_event() | {"type": WithdrawalSubmitted.TYPE})
    assert (answer.status_code, answer.json()["pointer"]) == (403, "/type")
    assert door.announced == 0


async def test_limits_and_wrong_addresses_are_told_in_json(door: Door) -> None:
    assert (await door.file("mentors", "x" * 100_001)).json()["code"] == "too_large"
    assert (await door.post("/submissions", b"{}", "text/plain")).status_code == 415
    assert (await door.file("nothing", "")).status_code == 404
    assert (await door.get("/submissions")).status_code == 405
    assert (await door.get("/receipts/x")).json()["code"] == "not_there"
    door.limits = Limits(at_once=0)
    busy = await door.event(an_event())
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "30")


async def test_planted_bug_a_receipt_that_is_not_kept_decides_nothing_twice_but_is_missed(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.referrals.store.receipts._Keeping._kept", lambda *_: None)
    assert (await door.event(an_event())).status_code == 202
    assert (await door.event(an_event())).status_code == 202
    assert door.mentors == 1


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        ({"/organisation/ONEMM": "short"}, "32 characters"),
        ({"ONE MM": "1" * 32}, "without spaces"),
        ({ONE: "1" * 32, TWO: "1" * 32}, "the same token"),
    ],
)
def test_tokens_that_would_protect_nobody_are_refused(tokens: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        ReferralsSettings(
            database_url="postgresql://x",  # type: ignore[arg-type]
            region="london",
            kafka="localhost:9092",
            keyring=Path("keyring"),
            door_tokens=tokens,  # type: ignore[arg-type]
        )
    assert "1" * 32 not in str(refused.value)
