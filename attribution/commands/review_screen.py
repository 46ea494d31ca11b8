"""``golden review`` on a terminal: one change fills the screen, and a key decides."""

from __future__ import annotations

from collections.abc import Callable

import click
from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Point
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.layout import BufferControl, ConditionalContainer, FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.output import ColorDepth

from attribution.commands.edit import edited
from attribution.errors import GoldenError
from attribution.review import Review
from attribution.review_text import change_text

KEYS = "a accept  r reject  s skip  w wrong …  e edit  u undo  q quit  ↑↓ scroll"
KEYS_OF_REASON = "Enter: accept as wrong   Esc: back"
DONE = "u takes the last decision back, q leaves."


def run(review: Review, *, color: bool) -> None:
    """Show change after change until the reviewer leaves."""
    _Screen(review, color).application.run()


class _Screen:
    def __init__(self, review: Review, color: bool) -> None:
        self.review, self.color = review, color
        self.message, self.scroll = "", 0
        self.reason = Buffer(multiline=False, accept_handler=self._with_reason)
        self.asking = Condition(lambda: self.application.layout.has_focus(self.reason))
        self.body = Window(
            # a window keeps its cursor in sight, so the cursor stands where the text is scrolled to
            FormattedTextControl(
                self._text, focusable=True, show_cursor=False, get_cursor_position=lambda: Point(0, self.scroll)
            ),
            get_vertical_scroll=lambda _: self.scroll,
            wrap_lines=False,
        )
        question = BufferControl(self.reason, input_processors=[BeforeInput("Why is it wrong? ")])
        bar = FormattedTextControl(lambda: f" {KEYS_OF_REASON if self.asking() else KEYS}")
        rows = (
            Window(FormattedTextControl(self._position), height=1, style="reverse"),
            self.body,
            ConditionalContainer(Window(question, height=1), self.asking),
            ConditionalContainer(
                Window(FormattedTextControl(lambda: self.message), dont_extend_height=True, wrap_lines=True),
                Condition(lambda: bool(self.message)),
            ),
            Window(bar, dont_extend_height=True, wrap_lines=True, style="reverse"),
        )
        self.application: Application[None] = Application(
            Layout(HSplit(rows), focused_element=self.body),
            key_bindings=self._keys(),
            full_screen=True,
            color_depth=None if color else ColorDepth.MONOCHROME,
        )
        self.application.ttimeoutlen = 0.1  # Esc is a key here; half a second would feel dead

    # --- what is shown ---

    def _text(self) -> ANSI:
        if (change := self.review.current) is None:
            return ANSI(f"\n{self.review.ended}\n\n{DONE}\n")
        return ANSI(change_text(change, width=self._columns, color=self.color))

    def _position(self) -> str:
        number, total = self.review.passed + 1, self.review.passed + len(self.review.undecided)
        return " golden review" + (f"   change {number} of {total}" if self.review.current else "")

    @property
    def _columns(self) -> int:
        return self.application.output.get_size().columns

    def _lines_below(self) -> int:
        info = self.body.render_info
        return max(0, info.content_height - info.window_height) if info else 0

    # --- what keys do ---

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        deciding = {
            "a": (self.review.accept, "Accepted."),
            "r": (
                self.review.reject,
                "Rejected: the file stays as it is, and the check goes on telling the difference.",
            ),
            "s": (self.review.skip, "Skipped."),
            "u": (self._undo, "The last decision is taken back."),
        }
        for key, (decide, told) in deciding.items():
            keys.add(key, filter=~self.asking)(lambda _, decide=decide, told=told: self._decide(decide, told))
        for key, lines in (
            ("up", -1),
            ("k", -1),
            ("down", 1),
            ("j", 1),
            ("pageup", -10),
            ("pagedown", 10),
            ("space", 10),
        ):
            keys.add(key, filter=~self.asking)(lambda _, lines=lines: self._scroll(lines))
        keys.add("w", filter=~self.asking)(lambda _: self._ask())
        keys.add("e", filter=~self.asking)(lambda _: self._edit())
        keys.add("q", filter=~self.asking)(lambda event: event.app.exit())
        keys.add("c-c")(lambda event: event.app.exit())
        keys.add("c-d", filter=~self.asking)(lambda event: event.app.exit())
        keys.add("escape", filter=self.asking, eager=True)(lambda _: self._answered())
        return keys

    def _decide(self, decide: Callable[[], object], told: str) -> None:
        try:
            decide()
            self.message = told
        except (GoldenError, click.ClickException, OSError) as error:
            self.message = f"Not done: {error}"
        self.scroll = 0

    def _undo(self) -> None:
        if not self.review.undo():
            raise GoldenError("there is nothing to take back")

    def _scroll(self, lines: int) -> None:
        self.scroll = min(max(self.scroll + lines, 0), self._lines_below())

    def _ask(self) -> None:
        if self.review.current:
            self.message = ""
            self.application.layout.focus(self.reason)

    def _answered(self) -> None:
        self.reason.reset()
        self.application.layout.focus(self.body)

    def _with_reason(self, buffer: Buffer) -> bool:
        reason = buffer.text
        self._decide(lambda: self.review.accept_as_wrong(reason), "Accepted as wrong.")
        self._answered()
        return False

    def _edit(self) -> None:
        if change := self.review.current:
            run_in_terminal(lambda: self._decide(lambda: self._corrected(edited(change)), "Corrected."))

    def _corrected(self, text: str | None) -> None:
        if text is None:
            raise GoldenError("nothing was saved")
        self.review.correct(text)
