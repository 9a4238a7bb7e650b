"""The range test of torch-lr-finder."""

import torch
from torch_lr_finder import LRFinder

from . import loaders, models
from .protocol import arguments, serve


def main() -> None:
    options = arguments()
    data = loaders.make(options.loader, options.model)

    def training() -> tuple[torch.nn.Module, torch.optim.Optimizer]:
        model = models.make(options.model)
        return model, torch.optim.SGD(
            model.parameters(), lr=models.START_RATE, momentum=models.MOMENTUM, fused=True
        )

    def test(model: torch.nn.Module, optimizer: torch.optim.Optimizer, steps: int) -> None:
        finder = LRFinder(model, optimizer, torch.nn.CrossEntropyLoss(), device="cpu")
        finder.range_test(
            data, end_lr=models.END_RATE, num_iter=steps, diverge_th=float("inf")
        )
        finder.reset()

    if options.study:
        serve(lambda steps: [test(*training(), 100) for _ in range(steps // 100)], 100)
    else:
        model, optimizer = training()
        serve(lambda steps: test(model, optimizer, steps), warm_up_steps=100)


if __name__ == "__main__":
    main()
