"""``attribution view``: the page, in the browser or wherever it is wanted."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from attribution.commands.options import INPUT_FORMAT, LEXICON, ZONES
from attribution.console import DIFFERENT, FINE, Run, complain, standard_input
from attribution.model import Zone

@click.command(
    epilog="""\b
Examples:
  attribution view article.txt
  attribution view article.html -o page.html
  attribution view monday.txt tuesday.txt > week.html"""
)
@click.argument("paths", nargs=-1)
@click.option("--output", "-o", metavar="FILE", help="Where the page is written; “-” is standard output.")
@INPUT_FORMAT
@ZONES
@LEXICON
@click.option("--quiet", is_flag=True, help="No progress and no warnings on standard error.")
def view(paths: tuple[str, ...], output: str | None, input_format: str, zones: frozenset[Zone],
         lexicons: tuple[str, ...], quiet: bool) -> None:  # fmt: skip
    """Show articles as one page: sources, cues and contents marked, a colour, a letter and a line a speaker.

    The page is one file that needs no network and no script. Without --output it opens in the browser
    from a temporary file; in a pipe it is written to standard output.
    """
    from attribution.extract import Extractor
    from attribution.inputs import count, gather
    from attribution.lexicon import load_lexicon
    from attribution.render.html import render_html

    run = Run(quiet, total=lambda: count(paths, input_format=input_format))
    lexicon = load_lexicon(extra=lexicons)
    items = gather(paths, input_format=input_format, stdin=standard_input(paths))
    found = tuple(run.extractions(Extractor(lexicon=lexicon, zones=zones).pipe(run.articles(items))))
    if found:
        deliver(render_html(found), found[0].article.id, output, paths)
    sys.exit(DIFFERENT if run.failed else FINE)


def deliver(page: str, name: str, output: str | None, paths: tuple[str, ...]) -> None:
    """A page to where it is wanted: a file, standard output, or the browser where that is a terminal."""
    import webbrowser

    from attribution.cli import _write

    if output is not None or not _is_terminal():
        _write(output, paths, (page,))
        return
    file = _temporary(page, name)
    if webbrowser.open(file.as_uri()):
        complain(f"opened {file} in the browser; -o FILE keeps it elsewhere")
    else:
        complain(f"no browser was found here; open {file} in one, or write the page where you want it with -o FILE")


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _temporary(page: str, name: str) -> Path:
    import re
    import tempfile

    from attribution.outputs import encoded

    stem = re.sub(r"\W+", "-", name)[:40]
    with tempfile.NamedTemporaryFile(prefix=f"attribution-{stem}-", suffix=".html", delete=False) as file:
        file.write(encoded(page))
    return Path(file.name)
