"""Range tests of PyTorch models, which are put back as they were."""

from __future__ import annotations

import copy
import random
from typing import Any, Callable, Dict, Iterator, List, Optional, SupportsFloat

import torch

from . import Rate, session


class Snapshot:
    """The state of models, optimizers and random generators, to be put back."""

    def __init__(
        self, modules: List[torch.nn.Module], optimizers: List[torch.optim.Optimizer]
    ) -> None:
        self._modules = [(module, copy.deepcopy(module.state_dict())) for module in modules]
        self._modes = [(part, part.training) for module in modules for part in module.modules()]
        self._optimizers = [
            (optimizer, copy.deepcopy(optimizer.state_dict())) for optimizer in optimizers
        ]
        self._python = random.getstate()
        self._torch = torch.get_rng_state()
        self._cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []

    def restore(self) -> None:
        """Puts everything back."""
        for module, state in self._modules:
            module.load_state_dict(state)
        for part, mode in self._modes:
            part.training = mode
        for optimizer, state in self._optimizers:
            # The optimizer would keep, and change, what it is given.
            optimizer.load_state_dict(copy.deepcopy(state))
            optimizer.zero_grad(set_to_none=True)
        random.setstate(self._python)
        torch.set_rng_state(self._torch)
        if self._cuda:
            torch.cuda.set_rng_state_all(self._cuda)


class Undoable:
    """A range test that goes on inside somebody's training, and is undone at its end."""

    def __init__(self) -> None:
        self._snapshot: Optional[Snapshot] = None
        #: The rate of the next step; none where no test is going on.
        self._rate: Optional[Rate] = None

    def _take_rate(self) -> bool:
        """Waits for the rate of the next step; undoes the test where there is none.

        :return: Whether there is one.
        """
        try:
            self._rate = session().next_rate()
        except SystemExit:
            self._restore()
            raise
        if self._rate is None:
            self._restore()
        return self._rate is not None

    def _restore(self) -> None:
        self._rate = None
        if self._snapshot is not None:
            self._snapshot.restore()
        self._snapshot = None


def set_rate(optimizer: torch.optim.Optimizer, rate: Rate) -> None:
    """Gives each parameter group its rate."""
    groups: List[Dict[str, Any]] = optimizer.param_groups
    for index, group in enumerate(groups):
        value = rate.of_group(index, len(groups))
        # A tensor is the sign of a captured or compiled step, which reads it anew at every step.
        if isinstance(group["lr"], torch.Tensor):
            group["lr"].fill_(value)
        else:
            group["lr"] = value


def rates(
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    initialize: Optional[Callable[[int], None]] = None,
) -> Iterator[Rate]:
    """The learning rates of all runs, already set in the optimizer; one for each mini-batch.

    ::

        for rate in lrfinder.pytorch.rates(model, optimizer):
            lrfinder.report(train_one_batch(model, optimizer))

    Each run starts from the state that the model and the optimizer have now, with PyTorch's
    generators seeded by the run's seed. Afterwards everything is as before: weights, buffers,
    training modes, the optimizer's state and random state. Without the finder there are no rates.

    :param initialize: Is called with the seed of each run, to give the model new weights.
    """
    while session().is_active:
        snapshot = Snapshot([model], [optimizer])
        try:
            run = session().begin()
            if run is None:
                return
            random.seed(run.seed)
            torch.manual_seed(run.seed)
            if initialize is not None:
                initialize(run.seed)
            for rate in run.rates():
                set_rate(optimizer, rate)
                yield rate
        finally:
            snapshot.restore()


class Attachment(Undoable):
    """Drives a training loop from inside its optimizer, where the loop cannot be changed.

    ::

        finder = lrfinder.pytorch.Attachment(model, optimizer)
        for inputs, targets in loader:           # the loop as it was
            loss = loss_of(model(inputs), targets)
            finder.report(loss)                  # the one new line
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    Each step of the optimizer is made at the rate that the finder gives. A report may come before
    or after its step. When the last run is over, everything is put back and the loop goes on as
    without the finder; as it does where there is none.
    """

    def __init__(self, model: torch.nn.Module, optimizer: torch.optim.Optimizer) -> None:
        super().__init__()
        self._model = model
        self._optimizer = optimizer
        self._has_stepped = False
        self._has_reported = False
        if session().is_active:
            self._hooks = [
                optimizer.register_step_pre_hook(self._before_step),
                optimizer.register_step_post_hook(self._after_step),
            ]
            self._begin()

    def report(self, loss: SupportsFloat) -> None:
        """Reports the loss of the mini-batch, before its update."""
        if self._snapshot is None:
            return
        if self._has_reported:
            session().give_up("two losses were reported for one step of the optimizer")
        session().report(loss)
        self._has_reported = True
        if self._has_stepped:
            self._advance()

    def _begin(self) -> None:
        self._snapshot = Snapshot([self._model], [self._optimizer])
        run = session().begin()
        if run is not None:
            torch.manual_seed(run.seed)
            self._advance()

    def _advance(self) -> None:
        self._has_stepped = self._has_reported = False
        if self._take_rate() and self._rate is not None:
            set_rate(self._optimizer, self._rate)
        elif session().is_active:
            self._begin()
        else:
            for hook in self._hooks:
                hook.remove()

    def _before_step(self, *_: Any) -> None:
        if self._has_stepped:
            session().give_up("the optimizer made two steps, and no loss was reported for the first")

    def _after_step(self, *_: Any) -> None:
        self._has_stepped = True
        if self._has_reported:
            self._advance()
