"""Finds the learning rate of Lightning modules, and puts them back as they were.

::

    found = lrfinder.lightning.find(trainer, module, datamodule)
    found.apply(module)                        # its learning_rate or lr

Or at the start of ``fit``, which then goes on at the rate that was found::

    trainer = Trainer(callbacks=[lrfinder.lightning.FindLearningRate()])
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional

import torch

try:
    import lightning.pytorch as pl
except ImportError:
    import pytorch_lightning as pl

from . import session
from ._by_hand import outcome
from ._found import Found
from ._options import Options
from ._paced import Fits
from ._torch_rates import Held, gradient_age
from ._torch_schedules import scheduler
from ._torch_state import Snapshot
from ._transport import FinderError, Run, Transport, number

__all__ = ["FindLearningRate", "RangeTest", "find"]


def find(
    trainer: Any, module: Any, datamodule: Any = None, train_dataloaders: Any = None, **options: Any
) -> Found:
    """Finds the learning rate of a module.

    The module is trained by a Trainer that has the same accelerator, precision, accumulation and
    clipping, and neither the loggers nor the callbacks of the given one, which stays as it is.
    Manual optimization works: the loss is what ``training_step`` returns, or else what it hands to
    ``manual_backward``.

    :param trainer: The Trainer that the training is for.
    :param module: The module. Its optimizers are made anew by ``configure_optimizers``.
    :param datamodule: A data module, or a loader.
    :param train_dataloaders: A loader, where there is no data module.
    :param options: ``steps``, ``from_``, ``to``, ``runs``, ``verify``, ``quick``, ``momentum`` and
        the other options of the command.
    """
    chosen = Options.of(options)
    if datamodule is not None and not isinstance(datamodule, pl.LightningDataModule):
        train_dataloaders, datamodule = datamodule, None
    data: Dict[str, Any] = {"train_dataloaders": train_dataloaders, "datamodule": datamodule}
    attached = [(part, getattr(part, "_trainer", None)) for part in (module,)]
    if datamodule is not None:
        attached.append((datamodule, getattr(datamodule, "trainer", None)))
    snapshot = Snapshot([module, *([train_dataloaders] if train_dataloaders is not None else [])])
    probe = _Probe(chosen, snapshot)

    def restore() -> None:
        probe.release()
        snapshot.restore()
        module._trainer = attached[0][1]
        if datamodule is not None:
            datamodule.trainer = attached[1][1]

    def search(begun: Callable[[Transport], None]) -> None:
        probe.begun = begun
        probe.fits.conduct(lambda: _likeness(trainer, [probe]).fit(module, **data), restore)

    notes = []
    if [c for c in getattr(trainer, "callbacks", []) if _is_of_the_user(c)]:
        notes.append("the callbacks of the Trainer do not run during the search")
    return outcome(
        search,
        chosen,
        type(module).__name__,
        notes,
        ratios=probe.ratios,
        schedule=lambda found, kind, steps, target: scheduler(found, kind, steps, _needed(target)),
    )


class FindLearningRate(pl.Callback):  # type: ignore[misc]
    """Finds the learning rate at the start of ``fit``, applies it, and lets ``fit`` go on.

    The rate goes to the optimizers, whose groups keep their ratios, to their schedulers, and to the
    module's ``learning_rate`` or ``lr`` where it has one. Where none can be trusted, everything
    stays as it is. Afterwards :attr:`found` says what was found.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__()
        self._options = options
        Options.of(options)
        #: What was found; none before ``fit``.
        self.found: Optional[Found] = None
        self._is_to_apply = False

    def setup(self, trainer: Any, pl_module: Any, stage: str) -> None:
        if stage != "fit" or trainer.ckpt_path is not None:
            return
        source = trainer.fit_loop._data_source.instance
        loaders = None if isinstance(source, (pl.LightningModule, pl.LightningDataModule)) else source
        datamodule = getattr(trainer, "datamodule", None)
        self.found = find(trainer, pl_module, datamodule, loaders, **self._options)
        self._is_to_apply = self.found.learning_rate is not None
        if self._is_to_apply:
            try:
                self.found.apply(pl_module)
            except FinderError:
                pass  # The module keeps its rate in no attribute; the optimizers have it.
        if trainer.is_global_zero:
            print(self.found)

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        if not self._is_to_apply or self.found is None:
            return
        self._is_to_apply = False
        rate = self.found.require()
        first = next(
            (
                lr
                for optimizer in trainer.optimizers
                for group in optimizer.param_groups
                for lr in [float(group.get("initial_lr", group["lr"]))]
                if lr > 0
            ),
            rate,
        )
        factor = rate / first
        for optimizer in trainer.optimizers:
            for group in optimizer.param_groups:
                for name in ("lr", "initial_lr", "max_lr", "min_lr"):
                    if isinstance(group.get(name), torch.Tensor):
                        group[name].mul_(factor)
                    elif name in group:
                        group[name] *= factor
        for config in trainer.lr_scheduler_configs:
            _scale(config.scheduler, factor)


class RangeTest(pl.Callback):  # type: ignore[misc]
    """Trains at the rates of ``lrfinder drive``, one step of the optimizer each.

    ::

        while lrfinder.active():
            finder = lrfinder.lightning.RangeTest()
            Trainer(max_epochs=-1, callbacks=[finder], logger=False).fit(module, data)

    It ends ``fit`` when the test is over and puts the module, its optimizers and the random state
    back as they were. Without the finder it does nothing; see :func:`find`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._probe: Optional[_Probe] = None

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        if session().is_active:
            snapshot = Snapshot([pl_module, *trainer.optimizers])
            self._probe = _Probe(Options(progress=False), snapshot)
            self._probe.on_train_start(trainer, pl_module)

    def on_train_batch_start(self, trainer: Any, pl_module: Any, *rest: Any) -> None:
        if self._probe is not None:
            self._probe.on_train_batch_start(trainer, pl_module, *rest)

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, *rest: Any) -> None:
        if self._probe is not None:
            try:
                self._probe.on_train_batch_end(trainer, pl_module, outputs, *rest)
            except SystemExit:
                self._restore()
                raise

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        if self._probe is not None:
            is_short = self._probe.fits.pace.rate is not None
            self._restore()
            if is_short:
                session().give_up("fit() ended before the range test; give it max_epochs=-1")

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        self._restore()

    def _restore(self) -> None:
        if self._probe is not None:
            self._probe.release()
            self._probe.snapshot.restore()
        self._probe = None


class _Probe(pl.Callback):  # type: ignore[misc]
    """Makes one run of a search in each ``fit``."""

    def __init__(self, options: Options, snapshot: Snapshot) -> None:
        super().__init__()
        self.snapshot = snapshot
        self.fits = Fits(self._transport, options)
        self.begun: Callable[[Transport], None] = lambda transport: None
        #: The ratios of the optimizers' groups, known after the first ``fit``.
        self.ratios: List[List[float]] = []
        self._options = options
        self._optimizers: List[Any] = []
        self._held: Optional[Held] = None
        self._manual: Optional[Callable[..., Any]] = None
        self._backward: List[float] = []

    def _transport(self) -> Transport:
        made = self._options.transport(session(), gradient_age(self._optimizers))
        self.begun(made)
        return made

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        self._optimizers = trainer.optimizers
        run = self.fits.pace.next_run()
        if run is None:
            trainer.should_stop = True
            return
        self._held = Held(trainer.optimizers)
        if not self.ratios:
            self.ratios += self._held.ratios
        self._held.hold()
        self._seed(run)
        if not pl_module.automatic_optimization:
            self._watch_manual(pl_module)
        self.fits.pace.begin(run)
        self._set()

    def on_train_batch_start(self, trainer: Any, pl_module: Any, *_: Any) -> None:
        self._backward = []

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, *_: Any) -> None:
        pace, held = self.fits.pace, self._held
        if held is None or pace.rate is None:
            return
        is_automatic = bool(pl_module.automatic_optimization)
        pace.add(self._loss(outputs, is_automatic))
        if held.steps:
            # Lightning hands out the loss divided by the number of batches that make a step.
            if pace.step(is_sum=is_automatic):
                self._set()
            else:
                trainer.should_stop = True

    def release(self) -> None:
        """Leaves the optimizers and the module alone."""
        if self._held is not None:
            self._held.release()
        self._held = None
        if self._manual is not None:
            self._manual()
        self._manual = None

    def _set(self) -> None:
        if self._held is not None and self.fits.pace.rate is not None:
            self._held.set(self.fits.pace.rate)

    def _seed(self, run: Run) -> None:
        self.snapshot.seed(run.seed, None if run.is_relative else run.seed)

    def _loss(self, outputs: Any, is_automatic: bool) -> float:
        loss = outputs.get("loss") if isinstance(outputs, dict) else outputs
        if loss is not None:
            return number(loss)
        if not is_automatic and self._backward:
            return sum(self._backward) / len(self._backward)
        self.fits.pace.transport.give_up(
            "training_step returned no loss" + ("" if is_automatic else ", and called no manual_backward")
        )

    def _watch_manual(self, module: Any) -> None:
        original = module.manual_backward

        def watched(loss: Any, *arguments: Any, **keywords: Any) -> Any:
            self._backward.append(number(loss.detach()))
            return original(loss, *arguments, **keywords)

        # Past Module.__setattr__, and taken away again without a trace.
        module.__dict__["manual_backward"] = watched
        self._manual = lambda: module.__dict__.pop("manual_backward", None)


def _likeness(trainer: Any, callbacks: List[Any]) -> Any:
    """A Trainer that trains like another one, and leaves nothing behind."""
    strategy = trainer.strategy
    return pl.Trainer(
        accelerator=trainer.accelerator,
        devices=trainer.num_devices,
        precision=trainer.precision,
        accumulate_grad_batches=trainer.accumulate_grad_batches,
        gradient_clip_val=trainer.gradient_clip_val,
        gradient_clip_algorithm=trainer.gradient_clip_algorithm,
        limit_train_batches=trainer.limit_train_batches,
        limit_val_batches=0,
        num_sanity_val_steps=0,
        max_epochs=-1,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        callbacks=callbacks,
        **({} if type(strategy).__name__ == "SingleDeviceStrategy" else {"strategy": "auto"}),
    )


def _scale(scheduler: Any, factor: float) -> None:
    for name in ("base_lrs", "max_lrs", "min_lrs", "_last_lr"):
        rates = getattr(scheduler, name, None)
        if isinstance(rates, list):
            setattr(scheduler, name, [rate * factor for rate in rates])
    for part in getattr(scheduler, "_schedulers", []):
        _scale(part, factor)


def _is_of_the_user(callback: Any) -> bool:
    return not type(callback).__module__.startswith(("lightning.", "pytorch_lightning.", "lrfinder."))


def _needed(optimizer: Any) -> Any:
    if optimizer is None:
        raise FinderError("name the optimizer: found.schedule(kind, steps, optimizer)")
    return optimizer
