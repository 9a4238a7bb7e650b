"""The range test of Lightning's Tuner."""

import logging
import tempfile
import warnings

import lightning
import torch
from lightning.pytorch.tuner import Tuner
from torch import Tensor
from torch.nn.functional import cross_entropy

from . import loaders, models
from .protocol import arguments, serve


class Module(lightning.LightningModule):
    """The benchmark's model in Lightning's form."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.lr = models.START_RATE
        self.model = models.make(name)

    def training_step(self, batch: tuple[Tensor, Tensor], _: int) -> Tensor:
        images, labels = batch
        return cross_entropy(self.model(images), labels)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.SGD(
            self.parameters(), lr=self.lr, momentum=models.MOMENTUM, fused=True
        )


def main() -> None:
    options = arguments()
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore")
    data = loaders.make(options.loader, options.model)
    module = Module(options.model)
    with tempfile.TemporaryDirectory() as folder:
        trainer = lightning.Trainer(
            accelerator="cpu",
            default_root_dir=folder,
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )

        def run(steps: int) -> None:
            Tuner(trainer).lr_find(
                module,
                train_dataloaders=data,
                min_lr=models.START_RATE,
                max_lr=models.END_RATE,
                num_training=steps,
                early_stop_threshold=None,
                update_attr=False,
            )

        serve(run, warm_up_steps=100)


if __name__ == "__main__":
    main()
