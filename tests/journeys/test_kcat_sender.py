"""A jobcentre without software of ours sends with kcat, and is answered as it was told before."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from tests.journeys.story import Story
from tests.support.checker import judge
from tests.support.receipts import watching_receipts
from tests.support.sending import Event, in_binary_mode
from tests.support.workload import a_referral

EVENTS = int(os.environ.get("INROADS_SENDER_EVENTS", "200"))
"""A soak sends 1,000."""

ROOT = Path(__file__).parents[2]
GOOD = "referral_accepted"
SLOWEST = 10.0
"""Seconds from sending to the last good answer, however busy the machine."""


def test_a_sender_with_kcat_is_answered_as_the_offline_check_said(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = [_event(story, number) for number in range(EVENTS)]
    sent = [_as_sent(event, number) for number, (event, _) in enumerate(written)]
    for event, (_, code) in zip(sent, written, strict=True):
        story.region.expected.add(event, *filter(None, [code]))
    good = [event.id for event, (_, code) in zip(sent, written, strict=True) if code == GOOD]
    assert len(good) == EVENTS * 9 // 10
    kcat = shutil.which("kcat") or shutil.which("kafkacat")
    with capsys.disabled():
        print(f" [{kcat or 'no kcat here: librdkafka through confluent-kafka'}] ", end="")
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"\n".join(event.value or b"" for event, _ in [*written, *written[::10]]))

    with watching_receipts(story.region.region.kafka, story.region.code) as receipts:
        if kcat:
            send_with_kcat(kcat, story, [*sent, *sent[::10]])
        else:
            story.region.submit(*sent, *sent[::10])
        all_sent = time.monotonic()
        answered = receipts.wait_for(good)
    assert max(answered.values()) - all_sent <= SLOWEST, "good events were delayed"
    story.happens()
    assert what_receipts_say(story, sent) == what_check_says(story, file)
    assert judge(story.region) == []


def _event(story: Story, number: int) -> tuple[Event, str]:
    """A structured event and the code of its answer; one in ten is as a bad sender writes it."""
    event = a_referral(f"kcat-{number}", story.area, birth_month="1999-07")
    if number % 10 != 5:
        return event, GOOD
    document = orjson.loads(event.value or b"")
    way, code = number // 10 % 5, "schema_invalid"
    if way == 0:
        return Event(event.key, (event.value or b"")[:-9]), ""
    if way == 1:
        document["data"]["area"] = "Hackney"
    elif way == 2:
        del document["data"]["consent"]
    elif way == 3:
        document["type"], code = "inroads.referral.sent.v9", "type_unknown"
    else:
        document["data"]["person"]["birth_month"], code = "1960-01", "outside_age_range"
    return replace(event, value=orjson.dumps(document)), code


def _as_sent(event: Event, number: int) -> Event:
    """Two in three in the binary mode; cut bytes as they are."""
    return in_binary_mode(event) if number % 3 and event.id else event


def send_with_kcat(kcat: str, story: Story, events: list[Event]) -> None:
    """Structured events as lines of one run, each binary one as a run with its headers."""
    command = [kcat, "-P", "-b", story.region.region.kafka, "-t", story.region.inbound]
    lines = [b"\t".join((e.key or b"", e.value or b"")) for e in events if not e.headers]
    subprocess.run([*command, "-K", "\t"], input=b"\n".join(lines), check=True, timeout=60)
    for event in events:
        if event.headers:
            headers = [f"-H{name}={raw.decode()}" for name, raw in event.headers]
            key = (event.key or b"").decode()
            subprocess.run(
                [*command, "-k", key, *headers], input=event.value, check=True, timeout=60
            )


Said = dict[str, tuple[str, str, str, str, str]]
"""By event id: verdict, code, pointer, rule, hint."""


def what_check_says(story: Story, file: Path) -> Said:
    """What `./inroads check` prints for these events; what it says of copies is left out."""
    on = story.now.date().isoformat()
    words = ["check", str(file), "--json", "--on", on, "--region", story.region.code]
    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli", *words],
        cwd=ROOT,
        check=False,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr.decode()
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return {
        line["id"]: _verdict(line)
        for line in told
        if line["id"] is not None and line["verdict"] != "duplicate"
    }


def what_receipts_say(story: Story, events: list[Event]) -> Said:
    """What the running system answered to these events."""
    ids = {event.id for event in events}
    receipts = [record.data for record in story.region.log().distinct("receipts")]
    return {r["event_id"]: _verdict(r) for r in receipts if r["event_id"] in ids}


def _verdict(said: dict[str, str]) -> tuple[str, str, str, str, str]:
    return said["verdict"], said["code"], said["pointer"], said["rule"], said["hint"]
