"""Options that several commands have, and the project's settings as their defaults."""

from __future__ import annotations

from typing import Any

import click

from attribution.config import Settings
from attribution.console import Choices
from attribution.model import DEFAULT_ZONES
from attribution.model import ZONES as ALL_ZONES

LEXICON = click.option(
    "--lexicon",
    "lexicons",
    multiple=True,
    metavar="FILE",
    help="Cue words of your own that add to ours, change them or switch them off; repeatable. See docs/lexicon.md.",
)
INPUT_FORMAT = click.option(
    "--input-format",
    type=click.Choice(("auto", "text", "html", "jsonl")),
    default="auto",
    show_default=True,
    help="What the inputs are; auto tells it by name and content.",
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
