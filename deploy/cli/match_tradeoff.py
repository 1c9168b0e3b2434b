"""`./inroads match tradeoff`: every tempo that a programme may set, played with the real solver."""

import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import Progress

from deploy.cli.figures import write_figures
from deploy.cli.match_files import UnusableFile, write
from services.matching.domain.support import with_mentors
from services.matching.jobs.pairing_problem import mentoring_rules
from services.matching.optimization.problem.parts import Place
from services.matching.optimization.tradeoff import page, wording
from services.matching.optimization.tradeoff.advice import (
    advised,
    neighbors,
    of_a_hundred,
    of_setting,
)
from services.matching.optimization.tradeoff.assumptions import Assumptions
from services.matching.optimization.tradeoff.measuring import Figures, measure
from services.matching.optimization.tradeoff.playing import AT_ONCE, Setting
from shared.programmes.area_centres import centre_of
from shared.programmes.model import Programme

_README: Final = Path(__file__).parents[2] / "services" / "matching" / "README.md"
_PAGES: Final = {".html": page.render_page, ".svg": page.render_picture}


def tradeoff(arguments: Namespace) -> int:
    """Play all settings and show what each leads to; always 0, since nothing is judged."""
    programme = _programme(arguments.programme)
    kind = Path(arguments.out or "page.html").suffix
    if kind not in _PAGES:
        raise UnusableFile(
            f"{arguments.out}: a page ends in .html and a picture in .svg; choose one of them."
        )
    given, chosen = _assumptions(arguments, programme), _chosen(programme)
    found = _measured(given, _settings(arguments, chosen), arguments.repeats)
    if arguments.out:
        write(arguments.out, _PAGES[kind](found, chosen, given, programme.title).encode())
    if arguments.json:
        print(json.dumps(_as_json(found, chosen, given), indent=2))
    else:
        print(_told(found, chosen, arguments.out))
    if arguments.write:
        write_figures(_README, "tradeoff", _for_readme(found, chosen))
    return 0


def _programme(code: str | None) -> Programme:
    known = {programme.code: programme for programme in with_mentors()}
    if code is not None and code not in known:
        raise UnusableFile(
            f"no programme with the code {code!r} matches one to one; use one of"
            f" {', '.join(known)}, or leave --programme out."
        )
    return known[code or next(iter(known))]


def _chosen(programme: Programme) -> Setting:
    plan = programme.mentoring
    if plan is None:
        raise ValueError("only programmes with mentors are asked for")
    return Setting(AT_ONCE if plan.at_once else plan.every_days, plan.quality_floor)


def _settings(arguments: Namespace, chosen: Setting) -> Sequence[Setting]:
    windows = sorted({*arguments.windows, chosen.every_days})
    floors = sorted({*arguments.floors, chosen.quality_floor})
    return [Setting(window, floor) for floor, window in product(floors, windows)]


def _assumptions(arguments: Namespace, programme: Programme) -> Assumptions:
    plan = programme.mentoring
    if plan is None:
        raise ValueError("only programmes with mentors are asked for")
    groups = (group for phase in programme.phases for group in phase.areas)
    areas = sorted({area for group in groups for area in group.members})
    centres = [centre for centre in map(centre_of, areas) if centre]
    return Assumptions(
        places=tuple(Place(easting=at.easting, northing=at.northing) for at in centres),
        rules=mentoring_rules(plan),
        answer_within_days=plan.answer_within_days,
        seed=arguments.seed,
        people=arguments.people,
        places_per_ten=arguments.places,
        months=arguments.months,
    )


def _measured(given: Assumptions, settings: Sequence[Setting], repeats: int) -> tuple[Figures, ...]:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Playing settings", total=len(settings) * repeats)
        return measure(given, settings, repeats, lambda: progress.advance(task))


def _as_json(found: Sequence[Figures], chosen: Setting, given: Assumptions) -> dict[str, Any]:
    assumed = asdict(given)
    del assumed["places"], assumed["rules"]
    return {
        "assumed": assumed,
        "chosen": asdict(chosen),
        "advised": asdict(advised(found)),
        "settings": [asdict(one) | {"share": round(one.share, 4)} for one in found],
    }


def _table(found: Sequence[Figures], chosen: Setting) -> list[str]:
    head = "| match run | least score | half wait up to | 9 in 10 up to | of 100, get a mentor |"
    rows = [f"{head} average match |", "|---|---:|---:|---:|---:|---:|"]
    for one in found:
        window, least = wording.how_often(one.setting.every_days), one.setting.quality_floor
        name = f"**{window}**" if one.setting == chosen else window
        waits = f"{one.waited_median} days | {one.waited_nine_in_ten} days"
        rows.append(
            f"| {name} | {least or 'none'} | {waits} | {of_a_hundred(one)} | {one.mean_fit:.0f} |"
        )
    return rows


def _said(found: Sequence[Figures], chosen: Setting) -> list[str]:
    lines = [f"Chosen: {wording.named(chosen)}.", wording.outcome(of_setting(found, chosen))]
    return lines + [f"- {wording.change(one, chosen)}" for one in neighbors(found, chosen)]


def _told(found: Sequence[Figures], chosen: Setting, out: str | None) -> str:
    lines = [*_table(found, chosen), "", *_said(found, chosen)]
    best = advised(found)
    if best != chosen:
        lines += ["", f"The figures speak for another setting: {wording.named(best)}."]
        lines.append(wording.outcome(of_setting(found, best)))
    if out:
        lines += ["", f"Written to {out}; open it in a browser."]
    return "\n".join(lines)


def _for_readme(found: Sequence[Figures], chosen: Setting) -> str:
    near = [one for one in found if one.setting.every_days in {AT_ONCE, 1, 7}]
    return "\n".join([*_table(near, chosen), "", *_said(found, chosen)])
