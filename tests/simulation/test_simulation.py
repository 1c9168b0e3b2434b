"""Hundreds of made-up regions in trouble: every promise holds in each of them."""

import hashlib
import os
import subprocess
import sys

import pytest

from shared.contracts import employers, schools
from shared.contracts.catalogue import FACTS
from shared.contracts.inbound import (
    AdvocateSubmitted,
    AnswerSubmitted,
    ClearanceSubmitted,
    ClosureSubmitted,
    DepartureSubmitted,
    EndingSubmitted,
    MentorSubmitted,
    StepSubmitted,
)
from shared.contracts.referrals import SupportEndReported
from shared.contracts.streams import Stream
from shared.testing.invariants.violation import Violation
from shared.testing.simulation.history import History
from shared.testing.simulation.run import how_to_replay, run_seeds, simulate
from shared.testing.simulation.summary import Summary
from tests.simulation.five_services import five_services

_PAIRS = (Stream.MENTORS, Stream.ANSWERS, Stream.MATCHES)
_OF_PAIRS = (MentorSubmitted, StepSubmitted, ClearanceSubmitted, AnswerSubmitted, EndingSubmitted)
_CASES = (Stream.ADVOCATES, Stream.CASELOADS)
_OF_CASES = (AdvocateSubmitted, DepartureSubmitted, ClosureSubmitted, SupportEndReported)
_OF_SCHOOLS = (
    schools.SchoolRequestSubmitted,
    schools.SchoolRecallSubmitted,
    schools.SchoolOfferSubmitted,
    schools.SchoolRetreatSubmitted,
    schools.SchoolRequestFact,
    schools.SchoolOfferFact,
    schools.SchoolFact,
)
_OF_EMPLOYERS = (
    employers.EmployerSubmitted,
    employers.AskSubmitted,
    employers.PledgeSubmitted,
    employers.ContributionSubmitted,
)
PLAYED_ELSEWHERE = sorted(
    name
    for name, fact in FACTS.items()
    if fact.STREAM in (*_PAIRS, *_CASES, Stream.EMPLOYERS)
    or fact in (*_OF_PAIRS, *_OF_CASES, *_OF_EMPLOYERS)
    or issubclass(fact, _OF_SCHOOLS)
)
"""What is said of mentors, advocates and schools: ``test_protection.py``,
``test_nobody_is_orphaned.py`` and ``test_schools_never_oversold.py`` in ``tests/services/matching``
play their lives."""

SEEDS = 120
"""How many are played in every run of the tests; ``./inroads soak simulation`` plays more."""


@pytest.fixture(scope="module")
def summary() -> Summary:
    return run_seeds(five_services, 0, SEEDS, lambda _seed, _found: None)


@pytest.mark.slow
def test_every_promise_holds_in_every_seed(summary: Summary) -> None:
    assert not summary.failures, _explain(summary.failures)


@pytest.mark.slow
def test_the_run_went_through_everything_that_it_claims_to_withstand(summary: Summary) -> None:
    assert sorted(summary.never_happened()) == PLAYED_ELSEWHERE


@pytest.mark.slow
def test_every_service_crashed_at_every_step_of_consuming_and_relaying(summary: Summary) -> None:
    points = {point for _, point in summary.crashes if point.startswith(("consumer.", "relay."))}
    services = {service for service, _ in summary.crashes}
    missed = {(service, point) for service in services for point in points} - set(summary.crashes)
    assert (len(services), missed) == (5, set())


def test_a_seed_gives_the_same_history_again() -> None:
    assert _fingerprint(simulate(3, five_services)) == _fingerprint(simulate(3, five_services))


@pytest.mark.slow
def test_a_seed_gives_the_same_history_in_another_process() -> None:
    program = (
        "from tests.simulation import test_simulation as here\n"
        "print(here._fingerprint(here.simulate(3, here.five_services)))"
    )
    for hash_seed in ("1", "2"):
        environment = os.environ | {
            "PYTHONHASHSEED": hash_seed,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        there = subprocess.check_output([sys.executable, "-c", program], env=environment, text=True)
        assert there.strip() == _fingerprint(simulate(3, five_services))


def _fingerprint(history: History) -> str:
    """A digest of what was appended, in order; without seals and traces, which are random."""
    digest = hashlib.sha256()
    for record in history.log.everything:
        headers = dict(record.headers)
        name = headers.get("ce_id", b""), headers.get("ce_type", b"")
        digest.update(repr((record.topic, record.partition, record.key, *name)).encode())
    return digest.hexdigest()


def _explain(failures: dict[int, list[Violation]]) -> str:
    lines = []
    for seed, found in failures.items():
        lines += [f"seed {seed}; play it again with: {how_to_replay(seed)}"]
        lines += [f"  {violation}" for violation in found]
    return "\n".join(lines)
