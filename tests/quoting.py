"""Two tables of quotation marks: articles whose quotation goes on over paragraphs, and sentences in which nobody says anything."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

DATA = Path(__file__).parent / "data"


@frozen
class Continued:
    """An article in which somebody is quoted over so many paragraphs, the second one first."""

    speaker: str
    number: int
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def quoted(self) -> range:
        """The indices of the paragraphs."""
        return range(1, 1 + self.number)


def continued() -> list[Continued]:
    """The twenty articles of ``continued.txt``."""
    articles = []
    for part in (DATA / "continued.txt").read_text(encoding="utf-8").split("## ")[1:]:
        heading, *paragraphs = part.strip().split("\n")
        speaker, _, number = heading.rpartition(" ")
        articles.append(Continued(speaker, int(number), tuple(paragraphs)))
    return articles


def negatives() -> dict[str, list[str]]:
    """The two hundred sentences of ``negatives.txt`` by what their marks are for."""
    parts = (DATA / "negatives.txt").read_text(encoding="utf-8").split("# ")[1:]
    return {name: body.strip().split("\n") for name, _, body in (part.partition("\n") for part in parts)}
