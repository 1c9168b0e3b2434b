"""Alert rules are whole, and their tests would notice a rule that never fires or always does."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.observability.rules import ALERTS, Rule, rule_files, rules, seconds, shortened
from tests.support.prometheus import MISSING

RULES = {rule["alert"]: rule for rule in rules()}
FILES = [file.name for file in rule_files()]
Change = Callable[[Rule], None]


@pytest.fixture(scope="module")
def promtool() -> str:
    """The program that checks rules and runs their tests."""
    found = shutil.which("promtool")
    if found is None:
        pytest.skip(MISSING)
    return found


def run_tests(promtool: str, folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    command = [promtool, "test", "rules", str(folder / "tests" / name)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def cases(name: str) -> list[tuple[str, bool]]:
    """Each case of a file of tests: the alert that is asked about, and whether it is to fire."""
    tests = yaml.safe_load((ALERTS / "tests" / name).read_text("utf-8"))["tests"]
    asked = [question for test in tests for question in test["alert_rule_test"]]
    return [(question["alertname"], bool(question["exp_alerts"])) for question in asked]


def test_there_are_enough_alerts_each_under_one_name() -> None:
    assert len(RULES) == len(list(rules())) >= 12
    assert all(name.startswith("Inroads") for name in RULES)


@pytest.mark.parametrize("name", RULES)
def test_an_alert_says_whom_it_wakes_what_it_means_and_where_to_read_on(name: str) -> None:
    rule = RULES[name]
    assert rule["labels"]["severity"] in {"page", "ticket"}
    summary = rule["annotations"]["summary"]
    assert "$labels.region" in summary
    assert summary.endswith(".")
    assert rule["annotations"]["runbook"].startswith("deploy/runbooks/")


@pytest.mark.parametrize("name", FILES)
def test_every_alert_is_tested_to_fire_and_to_stay_silent(name: str, promtool: str) -> None:
    ran = run_tests(promtool, ALERTS, name)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    own = {rule["alert"] for rule in _groups(ALERTS / name)["groups"][0]["rules"]}
    assert {alert for alert, fires in cases(name) if fires} == own
    assert {alert for alert, fires in cases(name) if not fires} == own


@pytest.mark.parametrize("expression", ["vector(1) < 0", "vector(1)"], ids=["never", "always"])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_fires_never_or_always_fails_its_tests(
    name: str, expression: str, promtool: str, tmp_path: Path
) -> None:
    shutil.copytree(ALERTS, tmp_path / "alerts")
    file = _change(tmp_path / "alerts", name, lambda rule: rule.update(expr=expression))
    _fails_in_its_tests(run_tests(promtool, tmp_path / "alerts", file), name)


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if "for" in rule])
def test_a_rule_that_waits_too_long_fails_its_tests(
    name: str, promtool: str, tmp_path: Path
) -> None:
    shutil.copytree(ALERTS, tmp_path / "alerts")
    file = _change(tmp_path / "alerts", name, lambda rule: rule.update({"for": "1d"}))
    _fails_in_its_tests(run_tests(promtool, tmp_path / "alerts", file), name)


def test_the_configuration_is_what_prometheus_reads(promtool: str, tmp_path: Path) -> None:
    shutil.copytree(ALERTS.parent, tmp_path / "copy")
    target = tmp_path / "copy" / "targets" / "region.yaml"
    target.parent.mkdir()
    target.write_text("- targets: ['127.0.0.1:1']\n  labels: {service: matching, region: north}\n")
    command = [promtool, "check", "config", str(tmp_path / "copy" / "prometheus.yml")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "WARNING" not in ran.stdout + ran.stderr


def test_a_drill_has_the_same_rules_with_shorter_times_only() -> None:
    drill = {rule["alert"]: rule for rule in shortened(wait=0, window=0)["groups"][0]["rules"]}
    assert drill.keys() == RULES.keys()
    for name, rule in RULES.items():
        assert seconds(drill[name].get("for", "5s")) == 5
        assert drill[name].keys() == rule.keys()
        assert {**drill[name], "expr": "", "for": ""} == {**rule, "expr": "", "for": ""}
    (down,) = [
        rule
        for rule in shortened(wait=1, window=1)["groups"][0]["rules"]
        if rule["alert"] == "InroadsServiceDown"
    ]
    assert down["for"] == "60s"


def test_what_is_no_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="'soon' is no duration: write a number"):
        seconds("soon")


def _fails_in_its_tests(ran: subprocess.CompletedProcess[str], alert: str) -> None:
    assert ran.returncode != 0
    assert f"alertname: {alert}" in ran.stdout + ran.stderr, "it failed for another reason"


def _groups(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return found


def _change(folder: Path, alert: str, change: Change) -> str:
    """Change one rule of a copy, and leave only its own tests; return the name of their file."""
    for file in folder.glob("*.yaml"):
        content = _groups(file)
        for rule in content["groups"][0]["rules"]:
            if rule["alert"] == alert:
                change(rule)
                file.write_text(yaml.safe_dump(content))
                _leave_only(folder / "tests" / file.name, alert)
                return file.name
    raise AssertionError(f"no file has {alert}")


def _leave_only(file: Path, alert: str) -> None:
    content = _groups(file)
    content["tests"] = [
        test for test in content["tests"] if test["alert_rule_test"][0]["alertname"] == alert
    ]
    file.write_text(yaml.safe_dump(content))
