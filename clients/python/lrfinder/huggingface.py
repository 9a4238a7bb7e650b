"""Finds the learning rate of Hugging Face's Trainer, whose model is put back as it was.

::

    trainer = transformers.Trainer(model, arguments, train_dataset=data)
    found = lrfinder.huggingface.find(trainer)
    found.apply(trainer)                      # arguments.learning_rate

Or at the start of ``train``, which then goes on at the rate that was found::

    trainer.add_callback(lrfinder.huggingface.FindLearningRate(trainer))
"""

from __future__ import annotations

import copy
from typing import Any, Callable, List, Optional

import transformers
from transformers.trainer_callback import CallbackHandler, DefaultFlowCallback

from . import session
from ._by_hand import outcome
from ._found import Found
from ._options import Options
from ._paced import Fits
from ._torch_rates import Held, gradient_age
from ._torch_schedules import scheduler
from ._torch_state import Snapshot
from ._transport import Transport

__all__ = ["FindLearningRate", "RangeTest", "find"]


def find(trainer: transformers.Trainer, **options: Any) -> Found:
    """Finds the learning rate of a Trainer.

    It is trained by a copy of the Trainer that logs, evaluates and saves nothing, for as many
    epochs as the search needs. The Trainer, its model, and its optimizer where it has one already,
    are as before afterwards.

    :param options: ``steps``, ``from_``, ``to``, ``runs``, ``verify``, ``quick``, ``momentum`` and
        the other options of the command.
    """
    chosen = Options.of(options)
    kept = [trainer.model]
    if trainer.optimizer is not None:
        kept.append(trainer.optimizer)
    if trainer.lr_scheduler is not None:
        kept.append(trainer.lr_scheduler)
    snapshot = Snapshot(kept)
    probe = _Probe(chosen, snapshot)

    def restore() -> None:
        probe.release()
        snapshot.restore()

    def search(begun: Callable[[Transport], None]) -> None:
        probe.begun = begun
        probe.fits.conduct(lambda: _likeness(trainer, probe).train(), restore)

    return outcome(
        search,
        chosen,
        type(trainer.model).__name__,
        ratios=probe.ratios,
        schedule=lambda found, kind, steps, target: scheduler(
            found, kind, steps, target if target is not None else trainer.optimizer
        ),
    )


class FindLearningRate(transformers.TrainerCallback):  # type: ignore[misc]
    """Finds the learning rate at the start of ``train``, applies it, and lets ``train`` go on.

    Where no rate can be trusted, everything stays as it is. Afterwards :attr:`found` says what was
    found.
    """

    def __init__(self, trainer: transformers.Trainer, **options: Any) -> None:
        Options.of(options)
        self._options = options
        self._trainer = trainer
        #: What was found; none before ``train``.
        self.found: Optional[Found] = None

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self.found is not None or state.global_step > 0:
            return
        # The copy makes an optimizer and a schedule of its own.
        probe = copy.copy(self._trainer)
        probe.optimizer = probe.lr_scheduler = None
        probe.model = self._trainer.model
        self.found = find(probe, **self._options)
        print(self.found)
        if self.found.learning_rate is None:
            return
        rate = self.found.learning_rate
        factor = rate / args.learning_rate if args.learning_rate > 0 else 1.0
        args.learning_rate = rate
        for group in kwargs["optimizer"].param_groups:
            for name in ("lr", "initial_lr"):
                if name in group:
                    group[name] = group[name] * factor
        schedule = kwargs["lr_scheduler"]
        schedule = getattr(schedule, "scheduler", schedule)
        for name in ("base_lrs", "_last_lr"):
            if isinstance(getattr(schedule, name, None), list):
                setattr(schedule, name, [lr * factor for lr in getattr(schedule, name)])


class RangeTest(transformers.TrainerCallback):  # type: ignore[misc]
    """Trains at the rates of ``lrfinder drive``, one step of the optimizer each.

    ::

        trainer = transformers.Trainer(model, arguments, train_dataset=data)
        lrfinder.huggingface.RangeTest(trainer)     # adds itself
        while lrfinder.active():
            trainer.train()

    It ends ``train`` when the test is over and puts the model, the optimizer and the random state
    back as they were. Without the finder it does nothing; see :func:`find`. The trainer's seed is
    of its arguments: ``seed=lrfinder.seed()``.
    """

    def __init__(self, trainer: transformers.Trainer) -> None:
        self._probe: Optional[_Probe] = None
        self._losses: List[Any] = []
        if session().is_active:
            _record_losses(trainer, self._losses)
            trainer.add_callback(self)

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if session().is_active:
            snapshot = Snapshot([kwargs["model"], kwargs["optimizer"]])
            self._probe = _Probe(Options(progress=False), snapshot, self._losses)
            self._probe.on_train_begin(args, state, control, **kwargs)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self._probe is not None:
            try:
                self._probe.on_step_end(args, state, control, **kwargs)
            except SystemExit:
                self._restore()
                raise
            if self._probe.fits.pace.rate is None:
                self._restore()

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self._probe is not None:
            self._restore()
            session().give_up("train() ended before the range test; give it more epochs")

    def _restore(self) -> None:
        if self._probe is not None:
            self._probe.release()
            self._probe.snapshot.restore()
        self._probe = None


class _Probe(transformers.TrainerCallback):  # type: ignore[misc]
    """Makes one run of a search in each ``train``."""

    def __init__(
        self, options: Options, snapshot: Snapshot, losses: Optional[List[Any]] = None
    ) -> None:
        self.snapshot = snapshot
        self.fits = Fits(self._transport, options)
        self.begun: Callable[[Transport], None] = lambda transport: None
        self.losses: List[Any] = [] if losses is None else losses
        #: The ratios of the optimizer's groups, known after the first ``train``.
        self.ratios: List[List[float]] = []
        self._options = options
        self._optimizer: Any = None
        self._held: Optional[Held] = None

    def _transport(self) -> Transport:
        made = self._options.transport(session(), gradient_age([self._optimizer]))
        self.begun(made)
        return made

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._optimizer = kwargs["optimizer"]
        run = self.fits.pace.next_run()
        if run is None:
            control.should_training_stop = True
            return
        self._held = Held([self._optimizer])
        if not self.ratios:
            self.ratios += self._held.ratios
        self._held.hold()
        self.snapshot.seed(run.seed, None if run.is_relative else run.seed)
        self.losses.clear()
        self.fits.pace.begin(run)
        self._set()

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        pace, held = self.fits.pace, self._held
        if held is None or pace.rate is None:
            return
        # A scaler may have skipped the step; the weights are still those of the losses before.
        if not self.losses:
            pace.transport.give_up("no loss was seen for a step")
        total = float(sum(self.losses))
        self.losses.clear()
        pace.add(total)
        if not held.steps and total == total and abs(total) != float("inf"):
            return
        if pace.step():
            self._set()
        else:
            control.should_training_stop = True

    def release(self) -> None:
        """Leaves the optimizer alone."""
        if self._held is not None:
            self._held.release()
        self._held = None

    def _set(self) -> None:
        if self._held is not None and self.fits.pace.rate is not None:
            self._held.set(self.fits.pace.rate)


def _record_losses(trainer: Any, losses: List[Any]) -> None:
    """Keeps the loss of every mini-batch, which the logs only have in the mean over several."""
    training_step = trainer.training_step

    def recorded(*arguments: Any, **options: Any) -> Any:
        loss = training_step(*arguments, **options)
        # Already divided by the number of batches that make a step.
        losses.append(loss.detach() if hasattr(loss, "detach") else loss)
        return loss

    trainer.training_step = recorded


def _likeness(trainer: Any, probe: _Probe) -> Any:
    """A copy of a Trainer that trains until the search has enough, and leaves nothing behind."""
    made = copy.copy(trainer)
    made.__dict__.pop("training_step", None)
    made.args = copy.copy(trainer.args)
    # The order of the examples depends on the arguments' seed alone.
    seed = probe.fits.next_seed
    for name, value in {
        "seed": trainer.args.seed + seed,
        "data_seed": None if trainer.args.data_seed is None else trainer.args.data_seed + seed,
        "max_steps": 1_000_000,
        "eval_strategy": transformers.trainer_utils.IntervalStrategy.NO,
        "save_strategy": transformers.trainer_utils.IntervalStrategy.NO,
        "logging_strategy": transformers.trainer_utils.IntervalStrategy.NO,
        "do_eval": False,
        "load_best_model_at_end": False,
        "disable_tqdm": True,
        "report_to": [],
        "push_to_hub": False,
        "resume_from_checkpoint": None,
    }.items():
        object.__setattr__(made.args, name, value)
    made.control = transformers.TrainerControl()
    made.state = transformers.TrainerState()
    made.is_in_train = False
    made.create_accelerator_and_postprocess()
    made.callback_handler = CallbackHandler(
        [DefaultFlowCallback(), probe],
        made.model,
        trainer.callback_handler.processing_class,
        made.optimizer,
        made.lr_scheduler,
    )
    _record_losses(made, probe.losses)
    return made
