"""A small transformer that reads a sentence once for tagger, parser and entity recogniser.

It is a BERT (Devlin et al. 2019; ours starts from MiniLM, Wang et al. 2020), which is uncased, and is
told the case of each word beside its pieces. Stanza's models take it, with its word pieces, as they take
any transformer: they call `WordPieces` with the words of a batch and `Encoder` with the ids.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from types import SimpleNamespace

import torch.nn.functional as F
from torch import nn

PAD, UNKNOWN, START, END = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
CASES = 4  # of a word: small or none, Capital, CAPITALS, miXed
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
        """The numbers of a word's pieces; at least one."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > 100_000:  # a run over millions of articles must not grow for ever
                self._known.clear()
            case = _case(word) * len(self.vocabulary)
            parts = [n for part in _parts(word) for n in self._pieces_of(part)] or [self.number(UNKNOWN)]
            known = self._known[word] = tuple(n + case for n in parts)
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
    plain = (c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
    parts, inside = [], False
    for c in plain:
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
    """Sentences as padded numbers, with the mapping back to words that Stanza asks for."""

    def __init__(self, sentences: list[list[tuple[int, ...]]], pieces: WordPieces) -> None:
        start, end, pad = (pieces.number(p) for p in (START, END, PAD))
        rows = [[start, *(n for word in words for n in word), end] for words in sentences]
        longest = max(map(len, rows), default=0)
        self.input_ids = [row + [pad] * (longest - len(row)) for row in rows]
        self.attention_mask = [[1] * len(row) + [0] * (longest - len(row)) for row in rows]
        self._sentences = sentences

    def __getitem__(self, name: str):
        return getattr(self, name)

    def last_pieces(self) -> tuple[list[int], list[int]]:
        """Row and column of the start and of the last piece of every word, sentence after sentence."""
        rows, columns = [], []
        for row, words in enumerate(self._sentences):
            column = 0
            columns.append(column)
            for word in words:
                column += len(word)
                columns.append(column)
            rows += [row] * (len(words) + 1)
        return rows, columns

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
        case, piece = input_ids.div(self.settings["pieces"], rounding_mode="floor"), input_ids % self.settings["pieces"]
        states = self.piece(piece) + self.position.weight[: piece.shape[1]] + self.case(case)
        states = self.drop(self.norm(states))
        mask = None if attention_mask is None or bool(attention_mask.all()) else attention_mask.bool()[:, None, None, :]
        every = [states]
        for layer in self.layers:
            every.append(layer(every[-1], mask))
        return SimpleNamespace(hidden_states=every)


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

    def forward(self, states, mask):
        batch, length, hidden = states.shape
        query, key, value = self.attention(states).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        attended = self.attended(attended.transpose(1, 2).reshape(batch, length, hidden))
        states = self.attention_norm(states + self.drop(attended))
        return self.norm(states + self.drop(self.narrow(F.gelu(self.widen(states)))))
