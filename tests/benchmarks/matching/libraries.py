"""The same problems, solved by libraries: dense assignment, and flows over the same pairs."""

from typing import Any

import numpy as np
import pylmcf  # type: ignore[import-untyped]
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]
from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

from services.matching.optimization.one_to_one.arcs import Arcs
from services.matching.optimization.one_to_one.columns import Market
from services.matching.optimization.one_to_one.dense import all_fits
from services.matching.optimization.one_to_one.solving import Solved
from services.matching.optimization.one_to_one.tables import tables_of

Array = NDArray[Any]


def dense_matrix(market: Market, solved: Solved) -> Array:
    """The value of every pair, a column a seat; 0 where a rule forbids the pair."""
    fits = all_fits(tables_of(market)).astype(np.float64)
    values = np.where(fits > -1_000_000, fits + solved.worth[:, None], 0.0)
    seats = np.where(market.mentors.ready, market.mentors.seats, 0)
    return np.repeat(values, seats, axis=1)


def dense(matrix: Array) -> int:
    """What SciPy's Jonker-Volgenant makes of a dense matrix."""
    rows, columns = linear_sum_assignment(matrix, maximize=True)
    return int(matrix[rows, columns].sum())


def cost_scaling(arcs: Arcs, seats: Array) -> int:
    """What OR-Tools' push-relabel flow makes of the pairs."""
    people, sink = arcs.start.size - 1, arcs.start.size - 1 + seats.size
    flow = min_cost_flow.SimpleMinCostFlow()
    open_to = np.flatnonzero(seats)
    alone = np.arange(people)
    tail = np.concatenate([_who(arcs), open_to + people, alone])
    head = np.concatenate([arcs.mentor + people, np.full(open_to.size + people, sink)])
    room = np.concatenate([np.ones(arcs.mentor.size), seats[open_to], np.ones(people)])
    cost = np.concatenate([-arcs.value.astype(np.int64), np.zeros(open_to.size + people)])
    flow.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32),
        head.astype(np.int32),
        room.astype(np.int64),
        cost.astype(np.int64),
    )
    flow.set_nodes_supplies(alone.astype(np.int32), np.ones(people, np.int64))
    flow.set_node_supply(sink, -people)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("OR-Tools found no optimum; look at the pairs it was given")
    return -int(flow.optimal_cost())


def network_simplex(arcs: Arcs, seats: Array) -> int:
    """What LEMON's network simplex makes of the pairs."""
    people, sink = arcs.start.size - 1, arcs.start.size - 1 + seats.size
    open_to, most = np.flatnonzero(seats), int(arcs.value.max())
    alone = np.arange(people)
    tail = np.concatenate([_who(arcs), alone, open_to + people])
    head = np.concatenate([arcs.mentor + people, np.full(people + open_to.size, sink)])
    room = np.concatenate([np.ones(arcs.mentor.size + people), seats[open_to]]).astype(np.int64)
    cost = np.concatenate([most - arcs.value, np.full(people, most), np.zeros(open_to.size)])
    order = np.lexsort((head, tail))
    graph = pylmcf.Graph(sink + 1, tail[order], head[order])
    supply = np.zeros(sink + 1, np.int64)
    supply[:people], supply[sink] = 1, -people
    graph.set_node_supply(supply)
    graph.set_edge_costs(cost[order].astype(np.int64))
    graph.set_edge_capacities(room[order])
    graph.solve()
    spent = int((np.asarray(graph.result()) * cost[order]).sum())
    return most * people - spent


def _who(arcs: Arcs) -> Array:
    return np.repeat(np.arange(arcs.start.size - 1), np.diff(arcs.start))
