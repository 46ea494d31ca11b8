"""Sentences → tags, trees, entities and roles: one reading by the encoder, then Stanza's three nets and the role reader.

What is computed is what Stanza's models compute; how differs: sentences of like length go through the encoder
together, all sentences of an article through each further layer, and labels are scored for the arcs of the
tree only, not for every pair of words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial

import numpy as np
import torch
import torch.nn.functional as F
from attrs import frozen
from stanza.models.common.utils import simplify_punct
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE
from stanza.models.ner.trainer import fix_singleton_tags

from attribution.parsing.decode import best_tags, conflict_of, groups_of, heads_of, settle
from attribution.parsing.encoder import Encoder, WordPieces
from attribution.parsing.roles import RoleReader
from attribution.parsing.still import Still, still_of

TOGETHER = 500  # words that the encoder reads at once: twice as many take as long and 35 MB more
LABELLED = 64  # governors whose arcs' labels are scored at once: for each a matrix of 81 × 51 stands between


@frozen
class Analysis:
    """What was found for one sentence, a value a word."""

    upos: list[str]
    feats: list[str]
    heads: list[int]
    relations: list[str]
    entities: list[str]
    roles: list[tuple[float, float, float]]  # how much it looks like part of a cue, a source, a content


class Heads:
    """Tagger, parser, entity recogniser and role reader over one encoder."""

    def __init__(self, encoder: Encoder, pieces: WordPieces, tagger, parser, entities, role_reader: RoleReader) -> None:
        self._encoder = encoder
        self._pieces = pieces
        self._tagger = tagger.model
        self._parser = parser.model
        self._entities = entities.model
        self._role_reader = role_reader
        self._to_tag, self._to_parse, self._to_name = (
            _layer(m, name) for m, name in ((self._tagger, "taggerlstm"), (self._parser, "parserlstm"), (self._entities, "taggerlstm"))
        )
        self._upos = [tagger.vocab["upos"].id2unit(i) for i in range(len(tagger.vocab["upos"]))]
        self._feats = tagger.vocab["feats"]
        self._relations = [parser.vocab["deprel"].id2unit(i + VOCAB_PREFIX_SIZE) for i in range(self._parser.num_relations)]
        self._groups = groups_of(self._relations)
        self._by_governor = self._parser.deprel.scorer.W_bilin.weight.detach().transpose(0, 1).contiguous()  # × dependent × relation
        # Before the tags stand padding and the like, which the net can choose and a text cannot have.
        tags = range(entities.model.tag_clfs[0].out_features)
        self._tags = [tag for (tag,) in entities.vocab["tag"].unmap([[max(i, VOCAB_PREFIX_SIZE)] for i in tags])]
        self._known_feats: dict[tuple[int, ...], str] = {}
        self._mix = torch.stack([mixture_of(m) for m in (self._tagger, self._parser, self._entities)] + [role_reader.mix]).detach()

    def __call__(self, sentences: Sequence[Sequence[str]]) -> list[Analysis]:
        """Analyses in the order of the sentences (lists of words, none empty)."""
        order, words, rows = self._laid_out(sentences)
        tagged, parsed, named, placed = self._read(words, rows)
        tags = self._tag(tagged, rows)
        trees = self._parse(parsed, rows)
        entities = self._name(named, rows)
        roles = self._roles(placed, rows)
        analyses = [Analysis(*tag, *tree, *rest) for tag, tree, *rest in zip(tags, trees, entities, roles)]
        return [analyses[place] for place in np.argsort(order).tolist()]

    def scores(self, sentences: Sequence[Sequence[str]]) -> list[tuple[np.ndarray, np.ndarray]]:
        """What `best_tree` wants of each sentence: log probabilities by word and head, and by word, head and relation; 0 is the root."""
        order, words, rows = self._laid_out(sentences)
        states = self._to_parse(self._read(words, rows)[1], rows.all)
        labels = (self._all_labels(states[start:end]) for start, end in rows.all.bounds)
        scored = list(zip(self._head_scores(states, rows), labels))
        return [scored[place] for place in np.argsort(order).tolist()]

    def best_tree(self, scores: np.ndarray, labels: np.ndarray) -> tuple[list[int], list[str]]:
        """Heads and relations of a sentence's words."""
        heads = heads_of(scores)
        found = labels[np.arange(len(heads)), heads].argmax(axis=1)
        if conflict_of(heads, found, self._groups):
            heads, found = settle(scores, labels, heads, self._groups)
        return heads[1:].tolist(), [self._relations[r] for r in found[1:].tolist()]

    def _laid_out(self, sentences: Sequence[Sequence[str]]) -> tuple[list[int], list[list[str]], _Rows]:
        """The longest sentence first: the order, the words as the nets were taught them, and how they lie."""
        order = sorted(range(len(sentences)), key=lambda i: -len(sentences[i]))
        words = [list(map(_plain, sentences[i])) for i in order]
        return order, words, _Rows([len(s) for s in words])

    def _read(self, sentences: list[list[str]], rows: _Rows) -> torch.Tensor:
        """States by net and row: for each net its own mixture of the encoder's layers, at the last piece of each word."""
        nets, layers = self._mix.shape
        found = self._mix.new_empty(nets, rows.all.bounds[-1][1], self._encoder.config.hidden_size)
        for first, last in _together(rows.lengths, TOGETHER):
            batch = self._pieces(sentences[first:last])
            states = self._encoder.read(batch.rows, torch.tensor(batch.ends()), layers)
            start, end = rows.all.bounds[first][0], rows.all.bounds[last - 1][1]
            torch.mm(self._mix, states.flatten(1), out=found[:, start:end].flatten(1))
        return found

    # --- tags

    def _tag(self, states: torch.Tensor, rows: _Rows) -> Iterator[tuple[list[str], list[str]]]:
        model = self._tagger
        hidden = model.upos_hid(self._to_tag(states, rows.words)).relu()
        upos = model.upos_clf(hidden).argmax(dim=1).numpy().tolist()  # numpy's list is made ten times as fast as torch's
        feats = torch.stack([c(hidden).argmax(dim=1) for c in model.tag_clf["feats"]], dim=1).numpy().tolist()
        for start, end in rows.words.bounds:
            yield [self._upos[u] for u in upos[start:end]], [self._feats_of(tuple(f)) for f in feats[start:end]]

    def _feats_of(self, numbers: tuple[int, ...]) -> str:
        known = self._known_feats.get(numbers)
        if known is None:
            feats = self._feats.unmap([list(numbers)])[0]
            known = self._known_feats[numbers] = "" if feats == "_" else feats
        return known

    # --- trees

    def _parse(self, states: torch.Tensor, rows: _Rows) -> Iterator[tuple[list[int], list[str]]]:
        states = self._to_parse(states, rows.all)
        trees = [(scores, heads_of(scores)) for scores in self._head_scores(states, rows)]
        labels = self._labels(states, trees, rows)
        for (scores, heads), found, (start, end) in zip(trees, labels, rows.all.bounds):
            if conflict_of(heads, found, self._groups):
                heads, found = settle(scores, self._all_labels(states[start:end]), heads, self._groups)
            yield heads[1:].tolist(), [self._relations[r] for r in found[1:].tolist()]

    def _head_scores(self, states: torch.Tensor, rows: _Rows) -> Iterator[np.ndarray]:
        """For each sentence the log probability of each word's being the head of each."""
        dependents, governors = _sides(self._parser.unlabeled, states)
        bilinear = self._parser.unlabeled.scorer.W_bilin
        dependents = dependents @ bilinear.weight[:, :, 0]
        for start, end in rows.all.bounds:
            scores = dependents[start:end] @ governors[start:end].T + bilinear.bias
            scores.fill_diagonal_(-float("inf"))
            yield scores.log_softmax(dim=1).numpy()

    def _labels(self, states: torch.Tensor, trees: list[tuple[np.ndarray, np.ndarray]], rows: _Rows) -> list[np.ndarray]:
        """The best label of each arc of the trees.

        What a governor makes of any dependent is worked out once for all that it has, those together that have equally many.
        """
        dependents, governors = _sides(self._parser.deprel, states)
        heads = np.concatenate([heads + start for (_, heads), (start, _) in zip(trees, rows.all.bounds)])
        found = torch.empty(len(heads), dtype=torch.long)
        parts = [part for family in _families(heads) for part in zip(*(side.split(LABELLED) for side in family))]
        for first, last in _together([len(governing) for governing, _ in parts], LABELLED):
            families = parts[first:last]
            together = governors.index_select(0, torch.cat([governing for governing, _ in families]))
            made = (together @ self._by_governor.flatten(1)).view(-1, *self._by_governor.shape[1:])
            for (_, arcs), their_own in zip(families, made.split([len(governing) for governing, _ in families])):
                theirs = dependents.index_select(0, arcs.flatten()).view(*arcs.shape, -1)
                scored = torch.bmm(theirs, their_own) + self._parser.deprel.scorer.W_bilin.bias
                found[arcs] = scored.argmax(dim=2)
        best = found.numpy()
        return [best[start:end] for start, end in rows.all.bounds]

    def _all_labels(self, states: torch.Tensor) -> np.ndarray:
        return self._parser.deprel(states[None], states[None])[0].log_softmax(dim=2).numpy()

    # --- entities

    def _name(self, states: torch.Tensor, rows: _Rows) -> Iterator[list[str]]:
        model = self._entities
        states = self._to_name(states, rows.words)
        scores = model.tag_clfs[0](states)
        padded = torch.nn.utils.rnn.pad_sequence([scores[start:end] for start, end in rows.words.bounds], batch_first=True)
        tags = best_tags(padded.numpy(), rows.lengths, model.crits[0]._transitions.numpy())
        for sequence in tags:
            yield fix_singleton_tags([self._tags[tag] for tag in sequence])

    # --- roles

    def _roles(self, states: torch.Tensor, rows: _Rows) -> Iterator[list[tuple[float, float, float]]]:
        likely = self._role_reader(states).softmax(dim=1)
        likely = (likely[:, 1::2] + likely[:, 2::2]).double().round(decimals=2).numpy().tolist()
        for start, end in rows.all.bounds:
            yield [tuple(row) for row in likely[start + 1 : end]]


@lru_cache(maxsize=100_000)
def _plain(word: str) -> str:
    """A word with its run of marks as the nets were taught it: "?!!" is "?"; most words come again."""
    return simplify_punct([[[word]]])[0][0][0]


def mixture_of(model) -> torch.Tensor:
    """The weight of each of the encoder's last layers; Stanza adds what it has learnt to their mean."""
    learnt = model.bert_layer_mix.weight[0]
    return learnt + 1 / len(learnt)


def _together(lengths: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """The first and the one after the last of what is worked on at once: ``most`` rows together, or one that is longer."""
    first = rows = 0
    for place, length in enumerate(lengths):
        if rows and rows + length > most:
            yield first, place
            first, rows = place, 0
        rows += length
    yield first, len(lengths)


def _sides(scorer, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """States as dependents and as governors, each with the constant that a biaffine scorer wants."""
    return tuple(F.pad(side(states).relu_(), (0, 1), value=1.0) for side in (scorer.W1, scorer.W2))


def _families(heads: np.ndarray) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """The governors that have one dependent, two, and so on, and a row of dependents for each."""
    order = np.argsort(heads, kind="stable")
    governing, first, counts = np.unique(heads[order], return_index=True, return_counts=True)
    for count in np.unique(counts).tolist():
        of_count = counts == count
        yield torch.from_numpy(governing[of_count]), torch.from_numpy(order[first[of_count][:, None] + np.arange(count)])


# --- how sentences lie in one matrix ----------------------------------------------------------


class _Selection:
    """Some rows, sentence after sentence."""

    def __init__(self, firsts: list[int], lengths: list[int]) -> None:
        at = np.cumsum([0, *lengths]).tolist()
        self.bounds = list(zip(at[:-1], at[1:]))
        self._rows = torch.from_numpy(np.concatenate([np.arange(f, f + n) for f, n in zip(firsts, lengths)]))

    def of(self, states: torch.Tensor) -> torch.Tensor:
        return states if len(states) == len(self._rows) else states.index_select(0, self._rows)


class _Rows:
    """Every sentence has a row for the root and one a word; the longest sentence first."""

    def __init__(self, lengths: list[int]) -> None:
        self.lengths = lengths
        firsts = np.cumsum([0, *(n + 1 for n in lengths[:-1])]).tolist()
        self.all = _Selection(firsts, [n + 1 for n in lengths])
        self.words = _Selection([f + 1 for f in firsts], lengths)


def _layer(model, name: str) -> Callable[[torch.Tensor, _Selection], torch.Tensor]:
    """A layer of Stanza's, from states to those of the selected rows."""
    return partial(_compute, still_of(getattr(model, name)))


def _compute(still: Still, states: torch.Tensor, selected: _Selection) -> torch.Tensor:
    return still.compute(selected.of(states))
