"""Range tests of Lightning modules, which are put back as they were."""

from __future__ import annotations

from typing import Any, Dict, List

import torch

try:
    import lightning.pytorch as pl
except ImportError:
    import pytorch_lightning as pl

from . import session
from .pytorch import Snapshot, Undoable, set_rate


class RangeTest(Undoable, pl.Callback):  # type: ignore[misc]
    """Trains at the finder's rates, one step of the optimizer each.

    ::

        while lrfinder.active():
            finder = lrfinder.lightning.RangeTest()
            Trainer(max_epochs=-1, callbacks=[finder], logger=False).fit(module, data)

    It ends ``fit`` when the test is over and puts the module, its optimizers and the random state
    back as they were. Without the finder it does nothing. Needs automatic optimization.
    """

    def __init__(self) -> None:
        super().__init__()
        self._losses: List[float] = []
        self._steps = 0

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        if not session().is_active:
            return
        if not pl_module.automatic_optimization:
            session().give_up("the Lightning callback needs automatic optimization")
        self._snapshot = Snapshot([pl_module], trainer.optimizers)
        run = session().begin()
        if run is not None:
            torch.manual_seed(run.seed)
            self._steps = trainer.global_step
            self._next(trainer)

    def on_train_batch_start(self, trainer: Any, pl_module: Any, *_: Any) -> None:
        # At every batch: a scheduler may have changed it after the last one.
        if self._rate is not None:
            for optimizer in trainer.optimizers:
                set_rate(optimizer, self._rate)

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, *_: Any) -> None:
        if self._rate is None:
            return
        if outputs is None:
            session().give_up("training_step returned no loss")
        loss = outputs["loss"] if isinstance(outputs, Dict) else outputs
        # Lightning hands out the loss divided by the number of batches that make a step.
        self._losses.append(float(loss))
        if trainer.global_step == self._steps:
            return
        self._steps = trainer.global_step
        session().report(sum(self._losses))
        self._losses = []
        self._next(trainer)

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        if self._rate is not None:
            self._restore()
            session().give_up("fit() ended before the range test; give it max_epochs=-1")

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        self._restore()

    def _next(self, trainer: Any) -> None:
        if not self._take_rate():
            trainer.should_stop = True
