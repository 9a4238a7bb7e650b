"""The range test of PyTorch Ignite."""

import torch
from ignite.engine import create_supervised_trainer
from ignite.handlers import FastaiLRFinder

from . import loaders, models
from .protocol import arguments, serve


def main() -> None:
    options = arguments()
    data = loaders.make(options.loader, options.model)
    model = models.make(options.model)
    optimizer = torch.optim.SGD(
        model.parameters(), lr=models.START_RATE, momentum=models.MOMENTUM, fused=True
    )
    trainer = create_supervised_trainer(model, optimizer, torch.nn.CrossEntropyLoss())

    def run(steps: int) -> None:
        finder = FastaiLRFinder()
        with finder.attach(
            trainer,
            to_save={"model": model, "optimizer": optimizer},
            num_iter=steps,
            start_lr=models.START_RATE,
            end_lr=models.END_RATE,
            diverge_th=float("inf"),
        ) as trainer_with_finder:
            trainer_with_finder.run(data)

    serve(run, warm_up_steps=100)


if __name__ == "__main__":
    main()
