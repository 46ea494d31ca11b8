"""``attribution serve``: the service, until it is told to end."""

from __future__ import annotations

import logging

import click

from attribution.commands.options import LEXICON, ZONES
from attribution.console import complain, tool_version
from attribution.model import Zone


@click.command(
    epilog="""\b
Examples:
  attribution serve
  attribution serve --workers 4 --port 8080
  attribution serve --socket /run/attribution/socket
  curl -H 'Content-Type: text/plain' --data-binary @article.txt localhost:8000/extract"""
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0 is every network.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 is any that is free.")
@click.option("--socket", "file", metavar="FILE", help="Listen on a Unix socket instead, which needs no network.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that extract.")
@click.option(
    "--waiting", type=click.IntRange(min=0), default=32, show_default=True, help="Requests that may wait; more get 503."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="The most time an article may take, and the most it may wait before.",
)
@click.option(
    "--max-body", type=click.IntRange(min=1), default=5_000_000, show_default=True, help="Bytes of a request; more get 413."
)
@click.option(
    "--max-chars", type=click.IntRange(min=1), default=1_000_000, show_default=True, help="A longer article is an error."
)
@click.option(
    "--cors",
    multiple=True,
    metavar="ORIGIN",
    help="An origin that browsers may call from, as https://news.example; repeatable.  [default: none]",
)
@ZONES
@LEXICON
def serve(host: str, port: int, file: str | None, workers: int, waiting: int, timeout: float, max_body: int,
          max_chars: int, cors: tuple[str, ...], zones: frozenset[Zone], lexicons: tuple[str, ...]) -> None:  # fmt: skip
    """Answer requests over HTTP: POST an article to /extract for JSON, to /view for a page.

    Articles are text/plain, text/html or application/json; /openapi.json describes it all, /health and /metrics tell how it
    is. Ctrl-C or SIGTERM ends it when what is in hand is finished. See docs/serve.md.
    """
    from attribution.extras import needed
    from attribution.guard import Work
    from attribution.inputs import HowToRead
    from attribution.parsing.manifest import read_manifest

    for package in ("starlette", "uvicorn", "prometheus_client"):
        needed(package, "serve")
    from attribution.serve.server import Where, run
    from attribution.serve.values import Limits

    how = HowToRead("furniture" in zones, max_chars=max_chars)
    work = Work(zones=zones, max_chars=max_chars, lexicons=lexicons, how=how)
    limits = Limits(workers=workers, waiting=waiting, timeout=timeout, body=max_body)
    about = {"version": tool_version(), "models": read_manifest().digest}
    _show_errors()
    run(Where(host, port, file), work, limits, about=about, tell=complain, cors=cors)


class _Complains(logging.Handler):
    """What the server logs as an error, such as where an error of ours came from."""

    def emit(self, record: logging.LogRecord) -> None:
        for line in self.format(record).splitlines():
            complain(line)


def _show_errors() -> None:
    logging.getLogger("uvicorn.error").handlers = [_Complains(logging.ERROR)]
