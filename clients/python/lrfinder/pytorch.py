"""Finds the learning rate of PyTorch models, and puts everything back as it was.

::

    found = lrfinder.pytorch.find(model, optimizer, loss_function, loader)
    found.apply(optimizer)
"""

from __future__ import annotations

import math
from typing import Any, Callable, Iterator, List, Optional, Sequence, SupportsFloat, Union

import torch

from . import explain, session
from ._by_hand import run as conduct_run
from ._found import Found
from ._options import Options
from ._torch_batches import batch_loss, validation_loss
from ._torch_lr_finder import LRFinder, TrainDataLoaderIter, ValDataLoaderIter
from ._torch_rates import Held, gradient_age
from ._torch_schedules import scheduler
from ._torch_state import Snapshot
from ._torch_training import LossStep, StepTraining
from ._transport import FinderError, Rate, Run, number

__all__ = [
    "Attachment",
    "LRFinder",
    "Snapshot",
    "TrainDataLoaderIter",
    "ValDataLoaderIter",
    "find",
    "rates",
]

Optimizers = Union[Any, Sequence[Any]]


def find(
    model: Union[torch.nn.Module, Sequence[torch.nn.Module]],
    optimizer: Optimizers,
    loss_function: Optional[Callable[..., Any]] = None,
    loader: Any = None,
    *,
    step: Optional[Callable[..., Any]] = None,
    batches: Any = None,
    validation: Any = None,
    validation_batches: int = 50,
    also: Sequence[Any] = (),
    scaler: Any = None,
    autocast: Any = None,
    accumulate: int = 1,
    clip_norm: Optional[float] = None,
    snapshot: str = "device",
    **options: Any,
) -> Found:
    """Finds the learning rate of a model, an optimizer and their data.

    ::

        found = lrfinder.pytorch.find(model, optimizer, torch.nn.CrossEntropyLoss(), loader)
        found.apply(optimizer)

    A mini-batch ``(x, y)`` is trained as ``loss_function(model(x), y)``, ``(a, b, y)`` as
    ``loss_function(model(a, b), y)``, and a dictionary as ``model(**batch)``, whose own loss counts
    where there is no loss function. Mini-batches are moved to the model's device. For any other
    loop, give the step itself::

        def step(batch):
            loss = model.training_loss(batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            return loss

        found = lrfinder.pytorch.find(model, optimizer, step=step, batches=loader)

    Afterwards everything is as before, also after an error or Ctrl-C: weights, buffers, the
    optimizer's state, gradients, modes, random generators, and what the step reaches by its names
    (a GradScaler, schedulers, moving averages, generators of its own). What cannot be put back is
    in ``found.notes``.

    :param model: The model, or several.
    :param optimizer: The optimizer, or several, which keep the ratios of their rates; so do
        parameter groups.
    :param loss_function: A function of the model's output and the targets.
    :param loader: Mini-batches; one that ends is begun again.
    :param step: Trains on one mini-batch, update included, and returns its loss before the update.
        Where it takes several calls to an update, the mean of their losses counts.
    :param batches: The mini-batches for ``step``, or a function that begins them; without, ``step``
        takes no argument.
    :param validation: Held-out mini-batches, or a function that measures the held-out loss.
    :param validation_batches: How many of these at most.
    :param also: Further objects whose state the training changes.
    :param scaler: The GradScaler to train with.
    :param autocast: The dtype to compute in, such as ``torch.bfloat16``, or an autocast context.
    :param accumulate: How many mini-batches make one step.
    :param clip_norm: The norm that gradients are clipped to.
    :param snapshot: Where the copy of what trains is kept: on the ``device``, the ``cpu`` or
        ``disk``.
    :param options: ``steps``, ``from_``, ``to``, ``runs``, ``verify``, ``quick``, ``momentum`` and
        the other options of the command.
    :raises FinderError: Where the model, the data or an option is not what was expected.
    """
    chosen = Options.of(options)
    models = [model] if isinstance(model, torch.nn.Module) else list(model)
    optimizers = _listed(optimizer)
    if step is not None and (loss_function is not None or loader is not None):
        raise FinderError("give step and batches, or a loss function and a loader, not both")
    if step is None and (loader is None or batches is not None):
        raise FinderError(
            "give the data: find(model, optimizer, loss_function, loader); batches are for a step=…"
        )
    used = step or LossStep(
        models[0], optimizers, loss_function, scaler, autocast, accumulate, clip_norm
    )
    if validation is not None and not callable(validation):
        loss_of = batch_loss(models[0], loss_function)
        validation = validation_loss(models[0], loss_of, validation, validation_batches)
    training = StepTraining(
        used, loader if step is None else batches, models, optimizers, also, validation, snapshot
    )
    transport = chosen.transport(session(), gradient_age(optimizers), validation is not None)
    return conduct_run(
        transport,
        training,
        chosen,
        type(models[0]).__name__,
        notes=training.notes,
        settings={"optimizer": type(optimizers[0]).__name__.lower()},
        ratios=training.ratios,
        schedule=lambda found, kind, steps, target: scheduler(
            found, kind, steps, optimizers[0] if target is None else target
        ),
    )


def rates(
    model: torch.nn.Module,
    optimizer: Any,
    initialize: Optional[Callable[[int], None]] = None,
) -> Iterator[Rate]:
    """The learning rates of all runs of ``lrfinder drive``, already set in the optimizer; one for
    each mini-batch.

    ::

        for rate in lrfinder.pytorch.rates(model, optimizer):
            lrfinder.report(train_one_batch(model, optimizer))

    Each run starts from the state that the model and the optimizer have now, with all generators
    seeded by the run's seed. Afterwards everything is as before: weights, buffers, training modes,
    the optimizer's state and random state. Without the finder there are no rates; see :func:`find`.

    :param initialize: Is called with the seed of each run, to give the model new weights.
    """
    explain("lrfinder.pytorch.rates(…)")
    if not session().is_active:
        return
    held = Held([optimizer])
    snapshot = Snapshot([model, optimizer])
    held.hold()
    try:
        while session().is_active:
            run = session().begin_run()
            if run is None:
                return
            snapshot.restore()
            snapshot.seed(run.seed, run.seed)
            if initialize is not None:
                initialize(run.seed)
            for rate in run.rates():
                held.set(rate)
                yield rate
                held.check()
    finally:
        held.release()
        snapshot.restore()


class Attachment:
    """Searches from inside of an optimizer, where a training loop cannot be changed.

    ::

        finder = lrfinder.pytorch.Attachment(model, optimizer)
        for inputs, targets in loader:           # the loop as it was
            loss = loss_of(model(inputs), targets)
            finder.report(loss)                  # the one new line
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    Each step of the optimizer is made at the rate that the finder gives, whatever else the loop
    sets. A report may come before or after its step; of several reports for one step, as with
    accumulated gradients or a skipped step, the mean counts. When the search is over, the model, the
    optimizer and the random state are put back and the loop goes on as without the finder; as it
    does where there is none. What else the loop changes, such as a scheduler, a GradScaler or its
    own count of steps, goes on; :func:`find` with a ``step`` puts that back, too.

    :param find: Whether to search in this process where ``lrfinder drive`` has not started it. What
        was found is then printed, and is :attr:`found`.
    :param options: Those of :func:`find`.
    """

    def __init__(
        self, model: torch.nn.Module, optimizer: Any, find: bool = False, **options: Any
    ) -> None:
        chosen = Options.of(options)
        #: What was found; none before the search is over, and where it was driven.
        self.found: Optional[Found] = None
        self._title = type(model).__name__
        self._losses: List[float] = []
        self._has_stepped = False
        self._drops_step = False
        self._optimizer = optimizer
        self._held: Optional[Held] = None
        self._options = chosen
        if not session().is_active and not find:
            return
        self._transport = chosen.transport(session(), gradient_age([optimizer]))
        self._snapshot = Snapshot([model, optimizer])
        self._held = Held([optimizer])
        self._held.hold(self._before_step, self._after_step)
        if not self._held.sees_steps:
            self._transport.give_up(
                f"{type(optimizer).__name__} is no optimizer of PyTorch whose steps can be seen; "
                "use lrfinder.pytorch.find(model, optimizer, step=…)"
            )
        self._advance()

    @property
    def is_active(self) -> bool:
        """Whether the search goes on."""
        return self._held is not None

    def report(self, loss: SupportsFloat) -> None:
        """Reports the loss of the mini-batch, before its update."""
        if self._held is None:
            return
        value = number(loss)
        self._drops_step = False
        if self._losses and not self._has_stepped and not math.isfinite(self._losses[-1]):
            # A loss that blew up has no step where a scaler skips it. The test is over, and this
            # mini-batch, whose gradients are still to come, trains nothing.
            self._drops_step = True
            self._advance()
            return
        self._losses.append(value)
        if self._has_stepped:
            self._advance()

    def _advance(self) -> None:
        assert self._held is not None
        transport = self._transport
        if self._losses:
            transport.record(sum(self._losses) / len(self._losses))
        self._losses = []
        self._has_stepped = False
        try:
            task = transport.next()
            if isinstance(task, Run):
                self._snapshot.restore(keeps_graphs=self._drops_step)
                self._snapshot.seed(task.seed, None if task.is_relative else task.seed)
                transport.begin()
                task = transport.next()
        except SystemExit:
            self._end()
            raise
        if isinstance(task, Rate):
            self._held.set(task)
        else:
            self._end()

    def _end(self) -> None:
        assert self._held is not None
        ratios = self._held.ratios
        self._held.release()
        self._held = None
        self._snapshot.restore(keeps_graphs=self._drops_step)
        findings = self._transport.findings()
        if findings is not None:
            self.found = Found(findings, self._options.settings(), self._title, ratios)
            print(self.found)

    def _before_step(self) -> None:
        if self._drops_step:
            for group in self._optimizer.param_groups:
                for parameter in group["params"]:
                    parameter.grad = None
        elif self._has_stepped:
            self._transport.give_up(
                "the optimizer made two steps, and no loss was reported for the first"
            )

    def _after_step(self) -> None:
        if self._drops_step:
            return
        self._has_stepped = True
        if self._losses:
            self._advance()


def _listed(optimizer: Any) -> List[Any]:
    return list(optimizer) if isinstance(optimizer, (list, tuple)) else [optimizer]
