"""Text → sentences of tokens and words: Stanza's tokenizer and multiword splitter, run on one article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from attrs import frozen
from stanza.models.common import seq2seq_constant as constant
from stanza.models.tokenization.data import PER_CHAR_FEAT_FUNCS
from stanza.models.tokenization.utils import MASK_RE
from torch.nn.functional import logsigmoid
from torch.nn.utils.rnn import pack_sequence, pad_packed_sequence

CONTINUED, WORD_END, SENTENCE_END, MULTIWORD_END, MULTIWORD_SENTENCE_END = range(5)
PADDING = (0, 0, 0, 0)  # after a paragraph, as a character and its features
LONGEST_TOKEN = 100  # characters; a longer one (an address) is not taken apart
LONGEST = 1000  # characters that the tokenizer reads at once, as in Stanza
_BLANK = re.compile(r"[\s\u0080-\u009f]")
_IN_A_NUMBER = re.compile(r"\d[.,](?=\d)")  # "1.5" and "12,000" are one token each
# A title before a name ends no sentence: "said Sen. Ana Ruiz". The net was taught mostly by texts that have none.
_TITLE = re.compile(
    r"\b(?:Mrs?|Ms|Messrs|Mx|Dr|Prof|Revs?|Hon|Sens?|Reps?|Govs?|Pres|Gens?|Lts?|Cols?|Sgts?|Capts?|Cpl|Cmdr|Maj|Adm|Brig)\."
    r"(?= ?[A-Z])"
)
_ADDRESS = re.compile(r"@|://|www\.|\.(?:gov|org|edu|net|co)")


@frozen
class Token:
    """Offsets into the text it was found in, and the forms of its words: "don't" is "do" and "n't"."""

    start: int
    end: int
    words: tuple[str, ...]


class Tokens:
    """Finds sentences and tokens with the nets of Stanza's two trainers."""

    def __init__(self, tokenizer, splitter) -> None:
        self._tokenizer = tokenizer
        self._splitter = splitter
        self._features = [PER_CHAR_FEAT_FUNCS[name] for name in ("space_before", "capitalized", "numeric")]
        self._characters: dict[str, tuple[int, ...]] = {}
        self._splits: dict[str, tuple[str, ...]] = {}

    def __call__(self, texts: Sequence[str]) -> list[list[list[Token]]]:
        """For each text (a paragraph) its sentences."""
        numbered = sorted(enumerate(map(_Letters, texts)), key=lambda item: -len(item[1].letters))
        found: list[list[list[Token]]] = [[] for _ in texts]
        batch = self._tokenizer.args["batch_size"]
        long = [item for item in numbered if len(item[1].letters) > LONGEST]
        short = [item for item in numbered if 0 < len(item[1].letters) <= LONGEST]
        for number, letters in long:
            found[number] = list(self._sentences(letters, self._ends_in_windows(letters.letters)))
        for first in range(0, len(short), batch):
            some = short[first : first + batch]
            for (number, letters), ends in zip(some, self._ends([x.letters for _, x in some])):
                found[number] = list(self._sentences(letters, ends))
        return found

    def _ends(self, paragraphs: list[str]) -> list[np.ndarray]:
        """For each character whether a token, a sentence or a multiword token ends there; the longest paragraph first.

        Stanza lets the net run on over the padding of a batch, so that a paragraph's tokens depend on its
        neighbours. Here each has one place of padding, as in Stanza a paragraph alone.
        """
        net, lengths = self._tokenizer.model, [len(p) + 1 for p in paragraphs]
        known = torch.tensor([row for p in paragraphs for row in (*map(self._character, p), PADDING)])
        features = torch.zeros(len(known), 5)
        features[:, :3] = known[:, 1:]
        ends = np.cumsum(lengths) - 1
        features[ends - 1, 3] = 1
        features[ends - lengths + 1, 4] = 1
        letters = torch.cat([net.embeddings(known[:, 0]), features], dim=1).split(lengths)
        states, _ = pad_packed_sequence(net.rnn(pack_sequence(letters))[0], batch_first=True)
        states = torch.cat([row[: length - 1] for row, length in zip(states, lengths)])
        return np.split(self._kinds(states).numpy(), ends - np.arange(len(ends)))[:-1]

    def _kinds(self, states: torch.Tensor) -> torch.Tensor:
        """The likeliest of the five kinds, where a token's end, a sentence's and a multiword token's are independent of each other."""
        net = self._tokenizer.model
        token, sentence, multiword = (classify(states).squeeze(1) for classify in (net.tok_clf, net.sent_clf, net.mwt_clf))
        ends = logsigmoid(token) + logsigmoid(sentence.abs()) + logsigmoid(multiword.abs())
        kinds = WORD_END + (sentence > 0).long() + 2 * (multiword > 0)
        return torch.where(ends > logsigmoid(-token), kinds, CONTINUED)

    def _ends_in_windows(self, paragraph: str) -> np.ndarray:
        """The same for a long paragraph: a window at a time, each beginning where the last found sentence ended."""
        found, start = [], 0
        while start < len(paragraph):
            window = paragraph[start : start + LONGEST]
            ends = self._ends([window])[0]
            breaks = np.flatnonzero((ends[:-1] == SENTENCE_END) | (ends[:-1] == MULTIWORD_SENTENCE_END))
            if start + len(window) < len(paragraph) and len(breaks):
                ends = ends[: breaks[-1] + 1]
            found.append(ends)
            start += len(ends)
        return np.concatenate(found)

    def _character(self, c: str) -> tuple[int, ...]:
        known = self._characters.get(c)
        if known is None:
            number = self._tokenizer.vocab.unit2id(c)
            known = self._characters[c] = (number, *(feature(c) for feature in self._features))
        return known

    def _sentences(self, letters: _Letters, ends: np.ndarray) -> Iterator[list[Token]]:
        """Cut at the ends; the end of the paragraph ends a sentence, an address or a number is one token."""
        ends = ends.copy()
        ends[-1] = MULTIWORD_SENTENCE_END if ends[-1] > SENTENCE_END else SENTENCE_END
        if _ADDRESS.search(letters.letters):
            for match in MASK_RE.finditer(letters.letters):
                ends[match.start() : match.end() - 1] = CONTINUED
                ends[match.end() - 1] = ends[match.end() - 1] or WORD_END
        for match in _IN_A_NUMBER.finditer(letters.letters):
            ends[match.start() : match.end()] = CONTINUED
        for match in _TITLE.finditer(letters.letters):
            ends[match.start() : match.end() - 1] = CONTINUED
            ends[match.end() - 1] = WORD_END
        sentence, start = [], 0
        for place in np.flatnonzero(ends).tolist():
            end, kind = place + 1, ends[place]
            form = letters.letters[start:end]
            start += len(form) - len(form.lstrip())
            if start < end:
                form = form.lstrip()
                words = self._split(form) if kind >= MULTIWORD_END and len(form) <= LONGEST_TOKEN else (form,)
                sentence.append(Token(letters.places[start], letters.places[end - 1] + 1, words))
                # What a colon announces belongs to it: "MODERATOR: You have thirty seconds."
                if kind in (SENTENCE_END, MULTIWORD_SENTENCE_END) and (form != ":" or end == len(ends)):
                    yield sentence
                    sentence = []
            start = end
        if sentence:
            yield sentence

    def _split(self, form: str) -> tuple[str, ...]:
        """The words of a multiword token: as learnt by heart, or cut where the character classifier cuts."""
        known = self._splits.get(form)
        if known is None:
            if len(self._splits) > 100_000:
                self._splits.clear()
            known = self._splits[form] = tuple((self._splitter.dict_expansion(form) or self._cut(form)).split())
        return known

    def _cut(self, form: str) -> str:
        vocabulary = self._splitter.vocab
        units = [constant.SOS_ID, *(vocabulary.unit2id(c) for c in form), constant.EOS_ID]
        source = torch.tensor([units])
        scores = self._splitter.model(source, torch.zeros_like(source, dtype=torch.bool))[0]
        cuts = (scores[:, 1] > scores[:, 0]).tolist()[1:-1]
        return "".join(" " + c if cut else c for c, cut in zip(form, cuts)).strip()


class _Letters:
    """A paragraph as the tokenizer reads it, one blank at most between words, and where each character stands."""

    def __init__(self, text: str) -> None:
        text = _BLANK.sub(" ", text).rstrip()
        if "  " in text:
            self.places: Sequence[int] = [i for i, c in enumerate(text) if c != " " or text[i - 1 : i] != " "]
            self.letters = "".join(text[i] for i in self.places)
        else:
            self.places, self.letters = range(len(text)), text
