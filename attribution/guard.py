"""Articles read and extracted in a process of their own, which is ended where one takes too long.

Nothing inside a process can stop it surely: a pathological page keeps a C library busy, a thread cannot be killed. So the
work is done by a second process (``COMMAND``) that is killed when an article's time is over, and started
anew for the next one. The two exchange lines of JSON and nothing else; models are loaded before the first article's time runs.
"""

from __future__ import annotations

import base64
import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from attrs import asdict, frozen

from attribution.article import MAX_CHARS
from attribution.errors import LexiconError, ModelError
from attribution.export import from_dict, to_jsonl_line
from attribution.inputs import HowToRead, Source, read_source
from attribution.model import DEFAULT_ZONES, Extraction, ExtractionWarning, Failure, Zone

if TYPE_CHECKING:
    from attribution.extract import Extractor

COMMAND = (sys.executable, "-c", "from attribution.guard import main; main()")  # with -m Python warns, the package having imported it


@frozen
class Work:
    """What the other process is to do with each article."""

    zones: frozenset[Zone] = DEFAULT_ZONES
    resolve: bool = True
    any_language: bool = False
    rules_only: bool = False
    max_chars: int | None = MAX_CHARS
    split: bool = False
    lexicons: tuple[str, ...] = ()  # files
    how: HowToRead = HowToRead()


class Guard:
    """Extracts articles one after the other, each in at most ``timeout`` seconds."""

    def __init__(self, work: Work, timeout: float, *, command: Sequence[str] = COMMAND) -> None:
        self.work = work
        self.timeout = timeout
        self._command = command
        self._process: subprocess.Popen | None = None
        self._lines: queue.Queue[bytes] = queue.Queue()

    def __enter__(self) -> Guard:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def extractions(self, sources: Iterable[Source | Failure]) -> Iterator[Extraction | Failure]:
        """The extraction of each, or the failure in its place; ModelError and LexiconError end the run."""
        for source in sources:
            yield source if isinstance(source, Failure) else self._extraction(source)

    def _extraction(self, source: Source) -> Extraction | Failure:
        if self._process is None:
            self._start()
        try:
            self._process.stdin.write(_line_of(source))
            self._process.stdin.flush()
            answer = self._answer(self.timeout)
        except TimeoutError:
            self._end()
            return Failure(source.name, "extract", f"took more than {self.timeout:g} seconds and was stopped; raise --timeout")
        except (EOFError, BrokenPipeError):
            status = self._process.wait()
            self._end()
            return Failure(source.name, "extract", f"its process ended with status {status}, perhaps for want of memory")
        return Failure(**answer["failure"]) if "failure" in answer else from_dict(answer)

    def _start(self) -> None:
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._lines = queue.Queue()
        threading.Thread(target=_read_lines, args=(self._process.stdout, self._lines), daemon=True).start()
        self._process.stdin.write(line_of_work(self.work))
        self._process.stdin.flush()
        try:
            self._answer(None)
        except EOFError:
            self._end()
            raise ModelError("the process that extracts ended at its start; try without --timeout to see why") from None

    def _answer(self, timeout: float | None) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError from None
        if not line:
            raise EOFError
        answer = json.loads(line)
        if "error" in answer:
            raise {"ModelError": ModelError, "LexiconError": LexiconError}[answer["error"]](answer["message"])
        return answer

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process.stdin.close()
            self._process = None


def _read_lines(stream: BinaryIO, lines: queue.Queue[bytes]) -> None:
    """Every line as it comes; an empty one at the end."""
    for line in stream:
        lines.put(line)
    stream.close()
    lines.put(b"")


def line_of_work(work: Work) -> bytes:
    """What the other process is told first."""
    return json.dumps(asdict(work) | {"zones": sorted(work.zones)}).encode() + b"\n"


def _line_of(source: Source) -> bytes:
    data = source.data
    shown = {"base64": base64.b64encode(data).decode()} if isinstance(data, bytes) else {"text": data}
    warnings = [(w.code, w.message) for w in source.warnings]
    fields = asdict(source, filter=lambda attribute, _: attribute.name not in ("data", "warnings"))
    return json.dumps(fields | shown | {"warnings": warnings}).encode() + b"\n"


# --- the other process ----------------------------------------------------------------------------


def _source_of(line: bytes) -> Source:
    fields = json.loads(line)
    data = base64.b64decode(fields.pop("base64")) if "base64" in fields else fields.pop("text")
    warnings = tuple(ExtractionWarning(*warning) for warning in fields.pop("warnings"))
    return Source(**fields, data=data, warnings=warnings)


def work_of(line: bytes) -> Work:
    """What ``line_of_work`` was given."""
    fields = json.loads(line)
    return Work(**fields | {"zones": frozenset(fields["zones"]), "lexicons": tuple(fields["lexicons"]), "how": HowToRead(**fields["how"])})


def loaded(work: Work) -> Extractor:
    """The extractor for this work, with its models and lexicon in memory; ModelError or LexiconError."""
    from attribution.extract import Extractor
    from attribution.lexicon import load_lexicon

    lexicon = load_lexicon(extra=work.lexicons)
    extractor = Extractor(
        None, lexicon, zones=work.zones, resolve=work.resolve, any_language=work.any_language,
        rules_only=work.rules_only, max_chars=work.max_chars, split=work.split,
    )  # fmt: skip
    extractor("The mayor said so.")
    return extractor


def _answers(stream: BinaryIO) -> Iterator[str]:
    """A line when all is loaded, then one for each article."""
    try:
        work = work_of(stream.readline())
        extractor = loaded(work)
        yield '{"ready": true}\n'
        for line in stream:
            source = _source_of(line)
            found = read_source(source, work.how)
            yield _answer(found if isinstance(found, Failure) else next(extractor.pipe([found])))
    except (ModelError, LexiconError) as error:
        yield json.dumps({"error": type(error).__name__, "message": str(error)}) + "\n"


def _answer(found: Extraction | Failure) -> str:
    return json.dumps({"failure": asdict(found)}) + "\n" if isinstance(found, Failure) else to_jsonl_line(found)


def main() -> None:
    """What the second process does: a line of work, then an article a line, on standard input; an answer a line on standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to both; the first process ends this one
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # so that no library can write between the answers
    for answer in _answers(sys.stdin.buffer):
        output.write(answer.encode("utf-8"))
        output.flush()

