"""Articles as they were given → parts of so many, each with a number and a digest of what is in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice

from attrs import frozen

from attribution.inputs import Source
from attribution.model import Failure


@frozen
class Part:
    """The articles of one file; an input that cannot even be opened, or a row that is no article, is a Failure."""

    number: int  # from 0, over the whole input
    items: tuple[Source | Failure, ...]

    @property
    def name(self) -> str:
        return part_name(self.number)

    def digest(self) -> str:
        """What tells whether the input is still what it was: over ids, titles, kept fields and contents, not over paths."""
        digest = hashlib.sha256()
        for item in self.items:
            if isinstance(item, Failure):
                fields, data = [bare_name(item.id), item.error], b""
            else:
                fields = [item.id, item.title, item.format, sorted(item.meta.items())]
                data = item.data if isinstance(item.data, bytes) else item.data.encode("utf-8", "surrogatepass")
            head = json.dumps(fields).encode()
            digest.update(b"%d %d " % (len(head), len(data)))
            digest.update(head)
            digest.update(data)
        return digest.hexdigest()[:16]


def part_name(number: int) -> str:
    return f"part-{number:06}"


def bare_name(name: str) -> str:
    """A place without its directories, which may differ from machine to machine: "news.jsonl, line 3"."""
    return name.rpartition("/")[2]


def cut(items: Iterable[Source | Failure], size: int) -> Iterator[Part]:
    """Parts of ``size`` articles, the last one smaller; one at a time is held."""
    items, number = iter(items), 0
    while some := tuple(islice(items, size)):
        yield Part(number, some)
        number += 1


@frozen
class Shard:
    """Every ``of``-th part, beginning with the ``index``-th: what one of several machines does."""

    index: int = 1
    of: int = 1

    def __contains__(self, number: int) -> bool:
        return number % self.of == self.index - 1

