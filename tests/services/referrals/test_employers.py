"""Employers at the front door: one account, one ask at a time, and what was given is counted."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.referrals.domain.employer import Employer, employer_id
from services.referrals.domain.refusal import Refusal
from shared.contracts.employers import (
    SECTORS,
    SIZE_BANDS,
    AskChanged,
    AskSubmitted,
    ContributionCounted,
    ContributionSubmitted,
    EmployerRegistered,
    EmployerSubmitted,
    PledgeSubmitted,
)
from shared.contracts.fact import Fact
from shared.contracts.matching import CircleConfirmed
from shared.contracts.referrals import OfferMade
from tests.services.referrals.builders import FrontDoor, an_offer, facts_in, id_of, the_answer

ABOUT = {"reference": "em-1", "programme": "p7k2", "host": "example_bank"}
BANK = employer_id("example_bank")
KINDS = ("mentors", "hosting", "taster_days", "feedback")


def account(**said: object) -> EmployerSubmitted:
    told = ABOUT | {"size_band": "large", "sector": "K"} | said
    return EmployerSubmitted.model_validate(told)


def ask(kind: str = "hosting", quantity: int = 1) -> AskSubmitted:
    return AskSubmitted.model_validate(ABOUT | {"kind": kind, "quantity": quantity})


def pledge(kind: str = "hosting", quantity: int = 1, *, promises: bool = True) -> PledgeSubmitted:
    said = {"kind": kind, "quantity": quantity, "promises": promises}
    return PledgeSubmitted.model_validate(ABOUT | said)


def gift(kind: str, quantity: int = 1) -> ContributionSubmitted:
    return ContributionSubmitted.model_validate(ABOUT | {"kind": kind, "quantity": quantity})


def circle(name: str = "circle", host: str = "example_bank") -> CircleConfirmed:
    return CircleConfirmed(
        circle_id=id_of(name),
        programme="p7k2",
        area="E09000012",
        track="general",
        offer_id=id_of("offer", name),
        host=host,
        venue="Example House, London",
        first_session_at=datetime(2019, 3, 20, 10, tzinfo=UTC),
        members=[],
    )


def refused(door: FrontDoor, *facts: Fact) -> tuple[str, str]:
    answer = door.answer(*facts)
    assert answer.verdict == "rejected"
    return answer.code, answer.pointer


def standings(announced: Sequence[Any]) -> list[tuple[str, int, int]]:
    return [
        (fact.standing, fact.given, fact.quantity)
        for fact in facts_in(announced)
        if isinstance(fact, AskChanged)
    ]


@pytest.fixture
def door() -> FrontDoor:
    door = FrontDoor()
    door.hear(account())
    return door


def test_an_employer_has_one_account_in_all_programmes_and_whoever_says_so_learns_its_id() -> None:
    door = FrontDoor()
    announced = door.hear(account())
    answer = the_answer(announced)
    assert (answer.code, answer.employer_id) == ("employer_registered", BANK)
    (fact,) = facts_in(announced)
    assert isinstance(fact, EmployerRegistered)
    assert (fact.employer_id, fact.size_band, fact.sector) == (BANK, "large", "K")
    (again,) = facts_in(door.hear(account(programme="q4m8", size_band="medium")))
    assert isinstance(again, EmployerRegistered)
    assert (again.employer_id, again.size_band) == (BANK, "medium")


def test_a_correction_of_the_account_keeps_its_ask_and_what_was_given(door: FrontDoor) -> None:
    door.hear(ask(quantity=2), circle("first"), account(size_band="medium"))
    assert refused(door, ask("mentors")) == ("ask_open", "/data/host")
    assert standings(door.hear(circle("second"))) == [("given", 2, 2)]


def test_sizes_and_sectors_are_of_the_published_lists() -> None:
    assert "".join(SECTORS) == "ABCDEFGHIJKLMNOPQRSTU"
    for said in ({"sector": "64"}, {"sector": "k"}, {"size_band": "huge"}):
        with pytest.raises(ValidationError):
            account(**said)
    for size in SIZE_BANDS:
        for sector in SECTORS:
            account(size_band=size, sector=sector)


def test_an_offer_of_a_circle_says_whose_account_its_host_has(door: FrontDoor) -> None:
    (fact,) = facts_in(door.hear(an_offer()))
    assert isinstance(fact, OfferMade)
    assert fact.employer_id == BANK


def test_an_employer_is_asked_for_one_thing_at_a_time(door: FrontDoor) -> None:
    assert standings(door.hear(ask())) == [("asked", 0, 1)]
    assert refused(door, ask("mentors")) == ("ask_open", "/data/host")
    assert standings(door.hear(pledge())) == [("promised", 0, 1)]
    assert refused(door, ask("mentors")) == ("ask_open", "/data/host")
    door.hear(circle())
    assert standings(door.hear(ask("mentors", 3))) == [("asked", 0, 3)]
    assert standings(door.hear(pledge("mentors", promises=False))) == [("declined", 0, 3)]
    assert standings(door.hear(ask("feedback"))) == [("asked", 0, 1)]


def test_a_promise_to_host_is_given_when_enough_circles_are_confirmed(door: FrontDoor) -> None:
    door.hear(ask(quantity=3), pledge(quantity=2))
    assert standings(door.hear(circle("first"))) == [("promised", 1, 2)]
    announced = door.hear(circle("second"))
    assert standings(announced) == [("given", 2, 2)]
    counted = [f for f in facts_in(announced) if isinstance(f, ContributionCounted)]
    assert [(f.kind, f.quantity, f.total) for f in counted] == [("hosting", 1, 2)]


def test_a_circle_of_an_employer_without_an_account_counts_for_nobody(door: FrontDoor) -> None:
    assert door.hear(circle(host="somebody_else")) == []


def test_what_is_offered_unasked_is_promised_and_stands_in_the_way_of_an_ask(
    door: FrontDoor,
) -> None:
    assert standings(door.hear(pledge("taster_days", 2))) == [("promised", 0, 2)]
    assert refused(door, ask()) == ("ask_open", "/data/host")
    assert standings(door.hear(gift("taster_days", 5))) == [("given", 5, 2)]


def test_words_that_do_not_fit_are_refused_with_what_to_do(door: FrontDoor) -> None:
    assert refused(door, pledge(promises=False)) == ("nothing_asked", "/data/promises")
    door.hear(ask())
    assert refused(door, pledge("mentors")) == ("ask_differs", "/data/kind")
    assert refused(door, gift("hosting")) == ("hosting_counts_itself", "/data/kind")
    stranger = FrontDoor()
    for fact in (ask(), pledge(), gift("mentors")):
        assert refused(stranger, fact) == ("employer_unknown", "/data/host")
    assert refused(stranger, account(programme="zzzz"))[0] == "programme_unknown"


def test_what_is_given_of_another_kind_counts_and_leaves_the_ask_open(door: FrontDoor) -> None:
    announced = door.hear(ask(), gift("mentors", 4))
    assert standings(announced) == []
    assert standings(door.hear(circle())) == [("given", 1, 1)]


moves = st.one_of(
    st.builds(ask, st.sampled_from(KINDS), st.integers(1, 3)),
    st.builds(pledge, st.sampled_from(KINDS), st.integers(1, 3), promises=st.booleans()),
    st.builds(gift, st.sampled_from(KINDS), st.integers(1, 3)),
    st.builds(circle),
)


@given(st.lists(moves, max_size=25))
def test_whatever_comes_in_whatever_order_counts_add_up_and_no_open_ask_is_replaced(
    facts: list[Fact],
) -> None:
    door = FrontDoor()
    door.hear(account())
    totals = dict.fromkeys(KINDS, 0)
    is_open = False
    for fact in facts:
        announced = door.hear(fact)
        if isinstance(fact, AskSubmitted):
            assert the_answer(announced).verdict == ("rejected" if is_open else "accepted")
        for told in facts_in(announced):
            if isinstance(told, ContributionCounted):
                totals[told.kind] += told.quantity
                assert told.total == totals[told.kind]
            if isinstance(told, AskChanged):
                assert (told.standing == "given") == (told.given >= told.quantity)
                is_open = told.standing in ("asked", "promised")


def test_planted_bug_an_ask_that_forgets_what_is_open_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Employer, "is_asked", property(lambda _: False))
    with pytest.raises(AssertionError, match="'accepted' == 'rejected'"):
        test_an_employer_is_asked_for_one_thing_at_a_time(_known())


def test_an_answer_of_an_account_is_a_new_account_or_a_refusal() -> None:
    fresh = Employer(BANK, "large", "K")
    assert isinstance(fresh.answered("mentors", 1, promises=False), Refusal)
    assert fresh.given("mentors") == 0


def _known() -> FrontDoor:
    door = FrontDoor()
    door.hear(account())
    return door
