"""Codes as bits: the words that both sides use, numbered in order."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from services.matching.optimization.one_to_one.compiled import Masks

WORD = 32

Vocabulary = Mapping[str, int]


def shared(ours: Iterable[Iterable[str]], theirs: Iterable[Iterable[str]]) -> Vocabulary:
    """Number the codes that occur on both sides."""
    here = {code for codes in ours for code in codes}
    there = {code for codes in theirs for code in codes}
    return {code: number for number, code in enumerate(sorted(here & there))}


def united(ours: Iterable[Iterable[str]], theirs: Iterable[Iterable[str]]) -> Vocabulary:
    """Number the codes that occur on either side, for a market in which others will come."""
    codes = {code for side in (ours, theirs) for codes in side for code in codes}
    return {code: number for number, code in enumerate(sorted(codes))}


def masks(vocabulary: Vocabulary, rows: Sequence[Iterable[str]], spare: int = 0) -> Masks:
    """The codes of each row as bits: one column a row, as many words as the vocabulary takes.

    ``spare`` is how many numbers below the vocabulary's first are in use for something else.
    """
    words = max(1, -(-(len(vocabulary) + spare) // WORD))
    found = np.zeros((words, len(rows)), np.uint32)
    for at, codes in enumerate(rows):
        numbers = {vocabulary[code] for code in codes if code in vocabulary}
        for number in numbers:
            found[number // WORD, at] |= np.uint32(1 << number % WORD)
    return found
