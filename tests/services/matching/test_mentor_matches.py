"""What happens to young people and mentors, told as stories."""

from datetime import date

import pytest

from shared.contracts.matching import (
    MatchEnded,
    MatchMade,
    MatchProposed,
    ProposalClosed,
    ReferralWaitlisted,
)
from tests.services.matching.pairs_town import (
    CARDIFF,
    Town,
    accepted,
    admitted,
    answered,
    cleared,
    ended,
    id_of,
    moved,
    ready,
    stepped,
    withdrawn,
)


def proposed(town: Town, mentor: str, young: str) -> object:
    match = town.proposes(id_of(mentor), id_of(young))
    town.settles()
    return match


def reasons(town: Town) -> list[str]:
    return [fact.reason for fact in town.told if isinstance(fact, ProposalClosed | MatchEnded)]


def a_town(*mentors: str, young: str = "Yusuf", born: str = "2004-05") -> Town:
    town = Town()
    town.births[id_of(young)] = born
    for mentor in mentors:
        town.hears(*ready(mentor))
    town.hears(accepted(young))
    return town


def test_two_mentors_accept_at_once_and_the_first_gets_the_match() -> None:
    town = a_town("Maya", "Noor")
    first, second = (town.proposes(id_of(name), id_of("Yusuf")) for name in ("Maya", "Noor"))
    assert first
    assert second
    town.settles()
    town.says(answered(first, "Yusuf", accepts=True), answered(second, "Yusuf", accepts=True))
    town.settles()
    made = [fact for fact in town.told if isinstance(fact, MatchMade)]
    assert len(made) == 1
    assert reasons(town) == ["another_mentor_accepted"]
    assert sorted(mentor.taken for mentor in town.mentors()) == [0, 1]
    assert town.mentee("Yusuf").status == "matched"


def test_a_proposal_that_nobody_answers_expires_and_the_place_is_free() -> None:
    town = a_town("Maya")
    assert proposed(town, "Maya", "Yusuf")
    assert town.mentor("Maya").free_places == 0
    town.waits(days=7)
    town.settles()
    assert reasons(town) == ["expired"]
    assert town.mentor("Maya").free_places == 1
    assert proposed(town, "Maya", "Yusuf"), "nobody declined: they may be proposed again"


def test_an_answer_after_the_last_day_changes_nothing() -> None:
    town = a_town("Maya")
    match = town.proposes(id_of("Maya"), id_of("Yusuf"))
    assert match
    town.settles()
    town.waits(days=8)
    town.hears(answered(match, "Yusuf", accepts=True))
    assert reasons(town) == ["expired"]
    assert town.mentee("Yusuf").status == "waiting"


@pytest.mark.parametrize("by", ["mentor", "young_person"])
def test_who_was_declined_is_never_proposed_again(by: str) -> None:
    town = a_town("Maya")
    match = town.proposes(id_of("Maya"), id_of("Yusuf"))
    assert match
    town.settles()
    town.hears(answered(match, "Yusuf", accepts=False, by=by))
    assert proposed(town, "Maya", "Yusuf"), "the run does not know yet"
    assert reasons(town) == [f"declined_by_{by}", "declined_before"]
    assert town.mentor("Maya").free_places == 1


def test_a_young_persons_yes_is_no_acceptance_and_no_refusal() -> None:
    town = a_town("Maya")
    match = town.proposes(id_of("Maya"), id_of("Yusuf"))
    assert match
    town.settles()
    town.hears(answered(match, "Yusuf", accepts=True, by="young_person"))
    assert reasons(town) == []
    assert town.mentee("Yusuf").proposal(match)
    town.hears(answered(match, "Yusuf", accepts=True))
    assert town.mentee("Yusuf").status == "matched"


def matched(town: Town, mentor: str = "Maya", young: str = "Yusuf") -> None:
    match = town.proposes(id_of(mentor), id_of(young))
    assert match
    town.settles()
    town.hears(answered(match, young, accepts=True))
    assert town.mentee(young).status == "matched"


def test_they_meet_when_both_have_time_and_the_mentor_meets_nobody_else() -> None:
    """Two parts of the week have room for two meetings each; a fifth pair has to find a time."""
    names = ("Yusuf", "Zoe", "Ali", "Ben", "Cem")
    town = a_town("Maya", young=names[0])
    town.hears(admitted("Maya", capacity=5))
    for name in names[1:]:
        town.births[id_of(name)] = "2003-01"
        town.hears(accepted(name))
    both = ("tue-evening", "sat-morning")
    for name in names:
        match = town.proposes(id_of("Maya"), id_of(name), slots=both)
        assert match
        town.settles()
        town.hears(answered(match, name, accepts=True))
    for kind in (MatchProposed, MatchMade):
        found = [(fact.slot, fact.turn) for fact in town.told if isinstance(fact, kind)]
        assert found == [*((slot, turn) for turn in (0, 1) for slot in both), (None, 0)]

    town.hears(withdrawn("Yusuf"), accepted("Dee"))
    town.births[id_of("Dee")] = "2003-01"
    assert town.proposes(id_of("Maya"), id_of("Dee"), slots=both)
    assert town.mentor("Maya").held[-1].slot == "tue-evening"
    assert town.mentor("Maya").held[-1].turn == 0, "the time that became free"


def test_a_mentor_leaves_and_the_young_person_waits_on_with_their_turn() -> None:
    town = a_town("Maya", "Noor")
    since = town.mentee("Yusuf").waiting_since
    matched(town)
    town.waits(days=30)
    town.hears(stepped("Maya", "left"))
    assert reasons(town) == ["mentor_left"]
    assert town.mentee("Yusuf").status == "waiting"
    assert town.mentee("Yusuf").waiting_since == since
    waits = [fact for fact in town.told if isinstance(fact, ReferralWaitlisted)]
    assert len(waits) == 2
    matched(town, "Noor")


def test_a_pause_keeps_the_match_and_closes_the_proposal() -> None:
    town = a_town("Maya", young="Yusuf")
    town.hears(admitted("Maya", capacity=2))
    matched(town)
    town.births[id_of("Zoe")] = "2003-01"
    town.hears(accepted("Zoe"))
    assert proposed(town, "Maya", "Zoe")
    town.hears(stepped("Maya", "paused"))
    assert reasons(town) == ["mentor_paused"]
    assert town.mentor("Maya").status == "paused"
    assert town.mentor("Maya").taken == 1
    assert not proposed(town, "Maya", "Zoe")
    town.hears(stepped("Maya", "resumed"))
    assert proposed(town, "Maya", "Zoe")


def test_who_withdraws_gives_the_mentor_back() -> None:
    town = a_town("Maya")
    matched(town)
    town.hears(withdrawn("Yusuf"))
    assert reasons(town) == ["withdrawn", "withdrawn"]
    assert town.mentor("Maya").free_places == 1
    town.hears(accepted("Yusuf"))
    assert town.mentee("Yusuf").status == "waiting"


def test_a_finished_match_ends_and_nobody_waits_again() -> None:
    town = a_town("Maya")
    matched(town)
    match = town.mentee("Yusuf").match
    assert match
    town.hears(ended(match.match_id, "Maya", "Yusuf"))
    assert town.mentee("Yusuf").status == "finished"
    assert town.mentor("Maya").free_places == 1


def test_without_profile_and_training_nobody_is_proposed() -> None:
    town = a_town()
    town.hears(admitted("Maya"))
    assert not proposed(town, "Maya", "Yusuf")
    town.hears(stepped("Maya", "profile_completed"))
    assert town.mentor("Maya").status == "profile_complete"
    assert not proposed(town, "Maya", "Yusuf")
    town.hears(stepped("Maya", "trained"))
    assert town.mentor("Maya").status == "deployed"
    assert proposed(town, "Maya", "Yusuf")


def test_a_seventeen_year_old_needs_a_clearance_until_the_month_of_their_birthday_is_over() -> None:
    town = a_town("Maya", born="2008-03")
    assert not proposed(town, "Maya", "Yusuf")
    town.waits(days=29)
    assert town.now.date() == date(2026, 3, 31)
    assert not proposed(town, "Maya", "Yusuf")
    town.waits(days=1)
    assert proposed(town, "Maya", "Yusuf")


def test_whose_age_is_not_known_is_protected_like_a_minor() -> None:
    town = a_town("Maya")
    town.births.clear()
    assert not proposed(town, "Maya", "Yusuf")
    town.hears(cleared("Maya", date(2026, 1, 1), date(2026, 12, 31)))
    assert proposed(town, "Maya", "Yusuf")


def test_a_lapsed_clearance_ends_a_minors_match_at_once_and_an_adults_not() -> None:
    town = a_town("Maya", born="2010-01")
    town.hears(admitted("Maya", capacity=2), cleared("Maya", date(2026, 1, 1), date(2026, 3, 20)))
    matched(town)
    town.births[id_of("Zoe")] = "2003-01"
    town.hears(accepted("Zoe"))
    matched(town, "Maya", "Zoe")
    town.waits(days=18)
    assert town.mentor("Maya").taken == 2
    town.waits(days=1)
    town.settles()
    assert reasons(town) == ["clearance_lapsed"]
    assert town.mentee("Yusuf").status == "waiting"
    assert town.mentee("Zoe").status == "matched"


def test_a_renewal_in_time_leaves_no_gap() -> None:
    town = a_town("Maya", born="2010-01")
    town.hears(cleared("Maya", date(2026, 1, 1), date(2026, 3, 20)))
    matched(town)
    town.hears(cleared("Maya", date(2026, 3, 2), date(2029, 3, 1)))
    town.waits(days=60)
    assert town.mentee("Yusuf").status == "matched"
    assert reasons(town) == []


def test_a_withdrawn_clearance_ends_a_minors_match_at_once() -> None:
    town = a_town("Maya", born="2010-01")
    town.hears(cleared("Maya", date(2026, 1, 1), date(2027, 3, 20)))
    matched(town)
    town.hears(stepped("Maya", "clearance_withdrawn"))
    assert reasons(town) == ["clearance_lapsed"]


def test_a_clearance_counts_in_its_own_nation_only() -> None:
    town = a_town("Maya", born="2010-01")
    town.hears(cleared("Maya", date(2026, 1, 1), date(2027, 3, 20), "wales"))
    assert not proposed(town, "Maya", "Yusuf")
    town.hears(cleared("Maya", date(2026, 1, 1), date(2027, 3, 20)))
    matched(town)
    town.hears(moved("Yusuf", CARDIFF))
    assert reasons(town)[0] == "moved_to_another_nation"
    assert town.mentor("Maya").taken == 0


def test_a_kind_of_check_that_does_not_count_protects_nobody() -> None:
    town = a_town("Maya", born="2010-01")
    basic = cleared("Maya", date(2026, 1, 1), date(2027, 3, 20))
    town.hears(basic.model_copy(update={"kind": "basic_dbs"}))
    assert not proposed(town, "Maya", "Yusuf")


def test_a_clearance_that_lapses_between_acceptance_and_match_makes_none() -> None:
    town = a_town("Maya", born="2010-01")
    town.hears(cleared("Maya", date(2026, 1, 1), date(2026, 3, 3)))
    match = town.proposes(id_of("Maya"), id_of("Yusuf"))
    assert match
    town.settles()
    town.says(answered(match, "Yusuf", accepts=True))
    town.one_arrives()
    assert town.mentee("Yusuf").status == "agreed"
    town.waits(days=2)
    town.settles()
    assert not [fact for fact in town.told if isinstance(fact, MatchMade)]
    assert town.mentee("Yusuf").status == "waiting"


def test_a_proposal_to_somebody_unknown_gives_the_place_back() -> None:
    town = a_town("Maya")
    assert town.proposes(id_of("Maya"), id_of("Yusuf"))
    (said,) = [fact for fact in town.told if isinstance(fact, MatchProposed)]
    stray = said.model_copy(update={"referral_id": id_of("nobody")})
    town.queues.clear()
    town.hears(stray)
    assert reasons(town) == ["not_waiting"]
    assert town.mentor("Maya").free_places == 1
