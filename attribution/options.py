"""The options that several commands share, and what they make of them. Part of ``cli``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import click

from attribution.console import Choices, complain, standard_input
from attribution.model import ZONES, Article, Failure, Zone

KINDS = Choices(("direct", "mixed", "indirect"))
TYPES = Choices(("assertion", "belief", "fact", "eventuality"))
FORMATS = ("text", "json", "jsonl", "csv", "html", "spans")
INPUT_FORMATS = ("auto", "text", "html", "jsonl", "csv", "parquet")

_READING = (
    click.argument("paths", nargs=-1),
    click.option(
        "--input-format",
        type=click.Choice(INPUT_FORMATS),
        default="auto",
        show_default=True,
        help="What the inputs are; auto tells it by name and content (--verbose says how).",
    ),
    click.option("--text-field", default="text", show_default=True, help="The field of a table that holds the text."),
    click.option("--id-field", default="id", show_default=True, help="The field of a table that holds the id."),
    click.option("--title-field", default="title", show_default=True, help="The field of a table that holds the title."),
    click.option(
        "--keep", metavar="FIELD", multiple=True, help="A field of a table to keep with what is found; may be repeated."
    ),
    click.option(
        "--max-chars",
        type=click.IntRange(min=1),
        default=1_000_000,
        show_default=True,
        help="A longer article is an error, or read in parts with --split.",
    ),
    click.option("--split", is_flag=True, help="Read an article longer than --max-chars in parts of whole paragraphs."),
    click.option("--quiet", is_flag=True, help="No progress and no warnings on standard error."),
    click.option("--verbose", is_flag=True, help="Say on standard error as what each input is read, and why."),
)


def reads_articles(command: Callable) -> Callable:
    """The argument and options of every command that reads articles."""
    for decorate in reversed(_READING):
        command = decorate(command)
    return command


class Inputs:
    """The articles that these options name; they are read when they are asked for."""

    def __init__(
        self,
        *,
        paths: tuple[str, ...],
        input_format: str,
        text_field: str,
        id_field: str,
        title_field: str,
        keep: tuple[str, ...],
        max_chars: int,
        split: bool,
        quiet: bool,
        verbose: bool,
        zones: frozenset[Zone] = frozenset(ZONES),
        html_offsets: bool = False,
    ) -> None:
        from attribution.inputs import HowToRead
        from attribution.tables import Fields

        self.paths, self.keep, self.quiet = paths, keep, quiet
        self.max_chars, self.split = max_chars, split
        self.how = HowToRead("furniture" in zones, html_offsets, None if split else max_chars)
        self._where = {
            "input_format": input_format,
            "fields": Fields(text_field, id_field, title_field, keep),
            "how": self.how,
            "tell": complain if verbose else lambda sentence: None,
        }

    def articles(self) -> Iterator[Article | Failure]:
        from attribution.inputs import gather

        return gather(self.paths, stdin=standard_input(self.paths), **self._where)

    def sources(self) -> Iterable:
        """What ``articles`` reads, not yet read."""
        from attribution.inputs import sources

        return sources(self.paths, stdin=standard_input(self.paths), **self._where)
