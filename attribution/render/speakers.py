"""An extraction's attributions grouped by whose they are, for whatever lists speakers."""

from __future__ import annotations

from attrs import frozen

from attribution.model import Attribution, Extraction
from attribution.render.quoted import words_quoted


@frozen
class Group:
    """A speaker with all that is theirs in text order, and how many words of it stand between quotation marks."""

    name: str
    role: str
    words: int
    attributions: tuple[Attribution, ...]

    @property
    def counts(self) -> str:
        return f"{counted(len(self.attributions), 'attribution')}, {counted(self.words, 'word')} quoted"


def speaker_name(attribution: Attribution) -> str:
    """Whose it is, for grouping: the speaker, else the source's own words."""
    if attribution.speaker is not None:
        return attribution.speaker.name
    return attribution.source.text if attribution.source is not None else "no source"


def by_speaker(extraction: Extraction) -> tuple[Group, ...]:
    """The speakers, the one with the most attributions first."""
    said: dict[str, list[Attribution]] = {}
    for attribution in extraction.attributions:
        said.setdefault(speaker_name(attribution), []).append(attribution)
    words = words_quoted(extraction)
    groups = [Group(name, _role(found), sum(words[a.id] for a in found), tuple(found)) for name, found in said.items()]
    return tuple(sorted(groups, key=lambda group: -len(group.attributions)))


def _role(attributions: list[Attribution]) -> str:
    return next((a.speaker.role for a in attributions if a.speaker is not None and a.speaker.role), "")


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
