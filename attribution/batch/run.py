"""A whole batch: what is left to do of it, what the processes that do it are told, and the end of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from attrs import evolve, frozen

from attribution.batch.manifest import Plan, begin, manifest_of
from attribution.batch.parts import Part, Shard, cut, part_name
from attribution.batch.store import Directory, Store
from attribution.batch.tables import FOLDERS, errors_file
from attribution.batch.work import JOURNAL, Entry, extractor_for
from attribution.batch.workers import Job, Make
from attribution.errors import ConfigError
from attribution.inputs import Source
from attribution.model import Failure

SAME_INPUT = "give the same input in the same order, or choose another --output"


class Journal:
    """What is done, as the store has it when this is made; a part counts when its files are there too."""

    def __init__(self, store: Store, format: str) -> None:
        self.store = store
        files = [{PurePath(name).stem for name in store.names(folder)} for folder in (*FOLDERS[format], JOURNAL)]
        self._numbers = frozenset(int(name.removeprefix("part-")) for name in frozenset.intersection(*map(frozenset, files)))

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, number: int) -> bool:
        return number in self._numbers

    def numbers(self) -> frozenset[int]:
        return self._numbers

    def entry(self, number: int) -> Entry:
        return Entry.from_json(self.store.read(f"{JOURNAL}/{part_name(number)}.json"))

    def digest(self, number: int) -> str | None:
        """That of a part's articles; None where it is not done."""
        return self.entry(number).digest if number in self else None


@frozen
class Summary:
    """What a batch holds; ``parts`` of ``all_parts`` are done, by whichever run or shard."""

    parts: int = 0
    all_parts: int = 0
    articles: int = 0
    attributions: int = 0
    words: int = 0
    errors: int = 0

    def plus(self, entry: Entry) -> Summary:
        return evolve(
            self, parts=self.parts + 1, articles=self.articles + entry.articles, words=self.words + entry.words,
            attributions=self.attributions + entry.attributions, errors=self.errors + len(entry.errors),
        )  # fmt: skip


class Batch:
    """Articles → the files of a store. Made, it has found or written the manifest; ConfigError where that is another's."""

    def __init__(self, plan: Plan, store: Store, *, shard: Shard = Shard(), resume: bool = True) -> None:
        begin(store, manifest_of(plan), resume=resume)
        self.plan, self.store, self.shard = plan, store, shard
        self.before = Journal(store, plan.format)  # what earlier runs have done
        self.all_parts = 0  # of the whole input, as far as it has been read

    def parts_left(self, items: Iterable[Source | Failure]) -> Iterator[Part]:
        """What this shard has yet to do; the whole input is read, for only so its end is known.

        ConfigError where a part that is done has other articles than it had.
        """
        for part in cut(items, self.plan.part_size):
            self.all_parts = part.number + 1
            if part.number not in self.shard:
                continue
            before = self.before.digest(part.number)
            if before is None:
                yield part
            elif before != part.digest():
                raise ConfigError(f"{part.name} was made from other articles than the input has there now; {SAME_INPUT}")

    def planned_left(self, articles: Sequence[int]) -> list[int]:
        """The numbers of the parts that this shard has yet to do, of parts that will have so many articles each.

        ConfigError where a part that is done had another number of them: the articles themselves are not read here.
        """
        self.all_parts = len(articles)
        mine = [number for number in range(self.all_parts) if number in self.shard]
        for number in filter(self.before.__contains__, mine):
            if self.before.entry(number).total != articles[number]:
                raise ConfigError(f"{part_name(number)} was made from other articles than the input has there now; {SAME_INPUT}")
        return [number for number in mine if number not in self.before]

    def job(self, make: Make = extractor_for) -> Job:
        """What the processes that do the parts are told."""
        return Job(self.plan.work, self.store, self.plan.format, self.plan.timeout, make)

    def finish(self) -> Summary:
        """Write the table of errors when all parts are done, by whichever shard; and tell what there is by now.

        Of several shards the last one to finish sees the entries of all, so that the table is always written.
        """
        journal, summary, errors = Journal(self.store, self.plan.format), Summary(all_parts=self.all_parts), []
        for number in range(self.all_parts):
            if number in journal:
                entry = journal.entry(number)
                summary = summary.plus(entry)
                errors += entry.errors
        if len(journal) > summary.parts:
            raise ConfigError(f"the output has more parts than the input, {len(journal)} and {self.all_parts}; {SAME_INPUT}")
        if summary.parts == self.all_parts:
            self.store.put(*errors_file(errors, self.plan.format))
            if isinstance(self.store, Directory):
                for folder in (*FOLDERS[self.plan.format], JOURNAL, ""):
                    self.store.sweep(folder)
        return summary
