"""Range tests with Hugging Face's Trainer, whose model is put back as it was."""

from __future__ import annotations

from typing import Any, List

import transformers

from . import session
from .pytorch import Snapshot, Undoable, set_rate


class RangeTest(Undoable, transformers.TrainerCallback):  # type: ignore[misc]
    """Trains at the finder's rates, one step of the optimizer each.

    ::

        trainer = transformers.Trainer(model, arguments, train_dataset=data)
        lrfinder.huggingface.RangeTest(trainer)     # adds itself
        while lrfinder.active():
            trainer.train()

    It ends ``train`` when the test is over and puts the model, the optimizer and the random state
    back as they were. Without the finder it does nothing. The trainer's seed is of its arguments:
    ``seed=lrfinder.seed()``.
    """

    def __init__(self, trainer: transformers.Trainer) -> None:
        super().__init__()
        self._losses: List[float] = []
        if not session().is_active:
            return
        # A callback is not told the loss of a step: the logs hold means over several.
        training_step = trainer.training_step

        def recorded(*arguments: Any, **options: Any) -> Any:
            loss = training_step(*arguments, **options)
            # Already divided by the number of batches that make a step.
            self._losses.append(float(loss))
            return loss

        trainer.training_step = recorded
        trainer.add_callback(self)

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if not session().is_active:
            return
        self._snapshot = Snapshot([kwargs["model"]], [kwargs["optimizer"]])
        run = session().begin()
        if run is not None:
            self._losses = []
            self._next(control)

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        # At every step: the trainer's own schedule has changed it after the last one.
        if self._rate is not None:
            set_rate(kwargs["optimizer"], self._rate)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self._rate is None:
            return
        session().report(sum(self._losses))
        self._losses = []
        self._next(control)

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self._rate is not None:
            self._restore()
            session().give_up("train() ended before the range test; give it more epochs")

    def _next(self, control: Any) -> None:
        if not self._take_rate():
            control.should_training_stop = True
