"""Options that several commands have, what they make of them, and the project's settings as their defaults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click

from attribution import exports
from attribution.config import Settings
from attribution.console import Choices, complain, standard_input
from attribution.model import DEFAULT_ZONES, Article, Failure, Zone
from attribution.model import ZONES as ALL_ZONES

LEXICON = click.option(
    "--lexicon",
    "lexicons",
    multiple=True,
    metavar="FILE",
    help="Cue words of your own that add to ours, change them or switch them off; repeatable. See docs/lexicon.md.",
)
COLOR = click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    show_default=True,
    help="Colours; auto: on a terminal, unless NO_COLOR is set or the terminal is dumb.",
)
ZONES = click.option(
    "--zones",
    type=Choices(ALL_ZONES),
    default=",".join(z for z in ALL_ZONES if z in DEFAULT_ZONES),
    show_default=True,
    help="The parts of a page to look in.",
)


# --- reading ----------------------------------------------------------------------------------

KINDS = Choices(("direct", "mixed", "indirect"))
TYPES = Choices(("assertion", "belief", "fact", "eventuality"))
FORMATS = ("text", "json", "jsonl", "csv", "html", "spans", *exports.SUFFIXES)
INPUT_FORMATS = ("auto", "text", "html", "jsonl", "csv", "parquet")

INPUT_FORMAT = click.option(
    "--input-format",
    type=click.Choice(INPUT_FORMATS),
    default="auto",
    show_default=True,
    help="What the inputs are; auto tells it by name and content (extract --verbose says how).",
)
_READING = (
    click.argument("paths", nargs=-1),
    INPUT_FORMAT,
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
        zones: frozenset[Zone] = frozenset(ALL_ZONES),
        html_offsets: bool = False,
    ) -> None:
        from attribution.inputs import HowToRead
        from attribution.tables import Fields

        self.paths, self.keep, self.quiet, self.verbose = paths, keep, quiet, verbose
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

    def count(self) -> int | None:
        """How many there will be; None where only reading tells."""
        from attribution.inputs import count

        return count(self.paths, input_format=self._where["input_format"])

    def sources(self) -> Iterable:
        """What ``articles`` reads, not yet read."""
        from attribution.inputs import sources

        return sources(self.paths, stdin=standard_input(self.paths), **self._where)


# --- the project's settings -------------------------------------------------------------------


def settings_as_defaults(group: click.Group, settings: Settings) -> dict[str, Any]:
    """The settings as click takes the defaults of every command; what the command line says goes before them."""
    values: dict[str, Any] = {"lexicons": [str(path) for path in settings.lexicon]} if settings.lexicon else {}
    if settings.golden is not None:
        values["golden_directory"] = str(settings.golden)
    if settings.zones is not None:
        values["zones"] = ",".join(sorted(settings.zones))
    return {
        name: settings_as_defaults(command, settings) if isinstance(command, click.Group) else values
        for name, command in group.commands.items()
    }
