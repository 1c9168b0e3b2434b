"""A migration that would break the version before, or stop everybody, is found before it runs."""

from pathlib import Path

import pytest

from deploy.local.region import SERVICES
from deploy.migrations.lint import lint
from deploy.migrations.steps import scripts_of, steps_in
from deploy.operate.cannot_tell import CannotTell
from tests.deploy.planted_migrations import Planted

ADDS_COLUMN = 'op.add_column("series", sa.Column("language", sa.Text))'


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    return Planted(tmp_path)


def found(planted: Planted, *live: str) -> set[tuple[str, str]]:
    findings = lint("scheduling", live=live, scripts=planted.scripts)
    return {(one.revision, one.rule) for one in findings}


@pytest.mark.parametrize("service", SERVICES)
def test_the_migrations_of_every_service_pass(service: str) -> None:
    assert steps_in(scripts_of(service))
    assert lint(service) == []


@pytest.mark.parametrize(
    "does",
    [
        ADDS_COLUMN,
        'op.add_column("series", sa.Column("seats", sa.BigInteger, server_default="0"))',
        'op.create_table("rooms", sa.Column("room_id", sa.Uuid, primary_key=True))',
        "op.execute(\"ALTER TABLE series ADD CONSTRAINT c CHECK (area <> '') NOT VALID\")",
        (
            "with op.get_context().autocommit_block():\n"
            '        op.create_index("i", "series", ["area"], postgresql_concurrently=True)'
        ),
    ],
)
def test_a_step_that_only_adds_passes(planted: Planted, does: str) -> None:
    planted.add(does)
    assert found(planted) == set()


@pytest.mark.parametrize(
    ("does", "rule"),
    [
        ('op.drop_column("series", "venue")', "ban-drop-column"),
        ('op.drop_table("series")', "ban-drop-table"),
        ('op.alter_column("series", "venue", new_column_name="place")', "renaming-column"),
        ('op.rename_table("series", "circles")', "renaming-table"),
        (
            'op.add_column("series", sa.Column("x", sa.Text, nullable=False))',
            "adding-required-field",
        ),
        ('op.alter_column("series", "due_at", nullable=False)', "adding-not-nullable-field"),
        ('op.alter_column("series", "venue", nullable=True)', "ban-drop-not-null"),
        ('op.alter_column("series", "venue", type_=sa.JSON)', "changing-column-type"),
        ('op.create_index("i", "series", ["area"])', "require-concurrent-index-creation"),
        (
            'op.create_index("i", "series", ["area"], postgresql_concurrently=True)',
            "ban-concurrent-index-creation-in-transaction",
        ),
        (
            'op.create_check_constraint("c", "series", "area <> \'\'")',
            "constraint-missing-not-valid",
        ),
        ('op.create_unique_constraint("u", "series", ["venue"])', "disallowed-unique-constraint"),
        ("op.execute(\"UPDATE series SET venue = ''\")", "rows-in-one-go"),
        ('op.execute("DELETE FROM series")', "rows-in-one-go"),
        ('op.execute("DO $$ BEGIN DROP TABLE series; END $$")', "not-to-be-seen-through"),
        ('op.execute("SET lock_timeout = 0")', "lock-timeout-changed"),
        ('len(op.get_bind().execute(sa.text("SELECT 1")).all())', "not-to-be-rendered"),
        ('op.execute("ALTER TABLE series ADD")', "syntax-error"),
    ],
)
def test_a_destructive_step_is_found(planted: Planted, does: str, rule: str) -> None:
    revision = planted.add(does)
    assert (revision, rule) in found(planted)


def test_what_is_found_says_where_and_what_to_do(planted: Planted) -> None:
    planted.add('op.drop_column("series", "venue")')
    (finding,) = lint("scheduling", scripts=planted.scripts)
    assert str(finding).startswith(
        f"scheduling {planted.last}: ban-drop-column (ALTER TABLE series"
    )
    assert 'Only a step = "contract" may, one release later.' in finding.says


def test_migrations_that_would_wait_for_a_lock_for_ever_are_found(planted: Planted) -> None:
    (planted.scripts / "env.py").write_text("from alembic import context\n")
    revision = planted.add(ADDS_COLUMN)
    assert (revision, "require-lock-timeout") in found(planted)


def test_a_contract_step_may_take_away_what_an_expand_step_replaced(planted: Planted) -> None:
    expand = planted.add(ADDS_COLUMN)
    planted.add('op.drop_column("series", "venue")', f'step = "contract"\ncompletes = "{expand}"')
    assert found(planted) == set()
    assert found(planted, expand) == set(), "every live region has the expand step"


def test_a_contract_step_in_the_release_of_its_expand_step_is_too_soon(planted: Planted) -> None:
    live = planted.last
    expand = planted.add(ADDS_COLUMN)
    says = f'step = "contract"\ncompletes = "{expand}"'
    contract = planted.add('op.drop_column("series", "venue")', says)
    assert found(planted, expand, live) == {(contract, "contract-too-soon")}


def test_a_region_that_is_ahead_has_nothing_before_it(planted: Planted) -> None:
    assert found(planted, "9999") == set()


@pytest.mark.parametrize(
    ("says", "rule"),
    [
        ('step = "contract"', "completes-nothing"),
        ('step = "contract"\ncompletes = "0009"', "completes-nothing"),
        ('step = "migrate"', "unknown-step"),
    ],
)
def test_a_step_that_says_wrongly_what_it_is_is_found(
    planted: Planted, says: str, rule: str
) -> None:
    revision = planted.add(ADDS_COLUMN, says)
    assert found(planted) == {(revision, rule)}


def test_a_contract_step_may_not_rename_either(planted: Planted) -> None:
    expand = planted.add(ADDS_COLUMN)
    says = f'step = "contract"\ncompletes = "{expand}"'
    contract = planted.add('op.rename_table("series", "circles")', says)
    assert found(planted) == {(contract, "renaming-table")}


def test_without_the_linter_nothing_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_args, **_more: None)
    with pytest.raises(CannotTell, match="Squawk is not installed"):
        lint("matching")
