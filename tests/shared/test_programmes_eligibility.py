"""Who may be referred: the dates, ages, roles and areas at which the verdict turns."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.programmes.ages import possible_ages
from shared.programmes.eligibility import Applicant, Eligible, Ineligible, judge
from shared.programmes.load import load_programmes
from shared.programmes.model import Programme
from shared.programmes.phase import Ages, Phase
from shared.programmes.vocabulary import Circumstance, Role

CIRCLES, FUND, MAYORS, SCHOOLS, ADVOCATES = (
    load_programmes().by_code(code) for code in ("p7k2", "w9d4", "q4m8", "h6r5", "v3t9")
)
HACKNEY, LEICESTER, LEEDS, CORNWALL = "E09000012", "E06000016", "E08000035", "E06000052"
BEXLEY, CARDIFF, GLASGOW, BELFAST = "E09000004", "W06000015", "S12000049", "N09000003"
DAY = timedelta(days=1)
FIRST_PHASE, LONDON_OPENS, COUNTRY_OPENS = date(2018, 3, 1), date(2019, 3, 1), date(2019, 4, 1)

YOUNG = Applicant(
    referrer_role="work_coach", area=LEEDS, birth_month="1999-07", youth_claimant=True
)
MINORITY = Applicant(
    referrer_role="jobcentre_adviser", area=HACKNEY, birth_month="1978-07", ethnic_minority=True
)
PUPIL = Applicant(
    referrer_role="school", area=CORNWALL, birth_month="2003-07", at_risk_of_neet=True
)
MENTEE = Applicant(referrer_role="partner_organization", area="E08000025", birth_month="2001-07")
WIRRAL = Applicant(referrer_role="advocate", area="E08000015", birth_month="1980-07", needs=2)


def codes(programme: Programme, applicant: Applicant, on: date) -> list[tuple[str, str]]:
    """Code and pointer of each reason; empty if eligible."""
    verdict = judge(programme, applicant, on)
    return [] if isinstance(verdict, Eligible) else [(why.code, why.pointer) for why in verdict]


def only_reason(programme: Programme, applicant: Applicant, on: date) -> Ineligible:
    verdict = judge(programme, applicant, on)
    assert isinstance(verdict, tuple)
    (reason,) = verdict
    return reason


NOT_OPEN, NOT_YET = ("programme_not_open", ""), ("area_not_open_yet", "/area")
OUTSIDE_RULE, OUTSIDE_AGES = (
    ("outside_phase_rule", "/person"),
    ("outside_age_range", "/person/birth_month"),
)


@pytest.mark.parametrize(
    ("applicant", "flips", "before"),
    [
        (MINORITY, FIRST_PHASE, NOT_OPEN),
        (replace(YOUNG, area=BEXLEY), LONDON_OPENS, NOT_YET),
        (replace(YOUNG, area=HACKNEY), LONDON_OPENS, OUTSIDE_RULE),
        (replace(YOUNG, area=CORNWALL), COUNTRY_OPENS, NOT_YET),
        (replace(YOUNG, area=LEICESTER), COUNTRY_OPENS, OUTSIDE_RULE),
        *((replace(YOUNG, area=a), COUNTRY_OPENS, NOT_YET) for a in (CARDIFF, GLASGOW, BELFAST)),
    ],
)
def test_circles_open_on_the_day_itself_and_not_the_day_before(
    applicant: Applicant, flips: date, before: tuple[str, str]
) -> None:
    assert codes(CIRCLES, applicant, flips - DAY) == [before]
    assert codes(CIRCLES, applicant, flips) == []


def test_the_first_phase_is_for_the_challenge_areas_only() -> None:
    assert codes(CIRCLES, replace(MINORITY, area=CORNWALL), FIRST_PHASE) == [NOT_YET]
    assert codes(CIRCLES, replace(MINORITY, area=LEICESTER), FIRST_PHASE) == []


def test_the_first_phase_stays_open_after_the_roll_out() -> None:
    assert codes(CIRCLES, MINORITY, COUNTRY_OPENS) == []


def test_an_area_that_opens_later_is_told_when() -> None:
    reason = only_reason(CIRCLES, replace(YOUNG, area=CORNWALL), LONDON_OPENS - DAY)
    assert reason.rule == "p7k2@3"
    assert reason.hint == (
        "Referrals open in London on 1 March 2019 and in the rest of the country on 1 April 2019. "
        "Refer again from then."
    )


def test_a_rule_that_may_not_be_shown_still_says_what_opens_there_next() -> None:
    hint = only_reason(CIRCLES, replace(YOUNG, area=LEICESTER), COUNTRY_OPENS - DAY).hint
    assert "in the rest of the country on 1 April 2019" in hint
    assert "London" not in hint


@pytest.mark.parametrize("graduate", [True, False, None])
def test_graduates_have_a_track_of_their_own(graduate: bool | None) -> None:  # noqa: FBT001
    verdict = judge(CIRCLES, replace(YOUNG, graduate=graduate), COUNTRY_OPENS)
    assert verdict == Eligible("p7k2@3", "t2" if graduate else "t1")


def test_graduates_are_not_kept_apart_where_the_source_does_not_say_so() -> None:
    assert judge(ADVOCATES, replace(WIRRAL, graduate=True), COUNTRY_OPENS) == Eligible(
        "v3t9@3", "t1"
    )


@pytest.mark.parametrize("role", [*Role, "minister", ""])
@pytest.mark.parametrize("programme", [CIRCLES, FUND])
def test_only_jobcentre_staff_refer_to_circles_and_district_projects(
    programme: Programme, role: str
) -> None:
    allowed = role in {"jobcentre_adviser", "work_coach"}
    expected = [] if allowed else [("referrer_not_allowed", "/referrer/role")]
    assert codes(programme, replace(YOUNG, referrer_role=role), COUNTRY_OPENS) == expected


def test_a_referrer_who_is_not_allowed_is_told_who_is() -> None:
    reason = only_reason(CIRCLES, replace(YOUNG, referrer_role="school"), COUNTRY_OPENS)
    assert reason.hint.startswith("Only a jobcentre adviser or a work coach can refer")


@pytest.mark.parametrize(
    ("programme", "applicant", "youngest", "oldest"),
    [(CIRCLES, YOUNG, 18, 24), (MAYORS, MENTEE, 11, 25), (SCHOOLS, PUPIL, 12, 18)],
)
def test_ages_include_both_ends_and_the_whole_month_of_the_birthday(
    programme: Programme, applicant: Applicant, youngest: int, oldest: int
) -> None:
    on = date(2020, 6, 15)

    def born(years: int, month: int) -> Applicant:
        return replace(applicant, birth_month=f"{2020 - years}-{month:02}")

    assert codes(programme, born(youngest, 7), on) == [OUTSIDE_AGES]  # turns so old next month
    assert codes(programme, born(youngest, 6), on) == []  # may have turned so old
    assert codes(programme, born(oldest, 1), on) == []
    assert codes(programme, born(oldest + 1, 6), on) == []  # may still be so old
    assert codes(programme, born(oldest + 1, 5), on) == [OUTSIDE_AGES]  # turned older last month


@pytest.mark.parametrize("month", [None, "", "1999", "1999-13", "1999-7", "١٩٩٩-٠٧", "07/1999"])
def test_an_age_rule_needs_a_month_of_birth_that_can_be_read(month: str | None) -> None:
    reason = only_reason(CIRCLES, replace(YOUNG, birth_month=month), COUNTRY_OPENS)
    assert (reason.code, reason.pointer) == ("birth_month_needed", "/person/birth_month")
    assert "YYYY-MM" in reason.hint


def test_a_person_outside_both_age_and_rule_gets_both_reasons() -> None:
    neither = replace(YOUNG, birth_month="1950-01", youth_claimant=False)
    assert codes(CIRCLES, neither, COUNTRY_OPENS) == [OUTSIDE_AGES, OUTSIDE_RULE]


@pytest.mark.parametrize(
    "area", ["E06000006", "E08000011", "E08000012", "E08000014", "E08000013", "E08000015"]
)
def test_advocates_work_in_the_six_areas_of_the_liverpool_city_region(area: str) -> None:
    assert codes(ADVOCATES, replace(WIRRAL, area=area), date(2020, 1, 1)) == []


@pytest.mark.parametrize("area", [LEEDS, "E08000003", CARDIFF, "E99999999", "", "Liverpool"])
def test_advocates_work_nowhere_else(area: str) -> None:
    reason = only_reason(ADVOCATES, replace(WIRRAL, area=area), date(2020, 1, 1))
    assert (reason.code, reason.pointer) == ("area_not_covered", "/area")
    assert reason.hint.startswith("This programme covers the Liverpool City Region. Check")


def test_advocates_take_several_needs_and_later_one_need_of_a_minority_community() -> None:
    one_need = replace(WIRRAL, needs=1)
    theirs = replace(one_need, ethnic_minority=True)
    announced = date(2024, 2, 1)
    assert codes(ADVOCATES, WIRRAL, announced) == []
    assert codes(ADVOCATES, one_need, announced) == [OUTSIDE_RULE]
    assert codes(ADVOCATES, theirs, announced - DAY) == [OUTSIDE_RULE]
    assert codes(ADVOCATES, theirs, announced) == []
    assert codes(ADVOCATES, replace(theirs, needs=0), announced) == [OUTSIDE_RULE]


def test_schools_go_from_ten_districts_to_all_of_england_and_no_further() -> None:
    national = date(2017, 3, 1)
    kent = replace(PUPIL, area="E07000108")
    assert codes(SCHOOLS, PUPIL, date(2016, 10, 31)) == [NOT_OPEN]
    assert codes(SCHOOLS, PUPIL, date(2016, 11, 1)) == []
    assert codes(SCHOOLS, PUPIL, national) == []
    assert codes(SCHOOLS, kent, national - DAY) == [NOT_YET]
    assert codes(SCHOOLS, kent, national) == []
    assert codes(SCHOOLS, replace(PUPIL, area=CARDIFF), national) == [("area_not_covered", "/area")]


def test_a_pupil_needs_one_of_two_reasons_to_be_referred() -> None:
    on = date(2018, 1, 1)
    without = replace(PUPIL, at_risk_of_neet=False)
    assert codes(SCHOOLS, without, on) == [OUTSIDE_RULE]
    assert codes(SCHOOLS, replace(without, needs=1), on) == []


def test_a_code_that_an_authority_had_before_is_still_taken() -> None:
    assert codes(CIRCLES, replace(YOUNG, area="E08000016"), COUNTRY_OPENS) == []  # Barnsley


def having(programme: Programme, *phases: Phase) -> Programme:
    """The programme with these phases instead of its own."""
    # Cached indexes travel with a copy, so this one is built from the fields alone.
    fields = {name: getattr(programme, name) for name in Programme.model_fields}
    return Programme.model_construct(**{**fields, "phases": phases})


def altered(phase: Phase, **changes: object) -> Phase:
    return phase.model_copy(update=changes)


def test_an_area_whose_phases_are_over_is_told_when_the_last_one_ended() -> None:
    first, london, rest = CIRCLES.phases
    may, june = date(2019, 5, 31), date(2019, 6, 30)
    over = having(CIRCLES, altered(first, last_day=june), altered(london, last_day=may), rest)
    assert codes(over, MINORITY, june) == []
    reason = only_reason(over, MINORITY, june + DAY)
    assert (reason.code, reason.pointer) == ("area_closed", "/area")
    assert reason.hint.startswith("Referrals closed on 30 June 2019.")


def test_a_programme_that_is_over_is_not_open() -> None:
    june = date(2019, 6, 30)
    over = having(MAYORS, altered(MAYORS.phases[0], last_day=june))
    assert codes(over, MENTEE, june) == []
    reason = only_reason(over, MENTEE, june + DAY)
    assert (reason.code, reason.pointer) == NOT_OPEN
    assert reason.hint.startswith("Referrals closed on 30 June 2019.")


def test_of_two_open_phases_the_one_that_came_nearest_gives_the_reasons() -> None:
    rest = CIRCLES.phases[2]
    adults = altered(rest, code="f4", ages=Ages(youngest=30, oldest=40), requires=())
    both = having(CIRCLES, rest, adults)
    reason = only_reason(both, replace(MINORITY, area=LEEDS), date(2025, 1, 1))  # aged 46
    assert (reason.code, "aged 30 to 40" in reason.hint) == ("outside_age_range", True)


applicants: Callable[..., st.SearchStrategy[Applicant]] = st.builds
ANYBODY = applicants(
    Applicant,
    referrer_role=st.sampled_from(list(Role)) | st.text(),
    area=st.sampled_from(sorted(CIRCLES.phases_by_area)) | st.text(),
    birth_month=st.none() | st.text() | st.dates().map(lambda day: f"{day:%Y-%m}"),
    graduate=st.none() | st.booleans(),
    youth_claimant=st.none() | st.booleans(),
    at_risk_of_neet=st.none() | st.booleans(),
    ethnic_minority=st.none() | st.booleans(),
    needs=st.integers(),
)
ANY_PROGRAMME = st.sampled_from(load_programmes().all)
ANY_DAY = st.dates() | st.dates(date(2014, 1, 1), date(2025, 1, 1))


@given(ANY_PROGRAMME, ANYBODY, ANY_DAY)
def test_whatever_is_sent_gets_a_verdict(programme: Programme, who: Applicant, on: date) -> None:
    verdict = judge(programme, who, on)
    if isinstance(verdict, Eligible):
        assert verdict.track in {track.code for track in programme.tracks}
    else:
        assert verdict
        assert all(why.rule == programme.rule and why.hint.endswith(".") for why in verdict)


@given(ANY_PROGRAMME, ANYBODY, ANY_DAY)
def test_no_reason_discloses_a_protected_characteristic(
    programme: Programme, who: Applicant, on: date
) -> None:
    stated, unstated = (
        judge(programme, replace(who, ethnic_minority=answer), on) for answer in (False, None)
    )
    assert stated == unstated
    for why in stated if isinstance(stated, tuple) else ():
        assert not any(word in str(why).lower() for word in ("ethnic", "minorit", "background"))


@given(ANY_PROGRAMME, ANYBODY, ANY_DAY, st.uuids())
def test_no_reason_repeats_what_was_sent(
    programme: Programme, who: Applicant, on: date, marker: object
) -> None:
    told = f"x{marker}"
    marked = replace(who, referrer_role=told, area=told, birth_month=told)
    assert told not in str(judge(programme, marked, on))


def test_an_applicant_is_never_printed() -> None:
    assert "E09000012" not in repr(MINORITY)
    assert "1978" not in str(MINORITY)


def test_every_circumstance_can_be_asked_of_an_applicant() -> None:
    assert all(hasattr(YOUNG, circumstance) for circumstance in Circumstance)


@given(st.dates(date(1900, 1, 1)), st.dates(date(1900, 1, 1)))
def test_the_true_age_is_always_among_the_possible_ones(born: date, on: date) -> None:
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    possible = possible_ages(f"{born.year:04}-{born.month:02}", on)
    assert possible is not None
    assert age in possible
    assert possible[1] - possible[0] <= 1
