"""A changed block in the reviewer's own editor."""

from __future__ import annotations

import click

from attribution.errors import GoldenError
from attribution.golden_file import block_lines
from attribution.review import Change

_HELP = """\
# Write the lines as they should be, save and leave; leave without saving to change nothing.
# Each value is a part of the text, letter by letter; “#2” after it means its second place there.
"""


def edited(change: Change) -> str | None:
    """The lines of a change's block as the reviewer saved them; None where nothing was saved.

    Raises click.ClickException where the editor fails.
    """
    if change.pair is None:
        raise GoldenError("this is the page as a whole; accept or reject it")
    block = change.pair.new or change.pair.old
    paragraphs = change.comparison.found.paragraphs[max(block.paragraph, 0) :][:1]
    context = "".join(f"# {line}\n" for line in paragraphs)
    return click.edit(f"{_HELP}{context}\n" + "\n".join(block_lines(block)) + "\n", extension=".txt")
