"""Keeping PyTorch optimizers at the rates of a search, whatever else sets them."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Sequence

import torch

from ._transport import FinderError, Rate


class Held:
    """Optimizers that step at the rates of a search and at no others.

    A rate is set when it is known, and once more just before each step: a scheduler, or a loop that
    sets ``group["lr"]`` itself, cannot overwrite it. After the step it is read back.

    The groups keep the ratios that they have: each has its own rate times the search's, divided by
    that of the first group.
    """

    def __init__(self, optimizers: Sequence[Any], names: Sequence[str] = ()) -> None:
        self.optimizers = [_innermost(optimizer) for optimizer in optimizers]
        self._names = list(names)
        self._groups: List[List[Dict[str, Any]]] = [o.param_groups for o in self.optimizers]
        rates = [[_rate(group) for group in groups] for groups in self._groups]
        first = next((rate for groups in rates for rate in groups if rate > 0), 1.0)
        #: The ratio of each group's rate to the search's, for each optimizer.
        self.ratios = [
            [rate / first for rate in groups] if any(groups) else [1.0] * len(groups)
            for groups in rates
        ]
        #: How many steps the optimizers have made since the last rate.
        self.steps = 0
        #: Whether steps are seen: they are, unless an optimizer is of a kind of its own.
        self.sees_steps = True
        self._wanted: Optional[List[List[float]]] = None
        self._depth = 0
        self._release: List[Callable[[], None]] = []

    def hold(
        self,
        before: Callable[[], None] = lambda: None,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        """Begins to watch the optimizers' steps.

        :param before: Is called before each step.
        :param after: Is called after each step.
        """
        self._callbacks = (before, after)
        for index, optimizer in enumerate(self.optimizers):
            try:
                hooks = [
                    optimizer.register_step_pre_hook(lambda *_, i=index: self._before(i)),
                    optimizer.register_step_post_hook(lambda *_, i=index: self._after(i)),
                ]
            except AttributeError:
                self.sees_steps = False
            else:
                self._release += [hook.remove for hook in hooks]

    def release(self) -> None:
        """Leaves the optimizers alone."""
        self._wanted = None
        for release in self._release:
            release()
        self._release = []

    def set(self, rate: Rate) -> None:
        """Sets the rate of the next step."""
        self.steps = self._depth = 0
        self._wanted = self.rates(rate)
        for index in range(len(self._groups)):
            self._write(index)

    def rates(self, rate: Rate) -> List[List[float]]:
        """The rate of each group of each optimizer."""
        if rate.groups is None and not rate.optimizers:
            value = float(rate)
            return [[value * ratio for ratio in ratios] for ratios in self.ratios]
        if rate.optimizers and self._names:
            return [
                [rate.optimizers[name] * ratio for ratio in ratios]
                for name, ratios in zip(self._names, self.ratios)
            ]
        counts = [len(groups) for groups in self._groups]
        flat = [rate.of_group(i, sum(counts)) for i in range(sum(counts))]
        return [[flat.pop(0) for _ in range(count)] for count in counts]

    def check(self) -> None:
        """Checks, where steps are not seen, that the rate was left alone."""
        if not self.sees_steps:
            for index in range(len(self._groups)):
                self._read(index)

    def _before(self, index: int) -> None:
        # The step of a class of its own that calls its parent's is seen twice.
        self._depth += 1
        if self._wanted is not None:
            self._write(index)
        if self._depth == 1:
            self._callbacks[0]()

    def _after(self, index: int) -> None:
        self._depth -= 1
        if self._depth > 0:
            return
        if self._wanted is not None:
            self.steps += 1
            self._read(index)
        self._callbacks[1]()

    def _write(self, index: int) -> None:
        assert self._wanted is not None
        for group, value in zip(self._groups[index], self._wanted[index]):
            if type(group["lr"]) is float:
                group["lr"] = value
            else:
                set_lr(group, value)

    def _read(self, index: int) -> None:
        assert self._wanted is not None
        for group, wanted in zip(self._groups[index], self._wanted[index]):
            used = group["lr"]
            # Reading a tensor of an accelerator would wait for it.
            if isinstance(used, torch.Tensor):
                if used.device.type != "cpu":
                    continue
                wanted = float(torch.tensor(wanted, dtype=used.dtype))
                used = float(used)
            if used != wanted:
                raise FinderError(
                    f"the optimizer made its step at a rate of {used:.6g}, not at {wanted:.6g}: "
                    "something sets the rate while it steps"
                )


def set_lr(group: Dict[str, Any], value: float) -> None:
    """Sets the rate of a parameter group."""
    # A tensor is the sign of a captured or compiled step, which reads it anew at every step.
    if isinstance(group["lr"], torch.Tensor):
        group["lr"].fill_(value)
    else:
        group["lr"] = value


def gradient_age(optimizers: Sequence[Any]) -> Optional[float]:
    """How many steps old the gradients in an update are, in the mean; none where it is not known.

    A momentum β keeps gradients for β / (1 - β) steps, Nesterov's for β² / (1 - β).
    """
    group = _innermost(optimizers[0]).param_groups[0]
    if "betas" in group:
        beta = float(group["betas"][0])
    elif "momentum" in group:
        beta = float(group["momentum"])
    elif type(_innermost(optimizers[0])) in (torch.optim.Adagrad, torch.optim.Adadelta):
        beta = 0.0
    else:
        return None
    if not 0 <= beta < 1:
        return None
    return beta / (1 - beta) * (beta if group.get("nesterov") else 1)


def _innermost(optimizer: Any) -> Any:
    """The optimizer inside of wrappers that share its groups."""
    while True:
        inner = getattr(optimizer, "optimizer", None)
        if inner is None or getattr(inner, "param_groups", None) is not optimizer.param_groups:
            return optimizer
        optimizer = inner


def _rate(group: Dict[str, Any]) -> float:
    # A scheduler keeps the rate that it starts from, which may be far from the present one.
    rate = group.get("initial_lr", group.get("lr"))
    if rate is None:
        raise FinderError(
            "the optimizer has no learning rate that could be set (lr is None); give it a number"
        )
    return float(rate)
