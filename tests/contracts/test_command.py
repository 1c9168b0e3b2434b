from argparse import ArgumentParser, Namespace

import pytest

from deploy.cli import contracts
from deploy.cli.__main__ import main
from shared.contracts.freezing import current_schemas


def asked(*words: str) -> Namespace:
    parser = ArgumentParser()
    contracts.add_arguments(parser)
    return parser.parse_args(words)


def test_check_says_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert contracts.run(asked("check")) == 0
    assert capsys.readouterr().out == "Code, frozen schemas, samples and documents say the same.\n"


def test_check_says_every_fault_and_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drifted = current_schemas()
    drifted["inroads.offer.made.v1"]["properties"]["floor"] = {"type": "string", "default": ""}
    monkeypatch.setattr("deploy.cli.contracts.current_schemas", lambda: drifted)
    assert contracts.run(asked("check")) == 1
    assert "./inroads contracts freeze inroads.offer.made.v1" in capsys.readouterr().err


def test_an_unknown_type_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert contracts.run(asked("freeze", "inroads.tea.made.v1")) == 2
    assert "no type inroads.tea.made.v1" in capsys.readouterr().err


def test_types_are_for_freezing_only() -> None:
    assert contracts.run(asked("check", "inroads.offer.made.v1")) == 2


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["contracts", "--help"])
    assert ended.value.code == 0
    assert "./inroads contracts freeze inroads.offer.made.v1" in capsys.readouterr().out
