"""A small transformer that reads a sentence once for tagger, parser and entity recogniser.

It is a BERT (Devlin et al. 2019; ours starts from MiniLM, Wang et al. 2020), which is uncased, and is
told the case of each word beside its pieces. Stanza's models take it, with its word pieces, as they take
any transformer: they call `WordPieces` with the words of a batch and `Encoder` with the ids.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from itertools import accumulate
from types import SimpleNamespace

import torch
import torch.nn.functional as F
from torch import nn

from attribution.model import without_accents

PAD, UNKNOWN, START, END = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
CASES = 4  # of a word: small or none, Capital, CAPITALS, miXed
LONGEST_ROW = 510  # pieces between the start and the end of a sentence, of 512 places
MOST_PIECES = 100  # of a word; an address may have a thousand
LONGEST_WORD = 100  # characters; a longer one (a URL) is one unknown piece, as in BERT


class WordPieces:
    """Words as numbers of pieces: "said" is one, "okonkwo" is "ok" + "##on" + "##k" + "##wo".

    A number is that of the piece in the vocabulary plus, for the word's case, a multiple of the
    vocabulary's size.
    """

    model_max_length = 512

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = tuple(vocabulary)
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._known: dict[str, tuple[int, ...]] = {}

    def __call__(self, sentences: Iterable[Sequence[str]], **_) -> Batch:
        """A batch of sentences (lists of words), as Stanza asks for it."""
        return Batch([[self.pieces(word) for word in words] for words in sentences], self)

    def number(self, piece: str) -> int:
        return self._numbers[piece]

    def pieces(self, word: str) -> tuple[int, ...]:
        """The numbers of a word's pieces; at least one, and MOST_PIECES at most."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > 100_000:  # a run over millions of articles must not grow for ever
                self._known.clear()
            case = _case(word) * len(self.vocabulary)
            parts = [n for part in _parts(word) for n in self._pieces_of(part)] or [self.number(UNKNOWN)]
            known = self._known[word] = tuple(n + case for n in parts[:MOST_PIECES])
        return known

    def _pieces_of(self, part: str) -> list[int]:
        """The longest known beginning, then the longest known continuation, and so on."""
        if len(part) > LONGEST_WORD:
            return [self.number(UNKNOWN)]
        numbers, start = [], 0
        while start < len(part):
            for end in range(len(part), start, -1):
                number = self._numbers.get(part[start:end] if start == 0 else "##" + part[start:end])
                if number is not None:
                    break
            else:
                return [self.number(UNKNOWN)]
            numbers.append(number)
            start = end
        return numbers


def _case(word: str) -> int:
    if word == word.lower():
        return 0
    if word[0].isupper() and word[1:] == word[1:].lower():
        return 1
    return 2 if word == word.upper() else 3


def _parts(word: str) -> list[str]:
    """Small, without accents, cut at every punctuation mark: "Jean-Luc's" is jean, -, luc, ', s."""
    parts, inside = [], False
    for c in without_accents(word.lower()):
        kind = unicodedata.category(c)
        if kind[0] == "C" or c == "\ufffd" or kind[0] == "Z":
            inside = False
        elif kind[0] == "P" or c in "$+<=>^`|~":
            parts.append(c)
            inside = False
        elif inside:
            parts[-1] += c
        else:
            parts.append(c)
            inside = True
    return parts


class Batch:
    """Sentences as rows of numbers; padded to one length, and with the mapping back to words, as Stanza asks for them."""

    def __init__(self, sentences: list[list[tuple[int, ...]]], pieces: WordPieces) -> None:
        start, end, self._pad = (pieces.number(p) for p in (START, END, PAD))
        self.rows = [[start, *(n for word in words for n in word), end] for words in sentences]
        self._sentences = sentences

    def __getitem__(self, name: str):
        return getattr(self, name)

    @property
    def input_ids(self) -> list[list[int]]:
        return [row + [self._pad] * (self._longest - len(row)) for row in self.rows]

    @property
    def attention_mask(self) -> list[list[int]]:
        return [[1] * len(row) + [0] * (self._longest - len(row)) for row in self.rows]

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.rows), default=0)

    def ends(self) -> list[int]:
        """Where the start and the last piece of every word stand, counted through all rows."""
        found, first = [], 0
        for row, words in zip(self.rows, self._sentences):
            found += accumulate(map(len, words), initial=first)
            first += len(row)
        return found

    def word_ids(self, batch_index: int) -> list[int | None]:
        """For each piece the index of its word; None for the start and the end."""
        words = self._sentences[batch_index]
        return [None, *(i for i, word in enumerate(words) for _ in word), None]


class Encoder(nn.Module):
    """BERT over word pieces; `forward` gives the states after every layer."""

    _hf_peft_config_loaded = False  # Stanza asks every transformer whether it carries an adapter

    def __init__(self, *, pieces: int, layers: int, hidden: int = 384, inner: int = 1536, heads: int = 12, positions: int = 512) -> None:
        super().__init__()
        self.config = SimpleNamespace(hidden_size=hidden)
        self.settings = dict(pieces=pieces, layers=layers, hidden=hidden, inner=inner, heads=heads, positions=positions)
        self.piece = nn.Embedding(pieces, hidden)
        self.position = nn.Embedding(positions, hidden)
        self.case = nn.Embedding(CASES, hidden)
        self.norm = nn.LayerNorm(hidden, eps=1e-12)
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(hidden, inner, heads) for _ in range(layers))

    def forward(self, input_ids, attention_mask=None, output_hidden_states=True):
        """States by sentence and place, the sentences padded to one length, as Stanza wants them.

        Where no gradients are wanted it reads as `read` does, to the last digit: of two trees nearly as good as each other,
        one number that is rounded otherwise on its way to eight bits can decide.
        """
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        if torch.is_grad_enabled():
            attended = partial(attend, mask=None if bool(mask.all()) else mask.bool()[:, None, None, :])
            every = [self._begin(input_ids, self.position.weight[: input_ids.shape[1]])]
            for layer in self.layers:
                every.append(layer(every[-1], attended))
            return SimpleNamespace(hidden_states=every)
        lengths = mask.sum(dim=1).tolist()
        sentences = [ids[:length] for ids, length in zip(input_ids.tolist(), lengths)]
        every = self.read(sentences, torch.arange(sum(lengths)), 1 + len(self.layers))
        return SimpleNamespace(hidden_states=[nn.utils.rnn.pad_sequence(states.split(lengths), batch_first=True) for states in every])

    def read(self, sentences: Sequence[Sequence[int]], at: torch.Tensor, layers: int) -> torch.Tensor:
        """States by layer and piece after the last ``layers``, at some of the pieces, which are counted through all sentences.

        The sentences lie one after the other, a row a piece, without padding, so that there is a fifth less to compute, and the
        last layer is worked out only where it is asked for. A sentence's states are the same whatever is read with it.
        """
        ids = torch.tensor([n for sentence in sentences for n in sentence])
        places = torch.cat([torch.arange(len(sentence)) for sentence in sentences])
        states = self._begin(ids, self.position(places))
        attended = partial(_attend_apart, list(map(len, sentences)))
        found = states.new_empty(layers, len(at), states.shape[1])
        for place, layer in enumerate(self.layers, layers - len(self.layers) - 1):  # of the states before the layer
            if place >= 0:
                torch.index_select(states, 0, at, out=found[place])
            states = layer(states, attended, at if layer is self.layers[-1] else None)
        found[-1] = states
        return found

    def _begin(self, ids: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        case, piece = ids.div(self.settings["pieces"], rounding_mode="floor"), ids % self.settings["pieces"]
        return self.drop(self.norm(self.piece(piece) + positions + self.case(case)))


class Layer(nn.Module):
    def __init__(self, hidden: int, inner: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.attention = nn.Linear(hidden, 3 * hidden)  # query, key and value at once
        self.attended = nn.Linear(hidden, hidden)
        self.attention_norm = nn.LayerNorm(hidden, eps=1e-12)
        self.widen = nn.Linear(hidden, inner)
        self.narrow = nn.Linear(inner, hidden)
        self.norm = nn.LayerNorm(hidden, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(
        self, states: torch.Tensor, attended: Callable[[torch.Tensor, int], torch.Tensor], at: torch.Tensor | None = None
    ) -> torch.Tensor:
        """New states, of the rows ``at`` where these are given; all rows have a part in them."""
        found = attended(self.attention(states), self.heads)
        if at is not None:
            found, states = found.index_select(0, at), states.index_select(0, at)
        found = self.attended(found)
        states = self.attention_norm(states + self.drop(found))
        return self.norm(states + self.drop(self.narrow(F.gelu(self.widen(states)))))


def attend(states: torch.Tensor, heads: int, mask: torch.Tensor | None = None) -> torch.Tensor:
    """What each place takes from its sentence; the states, by sentence and place, hold query, key and value."""
    query, key, value = states.unflatten(2, (3, heads, -1)).permute(2, 0, 3, 1, 4)
    near = torch.matmul(query, key.transpose(-1, -2)) * query.shape[-1] ** -0.5
    if mask is not None:
        near = near.masked_fill(~mask, -float("inf"))
    return torch.matmul(near.softmax(dim=-1), value).transpose(1, 2).flatten(2)


def _attend_apart(lengths: Sequence[int], states: torch.Tensor, heads: int) -> torch.Tensor:
    """The same of sentences without padding, one after the other."""
    found = states.new_empty(len(states), states.shape[1] // 3)
    queries, keys, values = states.unflatten(1, (3, heads, -1)).permute(1, 2, 0, 3)
    results = found.unflatten(1, (heads, -1)).transpose(0, 1)
    nothing = states.new_empty(())  # is added to every product, no time
    for query, key, value, result in zip(*(part.split(lengths, dim=1) for part in (queries, keys, values, results))):
        near = torch.baddbmm(nothing, query, key.transpose(1, 2), beta=0, alpha=query.shape[-1] ** -0.5)
        result.copy_(torch.bmm(_softmax(near), value))
    return found


def _softmax(near: torch.Tensor) -> torch.Tensor:
    """Over the last dimension; torch's takes ten times as long where that has fewer than sixteen places."""
    if near.shape[-1] >= 16:
        return near.softmax(dim=-1)
    near = near.sub_(near.amax(dim=-1, keepdim=True)).exp_()
    return near.div_(near.sum(dim=-1, keepdim=True))
