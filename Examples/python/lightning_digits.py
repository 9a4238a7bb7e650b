"""Handwritten digits in Lightning.

    lrfinder drive -- python lightning_digits.py
    python lightning_digits.py --own-finder        # Lightning's Tuner.lr_find
    python lightning_digits.py
"""

import logging
import sys
import warnings

import lightning.pytorch as pl
import torch
from lightning.pytorch.tuner import Tuner
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import lrfinder
import lrfinder.lightning

warnings.filterwarnings("ignore")
logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
torch.set_num_threads(1)
pl.seed_everything(lrfinder.seed(), verbose=False)


class Digits(pl.LightningModule):
    def __init__(self, learning_rate: float = 1e-3) -> None:
        super().__init__()
        self.save_hyperparameters()
        self.layers = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))

    def training_step(self, batch, index):
        inputs, targets = batch
        loss = nn.functional.cross_entropy(self.layers(inputs), targets)
        self.log("loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.learning_rate)


digits = load_digits()
data = TensorDataset(
    torch.tensor(digits.data, dtype=torch.float32) / 16, torch.tensor(digits.target)
)
loader = DataLoader(data, batch_size=64, shuffle=True)
module = Digits()
quiet = dict(
    accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
    enable_model_summary=False,
)

while lrfinder.active():
    finder = lrfinder.lightning.RangeTest()
    pl.Trainer(max_epochs=-1, callbacks=[finder], **quiet).fit(module, loader)

trainer = pl.Trainer(max_epochs=5, **quiet)
if "--own-finder" in sys.argv:
    own = Tuner(trainer).lr_find(module, loader, min_lr=1e-7, max_lr=10, num_training=100)
    print(f"Lightning's finder: {own.suggestion():.2g}")
else:
    module.hparams.learning_rate = lrfinder.suggestion() or module.hparams.learning_rate
    trainer.fit(module, loader)
    print(f"rate {module.hparams.learning_rate:.2g}, loss {trainer.callback_metrics['loss']:.4f}")
