"""``attribution explain``: why this is an attribution, and that none."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from attribution.commands.options import COLOR, INPUT_FORMAT, LEXICON, ZONES
from attribution.commands.view import deliver
from attribution.console import DIFFERENT, Run, colored, complain, standard_input, width
from attribution.model import Zone

if TYPE_CHECKING:
    from attribution.explain import Account


@click.command(
    epilog="""\b
Examples:
  attribution explain article.txt
  attribution explain article.txt --cue claimed
  attribution explain article.txt --at 576 --html -o why.html
  echo "They slammed the plan." | attribution explain - --cue slam"""
)
@click.argument("file", metavar="FILE")
@click.option("--at", "offset", type=click.IntRange(0), metavar="OFFSET", help="Only what stands at this offset.")
@click.option(
    "--cue", metavar="WORD", help="Only this word, by its form or lemma, wherever it is a cue and wherever not."
)
@click.option(
    "--format", "-f", "format", type=click.Choice(("text", "json", "html")), default="text", show_default=True,
    help="How it is written; html has the trees as pictures.",
)  # fmt: skip
@click.option("--html", "as_html", is_flag=True, help="The same as --format html.")
@click.option("--output", "-o", metavar="PATH", help="Where it is written; “-” is standard output.")
@INPUT_FORMAT
@ZONES
@LEXICON
@COLOR
def explain(file: str, offset: int | None, cue: str | None, format: str, as_html: bool, output: str | None, input_format: str,
            zones: frozenset[Zone], lexicons: tuple[str, ...], color: str) -> None:  # fmt: skip
    """Tell why something is an attribution and why something else is none.

    Of an attribution: its construction with an example, the way in the tree from the cue to source and
    content, what its confidence is made of, and the candidates refused. Of a quotation left alone and of
    a word that is no cue: the reason. Without --at and --cue, every attribution and every quotation
    left alone of FILE ("-" is standard input).
    """
    from attribution.explain import explanation_to_dict

    if offset is not None and cue is not None:
        raise click.UsageError("--at and --cue are two questions; ask one")
    account = _account(file, input_format, zones, lexicons)
    article = account.document.article
    if offset is not None and offset >= len(article.text):
        raise click.UsageError(
            f"{article.id} has {len(article.text)} characters and none at {offset}; offsets begin at 0"
        )
    found = account.at(offset) if offset is not None else account.cue(cue) if cue is not None else account.everything()
    if not found:
        complain(f"{article.id}: {_nothing(offset, cue)}")
    if as_html or format == "html":
        from attribution.render.explain_page import render_explanations_html

        deliver(render_explanations_html(found, title=article.title or article.id), article.id, output, (file,))
        return
    from attribution.cli import _write

    if format == "json":
        _write(
            output, (file,), [json.dumps([explanation_to_dict(e) for e in found], ensure_ascii=False, indent=1) + "\n"]
        )
    else:
        from attribution.render.explain import render_explanations

        text = render_explanations(found, width=width(), color=colored(color, output))
        _write(output, (file,), [text], is_text=True)


def _account(file: str, input_format: str, zones: frozenset[Zone], lexicons: tuple[str, ...]) -> Account:
    from attribution.explain import explain
    from attribution.inputs import gather
    from attribution.lexicon import load_lexicon
    from attribution.parse import Parser

    lexicon = load_lexicon(extra=lexicons)
    run = Run(quiet=True)
    articles = list(run.articles(gather((file,), input_format=input_format, stdin=standard_input((file,)))))
    if len(articles) > 1:
        raise click.UsageError(f"{file} holds {len(articles)} articles; explain reads one, name it alone")
    document = next(run.parses(Parser(), articles), None)
    if document is None:
        sys.exit(DIFFERENT)
    return explain(document, lexicon, zones=zones)


def _nothing(offset: int | None, cue: str | None) -> str:
    if offset is not None:
        return f"no word stands at {offset}"
    return f"there is no word “{cue}”" if cue is not None else "no attribution and no quotation in it"
