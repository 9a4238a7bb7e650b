"""Records what PyTorch computes, for the tests of the engine to compare with.

    python3 record.py     (PyTorch 2.15; writes three .json files beside this one)

Inputs, weights and targets are small formulas that the tests repeat, so that only results are
recorded. Everything is float32 on one thread.
"""

import json
import math
import pathlib

import torch
from torch import nn, optim

HERE = pathlib.Path(__file__).parent


def wave(*shape, scale=1.0, shift=0.0):
    """scale * sin(0.7 i + shift) for the i-th element; Fixture.wave in the tests."""
    count = math.prod(shape)
    values = [scale * math.sin(0.7 * i + shift) for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).float().reshape(shape)


OPTIMIZERS = {
    "sgd": (optim.SGD, dict(lr=0.1)),
    "sgd-decay": (optim.SGD, dict(lr=0.1, weight_decay=0.01)),
    "sgd-momentum": (optim.SGD, dict(lr=0.1, momentum=0.9, weight_decay=0.01)),
    "sgd-dampening": (optim.SGD, dict(lr=0.1, momentum=0.9, dampening=0.3)),
    "sgd-nesterov": (optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)),
    "adam": (optim.Adam, dict(lr=0.01)),
    "adam-decay": (optim.Adam, dict(lr=0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)),
    "adam-amsgrad": (optim.Adam, dict(lr=0.3, amsgrad=True)),
    "adamw": (optim.AdamW, dict(lr=0.01)),
    "adamw-decay": (optim.AdamW, dict(lr=0.1, betas=(0.8, 0.95), weight_decay=0.2)),
    "adamw-amsgrad": (optim.AdamW, dict(lr=0.3, amsgrad=True)),
    "adagrad": (optim.Adagrad, dict(lr=0.1)),
    "adagrad-decay": (
        optim.Adagrad,
        dict(lr=0.1, lr_decay=0.1, initial_accumulator_value=0.2, eps=1e-6, weight_decay=0.1),
    ),
    "rmsprop": (optim.RMSprop, dict(lr=0.01)),
    "rmsprop-decay": (optim.RMSprop, dict(lr=0.01, alpha=0.9, eps=1e-6, weight_decay=0.1)),
    "rmsprop-momentum": (optim.RMSprop, dict(lr=0.01, momentum=0.9)),
    "rmsprop-centered": (optim.RMSprop, dict(lr=0.01, centered=True)),
    "rmsprop-all": (
        optim.RMSprop,
        dict(lr=0.01, alpha=0.9, momentum=0.8, centered=True, weight_decay=0.1),
    ),
}


def train(kind, settings, clip=None):
    """Ten steps of a linear model; its parameters and losses."""
    model = nn.Linear(4, 2)
    with torch.no_grad():
        model.weight.copy_(wave(2, 4, scale=0.5))
        model.bias.copy_(wave(2, scale=0.1, shift=1))
    inputs, targets = wave(8, 4, shift=2), wave(8, 2, shift=3)
    optimizer = kind(model.parameters(), foreach=False, fused=False, **settings) \
        if kind is not optim.RMSprop else kind(model.parameters(), foreach=False, **settings)
    losses, norms = [], []
    for _ in range(10):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(inputs), targets)
        losses.append(loss.item())
        loss.backward()
        if clip is not None:
            norms.append(nn.utils.clip_grad_norm_(model.parameters(), clip).item())
        optimizer.step()
    result = dict(
        weight=model.weight.flatten().tolist(), bias=model.bias.tolist(), losses=losses)
    if clip is not None:
        result["norms"] = norms
    return result


def fill(module):
    """Gives every parameter values that do not depend on a generator."""
    with torch.no_grad():
        for index, parameter in enumerate(module.parameters()):
            parameter.copy_(wave(*parameter.shape, scale=0.4, shift=index))
    return module


def run(module, inputs, function=None):
    """The output, and the gradients of its mean square for the input and all parameters."""
    inputs = inputs.requires_grad_()
    output = (function or module)(inputs)
    output.square().mean().backward()
    return dict(
        shape=list(output.shape),
        output=output.flatten().tolist(),
        input_gradient=inputs.grad.flatten().tolist(),
        gradients=[p.grad.flatten().tolist() for p in module.parameters()],
        buffers=[b.double().flatten().tolist() for b in module.buffers()],
    )


def attention(causal):
    module = fill(nn.MultiheadAttention(4, 2, batch_first=True))
    mask = torch.triu(torch.ones(3, 3), 1).bool() if causal else None
    return run(
        module, wave(2, 3, 4),
        lambda x: module(x, x, x, attn_mask=mask, need_weights=False)[0])


def lstm():
    module = fill(nn.LSTM(3, 2, num_layers=2, batch_first=True))
    return run(module, wave(2, 4, 3), lambda x: module(x)[0])


LAYERS = {
    "linear": lambda: run(fill(nn.Linear(5, 3)), wave(2, 5)),
    "conv": lambda: run(
        fill(nn.Conv2d(4, 6, 3, stride=2, padding=1, groups=2)), wave(2, 4, 5, 5)),
    "conv-transposed": lambda: run(
        fill(nn.ConvTranspose2d(3, 2, 3, stride=2, padding=1, output_padding=1)),
        wave(2, 3, 3, 3)),
    "batch-norm-vectors": lambda: run(fill(nn.BatchNorm1d(3)), wave(4, 3)),
    "batch-norm-images": lambda: run(fill(nn.BatchNorm2d(3, momentum=0.3)), wave(2, 3, 2, 2)),
    "layer-norm": lambda: run(fill(nn.LayerNorm([3, 4])), wave(2, 3, 4)),
    "attention": lambda: attention(False),
    "attention-causal": lambda: attention(True),
    "lstm": lstm,
    "max-pooling": lambda: run(nn.MaxPool2d(3, stride=2, padding=1), wave(2, 2, 5, 5)),
    "average-pooling": lambda: run(nn.AvgPool2d(2), wave(2, 2, 4, 4)),
    "adaptive-pooling": lambda: run(nn.AdaptiveAvgPool2d((2, 3)), wave(2, 2, 5, 5)),
    "relu": lambda: run(nn.ReLU(), wave(3, 4)),
    "gelu": lambda: run(nn.GELU(), wave(3, 4)),
    "gelu-tanh": lambda: run(nn.GELU("tanh"), wave(3, 4)),
    "silu": lambda: run(nn.SiLU(), wave(3, 4)),
    "tanh": lambda: run(nn.Tanh(), wave(3, 4)),
    "sigmoid": lambda: run(nn.Sigmoid(), wave(3, 4)),
}


def losses():
    scores, others = wave(4, 3), wave(4, 3, scale=1.5, shift=1)
    classes = torch.tensor([0, 2, 1, 2])
    f = nn.functional
    return {
        "cross-entropy": f.cross_entropy(scores, classes).item(),
        "nll": f.nll_loss(scores, classes).item(),
        "mse": f.mse_loss(scores, others).item(),
        "l1": f.l1_loss(scores, others).item(),
        "smooth-l1": f.smooth_l1_loss(scores, others).item(),
        "bce": f.binary_cross_entropy_with_logits(scores, others.sigmoid()).item(),
    }


def initial():
    """What torch's own initialisation draws after a seed."""
    torch.manual_seed(42)
    linear, conv = nn.Linear(5, 3), nn.Conv2d(2, 3, 3)
    return [p.flatten().tolist() for m in (linear, conv) for p in m.parameters()]


def write(name, value):
    def rounded(x):
        if isinstance(x, float):
            return float(f"{x:.9g}")  # nine digits hold a float32 exactly
        if isinstance(x, dict):
            return {key: rounded(item) for key, item in x.items()}
        return [rounded(item) for item in x] if isinstance(x, list) else x

    text = ",\n".join(f"{json.dumps(k)}: {json.dumps(rounded(v))}" for k, v in value.items())
    (HERE / name).write_text("{\n" + text + "\n}\n")


torch.set_num_threads(1)
runs = {name: train(kind, settings) for name, (kind, settings) in OPTIMIZERS.items()}
runs["clipped"] = train(optim.SGD, dict(lr=0.1), clip=0.5)
write("optimizers.json", runs)
write("layers.json", {name: make() for name, make in LAYERS.items()})
write("values.json", {"losses": losses(), "initial": initial()})
