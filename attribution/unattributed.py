"""Why a quotation is left to nobody: a nickname, a title of a work, a term, a scare quote, or no source in sight."""

from __future__ import annotations

import re

from attribution.model import Quotation
from attribution.tree import Tree

_WORKS = re.compile(
    r"\b(?:book|novel|memoir|film|movie|documentary|song|single|album|show|series|play|opera|poem|essay|article|paper|"
    r"podcast|game|exhibition|entitled|titled)\b[^.\n]{0,20}$",
    re.I,
)
_TERMS = re.compile(r"\b(?:so-called|known as|called|dubbed|term|word|phrase|slogan|nicknamed|labell?ed)\b[^.\n]{0,20}$", re.I)
_NAME_BEFORE = re.compile(r"[A-Z][\w.’'-]+\s*$")
_NAME_AFTER = re.compile(r"\s*[A-Z][\w’'-]+")


def reason_for(quotation: Quotation, trees: tuple[Tree, ...], text: str) -> str:
    """The reason, one of those ``model.Unattributed`` lists."""
    span = quotation.span
    inside = " ".join(part.of(text) for part in quotation.inside).strip()
    before, after = text[max(0, span.start - 60) : span.start], text[span.end : span.end + 30]
    words = inside.split()
    if len(words) <= 3 and _NAME_BEFORE.search(before) and _NAME_AFTER.match(after):
        return "nickname"  # Dwayne “The Rock” Johnson
    if _TERMS.search(before) and len(words) <= 5:
        return "term"  # so-called “sin taxes”
    if _WORKS.search(before) or (1 < len(words) <= 10 and _is_title(words)):
        return "title"  # the film “Night Train”
    return "scare-quote" if len(words) <= 4 else "no-source"


def _is_title(words: list[str]) -> bool:
    long = [w for w in words if len(w) > 3]
    return bool(long) and words[0][:1].isupper() and all(w[:1].isupper() for w in long)
