"""What stands in for the models in the tests of ``batch``: finds what is in “marks” and does what the text says.

Importable by the worker processes, which are new ones; ``python -m tests.batch_fake ARGUMENTS`` is ``attribution`` with it.
"""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

from attribution.errors import InputError, ModelError
from attribution.guard import Work
from attribution.inputs import Source, read_source
from attribution.model import Attribution, Cue, Extraction, ExtractionWarning, Failure, Mention, Span, Speaker


def make(work: Work):
    def extract(source: Source) -> Extraction | Failure:
        article = read_source(source, work.how)
        if isinstance(article, Failure):
            return article
        _obey(article.text)
        warnings = (ExtractionWarning("odd", "This is odd."),) if "odd" in article.text else ()
        return Extraction(article, tuple(_found(article.text)), warnings=warnings)

    return extract


def no_models(work: Work):
    raise ModelError("pos.pt: this model file is missing")


def _found(text: str):
    for number, said in enumerate(re.finditer(r"“([^”]*)” (said) (\w+ \w+)", text), 1):
        source, cue = Span(*said.span(3)), Span(*said.span(2))
        kind, type = ("name", "person") if said[3].istitle() else ("nominal", "group")
        yield Attribution(
            id=f"a{number}", kind="direct", type="assertion", polarity="positive",
            content=(Span(said.start(), said.end(1) + 1),), content_text=f"“{said[1]}”",
            cue=Cue(cue, "said", "say", "quotation", "neutral"), source=Mention(source, said[3], source, kind),
            speaker=Speaker(said[3], type), construction="quotation", sentence=Span(*said.span()), confidence=0.9,
        )  # fmt: skip


def _obey(text: str) -> None:
    if "HARD" in text:
        raise InputError("too hard")
    if "BUG" in text:
        raise ZeroDivisionError("by us")
    if "STUCK" in text:
        time.sleep(3600)
    if once := re.search(r"DIE ONCE AT (\S+)", text):
        if not Path(once[1]).exists():
            Path(once[1]).touch()
            os._exit(7)
    elif "DIE" in text:
        os._exit(7)
    if slow := re.search(r"SLOW ([\d.]+)", text):
        time.sleep(float(slow[1]))


if __name__ == "__main__":
    from functools import partialmethod

    from attribution.batch.run import Batch
    from attribution.cli import main
    from tests import batch_fake  # by this name other processes can find it

    Batch.job = partialmethod(Batch.job, batch_fake.make)
    main(sys.argv[1:])
