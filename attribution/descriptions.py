"""What an article tells of somebody in passing: *Sen.* Ana Ruiz *(R-Ky.)*, *41*, whom it later calls the senator, the Kentucky Republican, the 41-year-old."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "descriptions.toml"
PARTISANS = frozenset({"republican", "democrat"})
_PARTIES = {"r": "republican", "d": "democrat", "i": "independent"}
PARTIES = frozenset(_PARTIES.values())
SEATS = frozenset({"senator", "rep", "governor", "congressman", "congresswoman"})  # which are held for a party
_COMPANIES = frozenset(
    "airlines airways bancorp corp corporation energy enterprises foods group holdings homes inc industries labs limited llc logistics ltd motors"
    " partners pharma pharmaceuticals plc securities software steel systems technologies".split()
)
_OFFICES = frozenset("army authority department government ministry office parliament senate".split())
_NO_BUSINESS = frozenset("agency authority club force institution newspaper panel union watchdog".split())
# The adjectives of states that none of the endings below makes, and other names of states.
_STATES = {
    "afghan": "afghanistan", "america": "us", "american": "us", "argentine": "argentina", "britain": "uk", "british": "uk", "danish": "denmark",
    "dutch": "netherlands", "filipino": "philippines", "finnish": "finland", "french": "france", "greek": "greece", "irish": "ireland",
    "philippine": "philippines", "polish": "poland", "slovak": "slovakia", "spanish": "spain", "swiss": "switzerland", "thai": "thailand",
    "united kingdom": "uk", "united states": "us", "welsh": "wales",
}  # fmt: skip
_OF_A_STATE = ("n", "i", "an", "ian", "ese", "ish", "egian")  # Russian, Iraqi, Mexican, Ukrainian, Chinese, Turkish, Norwegian
_SEAT = r"([RDI])[-–]\s?([A-Z][A-Za-z. ]{1,15}?)"
PARTY_AND_STATE = re.compile(_SEAT)  # which are nobody's name: R-Ky.
_SEATED = re.compile(r"\s?[,(]\s?(?:\([^)]*\)\s?)?" + _SEAT + r"\.?(?=[),;])")
_AGE = re.compile(r"\s?[,(]\s?(\d{1,3})(?=[),;.]|\sand\b)")


def told_behind(text: str, end: int) -> frozenset[str]:
    """The words that stand for what is told right behind a name: its party and state, or its age; none where there is nothing.

    *(R-Ky.)* is republican and kentucky, *, 41,* is 41-year-old. ``end``: where the name ends.
    """
    behind = text[end : end + 40]
    if seat := _SEATED.match(behind):
        state = seat[2].replace(".", "").lower()
        return frozenset((_PARTIES[seat[1].lower()], *_states().get(state.replace(" ", ""), _states().get(state, "")).split()))
    age = _AGE.match(behind)
    return frozenset({f"{age[1]}-year-old"}) if age else frozenset()


def spelt(words: Iterable[str]) -> frozenset[str]:
    """Titles as they are cut short, and whole: *sen* and senator."""
    return frozenset(w for word in words for w in (word, _data()["spelt_out"].get(word, word)))


def with_kinds(words: frozenset[str]) -> frozenset[str]:
    """Words that describe somebody with what else he may be called for them: *sen* is a senator and a lawmaker."""
    words = spelt(words)
    return words.union(*(_data()["kinds"][w] for w in words if w in _data()["kinds"]))


def kinds_of_body(name: tuple[str, ...]) -> frozenset[str]:
    """What a body may be called for its name: *Acme Airlines* is an airline and a carrier, an audit office a watchdog."""
    watches = ["watchdog"] if "audit" in name else []
    return frozenset((*_data()["bodies"].get(name[-1], ()), *watches))


def are_of_one_place(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two names of a place mean one: *Russia’s* ministry and the *Russian* one, *Akron’s* police and the *Akron* police; not North and South Korea."""
    one, other = (_STATES.get(" ".join(some), " ".join(some)) for some in (words, others))
    return _is_adjective_of(one, other) or _is_adjective_of(other, one)


def _is_adjective_of(adjective: str, state: str) -> bool:
    stems = (adjective.removesuffix(ending) for ending in _OF_A_STATE if adjective.endswith(ending))
    return adjective == state or any(len(stem) > 2 and state.startswith(stem) and len(state) - len(stem) <= 2 for stem in stems)


def is_no_business(name: tuple[str, ...]) -> bool:
    """Whether a body is rather not what “the company” means where another is named beside it: The Capital *Observer*, the Roads *Department*."""
    return name[-1] in _OFFICES or not _NO_BUSINESS.isdisjoint(kinds_of_body(name))


def names_company(last: str) -> bool:
    """Whether the last word of a name makes it a company's: Castellan *Homes*."""
    return last in _COMPANIES


@cache
def _data() -> dict[str, dict]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@cache
def _states() -> dict[str, str]:
    return {short: state for state, shorts in _data()["states"].items() for short in (state, *shorts)}
