"""Every stream is somebody's, every fact is in the past tense, and every name is told once."""

import re
from collections import Counter

import pytest

from shared.contracts.catalogue import FACTS, PUBLISHERS
from shared.contracts.fact import Fact
from shared.contracts.inbound import Submission
from shared.contracts.streams import POLICIES, Stream
from tests.architecture.doors import table_of
from tests.architecture.repository import SERVICES

FOR_OUTSIDE = {Stream.RECEIPTS, Stream.EMPLOYERS, Stream.FIGURES, Stream.DEAD_LETTERS}
"""For senders, for whoever evaluates, for operators: no service listens to these."""

OBEYED_BY_THE_ENGINE = {Stream.ROLLOUT, Stream.CLOCK}
MAY_READ = {
    Stream.INBOUND: {"referrals"},
    Stream.PEOPLE: {"matching", "scheduling", "notifications", "reporting"},
    Stream.DEAD_LETTERS: set(),
    Stream.FIGURES: set(),
}
"""Who may read a restricted stream."""

_TYPE = re.compile(r"inroads\.(?P<subject>[a-z]+)\.(?P<fact>[a-z]+(?:-[a-z]+)*)\.v(?P<v>[1-9]\d*)")
_PAST_WITHOUT_ED = {"held", "left", "made", "sent", "withdrawn"}

ALL = [fact for facts in PUBLISHERS.values() for fact in facts]


def listeners(stream: Stream) -> set[str]:
    return {service for service in SERVICES if stream in table_of(service).streams}


def subclasses(of: type[Fact]) -> set[type[Fact]]:
    found = set(of.__subclasses__())
    return found.union(*(subclasses(each) for each in found))


def test_every_stream_has_a_policy() -> None:
    assert POLICIES.keys() == set(Stream)


def test_every_stream_carries_a_fact() -> None:
    assert {fact.STREAM for fact in ALL} == set(Stream)


@pytest.mark.parametrize("stream", list(Stream), ids=str)
def test_every_stream_is_listened_to_or_is_for_outside(stream: Stream) -> None:
    assert bool(listeners(stream)) != (stream in FOR_OUTSIDE | OBEYED_BY_THE_ENGINE)


def test_a_restricted_stream_is_read_only_by_those_who_may() -> None:
    assert {stream for stream, policy in POLICIES.items() if policy.restricted} == MAY_READ.keys()
    for stream, who in MAY_READ.items():
        assert listeners(stream) <= who, stream


@pytest.mark.parametrize("fact", ALL, ids=lambda fact: fact.__name__)
def test_a_type_names_a_subject_and_what_happened_to_it(fact: type[Fact]) -> None:
    named = _TYPE.fullmatch(fact.TYPE)
    assert named, f"{fact.TYPE} is not inroads.<subject>.<fact>.v<major>"
    last_word = named["fact"].rpartition("-")[2]
    assert last_word.endswith("ed") or last_word in _PAST_WITHOUT_ED, "a fact has happened"
    version = "" if named["v"] == "1" else f"V{named['v']}"
    words = [named["subject"], *named["fact"].split("-")]
    assert fact.__name__ == "".join(word.capitalize() for word in words) + version


def test_every_type_is_told_once() -> None:
    counts = Counter(fact.TYPE for fact in ALL)
    assert [name for name, count in counts.items() if count > 1] == []
    assert counts.keys() == FACTS.keys()


def test_every_contract_is_in_the_catalogue() -> None:
    written = {fact for fact in subclasses(Fact) if "TYPE" in vars(fact)}
    ours = {fact for fact in written if fact.__module__.startswith("shared.contracts.")}
    assert {fact.__name__ for fact in ours} == {fact.__name__ for fact in ALL}


@pytest.mark.parametrize("fact", ALL, ids=lambda fact: fact.__name__)
def test_the_key_is_a_field_and_the_one_that_the_stream_is_kept_by(fact: type[Fact]) -> None:
    assert fact.KEY in fact.model_fields
    if not issubclass(fact, Submission):  # a policy says in words whose reference it is
        assert POLICIES[fact.STREAM].key in {fact.KEY, "the answered event's id"}
