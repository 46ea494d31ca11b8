"""What of a page's lines can be counted, a column a measure and a row a line: for what no phrase and no rule knows.

A line's own make and words, what it shares with the body, where it stands, and the same of the lines around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from attribution.model import Zone
from attribution.zone_signals.credits import bare_name, biography, date, name_and_role, posted
from attribution.zone_signals.labels import calls
from attribution.zone_signals.line import ITEM, SAID, Line

Columns = dict[str, np.ndarray]
_I = frozenset("i me my mine myself".split())
_WE = frozenset("we us our ours".split())
_YOU = frozenset("you your yours".split())
_THEY = frozenset("he she his her him they their it its".split())
_STOP = re.compile(r"[.!?…][\"'”’»)\]]*\s")
_PARTS = frozenset("|·•›»→>/")
_ADDRESS = re.compile(r"@|://|www\.")
_LONG = 80  # words; what is longer is as long
_FEW = 12  # lines of the page that may share a word with one: more tell nothing, and would cost their square


# --- a line by itself ---------------------------------------------------------------------------

_BY_ITSELF: dict[str, Callable[[Line], float]] = {
    "words": lambda line: min(len(line.words), _LONG),
    "letters of a word": lambda line: len(line.text) / max(1, len(line.words)),
    "cells": lambda line: line.cells,
    "ends": lambda line: line.is_final,
    "ends in ?": lambda line: line.text.endswith("?"),
    "ends in :": lambda line: line.text.endswith(":"),
    "ends in …": lambda line: line.text.endswith(("…", "...")),
    "ends in !": lambda line: line.text.endswith("!"),
    "capitals": lambda line: sum(w[0].isupper() for w in line.words) / max(1, len(line.words)),
    "title": lambda line: line.is_title,
    "loud": lambda line: line.text.isupper(),
    "quotation": lambda line: line.has_quotation,
    "opens with a mark": lambda line: line.text[0] in "\"“'‘",
    "all quoted": lambda line: line.is_quoted,
    "I": lambda line: not _I.isdisjoint(line.folded),
    "we": lambda line: not _WE.isdisjoint(line.folded),
    "you": lambda line: not _YOU.isdisjoint(line.folded),
    "they": lambda line: not _THEY.isdisjoint(line.folded),
    "said": lambda line: not SAID.isdisjoint(line.folded),
    "digits": lambda line: sum(map(str.isdigit, line.text[:200])) / len(line.text[:200]),
    "parted": lambda line: sum(map(_PARTS.__contains__, line.text[:200])),
    "address": lambda line: _ADDRESS.search(line.text) is not None,
    "small": lambda line: line.text[0].islower(),
    "calls": calls,
    "stops": lambda line: len(_STOP.findall(line.text)),
    "goes on": lambda line: line.goes_on,
    "turn": lambda line: line.turn != "",
    "item": lambda line: ITEM.match(line.text) is not None,
    "name": bare_name,
    "date": lambda line: len(line.words) < 20 and date(line),
    "name and role": name_and_role,
    "posted": posted,
    "biography": biography,
}


def by_itself(lines: Sequence[Line], weigh: Callable[[Line], Mapping[str, float]]) -> Columns:
    """The make of each line, and what its words weigh."""
    columns = {name: np.array([measure(line) for line in lines], dtype=float) for name, measure in _BY_ITSELF.items()}
    weights = [weigh(line) for line in lines]
    return columns | {name: np.array([weight[name] for weight in weights]) for name in weights[0]}


# --- a line on its page -------------------------------------------------------------------------


def shared(lines: Sequence[Line], prose: Sequence[bool]) -> Columns:
    """What each line shares with the prose: of its telling words and of its names.

    "Far" leaves the next three lines out: a teaser says again what its own title says.
    """
    terms = _shared([line.terms for line in lines], prose)
    names = _shared([line.capitalized for line in lines], prose)
    of_terms, of_names = np.array([len(line.terms) for line in lines]), np.array([len(line.capitalized) for line in lines])
    return {
        "known": terms[0] / np.maximum(1, of_terms),
        "known far": terms[1] / np.maximum(1, of_terms),
        "terms": of_terms,
        "names known": names[0],
        "names known far": names[1],
        "names new": of_names - names[0],
    }


def _shared(words: Sequence[frozenset[str]], prose: Sequence[bool]) -> np.ndarray:
    """How many of each line's words another line of prose has, and one further than three lines away."""
    places: dict[str, list[int]] = {}
    for i, of_line in enumerate(words):
        for word in of_line if prose[i] else ():
            found = places.setdefault(word, [])
            if len(found) < _FEW:
                found.append(i)
    counts = np.zeros((2, len(words)))
    for i, of_line in enumerate(words):
        for word in of_line:
            others = [j for j in places.get(word, ()) if j != i]
            if others:
                counts[0, i] += 1
                counts[1, i] += others[0] < i - 3 or others[-1] > i + 3
    return counts


def placed(words: np.ndarray, prose: np.ndarray) -> Columns:
    """Where each line stands, by lines and by the words of the prose before and after it."""
    weights = words * prose
    upto = np.cumsum(weights)
    total, at = upto[-1], np.arange(len(words))
    is_body = weights >= 12
    return {
        "place in body": (upto - weights) / max(1, total),
        "place": at / len(words),
        "lines above": np.minimum(at, 40),
        "lines below": np.minimum(len(words) - 1 - at, 60),
        "body above": np.minimum(upto - weights, 400),
        "body below": np.minimum(total - upto, 400),
        "since body": _since(is_body),
        "until body": _until(is_body),
    }


def beside_title(lines: Sequence[Line], zones: Sequence[Zone | None]) -> Columns:
    """Where each line stands to the headline, and what it shares with it."""
    at = np.arange(len(lines))
    title = zones.index("headline") if "headline" in zones else None
    if title is None:
        return {"in title": np.zeros(len(lines)), "below title": np.full(len(lines), 99.0)}
    terms = lines[title].terms
    known = [len(line.terms & terms) / max(1, len(line.terms)) for line in lines]
    return {"in title": np.array(known), "below title": np.clip(at - title, -40, 40)}


# --- the lines around a line --------------------------------------------------------------------


def around(name: str, column: np.ndarray) -> Columns:
    """A measure of the two lines above and below, the mean of four above, four below, and eight on either side."""
    return {
        f"{name} -1": _moved(column, 1),
        f"{name} -2": _moved(column, 2),
        f"{name} +1": _moved(column, -1),
        f"{name} +2": _moved(column, -2),
        f"{name} above": _mean_above(column, 4),
        f"{name} below": _mean_below(column, 4),
        f"{name} around": _mean_around(column, 8),
    }


def _moved(column: np.ndarray, by: int) -> np.ndarray:
    moved = np.zeros(len(column))
    if by > 0:
        moved[by:] = column[:-by]
    else:
        moved[:by] = column[-by:]
    return moved


def _mean_above(column: np.ndarray, lines: int) -> np.ndarray:
    """The mean of so many lines above each, 0 where there is none."""
    upto = np.concatenate([[0.0], np.cumsum(column)])
    at = np.arange(len(column))
    start = np.maximum(0, at - lines)
    return (upto[at] - upto[start]) / np.maximum(1, at - start)


def _mean_below(column: np.ndarray, lines: int) -> np.ndarray:
    return _mean_above(column[::-1], lines)[::-1]


def _mean_around(column: np.ndarray, lines: int) -> np.ndarray:
    upto = np.concatenate([[0.0], np.cumsum(column)])
    at = np.arange(len(column))
    start, end = np.maximum(0, at - lines), np.minimum(len(column), at + lines + 1)
    return (upto[end] - upto[start] - column) / np.maximum(1, end - start - 1)


def _since(flags: Sequence[bool] | np.ndarray) -> np.ndarray:
    """How many lines above the last of these stands, at most 30."""
    found, distance = [], 30
    for flag in flags:
        distance = 0 if flag else min(30, distance + 1)
        found.append(float(distance))
    return np.array(found)


def _until(flags: Sequence[bool] | np.ndarray) -> np.ndarray:
    return _since(flags[::-1])[::-1]
