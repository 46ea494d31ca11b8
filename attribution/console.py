"""What the command line shows besides data, and how its errors end. Part of ``cli``: no other room prints."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from typing import BinaryIO, TypeVar

import click

from attribution.errors import AliasError, ConfigError, Error, ExtraError, GoldenError, LexiconError, ModelError, fault
from attribution.model import Article, Document, Extraction, Failure
from attribution.progress import followed
from attribution.render.terminal import BIDI

T = TypeVar("T")
FINE, DIFFERENT, USAGE, MODELS, INTERRUPTED = 0, 1, 2, 3, 130
_LONGEST_NAME = 200  # characters of a path or id on standard error


def complain(sentence: object) -> None:
    """One line on standard error; control characters of an input never reach the terminal."""
    line = "".join(c if c.isprintable() else " " for c in f"attribution: {sentence}")
    # as text and not as bytes, so that a progress bar makes way for it
    click.echo(line.encode("utf-8", "backslashreplace").decode("utf-8"), err=True)


def tool_version() -> str:
    """The version of this package, where it is installed and not only lying there."""
    try:
        return metadata.version("attribution")
    except metadata.PackageNotFoundError:
        return "(not installed)"


class Commands(click.Group):
    """A group of commands that shows the library's errors as they are and gives each its exit status."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ModelError as error:
            complain(error)
            ctx.exit(MODELS)
        except (ConfigError, LexiconError, GoldenError, ExtraError, AliasError) as error:
            complain(error)
            ctx.exit(USAGE)
        except Error as error:
            complain(error)
            ctx.exit(DIFFERENT)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever read our output has gone, for instance "head": click ends silently
            place = error.filename or "standard output"  # a full disk is told of when a file is written, without its name
            complain(f"{place}: {error.strerror or error}; choose another place for the output")
            ctx.exit(USAGE)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


class Choices(click.ParamType):
    """Several values parted by commas, for instance "body,headline"; "all" is every one."""

    name = "list"

    def __init__(self, values: Iterable[str]) -> None:
        self.values = tuple(values)

    def get_metavar(self, *_: object, **__: object) -> str:  # click 8.1 and 8.2 differ in the arguments
        return f"[{'|'.join(self.values)}|all],…"

    def convert(
        self, value: str | frozenset[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        if isinstance(value, frozenset):
            return value
        chosen = frozenset(self.values if value == "all" else value.split(","))
        for unknown in sorted(chosen.difference(self.values)):
            self.fail(f"“{unknown}” is none of {', '.join(self.values)}", param, ctx)
        return chosen


class Run:
    """Tells of failures and warnings while articles pass by, so that one bad input does not stop the rest.

    ``total`` counts the articles that will come, for the time left; None where that is not known.
    """

    def __init__(self, quiet: bool, total: Callable[[], int | None] = lambda: None) -> None:
        self.quiet = quiet
        self.total = total
        self.failed = 0

    def articles(self, items: Iterable[T | Failure]) -> Iterator[T]:
        for item in items:
            if isinstance(item, Failure):
                self._fail(item)
            else:
                yield item

    def extractions(self, items: Iterable[Extraction | Failure]) -> Iterator[Extraction]:
        for item in self._followed(items):
            if isinstance(item, Failure):
                self._fail(item)
                continue
            for warning in () if self.quiet else item.warnings:
                complain(f"{_shown(item.article.id)}: warning: {warning.message} [{warning.code}]")
            yield item

    def parses(self, parser: Callable[[Article], Document], articles: Iterable[Article]) -> Iterator[Document]:
        """The parse of each article; one that cannot be parsed is told of and left out."""
        for item in self._followed(_parsed(parser, article) for article in articles):
            if isinstance(item, Failure):
                self._fail(item)
            else:
                yield item

    def _followed(self, items: Iterable[T]) -> Iterator[T]:
        return iter(items) if self.quiet else followed(items, self.total)

    def _fail(self, failure: Failure) -> None:
        self.failed += 1
        known = failure.error.startswith(failure.id)
        complain(failure.error if known else f"{_shown(failure.id)}: {failure.error}")


def _shown(name: str) -> str:
    """A name or id, not all of one that fills the screen."""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _parsed(parser: Callable[[Article], Document], article: Article) -> Document | Failure:
    try:
        return parser(article)
    except ModelError:
        raise
    except Error as error:
        return Failure(article.id, "parse", str(error))
    except Exception as error:
        return Failure(article.id, "extract", fault(error))


def colored(choice: str, output: str | None = None) -> bool:
    """Whether to colour, by the value of ``--color`` and where the output goes."""
    if choice != "auto":
        return choice == "always"
    # an empty NO_COLOR asks nothing
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "unknown")
    return output is None and sys.stdout.isatty() and not plain


def standard_input(paths: Iterable[str]) -> BinaryIO:
    """The bytes of standard input; says so where someone at a terminal would wait for nothing."""
    if (not paths or "-" in paths) and sys.stdin.isatty():
        complain("reading standard input; end it with Ctrl-D")
    return sys.stdin.buffer


_CONTROL = (
    {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}  # their pictures
    | dict.fromkeys((*range(0x7F, 0xA0), *BIDI), 0xFFFD)
)


def harmless(piece: str | bytes) -> str | bytes:
    """What is written to standard output: on a terminal without the control characters of an input, in a pipe as it is."""
    return piece.translate(_CONTROL) if isinstance(piece, str) and sys.stdout.isatty() else piece


def width() -> int:
    """The columns to fill: the terminal's, up to a hundred, and a hundred in a pipe."""
    return min(shutil.get_terminal_size().columns, 100) if sys.stdout.isatty() else 100
