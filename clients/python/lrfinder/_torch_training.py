"""A PyTorch training that a search can drive: its batches, its step, its state."""

from __future__ import annotations

import contextlib
import inspect
import itertools
import math
from typing import Any, Callable, Iterable, Iterator, List, Optional, Sequence, SupportsFloat

import torch

from ._reach import irreversible, reached
from ._torch_batches import batch_loss, device_of
from ._torch_rates import Held
from ._torch_state import Snapshot
from ._transport import FinderError, Rate, Run, number

#: More micro-batches than this do not make one step.
_MOST_CALLS = 1000


class StepTraining:
    """Trains by somebody's step function, and puts back what it changes.

    :param step: Trains on one mini-batch, update included, and returns its loss before the update.
    :param batches: Mini-batches, or a function that begins them; none where the step has its own.
    """

    def __init__(
        self,
        step: Callable[..., Any],
        batches: Any,
        modules: Sequence[torch.nn.Module],
        optimizers: Sequence[Any],
        others: Sequence[Any] = (),
        validation: Optional[Callable[[], SupportsFloat]] = None,
        snapshot: str = "device",
        names: Sequence[str] = (),
    ) -> None:
        self._step = step
        self._batches = batches
        self._iterator: Optional[Iterator[Any]] = None
        self._validation = validation
        known = [*modules, *optimizers, *others]
        #: What cannot be put back, a sentence each.
        self.notes: List[str] = []
        is_own = isinstance(step, LossStep)
        if isinstance(step, LossStep):
            step.next_batch = self.next_batch
            known += step.parts
        # A training of somebody's own has the modes that it sets.
        self._trained = [model for model in modules if is_own and not model.training]
        found = reached(step.loss_function if isinstance(step, LossStep) else step)
        self.notes += irreversible(found)
        known += found.values()
        if isinstance(batches, Iterator):
            self.notes.append(
                f"the batches are an iterator ({type(batches).__name__}), which cannot be begun "
                "again: what is taken from it is gone, and each run sees others"
            )
        elif batches is not None:
            known.append(batches)
        self._held = Held(optimizers, names)
        self._snapshot = Snapshot(known, snapshot)
        self.notes += self._snapshot.notes
        self._held.hold()

    @property
    def ratios(self) -> List[List[float]]:
        """The ratio of each group's rate to the search's, for each optimizer."""
        return self._held.ratios

    def begin(self, run: Run) -> None:
        """Puts the initial state back, seeds the generators, and begins the batches."""
        self._snapshot.restore()
        self._snapshot.seed(run.seed, None if run.is_relative else run.seed)
        self._iterator = None
        for model in self._trained:
            model.train()

    def train(self, rate: Rate) -> SupportsFloat:
        """Makes one step of the optimizer, of as many calls as it takes."""
        held = self._held
        held.set(rate)
        loss = self._call()
        held.check()
        if held.steps or not held.sees_steps:
            return loss
        # A scaler has skipped the step, or it takes several micro-batches: the weights are still
        # those of the first, and the mean of the losses is that of the step.
        losses = [number(loss)]
        while not held.steps:
            if not math.isfinite(losses[-1]):
                return losses[-1]
            if len(losses) == _MOST_CALLS:
                raise FinderError(
                    f"the step was called {_MOST_CALLS} times, and the optimizer has made none: "
                    "it has to call optimizer.step()"
                )
            losses.append(number(self._call()))
        return sum(losses) / len(losses)

    def evaluate(self) -> SupportsFloat:
        """The loss on held-out data."""
        if self._validation is None:
            raise FinderError("there is no held-out data to evaluate on")
        return self._validation()

    def end(self) -> None:
        """Puts everything back."""
        self._iterator = None
        self._held.release()
        self._snapshot.restore()
        changed = self._snapshot.changed()
        if changed:
            self.notes.append(
                f"the training has changed what was not copied, and is not put back: {changed[0]}"
                + (f" and {len(changed) - 1} more" if len(changed) > 1 else "")
            )

    def _call(self) -> SupportsFloat:
        loss = self._step() if self._batches is None else self._step(self.next_batch())
        if loss is None:
            raise FinderError("the step returned no loss; end it by: return loss")
        return loss  # type: ignore[no-any-return]

    def next_batch(self) -> Any:
        """The next mini-batch; where they are used up, the first one again."""
        if self._iterator is not None:
            for batch in self._iterator:
                return batch
        self._iterator = _begun(self._batches)
        for batch in self._iterator:
            return batch
        raise FinderError(
            "the batches are used up; give an iterable that can be begun again, or an endless one"
            if isinstance(self._batches, Iterator)
            else "there is no mini-batch in the loader"
        )


class LossStep:
    """The usual step: forward, backward, update, with what mixed precision and clipping ask for."""

    def __init__(
        self,
        model: torch.nn.Module,
        optimizers: Sequence[Any],
        loss_function: Optional[Callable[..., Any]],
        scaler: Any = None,
        autocast: Any = None,
        accumulate: int = 1,
        clip_norm: Optional[float] = None,
    ) -> None:
        if accumulate < 1:
            raise FinderError(f"accumulate is a number of mini-batches, at least 1, not {accumulate}")
        self._model = model
        self._optimizers = list(optimizers)
        #: The mini-batches after the first of a step.
        self.next_batch: Callable[[], Any] = lambda: None
        self.loss_function = loss_function
        #: What has a state beside the model and the optimizers.
        self.parts = [
            part
            for part in (scaler, loss_function)
            if part is not None and not callable(part) or isinstance(part, torch.nn.Module)
        ]
        self._scaler = scaler
        self._accumulate = accumulate
        self._clip_norm = clip_norm
        self.loss_of = batch_loss(model, loss_function)
        self._context = _autocast(autocast, device_of(model))
        self._takes_closure = any(_takes_closure(optimizer) for optimizer in self._optimizers)

    def __call__(self, batch: Any) -> SupportsFloat:
        more = (self.next_batch() for _ in range(self._accumulate - 1))
        if not self._takes_closure:
            loss: SupportsFloat = self._gradients(itertools.chain([batch], more))
            self._update()
            return loss
        batches = [batch, *more]
        losses: List[Any] = []

        def closure() -> Any:
            losses.append(self._gradients(batches))
            return losses[-1]

        for optimizer in self._optimizers:
            optimizer.step(closure)
        return losses[0]  # type: ignore[no-any-return]

    def _gradients(self, batches: Iterable[Any]) -> Any:
        for optimizer in self._optimizers:
            optimizer.zero_grad(set_to_none=True)
        total: Any = None
        for batch in batches:
            if self._context is None:
                loss = self.loss_of(batch)
            else:
                with self._context():
                    loss = self.loss_of(batch)
            if self._accumulate > 1:
                loss = loss / self._accumulate
            (loss if self._scaler is None else self._scaler.scale(loss)).backward()
            total = loss.detach() if total is None else total + loss.detach()
        return total

    def _update(self) -> None:
        if self._clip_norm is not None:
            for optimizer in self._optimizers:
                if self._scaler is not None:
                    self._scaler.unscale_(optimizer)
                parameters = [p for group in optimizer.param_groups for p in group["params"]]
                torch.nn.utils.clip_grad_norm_(parameters, self._clip_norm)
        for optimizer in self._optimizers:
            if self._scaler is None:
                optimizer.step()
            else:
                self._scaler.step(optimizer)
        if self._scaler is not None:
            self._scaler.update()


def _begun(batches: Any) -> Iterator[Any]:
    if callable(batches) and not hasattr(batches, "__iter__"):
        return iter(batches())
    return iter(batches)


def _takes_closure(optimizer: Any) -> bool:
    try:
        closure = inspect.signature(type(optimizer).step).parameters.get("closure")
    except (TypeError, ValueError):
        return False
    return closure is not None and closure.default is inspect.Parameter.empty


def _autocast(autocast: Any, device: Optional[torch.device]) -> Optional[Callable[[], Any]]:
    if autocast is None or autocast is False:
        return None
    if isinstance(autocast, torch.dtype) or autocast is True:
        kind = "cpu" if device is None else device.type
        dtype = None if autocast is True else autocast
        return lambda: torch.autocast(kind, dtype=dtype)
    if callable(autocast):
        return autocast  # type: ignore[no-any-return]
    if isinstance(autocast, contextlib.AbstractContextManager) or hasattr(autocast, "__enter__"):
        return lambda: autocast
    raise FinderError("autocast is a dtype such as torch.bfloat16, or a context such as autocast(…)")
