"""Running simulations: one seed, or many, and what they add up to."""

import time
from collections.abc import Callable
from datetime import timedelta
from random import Random

from shared.clock import SimulatedClock
from shared.contracts.streams import POLICIES, Stream, topic
from shared.ids import SeededIds
from shared.privacy.keyring import CLASSES, Keyring
from shared.testing.crashes import Crashes
from shared.testing.invariants.all import violations
from shared.testing.invariants.violation import Violation
from shared.testing.reading_once import ReadingOnce
from shared.testing.simulated_log import SimulatedLog
from shared.testing.simulated_operator import SimulatedOperator
from shared.testing.simulated_service import Part, SimulatedService, SkewedClock, Surroundings
from shared.testing.simulation.cast import MakeCast
from shared.testing.simulation.defects import Defects
from shared.testing.simulation.history import History
from shared.testing.simulation.mailbag import Mailbag
from shared.testing.simulation.plan import REGION, Faults, Plan, draw_plan
from shared.testing.simulation.poison import Poisoner
from shared.testing.simulation.schedule import Schedule
from shared.testing.simulation.senders import Senders
from shared.testing.simulation.summary import Summary
from shared.testing.simulation.world import World
from shared.testing.witness import Witness

MOST_SKEW = 300
"""Seconds by which the clock of a service may be wrong, either way."""


def simulate(seed: int, make_cast: MakeCast, faults: Faults = Faults()) -> History:  # noqa: B008
    """Play what a seed stands for. The same seed and cast give the same history."""
    plan, random = draw_plan(seed, faults), Random(seed)
    clock, log, schedule = SimulatedClock(plan.start), SimulatedLog(_partitions()), Schedule()
    keyring = Keyring(REGION, {name: [random.randbytes(32)] for name in CLASSES})
    crashes, witness, reading = Crashes(), Witness(), ReadingOnce()
    cast = make_cast(keyring, random)
    around = Surroundings(REGION, log, clock, keyring, crashes, witness, random)
    defects, operator = Defects(), SimulatedOperator(random)
    services = [_service(part, plan, around, defects) for part in cast.parts]
    mailbag = Mailbag(plan, log, schedule, random)
    senders, poisoner = Senders(plan, mailbag, random), Poisoner(plan, mailbag, random)
    senders.begin()
    poisoner.begin()
    world = World(
        plan=plan,
        clock=clock,
        log=log,
        schedule=schedule,
        services=services,
        senders=senders,
        crashes=crashes,
        witness=witness,
        reading=reading,
        mail=cast.mail,
        defects=defects,
        operator=operator,
        random=random,
    )
    came_to_rest = world.play()
    return History(
        plan=plan,
        log=log,
        read=reading,
        services={service.name: service for service in services},
        cast=cast,
        mailbag=mailbag,
        poisoner=poisoner,
        operator=operator,
        crashes=crashes,
        came_to_rest=came_to_rest,
        fired=world.fired,
    )


Progress = Callable[[int, list[Violation]], None]
"""Told after every seed, with what does not hold in it."""


def run_seeds(make_cast: MakeCast, first: int, count: int, progress: Progress) -> Summary:
    """Play and judge ``count`` seeds from ``first`` on; what failed is in the summary."""
    summary = Summary()
    began = time.perf_counter()
    for seed in range(first, first + count):
        history = simulate(seed, make_cast)
        found = violations(history)
        summary.add(history, found)
        summary.seconds = time.perf_counter() - began
        progress(seed, found)
    return summary


def how_to_replay(seed: int) -> str:
    """Return the command that plays a seed again."""
    return f"./inroads soak simulation --seed {seed}"


def _service(part: Part, plan: Plan, around: Surroundings, defects: Defects) -> SimulatedService:
    """Return a service whose clock is a little wrong and whose handlers have the defects."""
    skew = timedelta(seconds=around.random.uniform(-MOST_SKEW, MOST_SKEW))
    clock = SkewedClock(around.clock, skew if plan.faults.weather else timedelta(0))
    make_id = SeededIds(f"{plan.seed} {part.name}", around.clock).new
    defective = part._replace(subscriptions=defects.put_into(part.subscriptions))
    service = SimulatedService(defective, around, make_id, clock)
    service.store.weather.late_commits = plan.late_commits
    return service


def _partitions() -> dict[str, int]:
    return {
        topic(REGION, stream): policy.partitions
        for stream, policy in POLICIES.items()
        if stream is not Stream.DEAD_LETTERS
    }
