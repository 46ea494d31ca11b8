"""A part → its files and its entry in the journal; the same wherever it is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from attrs import asdict, field, frozen

from attribution.batch.parts import Part, bare_name
from attribution.batch.store import Store
from attribution.batch.tables import ArticleError, files_of
from attribution.errors import Error, LexiconError, ModelError, fault
from attribution.exports.table import count_words
from attribution.guard import Work, loaded
from attribution.inputs import Source, read_source
from attribution.model import Extraction, Failure

Extract = Callable[[Source], Extraction | Failure]
JOURNAL = "journal"
_CODES = {"read": "unreadable", "parse": "unparsable", "extract": "internal"}  # by the stage of a Failure


@frozen
class Entry:
    """A line of the journal: the part is done and its files are written. ``digest`` is that of its articles."""

    part: int
    digest: str
    articles: int  # whose rows are in the part's files
    attributions: int
    words: int  # of the articles' text
    errors: tuple[ArticleError, ...] = field(factory=tuple)

    @property
    def total(self) -> int:
        """The articles that were given: done and failed."""
        return self.articles + len(self.errors)

    def to_json(self) -> bytes:
        return (json.dumps(asdict(self)) + "\n").encode()

    @classmethod
    def from_json(cls, data: bytes) -> Entry:
        fields = json.loads(data)
        return cls(**fields | {"errors": tuple(ArticleError(**error) for error in fields["errors"])})


def extractor_for(work: Work) -> Extract:
    """What extracts an article with the bundled models; loads them, so that a model that is not sound ends the run at once."""
    extractor = loaded(work)

    def extract(source: Source) -> Extraction | Failure:
        article = read_source(source, work.how)
        return article if isinstance(article, Failure) else next(extractor.pipe([article]))

    return extract


def do_part(
    part: Part,
    extract: Extract,
    store: Store,
    format: str,
    *,
    lost: Mapping[int, ArticleError] = {},
    tell: Callable[[int], Any] = lambda index: None,
) -> Entry:
    """Extract a part's articles, write its files, and then its entry in the journal, which makes them count.

    ``lost`` are those, by their index, that a worker before this one did not survive; ``tell`` is called with each index, and
    with the number of articles when the files are written. Raises ModelError and LexiconError, for without these every
    article would fail, and OSError where nothing can be written.
    """
    extractions, errors = [], []
    for index, item in enumerate(part.items):
        tell(index)
        found = lost.get(index) or done(item, extract)
        (errors if isinstance(found, ArticleError) else extractions).append(found)
    tell(len(part.items))
    for name, data in files_of(part.name, extractions, format).items():
        store.put(name, data)
    entry = _entry(part, extractions, errors)
    store.put(f"{JOURNAL}/{part.name}.json", entry.to_json())
    return entry


def _entry(part: Part, extractions: list[Extraction], errors: list[ArticleError]) -> Entry:
    attributions = sum(len(e.attributions) for e in extractions)
    words = sum(count_words(e.article.text) for e in extractions)
    return Entry(part.number, part.digest(), len(extractions), attributions, words, tuple(errors))


def done(item: Source | Failure, extract: Extract) -> Extraction | ArticleError:
    """The extraction of an article, or its error, whatever happens; ModelError and LexiconError go through."""
    if isinstance(item, Failure):
        return ArticleError(bare_name(item.id), "read", "no-article", item.error)
    try:
        found = extract(item)
    except (ModelError, LexiconError):
        raise
    except Error as error:
        return ArticleError(item.id, "extract", "unparsable", str(error))
    except Exception as error:  # a fault of ours in one article must not cost the other million
        found = Failure(item.id, "extract", fault(error))
    if not isinstance(found, Failure):
        return found
    return ArticleError(item.id, found.stage, _CODES[found.stage], found.error.removeprefix(f"{item.id}: "))


def lost_article(item: Source | Failure, code: str, message: str) -> ArticleError:
    """The error of an article that its worker did not survive."""
    return ArticleError(bare_name(item.id) if isinstance(item, Failure) else item.id, "extract", code, message)
