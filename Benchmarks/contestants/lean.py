"""The lean Python loop: the range test as a careful PyTorch user writes it by hand."""

import torch
from torch.nn.functional import cross_entropy

from . import fashion_mnist, models
from .protocol import arguments, serve


def main() -> None:
    options = arguments()
    batch_size = models.BATCH_SIZE[options.model]
    images, labels = fashion_mnist.load(options.model)
    torch.manual_seed(1)
    model = models.make(options.model)
    # The fastest order for this model on one thread.
    order_in_memory = torch.contiguous_format
    if options.model == "resnet56":
        order_in_memory = torch.channels_last
        model = model.to(memory_format=order_in_memory)
    optimizer = torch.optim.SGD(
        model.parameters(), lr=models.START_RATE, momentum=models.MOMENTUM, fused=True
    )
    group = optimizer.param_groups[0]
    generator = torch.Generator().manual_seed(1)
    order = torch.randperm(len(labels), generator=generator)
    position = 0

    def run(steps: int) -> None:
        nonlocal order, position
        rate, growth = models.START_RATE, (models.END_RATE / models.START_RATE) ** (1 / steps)
        rates, losses = [], []
        for _ in range(steps):
            if position + batch_size > len(order):
                order = torch.randperm(len(labels), generator=generator)
                position = 0
            batch = order[position : position + batch_size]
            position += batch_size
            group["lr"] = rate
            inputs = fashion_mnist.batch_of(images, batch)
            logits = model(inputs.contiguous(memory_format=order_in_memory))
            loss = cross_entropy(logits, labels[batch])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            rates.append(rate)
            losses.append(loss.item())
            rate *= growth

    serve(run, warm_up_steps={"mlp": 200, "cnn": 10, "resnet56": 1}[options.model])


if __name__ == "__main__":
    main()
