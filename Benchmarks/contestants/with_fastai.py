"""The range test of fastai."""

import fastai.callback.schedule  # noqa: F401  (adds Learner.lr_find)
import torch
from fastai.data.core import DataLoaders
from fastai.learner import Learner
from fastai.optimizer import SGD

from . import loaders, models
from .protocol import arguments, serve


def main() -> None:
    options = arguments()
    learner = Learner(
        _loaders(options.loader, options.model),
        models.make(options.model),
        loss_func=torch.nn.CrossEntropyLoss(),
        opt_func=lambda parameters, lr: SGD(parameters, lr, mom=models.MOMENTUM),
    )

    def run(steps: int) -> None:
        with learner.no_bar(), learner.no_logging():
            learner.lr_find(
                start_lr=models.START_RATE,
                end_lr=models.END_RATE,
                num_it=steps,
                stop_div=False,
                show_plot=False,
                suggest_funcs=None,
            )

    serve(run, warm_up_steps=100)


def _loaders(kind: str, model: str) -> DataLoaders:
    """fastai's own loader is the usual one here."""
    if kind == "usual":
        data = loaders.normalized(model)
        return DataLoaders.from_dsets(
            data, data, bs=models.BATCH_SIZE[model], num_workers=0, device="cpu"
        )
    data = loaders.make(kind, model)
    return DataLoaders(data, data, device="cpu")


if __name__ == "__main__":
    main()
