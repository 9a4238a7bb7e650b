"""The DataLoaders that the peers are given: the one that everybody writes, and the fastest."""

import torch
from torch import Tensor
from torch.utils.data import (
    BatchSampler,
    DataLoader,
    Dataset,
    RandomSampler,
    TensorDataset,
)

from . import fashion_mnist, models


def make(kind: str, model: str) -> DataLoader:
    """Fashion-MNIST in batches by PyTorch's DataLoader, in the worker's own process."""
    batch_size = models.BATCH_SIZE[model]
    if kind == "usual":
        return DataLoader(normalized(model), batch_size, shuffle=True)
    data = WholeBatches(model)
    sampler = BatchSampler(RandomSampler(data), batch_size, drop_last=True)
    return DataLoader(data, batch_size=None, sampler=sampler)


def normalized(model: str) -> TensorDataset:
    """The usual data set: all images as normalized floats in memory, asked for one by one."""
    images, labels = fashion_mnist.load(model)
    return TensorDataset(fashion_mnist.batch_of(images, torch.arange(len(labels))), labels)


class WholeBatches(Dataset[tuple[Tensor, Tensor]]):
    """Fashion-MNIST as bytes, asked for a whole batch at a time."""

    def __init__(self, model: str) -> None:
        self.images, self.labels = fashion_mnist.load(model)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, indices: list[int]) -> tuple[Tensor, Tensor]:
        batch = torch.tensor(indices)
        return fashion_mnist.batch_of(self.images, batch), self.labels[batch]
