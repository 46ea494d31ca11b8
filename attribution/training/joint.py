"""The nets over one encoder are trained together, turn by turn. The weights kept are a running average over the last few hundred steps."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from attrs import frozen
from stanza.models.pos.tag_columns import tag_columns_from_args, tag_columns_to_config
from torch import nn

from attribution.parsing.quantized import save_encoder
from attribution.training.nets import Lesson, Nets

log = logging.getLogger("attribution.training")

PIECES = 1700  # a step: about 1,300 words and marks
KEPT_EVERY = 120  # seconds: what a killed training loses, and the disk is spared
AVERAGED = 0.998  # the weight of the past in the running average


@frozen
class Course:
    """Whose turn it is (T: people's trees, N: entities, R: roles), again and again, and how fast the heads and the encoder learn."""

    turns: str
    rate: float
    encoder_rate: float


TEACHER = Course("TTN", 1e-3, 6e-5)
STUDENT = Course("TRN", 1.5e-3, 2e-4)
AGAIN = Course("TNNTNR", 1.5e-3, 1.5e-4)  # the student's second training: names want more turns than roles


def train(nets: Nets, course: Course, *, steps: int, kept: Path, seed: int = 1234) -> None:
    """Train in place; at the end the nets hold the running average of their weights. ``kept``: the state so far, to go on from."""
    encoder, heads = _parameters(nets)
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": course.encoder_rate, "weight_decay": 0.01}, {"params": heads, "lr": course.rate, "weight_decay": 1e-5}],
        betas=(0.9, 0.98),
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1, (s + 1) * 20 / steps) * max(0.01, 1 - s / steps))
    state = {"step": 0, "nets": nn.ModuleList(nets.all()), "optimizer": optimizer, "schedule": schedule}
    average = [p.detach().clone() for p in encoder + heads]
    done = _go_on(kept, state, average)
    random.seed(seed + done)
    np.random.seed(seed + done)
    torch.manual_seed(seed + done)
    batches = {turn: _batches(nets.lessons[turn], nets.length) for turn in set(course.turns)}
    for net in nets.all():
        net.train()
    _draw_quickly(nets.all())
    started, totals = time.monotonic(), dict.fromkeys(batches, 0.0)
    last_kept = started
    for step in range(done + 1, steps + 1):
        optimizer.zero_grad(set_to_none=False)
        turn = course.turns[step % len(course.turns)]
        loss = nets.loss(next(batches[turn]))
        loss.backward()
        nn.utils.clip_grad_norm_(encoder + heads, 1.0)
        optimizer.step()
        schedule.step()
        past = min(AVERAGED, step / (step + 9))
        torch._foreach_lerp_(average, [p.detach() for p in encoder + heads], 1 - past)
        totals[turn] += loss.item()
        rounds = 8 * len(course.turns)
        if step % rounds == 0:
            means = ", ".join(f"{t} {total / course.turns.count(t) / 8:.3f}" for t, total in totals.items())
            log.info("joint: step %d of %d, %.0f s, losses: %s", step, steps, time.monotonic() - started, means)
            totals = dict.fromkeys(batches, 0.0)
        if time.monotonic() - last_kept > KEPT_EVERY:
            _keep(kept, {**state, "step": step}, average)
            last_kept = time.monotonic()
    for parameter, mean in zip(encoder + heads, average):
        parameter.data.copy_(mean)
    for net in nets.all():
        net.eval()


def _keep(path: Path, state: dict[str, Any], average: list[torch.Tensor]) -> None:
    part = path.with_suffix(".part")
    torch.save({n: x.state_dict() if hasattr(x, "state_dict") else x for n, x in state.items()} | {"average": average}, part)
    part.replace(path)


def _go_on(path: Path, state: dict[str, Any], average: list[torch.Tensor]) -> int:
    """The step that an earlier run came to, with everything as it was then; 0 where there was none."""
    if not path.exists():
        return 0
    kept = torch.load(path, weights_only=True)
    for name, part in state.items():
        if name != "step":
            part.load_state_dict(kept[name])
    for mean, was in zip(average, kept["average"]):
        mean.copy_(was)
    return kept["step"]


def _parameters(nets: Nets) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """The encoder's, and the rest; what it learns of case is new to it and so learns with the rest."""
    new = nets.encoder.case.weight
    encoder = [p for p in nets.encoder.parameters() if p is not new]
    known = {id(p) for p in encoder}
    heads = [p for net in nets.all() for p in net.parameters() if p.requires_grad and id(p) not in known]
    return encoder, list(dict.fromkeys(heads))


def _draw_quickly(nets: Sequence[nn.Module]) -> None:
    """Dropout from one stock of random numbers: on a CPU Torch draws them so slowly that it took a fifth of a step."""
    stock = torch.rand(8_000_000)

    @cache
    def factors(p: float, dtype: torch.dtype) -> torch.Tensor:
        return (stock > p).to(dtype) / (1 - p)

    def drop(layer: nn.Dropout, states: torch.Tensor) -> torch.Tensor:
        count = states.numel()
        if not layer.training or layer.p == 0 or count > len(stock) // 2:
            return F.dropout(states, layer.p, layer.training)
        first = random.randrange(len(stock) - count)
        return states * factors(layer.p, states.dtype)[first : first + count].view(states.shape)

    for layer in {layer for net in nets for layer in net.modules() if type(layer) is nn.Dropout}:
        layer.forward = partial(drop, layer)


def _batches(lessons: Sequence[Lesson], length: Callable[[Lesson], int]) -> Iterator[list[Lesson]]:
    """For ever: sentences of about one length together, the batches in any order."""
    sized = [(length(lesson), lesson) for lesson in lessons]
    while True:
        batches, batch, pieces = [], [], 0
        for size, lesson in sorted(sized, key=lambda s: s[0] + 6 * random.random()):
            if batch and pieces + size > PIECES:
                batches.append(batch)
                batch, pieces = [], 0
            batch.append(lesson)
            pieces += size
        batches.append(batch)
        random.shuffle(batches)
        yield from batches


# --- saving -----------------------------------------------------------------------------------


def save(nets: Nets, directory: Path) -> None:
    """The encoder in eight bits and the nets in half precision, Stanza's as its own loaders read them."""
    save_encoder(nets.encoder, nets.pieces, file_of(directory, "encoder"))
    tagger_args = {**nets.tagger_args, "tag_columns": tag_columns_to_config(tag_columns_from_args(nets.tagger_args))}
    parser_args = {
        **nets.parser_args,
        "transition_subtree_combination": nets.parser_args["transition_subtree_combination"].name,
        "resolve_head_constraints": True,  # Stanza's default in a pipeline, but not that of its training program
    }
    for processor, net, args, more in (
        ("pos", nets.tagger, tagger_args, {}),
        ("depparse", nets.parser, parser_args, {"model_type": "graph", "global_step": 0}),
        ("ner", nets.namer, nets.entity_args, {}),
    ):
        weights = {n: w.half() if w.is_floating_point() else w for n, w in nets.weights(net).items()}
        data = {"model": weights, "vocab": net.vocab.state_dict(), "config": {**args, "bert_finetune": False}, **more}
        torch.save(data, file_of(directory, processor))
    torch.save({name: weight.half() for name, weight in nets.role_reader.state_dict().items()}, file_of(directory, "roles"))


def file_of(directory: Path, processor: str) -> Path:
    path = directory / "en" / processor / "news.pt"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
