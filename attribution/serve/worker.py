"""The process that extracts for the service: articles come on standard input, answers go to standard output.

Both are frames: a line of JSON, whose ``length`` is the number of bytes that follow it. The first line is the work as
``guard`` has it, the first answer tells that the models are loaded; then there is one answer an article, in order.
Several articles may be sent before the first is answered: a micro-batch, which is read one article after the other, so
that each gives the same bytes in any company.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from attrs import asdict, frozen

from attribution.errors import LexiconError, ModelError
from attribution.export import to_jsonl_line
from attribution.guard import loaded, work_of
from attribution.inputs import HowToRead, Source, read_source
from attribution.model import Article, Extraction, Failure

if TYPE_CHECKING:
    from attribution.extract import Extractor

COMMAND = (sys.executable, "-m", "attribution.serve.worker")


@frozen
class Ask:
    """An article to be extracted, and whether its answer is the page; ``text`` is bytes as they were sent, or read from JSON."""

    id: str
    text: str | bytes
    format: str = "auto"  # auto | text | html
    title: str | None = None
    charset: str = ""  # the encoding of the bytes, where the request names one
    page: bool = False


def frame(head: dict[str, Any], body: bytes = b"") -> bytes:
    return json.dumps(head | {"length": len(body)}).encode() + b"\n" + body


def frame_of(ask: Ask) -> bytes:
    """An article on its way; a lone surrogate, which JSON can hold, keeps its place."""
    is_text = isinstance(ask.text, str)
    head = asdict(ask, filter=lambda attribute, _: attribute.name != "text") | {"is_text": is_text}
    return frame(head, ask.text.encode("utf-8", "surrogatepass") if is_text else ask.text)


# --- the other process ----------------------------------------------------------------------------


# Extracted before the first request: what reads and writes HTML is loaded when it is first needed, and takes a second.
_FIRST = Ask("first", "<html><body><p>The mayor said so.</p></body></html>", "html", page=True)


def _ask_of(head: dict[str, Any], body: bytes) -> Ask:
    is_text, _ = head.pop("is_text"), head.pop("length")
    return Ask(text=body.decode("utf-8", "surrogatepass") if is_text else body, **head)


def _answers(stream: BinaryIO) -> Iterator[bytes]:
    try:
        work = work_of(stream.readline())
        extractor = loaded(work)
        _answer(_FIRST, extractor, work.how)
    except (ModelError, LexiconError) as error:
        yield frame({"error": type(error).__name__, "message": str(error)})
        return
    yield frame({"ready": True})
    while line := stream.readline():
        head = json.loads(line)
        yield _answer(_ask_of(head, stream.read(head["length"])), extractor, work.how)


def _answer(ask: Ask, extractor: Extractor, how: HowToRead) -> bytes:
    article = _article(ask, how)
    found = article if isinstance(article, Failure) else next(extractor.pipe([article]))
    if isinstance(found, Failure):
        if found.stage == "extract":
            sys.stderr.write(f"{found.id}: {found.error}\n")
        return frame({"failure": asdict(found)})
    return frame({"attributions": len(found.attributions)}, _shown(found, ask.page))


def _article(ask: Ask, how: HowToRead) -> Article | Failure:
    """The article, read as the command line reads a file, but that the encoding which a request names goes before all."""
    text = ask.text
    if ask.charset not in ("", "utf-8", "us-ascii"):
        try:
            text = text.decode(ask.charset)
        except (LookupError, UnicodeError):
            error = f"it cannot be read as {ask.charset}, which its Content-Type names; send it in UTF-8"
            return Failure(ask.id, "read", error)
    return read_source(Source(ask.id, "the article", text, ask.format, ask.title), how)


def _shown(extraction: Extraction, page: bool) -> bytes:
    """The record as the command line's JSON Lines have it, or the page."""
    if not page:
        return to_jsonl_line(extraction).encode()
    from attribution.render.html import render_html

    return render_html((extraction,)).encode("utf-8", "backslashreplace")


def _end_with(parent: int) -> None:
    """End this process when its parent has ended without a word, also in the middle of an article."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _main() -> None:
    # Ctrl-C and a service manager's SIGTERM go to all processes: what is in hand is finished, and the parent ends this one
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # so that no library can write between the answers
    for answer in _answers(sys.stdin.buffer):
        output.write(answer)
        output.flush()


if __name__ == "__main__":
    _main()
