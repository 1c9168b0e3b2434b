"""The steps of the drill, in order: a whole one, and a short one with the same properties."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final

from deploy.local.stack import Stack
from deploy.regions.inventory import load_inventory
from deploy.rollout import drill_releases
from deploy.rollout.cell import Cell
from deploy.rollout.drill_commands import Astray, Commands
from deploy.rollout.drill_record import SUBJECT, Drill
from deploy.rollout.drill_traffic import Traffic, flowing

NEIGHBOUR: Final = "scotland"
CLOSED: Final = "wales"
REGIONS: Final = (NEIGHBOUR, CLOSED, SUBJECT)


class Player:
    """Plays the whole drill: every command a process, one after the other, as operators type."""

    quiet_seconds = 8.0
    paused_seconds = 4.0
    here = False
    synthetic: tuple[str, ...] = ()
    stopping: tuple[str, ...] = ()

    def __init__(self, stack: Stack, folder: Path) -> None:
        self._stack, self._state, self._folder = stack, folder / "state", folder
        self._done = Drill()
        self._commands = Commands(stack, self._state, self._done, here=self.here)
        self._type = self._commands.region

    def play(self, per_second: float) -> Drill:
        """Play to the end, or to the first step that goes astray; services end either way."""
        began = time.monotonic()
        with self._commands.ready():
            try:
                self._play(per_second)
            except Astray:
                self._done.holds["the drill went to its end"] = False
            finally:
                self._stop()
        self._done.seconds = time.monotonic() - began
        return self._done

    def _play(self, per_second: float) -> None:
        self._bring_up()
        inventory = load_inventory()
        areas = {code: inventory.region(code).in_force[:8] for code in REGIONS}
        with flowing(self._stack.kafka, areas, per_second) as traffic:
            time.sleep(self.quiet_seconds)
            began = time.monotonic()
            quiet = traffic.latency_ms(NEIGHBOUR, 0, began - 1)
            self._roll_out()
            busy = traffic.latency_ms(NEIGHBOUR, began, time.monotonic() - 2)
            traffic.stop_sending()
            self._quickly_to_live(CLOSED)
            traffic.wait_for_answers(REGIONS, 120)
        self._done.figures |= {
            "the neighbour's receipts before, median ms": quiet,
            "the neighbour's receipts during, median ms": busy,
        }
        self._judge(traffic)

    def _bring_up(self) -> None:
        for code in REGIONS:
            self._type(f"{code} is brought up", "apply", code)
        self._quickly_to_live(NEIGHBOUR)

    def _roll_out(self) -> None:
        newer = str(drill_releases.grown(self._folder / "newer"))
        self._type("a newer release beside an older one", "apply", SUBJECT, "--release", newer)
        self._stage_by_stage()
        self._bad_releases()
        self._pause()

    def _quickly_to_live(self, code: str) -> None:
        self._type(f"{code} is well", "verify", code)
        for stage in ("shadow", "canary"):
            self._type(f"{code} goes {stage}", "promote", code, "--by", "ann")
        self._type(f"{code}: a second person agrees", "approve", code, "--by", "bob")
        self._type(f"{code} goes live", "promote", code, "--by", "ann")

    def _stage_by_stage(self) -> None:
        self._type("is well", "verify", SUBJECT)
        for stage in ("shadow", "canary"):
            self._type(f"goes {stage}", "promote", SUBJECT, "--by", "ann")
            self._look_between()
        self._type("one person alone may not", "promote", SUBJECT, "--by", "ann", expect=1)
        self._type("a second person agrees", "approve", SUBJECT, "--by", "bob")
        self._type("goes live", "promote", SUBJECT, "--by", "ann")

    def _look_between(self) -> None:
        self._type("is well", "verify", SUBJECT)

    def _bad_releases(self) -> None:
        narrowed = drill_releases.narrowed(self._folder / "narrowed")
        release = ("--release", str(narrowed))
        self._type("a release that readers could not read", "apply", SUBJECT, *release, expect=1)
        deaf = drill_releases.deaf(self._folder / "deaf")
        self._type("a release that places nobody", "apply", SUBJECT, "--release", str(deaf))
        self._type("is found out", "verify", SUBJECT, *self.synthetic, expect=1)
        self._type("and taken back", "rollback", SUBJECT, *self.stopping)
        self._replay_dead_letters()
        self._type("is well again", "verify", SUBJECT)

    def _replay_dead_letters(self) -> None:
        """What the bad release could not do is done by the good one: nobody is lost."""
        file = str(Cell(SUBJECT, self._state).databases_file)
        words = ("dead-letters", "replay", "--all", "--code", "handler_failed")
        where = ("--service", "matching", "--databases-from", file, "--yes")
        self._commands.type("what it failed is played again", (*words, *where), 0)

    def _pause(self) -> None:
        self._type("paused: what comes waits", "pause", SUBJECT, "--by", "ann")
        time.sleep(self.paused_seconds)
        self._type("goes on, and plays what waited", "promote", SUBJECT, "--by", "ann")

    def _judge(self, traffic: Traffic) -> None:
        for code in REGIONS:
            self._done.holds |= {
                f"{code}: every event has a receipt": traffic.unanswered(code) == 0,
                f"{code}: no event has two": traffic.answered_twice(code) == 0,
            }
            self._done.figures[f"{code}: events"] = len(traffic.sent[code])
        for code in REGIONS:
            self._type(f"{code}: figures follow from the log", "verify", code)

    def _stop(self) -> None:
        for code in REGIONS:
            with suppress(Astray):
                self._type("stops", "stop", code)


class ShortPlayer(Player):
    """Plays the same within about a minute and a half: commands in this process, regions side by
    side, the newer release from the start, one verification on the way to live instead of three,
    and less patience with the bad release.
    """

    quiet_seconds = 4.0
    paused_seconds = 2.0
    here = True
    synthetic = ("--synthetic-within", "8")
    stopping = ("--stop-within", "3")

    def _bring_up(self) -> None:
        newer = str(drill_releases.grown(self._folder / "newer"))
        others = (NEIGHBOUR, CLOSED)
        with ThreadPoolExecutor(len(others)) as pool:
            list(pool.map(lambda code: self._apply(f"{code} is brought up", code), others))
            # London's wave is the earlier one: applied first, it would hold up the other two.
            shows = "a newer release beside an older one"
            london = pool.submit(self._apply, shows, SUBJECT, "--release", newer)
            self._quickly_to_live(NEIGHBOUR)
            london.result()

    def _apply(self, shows: str, code: str, *words: str) -> None:
        self._type(shows, "apply", code, *words, apart=True)

    def _roll_out(self) -> None:
        self._stage_by_stage()
        self._bad_releases()
        self._pause()

    def _look_between(self) -> None:
        """Looked at before and after."""
