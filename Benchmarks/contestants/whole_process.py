"""A whole program that finds a rate with torch-lr-finder: digits, `mlp`, 100 steps, a picture."""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import torch
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, TensorDataset
from torch_lr_finder import LRFinder

from . import models


def main() -> None:
    digits = load_digits()
    images = torch.tensor(digits.data, dtype=torch.float32)
    images = (images - images.mean()) / images.std()
    data = DataLoader(TensorDataset(images, torch.tensor(digits.target)), 64, shuffle=True)
    model = models.make("mlp", inputs=64)
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-6, momentum=models.MOMENTUM)
    finder = LRFinder(model, optimizer, torch.nn.CrossEntropyLoss(), device="cpu")
    finder.range_test(data, end_lr=10, num_iter=100, diverge_th=4)
    axes, rate = finder.plot(suggest_lr=True)
    axes.figure.savefig(Path(sys.argv[1]) / "curve.png")
    finder.reset()
    print(rate)


if __name__ == "__main__":
    main()
