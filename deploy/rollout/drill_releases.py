"""Releases for a drill, made from this checkout: one that has grown, and two that are bad."""

from pathlib import Path

from deploy.rollout.release import CHECKOUT, copy_code


def grown(folder: Path) -> Path:
    """Make a release whose referrals say one thing more, as a minor version may."""
    before = "    submitted_on: date\n    rule: str\n"
    after = f'{before}    urgency: Code = "standard"\n'
    return _changed(folder, "shared/contracts/referrals.py", before, after)


def narrowed(folder: Path) -> Path:
    """Make a release whose receipts lack a field that readers elsewhere require: a gate's case."""
    copy = _copy(folder)
    for schema in (copy / "shared/contracts/schemas/inroads.receipt.issued.v1").glob("*.json"):
        schema.write_text(schema.read_text().replace('"verdict"', '"judgement"'))
    return copy


def deaf(folder: Path) -> Path:
    """Make a release that starts, and whose matching can place nobody: only a referral shows it."""
    before = "    if fact.referral_id in pool:\n        return UNCHANGED\n"
    after = '    if pool is not None:\n        raise RuntimeError("planted")\n'
    return _changed(folder, "services/matching/handlers/find_place.py", before, before + after)


def _changed(folder: Path, file: str, before: str, after: str) -> Path:
    copy = _copy(folder)
    said = (copy / file).read_text()
    if said.count(before) != 1:
        raise ValueError(f"{file} is not as the drill knows it; correct the drill")
    (copy / file).write_text(said.replace(before, after))
    return copy


def _copy(folder: Path) -> Path:
    copy_code(CHECKOUT, folder)
    return folder
