"""Two regions on one Kafka, one a version ahead: each minds its own, and older readers cope."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from shared.contracts.streams import Stream
from tests.conftest import OpensRegion
from tests.journeys.story import Person, Story
from tests.support.checker import judge
from tests.support.processes import end_gracefully, start
from tests.support.regions import RunningRegion
from tests.support.sending import event_of
from tests.support.settling import settle
from tests.support.workload import a_referral

ROOT = Path(__file__).parents[2]


@pytest.fixture
def later_version(tmp_path: Path) -> Path:
    """The same code with a contract that has grown by an optional field, as a minor version may."""
    for package in ("shared", "services"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    contracts = tmp_path / "shared" / "contracts" / "referrals.py"
    today = contracts.read_text()
    later = today.replace(
        "    submitted_on: date\n    rule: str\n",
        '    submitted_on: date\n    rule: str\n    urgency: Code = "standard"\n',
        1,
    )
    assert later != today
    contracts.write_text(later)
    return tmp_path


@pytest.fixture
def scotland(open_region: OpensRegion, later_version: Path) -> Iterator[RunningRegion]:
    """A region in which referrals is ahead of matching by a minor version."""
    with open_region(services=("referrals", "matching")) as opened:
        server = opened.region.servers["referrals"]
        end_gracefully(server)
        environment = dict(server._launch.environment) | {"PYTHONPATH": str(later_version)}
        server._launch = replace(server._launch, folder=later_version, environment=environment)
        start(opened, "referrals")
        yield opened


def test_a_fact_of_a_later_minor_version_is_understood_by_an_older_reader(
    scotland: RunningRegion,
) -> None:
    event = scotland.expected.add(a_referral("from-the-future", "E09000012"), "referral_accepted")
    unheard_of = {"reference": "x", "referral_id": "not even an id", "programme": "p7k2"}
    scotland.publish(
        Stream.REFERRALS,
        event_of("inroads.referral.escalated.v1", unheard_of, key="some-key"),
    )
    scotland.submit(event)
    settle(scotland)
    (accepted,) = scotland.log().distinct(Stream.REFERRALS, "inroads.referral.accepted.v1")
    assert accepted.data["urgency"] == "standard", "referrals did not run the later version"
    (waiting,) = scotland.log().distinct(Stream.WAITING)
    assert waiting.data["referral_id"] == accepted.data["referral_id"]
    assert scotland.log().on(f"matching.{Stream.DEAD_LETTERS}") == []
    assert judge(scotland) == []


def test_two_regions_that_get_the_same_referral_know_nothing_of_each_other(
    story: Story, open_region: OpensRegion
) -> None:
    two = ("referrals", "matching")
    with open_region(services=two, simulated_from=story.now) as elsewhere:
        event = a_referral("in-both", story.area, birth_month="1999-07")
        story.submit(event, "referral_accepted")
        elsewhere.submit(elsewhere.expected.add(event, "referral_accepted"))
        story.happens()
        settle(elsewhere)
        known = {"referral_id": Person("in-both").referral_id}
        (here,) = story.facts(Stream.REFERRALS, **known)
        (there,) = elsewhere.log().distinct(Stream.REFERRALS)
        assert here.data["referral_id"] == there.data["referral_id"]
        assert here.data["person_id"] != there.data["person_id"], "a region has its own pseudonyms"
        assert judge(story.region) == []
        assert judge(elsewhere) == []
