"""Text → sentences of tokens and words: Stanza's tokenizer and multiword splitter, run on one article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import torch
import torch.nn.functional as F
from attrs import frozen
from numpy.lib.stride_tricks import sliding_window_view
from stanza.models.common import seq2seq_constant as constant
from stanza.models.tokenization.data import PER_CHAR_FEAT_FUNCS
from stanza.models.tokenization.utils import MASK_RE
from torch.nn.functional import logsigmoid

CONTINUED, WORD_END, SENTENCE_END, MULTIWORD_END, MULTIWORD_SENTENCE_END = range(5)
LONGEST_TOKEN = 100  # characters; a longer one (an address) is not taken apart
TOGETHER = 4000  # characters that the tokenizer looks at together: more no longer lie in the processor's cache
ENDS, STARTS = 1, 2  # a paragraph, at its last and its first character
_BLANK = re.compile(r"[\s\u0080-\u009f]")
# What the treebanks write as one token and the net, which has seen few of them, may cut: "1.5", "12,000", "G.D.P."
_TOGETHER = re.compile(r"\d[.,](?=\d)|\b[A-Z]\.(?=[A-Z]\.)")
# And what is a token for itself: the sign of a currency, what counts its thousands, the hyphen of a span of years or of large
# numbers, one that hangs on a number, and those of a name or a title ("£5m", "221bn", "1998-2016", "10,000-15,000", "£15-£20",
# "Mei-Ling", "editor-in-chief"); a single mark that opens a quotation ("'I'm late,' she said"), or two of them.
# A token ends at a match's end and at its first group's.
_APART = re.compile(
    r"[£€¥](?=\d)|\d(?=(?:bn|mn?|tn)\b)|\b(\d{4})-(?=\d{4}\b)|\b(\d{1,3},\d{3})-(?=\d{1,3},\d{3}\b)"
    r"|\d(?=-[ £€¥$])|\b([A-Z][a-z]+)-(?=[A-Z][a-z])|[a-z](?=-in-[a-z])|(?<=[a-z])(-)in(?=-[a-z])|(?<=[a-z]-in)-(?=[a-z])"
    r"|(?<!\S)'(?=(?:I|As?)\b)|(?<!\S)''(?=[A-Z])"
)
# What ends no sentence before a name or a number; the net was taught mostly by texts that have none of these:
# "said Sen. Ana Ruiz", "in St. Ives", "William F. Lund", "said C. Stewart Ng", "on Feb. 1", "(e.g. The Gazette)", "Moly Corp. sold it".
_ABBREVIATION = re.compile(
    r"\b(?:Mrs?|Ms|Messrs|Mx|Dr|Prof|Revs?|Fr|Msgr|Hon|Sens?|Reps?|Govs?|Pres|Gens?|Lts?|Cols?|Sgts?|Capts?|Cpl|Cmdr|Maj|Adm|Brig"
    r"|St|Ste|Mt|Ft|e\.g|i\.e|cf|vs?)\.(?= ?[A-Z])"
    r"|\b[A-Z]\.(?= [A-Z]\. [A-Z])"
    r"|(?:(?<=\bsaid )|(?<=\bsays )|(?<=\btold ))[A-HJ-Z]\.(?= (?!(?:The|An?|He|She|It|They|We|In|On|But|And)\b)[A-Z][a-z])"
    r"|\b(?:Corp|Inc|Co|Ltd|Bros|Jr|Sr)\.(?= [a-z])"
    r"|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Nos?|pp?)\.(?= ?\d)"
)
# Where a blank is missing between two sentences, at a mark that the second begins with or that the first ends with:
# "he said."Never …", "“It leaks.”He left".
_RUN_ON = re.compile(r'(?<=[a-z])[.!?]"(?=[A-Z])')
_MARK = re.compile(r'(?<!\d)"')  # no inches
_INITIAL = re.compile(r"(?<=[A-Z])(?=[^\s.]{0,30}\.? ([A-HJ-Z]\.) [A-Z])")
_LAST_WORD = re.compile(r"\b[a-z]{4,}(?=\.$)")  # no abbreviation: the stop behind it is a token of its own
_CLOSING = ('"', "'", "''")  # the marks that close a quotation, as the parser is given them
_ADDRESS = re.compile(r"@|://|www\.|\.(?:gov|org|edu|net|co)")


@frozen
class Token:
    """Offsets into the text it was found in, and the forms of its words: "don't" is "do" and "n't"."""

    start: int
    end: int
    words: tuple[str, ...]


class Tokens:
    """Finds sentences and tokens with the nets of Stanza's two trainers.

    The tokenizer's recurrent layer is empty (`training.small`): what it finds at a character depends on the
    few around it, so that all paragraphs of an article are looked at as one row of characters.
    """

    def __init__(self, tokenizer, splitter) -> None:
        self._net = tokenizer.model
        self._splitter = splitter
        self._characters = _Characters(self._net, tokenizer.vocab)
        self._reach = max(self._net.conv_sizes) // 2
        self._splits: dict[str, tuple[str, ...]] = {}

    def __call__(self, texts: Sequence[str]) -> list[list[list[Token]]]:
        """For each text (a paragraph) its sentences."""
        letters = [_Letters(text) for text in texts]
        ends = self._ends([x.letters for x in letters])
        return [list(self._sentences(*both)) if len(both[1]) else [] for both in zip(letters, ends)]

    def _ends(self, paragraphs: Sequence[str]) -> list[np.ndarray]:
        """For each character whether a token, a sentence or a multiword token ends there.

        Between two paragraphs stands nothing, as wide as the net looks, so that they do not see each other.
        """
        rows, starts = [0] * self._reach, []
        for paragraph in paragraphs:
            starts.append(len(rows) - self._reach)
            rows += self._characters.rows_of(paragraph)
            rows += [0] * self._reach
        seen, count = np.array(rows), len(rows) - 2 * self._reach
        states = [self._looked_at(seen, first, min(first + TOGETHER, count)) for first in range(0, count, TOGETHER)]
        kinds = self._kinds(torch.cat(states)).numpy() if states else np.zeros(0)
        return [kinds[start : start + len(paragraph)] for start, paragraph in zip(starts, paragraphs)]

    def _looked_at(self, rows: np.ndarray, first: int, last: int) -> torch.Tensor:
        """The states of some characters in a row: the convolutions as sums of what each character around adds."""
        found = []
        for look, sums in zip(self._net.conv_res, self._characters.sums):
            size = look.kernel_size[0]
            begin = self._reach - size // 2
            around = sliding_window_view(rows[first + begin : last + begin + size - 1], size)
            added = F.embedding_bag(torch.from_numpy(around * size + np.arange(size)), sums, mode="sum")
            found.append(added.add_(look.bias))
        join = self._net.conv_res2
        return F.linear(torch.cat(found, dim=1).relu_(), join.weight[:, :, 0], join.bias)

    def _kinds(self, states: torch.Tensor) -> torch.Tensor:
        """The likeliest of the five kinds, where a token's end, a sentence's and a multiword token's are independent of each other."""
        net = self._net
        token, sentence, multiword = (classify(states).squeeze(1) for classify in (net.tok_clf, net.sent_clf, net.mwt_clf))
        ends = logsigmoid(token) + logsigmoid(sentence.abs()) + logsigmoid(multiword.abs())
        kinds = WORD_END + (sentence > 0).long() + 2 * (multiword > 0)
        return torch.where(ends > logsigmoid(-token), kinds, CONTINUED)

    def _sentences(self, letters: _Letters, ends: np.ndarray) -> Iterator[list[Token]]:
        """Cut at the ends; the end of the paragraph ends a sentence, an address or a number is one token."""
        ends = ends.copy()
        ends[-1] = MULTIWORD_SENTENCE_END if ends[-1] > SENTENCE_END else SENTENCE_END
        for match in _TOGETHER.finditer(letters.letters):
            ends[match.start() : match.end()] = CONTINUED
        for match in _APART.finditer(letters.letters):
            ends[match.end() - 1] = WORD_END
            if match.lastindex is not None:
                ends[match.end(match.lastindex) - 1] = WORD_END
        if _ADDRESS.search(letters.letters):
            for match in MASK_RE.finditer(letters.letters):
                ends[match.start() : match.end() - 1] = CONTINUED
                ends[match.end() - 1] = ends[match.end() - 1] or WORD_END
        for match in (*_ABBREVIATION.finditer(letters.letters), *_INITIAL.finditer(letters.letters)):
            first, last = match.span(match.lastindex or 0)
            ends[first : last - 1] = CONTINUED
            ends[last - 1] = WORD_END
        for stop, mark_opens in _run_on(letters.letters):
            ends[stop : stop + 2] = (SENTENCE_END, WORD_END) if mark_opens else (WORD_END, SENTENCE_END)
        if (last_word := _LAST_WORD.search(letters.letters)) is not None:
            ends[last_word.end() - 1] = ends[last_word.end() - 1] or WORD_END
        sentence, start = [], 0
        places = np.flatnonzero(ends)
        for end, kind in zip((places + 1).tolist(), ends[places].tolist()):
            form = letters.letters[start:end]
            start += len(form) - len(form.lstrip())
            if start < end:
                form = form.lstrip()
                several = kind >= MULTIWORD_END and len(form) <= LONGEST_TOKEN and form.lower() != "its"  # no "it's" misspelt
                words = self._split(form) if several else (form,)
                sentence.append(Token(letters.places[start], letters.places[end - 1] + 1, words))
                if kind in (SENTENCE_END, MULTIWORD_SENTENCE_END) and (
                    end == len(ends) or _can_end_sentence(form, letters.letters[start - 1], letters.letters[end : end + 2])
                ):
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


def _run_on(letters: str) -> Iterator[tuple[int, bool]]:
    """Where a blank is missing between two sentences: the stop before a mark, and whether that opens what the second says."""
    marks = 0
    for mark in _MARK.finditer(letters):
        if _RUN_ON.match(letters, mark.start() - 1):
            yield mark.start() - 1, marks % 2 == 0
        marks += 1


def _can_end_sentence(form: str, before: str, rest: str) -> bool:
    """Whether a token can end a sentence in the midst of a paragraph: not where what follows belongs to it.

    "Allegedly, Thomas left", "MODERATOR: You have thirty seconds.", "the HEROES Act", "Moly Corp. sold it", "“Why?” he asked",
    "“It leaks,” Ruiz said", "Sen. Ruiz (R-Ky.) said". ``before``: the character before the token.
    """
    goes_on = rest.lstrip()[:1].islower()
    if form[-1].isalnum():
        return form[0].islower() and not goes_on
    if form in _CLOSING:
        return not goes_on and before != ","
    return form not in (",", ":") and not (goes_on and (form == ")" or len(form) > 1 and form[-1] == "."))


class _Characters(dict):
    """The row that each character has in a table, and what it adds wherever the net sees it. Row 0 is nothing.

    Characters that the net cannot tell apart have one row, so that no text makes the table large.
    """

    def __init__(self, net, vocabulary) -> None:
        super().__init__()
        self._net, self._vocabulary = net, vocabulary
        self._rows = {(0, 0, 0, 0, 0, 0): 0}

    def __missing__(self, key: str | tuple[str, int]) -> int:
        """The row of a character, with ENDS and STARTS where it stands at an edge of its paragraph."""
        c, edges = key if isinstance(key, tuple) else (key, 0)
        features = (PER_CHAR_FEAT_FUNCS[name](c) for name in ("space_before", "capitalized", "numeric"))
        told = (self._vocabulary.unit2id(c), *features, edges & ENDS, edges // STARTS)
        if told not in self._rows:
            self._rows[told] = len(self._rows)
            self.__dict__.pop("sums", None)
        self[key] = self._rows[told]
        return self[key]

    def rows_of(self, paragraph: str) -> list[int]:
        if not paragraph:
            return []
        rows = list(map(self.__getitem__, paragraph))
        rows[-1] = self[paragraph[-1], ENDS | STARTS * (len(paragraph) == 1)]
        if len(paragraph) > 1:
            rows[0] = self[paragraph[0], STARTS]
        return rows

    @cached_property
    def sums(self) -> list[torch.Tensor]:
        """For each convolution, by row and place in its window, what a character there adds to its outputs."""
        told = torch.tensor(list(self._rows))
        letters = torch.cat([self._net.embeddings(told[:, 0]), told[:, 1:].float()], dim=1)
        return [torch.einsum("ri,oik->rko", letters, look.weight).flatten(0, 1).contiguous() for look in self._net.conv_res]


class _Letters:
    """A paragraph as the tokenizer reads it, one blank at most between words, and where each character stands."""

    def __init__(self, text: str) -> None:
        text = _BLANK.sub(" ", text).rstrip()
        if "  " in text:
            self.places: Sequence[int] = [i for i, c in enumerate(text) if c != " " or text[i - 1 : i] != " "]
            self.letters = "".join(text[i] for i in self.places)
        else:
            self.places, self.letters = range(len(text)), text
