r"""A small GAN in PyTorch that learns points on a ring: two optimizers, each with its own test.

    lrfinder drive --from 1e-6 --to 1 --optimizer generator=1e-3 --optimizer critic=1e-3 \
        -- python gan_ring.py
    python gan_ring.py

While one optimizer's rate rises, the other keeps the rate after its name. The critic is judged by
its loss. The generator's loss depends on how good the critic is, and is lowest where the critic is
lost; so the generator is judged by how far its points are from the data.
"""

import math

import torch
from torch import nn

import lrfinder

torch.set_num_threads(1)


def perceptron(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(
        nn.Linear(inputs, 64), nn.LeakyReLU(0.2), nn.Linear(64, 64), nn.LeakyReLU(0.2),
        nn.Linear(64, outputs),
    )


def ring() -> torch.Tensor:
    angle = torch.rand(128, 1) * 2 * math.pi
    return torch.cat([angle.cos(), angle.sin()], 1) + 0.05 * torch.randn(128, 2)


def distance(made: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """The energy distance between two clouds of points (Székely and Rizzo, 2013)."""
    other = ring()
    between = torch.cdist(made, real).mean() + torch.cdist(made, other).mean()
    off_diagonal = len(made) / (len(made) - 1)
    return between - torch.cdist(made, made).mean() * off_diagonal - torch.cdist(real, other).mean()


class GAN:
    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        self.networks = {"generator": perceptron(8, 2), "critic": perceptron(2, 1)}
        self.optimizers = {
            name: torch.optim.Adam(network.parameters(), lr=1e-3, betas=(0.5, 0.999))
            for name, network in self.networks.items()
        }

    def step(self, only: str = "") -> dict:
        real = ring()
        made = self.networks["generator"](torch.randn(128, 8))
        critic = self.networks["critic"]
        softplus = nn.functional.softplus
        losses = {
            "critic": softplus(-critic(real)).mean() + softplus(critic(made.detach())).mean()
        }
        self.update("critic", losses["critic"])
        losses["generator"] = softplus(-critic(made)).mean()
        if only != "critic":
            self.update("generator", losses["generator"])
        losses["generator"] = distance(made, real)
        return {name: loss.item() for name, loss in losses.items()}

    def update(self, name: str, loss: torch.Tensor) -> None:
        self.optimizers[name].zero_grad()
        loss.backward()
        self.optimizers[name].step()


for run in lrfinder.runs():
    gan = GAN(run.seed)
    if run.optimizer == "generator":
        # Of a critic that knows nothing, the generator has nothing to learn.
        for _ in range(100):
            gan.step(only="critic")
    for rate in run.rates():
        for name, value in rate.optimizers.items():
            gan.optimizers[name].param_groups[0]["lr"] = value
        losses = gan.step()
        lrfinder.report(losses["generator"], losses=losses)

gan = GAN(lrfinder.seed())
for _ in range(500):
    losses = gan.step()
print({name: round(loss, 3) for name, loss in losses.items()})
