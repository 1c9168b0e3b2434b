"""What a sender tells us of a person is nowhere to be read, also when the sender gets it wrong."""

import asyncio
import secrets
from datetime import timedelta
from pathlib import Path

import orjson

from deploy.local.region import SERVICES
from deploy.local.stack import Stack
from shared.contracts import inbound
from shared.contracts.streams import Stream, topic
from shared.observability.door import open_door
from shared.observability.health import Health
from shared.observability.metrics import Metrics
from shared.privacy.canary import CANARIES, canary, scan
from shared.runtime.kafka_access import KafkaAccess
from shared.runtime.topics import create_topics
from tests.journeys.letters import letters_to
from tests.journeys.story import Story
from tests.support.canaries import at_doors, found_in, in_topics_and_files, where_canaries_are
from tests.support.checker import judge, originals
from tests.support.cleaning import drop_topics
from tests.support.event_log import LogReader
from tests.support.sending import Event, Sender, event_of, in_binary_mode
from tests.support.workload import a_referral, an_offer


def telling(story: Story, reference: str, /, **changed: object) -> Event:
    """A referral that says everything about a person who does not exist."""
    data = a_referral(reference, story.area, birth_month="1999-07").data
    told = {
        "contact": {
            "name": canary("name"),
            "email": canary("email"),
            "phone": canary("phone"),
        },
        "needs": {"barriers": [canary("health"), canary("conviction")]},
        "characteristics": {"ethnic_group": canary("ethnicity"), "ethnic_minority": True},
    }
    return event_of(inbound.ReferralSubmitted, data | told | changed, event_id=f"c-{reference}")


def getting_it_wrong(story: Story) -> list[tuple[Event, str]]:
    """The same in every way that fails, with the code of the answer (none: it names no event)."""
    everything = f"{canary('name')} {canary('phone')} {canary('email')} {canary('nino')}"
    good = telling(story, "cut")
    binary = in_binary_mode(telling(story, "header"))
    named = [*binary.headers, ("ce_subject", canary("name").encode() + b"\xff")]
    by_address = [(k, canary("email").encode() if k == "ce_id" else v) for k, v in binary.headers]
    contact = {"name": [canary("name")], "email": canary("name"), "phone": canary("email")}
    offer = an_offer("c-venue", story.area, (4, 8), confirm_by=story.now + timedelta(days=9))
    venue = offer.data | {"venue": f"ask for {canary('phone')}"}
    stranger = event_of("inroads.person.described.v1", {"told": everything}, event_id="c-stranger")
    nino = {"reference": canary("nino")}
    extra = {"programme": canary("conviction")} | {canary("ethnicity"): canary("health")}
    return [
        (Event(canary("email").encode(), (good.value or b"")[:-40]), ""),
        (Event(b"c", everything.encode()), ""),
        (Event(b"c-named", binary.value, named), ""),
        (Event(b"c-address", binary.value, by_address), ""),
        (telling(story, "wrong-contact", contact=contact), "schema_invalid"),
        (telling(story, "wrong-needs", needs=canary("health")), "schema_invalid"),
        (telling(story, "wrong-area", area=canary("name")), "schema_invalid"),
        (telling(story, "wrong-month", **extra), "schema_invalid"),
        (telling(story, "wrong-nino", **nino), "schema_invalid"),
        (telling(story, "wrong-token", person=nino | {"birth_month": "1999-07"}), "schema_invalid"),
        (event_of(inbound.OfferSubmitted, venue, event_id="c-offer"), "schema_invalid"),
        (stranger, "type_unknown"),
    ]


def test_nothing_that_was_told_of_a_person_can_be_read_anywhere(story: Story) -> None:
    mistakes = getting_it_wrong(story)
    good = [telling(story, f"good-{number}") for number in range(4)]
    for event in good:
        story.submit(event, "referral_accepted")
    for event, code in mistakes:
        story.submit(event, *filter(None, [code]))
    story.happens()
    story.offers("canaries")
    assert len(letters_to(story.region.mail_folder, canary("email"))) == 16

    log = story.region.log()
    told = b"\n".join(r.value or b"" for r in log.on(Stream.INBOUND))
    kept = b"\n".join(original for _, original in originals(story.region, log, "referrals"))
    assert scan(told) == set(CANARIES), "not every kind was told: this run proves nothing"
    assert scan(kept) == set(CANARIES), "the dead letters do not hold what was told"
    assert where_canaries_are(story.region) == {}
    assert judge(story.region) == []


def test_the_scan_finds_a_canary_in_each_place(stack: Stack, tmp_path: Path) -> None:
    region = f"t-{secrets.token_hex(4)}"
    asyncio.run(create_topics(KafkaAccess(stack.kafka), region, SERVICES))
    sender, reader = Sender(stack.kafka), LogReader(stack.kafka, region)
    sealed = {"sealed_bytes": canary("nino").encode().hex()}
    sender.send(topic(region, Stream.WAITING), Event(b"k", orjson.dumps({"a": canary("name")})))
    sender.send(topic(region, Stream.RECEIPTS), Event(canary("email").encode(), b"{}"))
    sender.send(topic(region, Stream.SESSIONS), Event(b"k", b"{}", [("x", b"morvexic")]))
    letters = topic(region, Stream.DEAD_LETTERS, "matching")
    sender.send(letters, Event(b"k", orjson.dumps(sealed)))
    sender.flush()
    said = tmp_path / "matching.log"
    said.write_text('{"event":"handler.failed","error":"halvurian_ostrekk"}\n')
    found = in_topics_and_files(reader.read(), {"matching": said})
    reader.close()
    drop_topics(stack.kafka, region)
    assert found == {
        "topic waiting": {"name"},
        "topic receipts": {"email"},
        "topic sessions": {"health"},
        "topic matching.dead-letters": {"nino"},
        "log of matching": {"ethnicity"},
    }


def test_the_scan_finds_a_canary_in_what_a_service_serves(tmp_path: Path) -> None:
    metrics = Metrics("matching", canary("conviction"))
    metrics.set("build_info", 1, version="1")
    said = tmp_path / "matching.log"

    async def serve() -> dict[str, set[str]]:
        async with open_door(Health(), metrics, "127.0.0.1", 0) as port:
            said.write_bytes(orjson.dumps({"event": "http.listening", "port": port}) + b"\n")
            return found_in(await asyncio.to_thread(list, at_doors({"matching": said})))

    assert asyncio.run(serve()) == {"/metrics of matching": {"conviction"}}
