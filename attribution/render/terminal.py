"""Text for a terminal: wrapped to its width, in colour where that is wanted, no escape of the input in it."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

NARROWEST = 40
Parts = Iterable[tuple[str, str]]  # of a line, each with its style


def console_of(width: int, color: bool) -> Console:
    """A console of rich that writes into a text (``console.file.getvalue()``) and takes nothing in it for markup."""
    from rich.console import Console

    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )


class TextPage:
    """A page that is written from top to bottom; ``width`` in columns."""

    def __init__(self, width: int, color: bool) -> None:
        self._console = console_of(max(width, NARROWEST), color)
        self._out = self._console.file

    @property
    def text(self) -> str:
        return self._out.getvalue()

    def write(self, parts: Parts, indent: int = 0, hanging: int = 0, label: str = "") -> None:
        """A paragraph, its first line indented by ``indent`` columns and the others by ``hanging`` more.

        A label stands in the columns that hang, before the first line.
        """
        from rich.text import Text

        indent = min(
            indent, self._console.width // 2
        )  # thirty speakers one inside the other still leave room for words
        line = Text.assemble(*((visible(text), style) for text, style in parts))
        first = Text(" " * indent).append(f"{label:<{hanging}}" if label else "", style="dim")
        for number, row in enumerate(line.wrap(self._console, self._console.width - indent - hanging)):
            row.rstrip()
            start = Text(" " * (indent + hanging)) if number else first
            self._console.print(start + row if row else "", overflow="ignore", no_wrap=True, crop=False)

    def draw(self, drawing: RenderableType, indent: int) -> None:
        """Something that rich draws, for instance a tree."""
        from rich.padding import Padding

        with self._console.capture() as drawn:
            self._console.print(Padding(drawing, (0, 0, 0, indent)))
        for line in drawn.get().splitlines():
            self._out.write(line.rstrip() + "\n")  # rich fills each line up to the width


def visible(text: str) -> str:
    """Text without control characters, so that no escape of the input reaches the terminal; white space as a space."""
    return "".join(_shown(c) for c in text)


def _shown(character: str) -> str:
    code = ord(character)
    if character in "\n\r\t\v\f\x85\u2028\u2029":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)  # the pictures of control characters
    if code == 0x7F:
        return "␡"
    if 0x80 <= code < 0xA0 or 0xD800 <= code <= 0xDFFF or code in BIDI:
        return "�"
    return character


# they can make a line read other than it is written
BIDI = frozenset((0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
