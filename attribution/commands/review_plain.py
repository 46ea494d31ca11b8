"""``golden review --plain``: each change as lines of words, each answer a line; for screen readers and scripts."""

from __future__ import annotations

import sys

import click

from attribution.commands.edit import edited
from attribution.errors import GoldenError
from attribution.render.terminal import visible
from attribution.review import Review
from attribution.review_text import change_words

QUESTION = "Accept, reject, skip, wrong REASON, edit, undo or quit? "
HELP = """\
accept        approve what is found now
reject        keep what is approved; the check goes on telling the difference
skip          leave it undecided
wrong REASON  let it pass, marked as wrong
edit          let it pass, marked with the lines as they should be, which an editor opens
undo          take the last decision back
quit          leave; what is decided is written
The first letter is enough."""
_ANSWERS = ("accept", "reject", "skip", "wrong", "edit", "undo", "quit", "help")


def run(review: Review) -> None:
    """Ask about each change until none is left, the answers end, or one is to quit."""
    shown = None
    while True:
        change = review.current
        if change and change != shown:
            total = review.passed + len(review.undecided)
            click.echo(f"\nChange {review.passed + 1} of {total}: {change_words(change)}")
        answer = _ask(QUESTION if change else f"{review.ended} Undo or quit? ")
        shown = change
        if answer is None:
            return
        word, _, rest = answer.partition(" ")
        name = next((a for a in _ANSWERS if word and a.startswith(word.lower())), "help")
        if name == "quit":
            return
        try:
            click.echo(_decide(review, name, rest.strip()))
        except (GoldenError, click.ClickException) as error:
            click.echo(visible(f"Not done: {error}"))


def _ask(question: str) -> str | None:
    """A line of the answers; None where they have ended."""
    click.echo(question, nl=False)
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        click.echo(line.strip())  # so that the record of a script shows what was answered
    return line.strip() if line else None


def _decide(review: Review, name: str, rest: str) -> str:
    """Do what an answer says, and tell what was done."""
    change = review.current
    if name == "help":
        return HELP
    if name == "undo":
        return "The last decision is taken back." if review.undo() else "There is nothing to take back."
    if change is None:
        return "There is nothing left to decide."
    if name == "accept":
        review.accept()
    elif name == "reject":
        review.reject()
        return "Rejected; the file stays as it is."
    elif name == "skip":
        review.skip()
        return "Skipped."
    elif name == "wrong":
        review.accept_as_wrong(rest or _ask("Why is it wrong? ") or "")
    elif (text := edited(change)) is not None:
        review.correct(text)
    else:
        return "Nothing was saved, nothing is changed."
    return visible(f"Written: {change.comparison.path}")
