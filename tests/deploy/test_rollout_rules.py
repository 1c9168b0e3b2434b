"""What a roll-out allows: two people for live, one stage at a time, earlier waves first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from deploy.cli.region_told import print_verdict
from deploy.local.errors import StackError
from deploy.regions.inventory import load_inventory
from deploy.regions.model import Approvals
from deploy.rollout import promotion
from deploy.rollout.apply import Applying, note_release
from deploy.rollout.approvals import NotApproved, approve, require
from deploy.rollout.audit import history, recorded
from deploy.rollout.cell import STATE, Cell
from deploy.rollout.gate import Gate, Verdict
from deploy.rollout.reconciliation import outside
from deploy.rollout.release import CHECKOUT, Release, copy_code, find, kept, release_of
from deploy.rollout.servers import Servers
from deploy.rollout.waves import earlier_waves
from services.reporting.domain.figures import Cell as FigureCell
from services.reporting.domain.figures import FigureKey, Ratio

RULE = Approvals(live=2, valid_hours=24)
RELEASE = Release("aaaaaaaaaaaa", Path("nowhere"))


@pytest.fixture
def london(tmp_path: Path) -> Cell:
    return Cell("london", tmp_path)


def applying(cell: Cell) -> Applying:
    return Applying(load_inventory(), cell, Servers("nowhere:1", "postgresql://nowhere"), print)


def verified(cell: Cell, release: str = RELEASE.version, hours_ago: float = 100) -> None:
    since = datetime.now(UTC) - timedelta(hours=hours_ago)
    cell.write("release.json", {"version": release, "since": since.isoformat(), "before": None})
    cell.write("verified.json", {"passed": True, "at": since.isoformat()})


def test_one_person_alone_cannot_open_a_programme(london: Cell) -> None:
    approve(london, "p7k2", "live", "r1", "ann")
    with pytest.raises(NotApproved, match="region approve london --programme p7k2 --stage live"):
        require(london, "p7k2", "live", "r1", "ann", RULE)


def test_two_people_can(london: Cell) -> None:
    approve(london, "p7k2", "live", "r1", "bob")
    assert require(london, "p7k2", "live", "r1", "ann", RULE) == ["bob"]


@pytest.mark.parametrize(
    "approved",
    [("q4m8", "live", "r1"), ("p7k2", "canary", "r1"), ("p7k2", "live", "r0")],
    ids=["another programme", "another stage", "another release"],
)
def test_a_yes_to_something_else_does_not_count(
    london: Cell, approved: tuple[str, str, str]
) -> None:
    approve(london, *approved, "bob")
    with pytest.raises(NotApproved):
        require(london, "p7k2", "live", "r1", "ann", RULE)


def test_an_old_yes_does_not_count(london: Cell) -> None:
    approve(london, "p7k2", "live", "r1", "bob")
    (said,) = london.read("approvals.json")
    at = datetime.now(UTC) - timedelta(hours=25)
    london.write("approvals.json", [said | {"at": at.isoformat()}])
    with pytest.raises(NotApproved):
        require(london, "p7k2", "live", "r1", "ann", RULE)


def test_a_stage_is_never_skipped(london: Cell) -> None:
    verified(london)
    with pytest.raises(StackError, match="by way of shadow"):
        promotion.promote(applying(london), "p7k2", "live", "ann")


def test_a_region_that_was_not_verified_is_not_promoted(london: Cell) -> None:
    verified(london)
    note_release(london, Release("bbbbbbbbbbbb", Path("nowhere")))
    with pytest.raises(StackError, match="region verify london"):
        promotion.promote(applying(london), "p7k2", "shadow", "ann")


def test_a_programme_goes_no_further_than_the_regions_file_says(london: Cell) -> None:
    verified(london)
    with pytest.raises(StackError, match="lets q4m8 go as far as off"):
        promotion.promote(applying(london), "q4m8", "shadow", "ann")


def test_after_a_pause_it_goes_back_to_where_it_was(london: Cell) -> None:
    london.write("stages.json", {"p7k2": "paused"})
    london.write("before-pause.json", {"p7k2": "canary"})
    assert promotion.next_stage(applying(london), "p7k2") == "canary"


def test_a_canary_is_announced_with_its_offices_and_share(london: Cell) -> None:
    change = promotion.change_for(applying(london), "p7k2", "canary")
    assert (change.canary_offices, change.canary_percent) == (["HACK01"], 5)
    live = promotion.change_for(applying(london), "p7k2", "live")
    assert (live.canary_offices, live.canary_percent) == ([], 0)


def test_a_release_waits_until_earlier_waves_have_run_it_long_enough(london: Cell) -> None:
    leeds = Cell("yorkshire-and-the-humber", london.state)
    assert earlier_waves(load_inventory(), london, RELEASE) == []
    verified(leeds, "older0000000")
    assert "still runs older" in earlier_waves(load_inventory(), london, RELEASE)[0]
    verified(leeds, hours_ago=47)
    assert "must run it until" in earlier_waves(load_inventory(), london, RELEASE)[0]
    verified(leeds, hours_ago=49)
    assert earlier_waves(load_inventory(), london, RELEASE) == []
    leeds.write("verified.json", {"passed": False})
    assert "has not passed" in earlier_waves(load_inventory(), london, RELEASE)[0]


def test_a_release_is_named_by_what_is_in_it(tmp_path: Path) -> None:
    for folder in ("shared", "services"):
        (tmp_path / "one" / folder).mkdir(parents=True)
        (tmp_path / "one" / folder / "code.py").write_text("x = 1\n")
    one = release_of(tmp_path / "one")
    copy = kept(tmp_path / "state", one)
    assert release_of(copy.folder).version == one.version == copy.version
    (tmp_path / "one" / "shared" / "code.py").write_text("x = 2\n")
    assert release_of(tmp_path / "one").version != one.version
    assert find(tmp_path / "state", one.version) == copy
    with pytest.raises(StackError, match=one.version):
        find(tmp_path / "state", "never-made")


def test_a_release_may_be_kept_by_two_at_once(tmp_path: Path) -> None:
    copy_code(CHECKOUT, tmp_path / "code")
    release, begin = release_of(tmp_path / "code"), Barrier(2)

    def keep() -> Release:
        begin.wait()
        return kept(tmp_path / "state", release)

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.submit(keep), pool.submit(keep)
        assert one.result() == other.result()
    assert release_of(one.result().folder).version == release.version
    assert [path.name for path in (tmp_path / "state" / "releases").iterdir()] == [release.version]


def test_a_figure_stands_between_what_the_log_had_before_and_has_since() -> None:
    key = FigureKey(FigureCell("p7k2", "E09000012", date(2026, 1, 1)), "accepted")
    one, two, three = ({key: Ratio(n, 5)} for n in (1, 2, 3))
    assert outside(two, one, three) == []
    assert outside(two, two, two) == []
    assert outside(three, one, two) == outside(one, two, three) == outside({}, two, two) == [key]


def test_every_step_is_recorded_however_it_ends(london: Cell) -> None:
    with recorded(london, "promote", "ann", stage="shadow") as step:
        step.facts["was"] = "off"
    with pytest.raises(StackError), recorded(london, "apply", "bob"):
        raise StackError("no")
    done, failed = history(london)
    assert (done["by"], done["ended"], done["was"]) == ("ann", "done", "off")
    assert (failed["by"], failed["ended"]) == ("bob", "failed")


def test_what_cannot_be_told_never_passes() -> None:
    def broken() -> Any:  # noqa: ANN401
        raise ConnectionError("nobody there")

    assert Gate.judged("x", broken).verdict is Verdict.UNKNOWN
    assert Gate.judged("x", lambda: ["bad"]).verdict is Verdict.FAILED
    assert Gate.judged("x", list).verdict is Verdict.PASSED


def test_a_step_is_named_as_somebody_would_type_it(london: Cell) -> None:
    assert Cell("london", STATE).step("verify") == "./inroads region verify london"
    assert london.step("verify").endswith(f"verify london --state {london.state}")


def test_a_verification_ends_with_what_its_gates_say_together(
    london: Cell, capsys: pytest.CaptureFixture[str]
) -> None:
    passed, failed = (Gate(v.value, v, "") for v in (Verdict.PASSED, Verdict.FAILED))
    print_verdict(london, [passed])
    assert london.step("promote") in capsys.readouterr().out
    print_verdict(london, [passed, failed])
    said = capsys.readouterr().out
    assert said.startswith("london does not pass: failed.")
    assert london.step("verify") in said


def test_what_a_region_remembers_is_closed_to_others(london: Cell) -> None:
    london.write("databases.json", {"referrals": "postgresql://secret"})
    assert (london.folder / "databases.json").stat().st_mode & 0o077 == 0
