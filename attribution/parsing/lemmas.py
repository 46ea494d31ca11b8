"""The lemma of a word with its tag: as learnt by heart, else as Stanza's character model writes it."""

from __future__ import annotations

import torch
from stanza.models.common import seq2seq_constant as constant
from stanza.models.common import utils
from stanza.models.lemma import edit

NAMES_AND_MARKS = frozenset({"PROPN", "NUM", "PUNCT", "SYM", "X"})  # an unknown one is its own lemma


class Lemmas:
    def __init__(self, trainer) -> None:
        self._trainer = trainer
        self._known: dict[tuple[str, str], str] = {}

    def __call__(self, form: str, tag: str) -> str:
        known = self._known.get((form, tag))
        if known is None:
            if len(self._known) > 200_000:
                self._known.clear()
            known = self._known[form, tag] = self._by_heart(form, tag) or self._unknown(form, tag) or "_"
        return known

    def _by_heart(self, form: str, tag: str) -> str | None:
        """In small letters where it is known neither with this tag nor with any: "Backs" in a headline."""
        known = self._trainer._lookup(form, tag)
        return known if known or tag in NAMES_AND_MARKS else self._trainer._lookup(form.lower(), tag)

    def _unknown(self, form: str, tag: str) -> str:
        """One word at a time, so that it never depends on its neighbours in a batch."""
        if tag in NAMES_AND_MARKS or len(form) > 40:
            return form
        characters, tags = self._trainer.vocab["char"], self._trainer.vocab["pos"]
        source = torch.tensor([[constant.SOS_ID, *(characters.unit2id(c) for c in form), constant.EOS_ID]])
        nothing, tag_id = torch.zeros_like(source, dtype=torch.bool), torch.tensor([tags.unit2id(tag)])
        model = self._trainer.model
        inputs, _, lengths, _ = model.embed(source, nothing, tag_id, None)
        _, (state, _) = model.encode(inputs, lengths)
        change = int(model.edit_clf(state).argmax())
        written = ""
        if change == edit.EDIT_TO_ID["none"]:  # neither the word itself nor the word in small letters: it must be written, a letter a step
            predicted, _ = model.predict(source, nothing, pos=tag_id, beam_size=1)
            written = "".join(utils.prune_decoded_seqs([characters.unmap(predicted[0])])[0])
        lemma = edit.edit_word(form, written, change)
        return form if not lemma or constant.UNK in lemma else lemma
