"""The five programmes as shipped."""

import pytest

from shared.programmes.load import UnknownProgrammeError, load_programmes
from shared.programmes.vocabulary import Outcome, Progress, SessionKind

CODES = {
    "p7k2": "Mentoring circles",
    "w9d4": "Flexible Support Fund district projects",
    "q4m8": "Mayor's Mentors",
    "h6r5": "Jobcentre Plus Support for Schools",
    "v3t9": "Households into Work and Race Equality Employment Advocates",
    "s2s2": "Synthetic referrals",
}


def test_all_five_programmes_load() -> None:
    assert {programme.code: programme.title for programme in load_programmes().all} == CODES


def test_loading_twice_reads_once() -> None:
    assert load_programmes() is load_programmes()


@pytest.mark.parametrize("code", CODES)
def test_a_programme_is_found_by_its_code(code: str) -> None:
    assert load_programmes().by_code(code).code == code


def test_an_unknown_code_is_named_unknown_without_repeating_it() -> None:
    with pytest.raises(UnknownProgrammeError, match="p7k2") as error:
        load_programmes().by_code("jane.doe@example.org")
    assert "jane" not in str(error.value)


def test_neither_a_printed_programme_nor_a_printed_applicant_discloses_anything() -> None:
    programme = load_programmes().by_code("v3t9")
    assert repr(programme) == str(programme) == f"{programme:}" == "Programme(v3t9@3)"


def test_what_the_sources_state_stands_in_the_data() -> None:
    programmes = load_programmes()
    circles, mayors = programmes.by_code("p7k2"), programmes.by_code("q4m8")
    assert [session.kind for session in circles.session_plan.sessions] == [
        SessionKind.CV_WRITING,
        SessionKind.GOAL_SETTING,
        SessionKind.JOB_APPLICATIONS,
        SessionKind.INTERVIEW_PRACTICE,
    ]
    assert circles.outcomes == tuple(Outcome)
    assert Progress.CLOSER_TO_JOB_WANTED in circles.progress
    figures = {
        (programme.code, target.measure.value, target.count)
        for programme in programmes.all
        for target in programme.targets
    }
    assert figures == {
        ("p7k2", "people_attended", 500),
        ("q4m8", "mentors_matched", 1000),
        ("q4m8", "people_matched", 1000),
        ("h6r5", "sessions_held", 12_000),
        ("h6r5", "schools_taking_part", 1400),
        ("v3t9", "people_supported", 4000),
        ("v3t9", "advocates_in_post", 4),
    }
    assert (mayors.bounds.min_size, mayors.bounds.max_size) == (1, 1)
    assert [target.basis for target in mayors.targets] == ["target", "target"]


def test_every_programme_says_what_its_source_does_not() -> None:
    assert all(programme.assumptions for programme in load_programmes().all)
