"""Faults that can be planted in any solution."""

from dataclasses import replace

from services.matching.optimization.solution import Solution


def lost_pair(solution: Solution) -> Solution:
    return replace(solution, pairs=solution.pairs[1:])


def told_twice(solution: Solution) -> Solution:
    return replace(solution, pairs=(*solution.pairs, solution.pairs[-1]))


def wrong_value(solution: Solution) -> Solution:
    first, *others = solution.pairs
    return replace(solution, pairs=(replace(first, value=first.value + 1), *others))


def wrong_fit(solution: Solution) -> Solution:
    first, *others = solution.pairs
    return replace(solution, pairs=(replace(first, fit=first.fit + 1), *others))


def bound_below_value(solution: Solution) -> Solution:
    stated = solution.certificate
    return replace(solution, certificate=replace(stated, bound=stated.value - 1))
