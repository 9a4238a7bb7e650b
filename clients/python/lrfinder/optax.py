"""Finds the learning rate of JAX trainings with optax; nothing is changed in place.

::

    optimizer = optax.inject_hyperparams(optax.adam)(learning_rate=1e-3)

    @jax.jit
    def step(state, batch):
        parameters, optimizer_state = state
        loss, gradients = jax.value_and_grad(loss_function)(parameters, batch)
        updates, optimizer_state = optimizer.update(gradients, optimizer_state, parameters)
        return (optax.apply_updates(parameters, updates), optimizer_state), loss

    found = lrfinder.optax.find(step, (parameters, optimizer.init(parameters)), batches)
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator as AnyIterator
from typing import Any, Callable, Iterator, List, Optional, SupportsFloat

import jax
import jax.numpy as jnp

from . import session
from ._by_hand import run as conduct_run
from ._found import Found
from ._options import Options
from ._transport import FinderError, Rate, Run

__all__ = ["find", "with_rate"]


def find(
    step: Callable[..., Any],
    state: Any,
    batches: Any,
    *,
    name: str = "learning_rate",
    evaluate: Optional[Callable[[Any], SupportsFloat]] = None,
    **options: Any,
) -> Found:
    """Finds the learning rate of a step function.

    :param step: From a state and a mini-batch to the next state and the loss before the update; it
        may be compiled, and may donate the state. A step that takes a third argument is given the
        rate there; else the rate is set in the state, which is then of ``inject_hyperparams``.
    :param state: The state to start from, a tree of arrays. It stays as it is.
    :param batches: Mini-batches, or a function of a seed that begins them. What ends is begun again.
    :param name: The hyper-parameter's name.
    :param evaluate: From a state to the loss on held-out data.
    :param options: ``steps``, ``from_``, ``to``, ``runs``, ``verify``, ``quick``, ``momentum`` and
        the other options of the command. Optax does not tell the optimizer's momentum: give it.
    """
    chosen = Options.of(options)
    training = _Training(step, state, batches, name, evaluate)
    transport = chosen.transport(session(), has_held_out=evaluate is not None)
    return conduct_run(
        transport, training, chosen, "a training with optax", training.notes, schedule=_schedule
    )


def with_rate(state: Any, rate: float, name: str = "learning_rate") -> Any:
    """The state of an optimizer that was made by ``inject_hyperparams``, with another rate.

    ::

        optimizer = optax.inject_hyperparams(optax.adam)(learning_rate=1e-3)
        trial, state = parameters, optimizer.init(parameters)
        for rate in lrfinder.rates():
            state = lrfinder.optax.with_rate(state, rate)
            trial, state, loss = step(trial, state, next(batches))
            lrfinder.report(loss)

    The step may be compiled: the rate is an array in the state, not a constant in the program.
    Nothing has to be put back, since nothing is changed in place: train ``parameters`` afterwards.

    :param state: The state; that with the rate may be anywhere in it, as in a chain.
    :param rate: The rate.
    :param name: The hyper-parameter's name.
    :raises FinderError: Where the state has no such rate, or a schedule that would overwrite it.
    """
    found = [part for part in _injected(state) if name in part.hyperparams]
    if not found:
        raise FinderError(
            f"the optimizer's state has no injected {name!r}; "
            "make it by optax.inject_hyperparams(optax.adam)(learning_rate=…)"
        )
    if any(name in (getattr(part, "hyperparams_states", None) or {}) for part in found):
        raise FinderError(
            f"the injected {name!r} is a schedule, which sets it anew at every step; inject a "
            "number: optax.inject_hyperparams(optax.adam)(learning_rate=1e-3)"
        )

    def replaced(part: Any) -> Any:
        if not _is_injected(part) or name not in part.hyperparams:
            return part
        old = part.hyperparams[name]
        new = jnp.asarray(float(rate), dtype=getattr(old, "dtype", None))
        return part._replace(hyperparams={**part.hyperparams, name: new})

    return jax.tree_util.tree_map(replaced, state, is_leaf=_is_injected)


class _Training:
    def __init__(
        self,
        step: Callable[..., Any],
        state: Any,
        batches: Any,
        name: str,
        evaluate: Optional[Callable[[Any], SupportsFloat]],
    ) -> None:
        self._step, self._name, self._evaluate = step, name, evaluate
        self._batches = batches
        self._seed = 0
        self._takes_rate = _arguments(step) == 3
        if not self._takes_rate:
            with_rate(state, 1.0, name)
        # A step that donates its state would leave nothing of the first one.
        self._first = jax.tree_util.tree_map(_copied, state)
        self._state = state
        self._iterator: Optional[Iterator[Any]] = None
        #: What cannot be put back, a sentence each.
        self.notes: List[str] = []
        if isinstance(batches, AnyIterator):
            self.notes.append(
                "the batches are an iterator, which cannot be begun again: what is taken from it "
                "is gone, and each run sees others"
            )

    def begin(self, run: Run) -> None:
        self._state = jax.tree_util.tree_map(_copied, self._first)
        self._seed = run.seed
        self._iterator = None

    def train(self, rate: Rate) -> SupportsFloat:
        batch = self._next_batch()
        if self._takes_rate:
            made = self._step(self._state, batch, jnp.asarray(float(rate)))
        else:
            made = self._step(with_rate(self._state, rate, self._name), batch)
        if not isinstance(made, tuple) or len(made) != 2:
            raise FinderError("the step returns (state, loss), the loss before the update")
        self._state, loss = made
        if not self._takes_rate:
            used = next(
                float(part.hyperparams[self._name])
                for part in _injected(self._state)
                if self._name in part.hyperparams
            )
            if abs(used - float(rate)) > 1e-2 * float(rate):
                raise FinderError(
                    f"the step was made at a rate of {used:.6g}, not at {float(rate):.6g}: "
                    "something else sets the rate"
                )
        return loss  # type: ignore[no-any-return]

    def evaluate(self) -> SupportsFloat:
        if self._evaluate is None:
            raise FinderError("there is no held-out data to evaluate on")
        return self._evaluate(self._state)

    def end(self) -> None:
        self._state = self._first
        self._iterator = None

    def _next_batch(self) -> Any:
        for _ in range(2):
            if self._iterator is None:
                made = self._batches(self._seed) if callable(self._batches) else self._batches
                self._iterator = iter(made)
            for batch in self._iterator:
                return batch
            self._iterator = None
        raise FinderError("the batches are used up; give what can be begun again")


def _schedule(found: Found, kind: str, steps: int, _: Any) -> Any:
    """Optax's schedule, a function of the step."""
    import optax

    low, high = found.schedule_rates(kind)
    warm = min(max(1, round(0.05 * steps)), steps - 1)
    if kind == "constant":
        return optax.constant_schedule(high)
    if kind == "linear":
        return optax.linear_schedule(high, 0.0, steps)
    if kind == "cosine":
        return optax.cosine_decay_schedule(high, steps)
    if kind == "warmup-cosine":
        return optax.warmup_cosine_decay_schedule(0.0, high, warm, steps)
    if kind == "warmup-linear":
        rise = optax.linear_schedule(0.0, high, warm)
        return optax.join_schedules([rise, optax.linear_schedule(high, 0.0, steps - warm)], [warm])
    if kind == "one-cycle":
        return optax.cosine_onecycle_schedule(steps, high)
    half = max(1, steps // 8)
    legs = [
        optax.linear_schedule(*((low, high) if leg % 2 == 0 else (high, low)), half)
        for leg in range(-(-steps // half))
    ]
    return optax.join_schedules(legs, [half * (leg + 1) for leg in range(len(legs) - 1)])


def _arguments(step: Callable[..., Any]) -> int:
    try:
        parameters = inspect.signature(step).parameters.values()
    except (TypeError, ValueError):
        return 2
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(p.kind in kinds and p.default is inspect.Parameter.empty for p in parameters)


def _copied(leaf: Any) -> Any:
    return jnp.copy(leaf) if isinstance(leaf, jax.Array) else leaf


def _injected(state: Any) -> Iterator[Any]:
    leaves = jax.tree_util.tree_leaves(state, is_leaf=_is_injected)
    return (leaf for leaf in leaves if _is_injected(leaf))


def _is_injected(part: Any) -> bool:
    return hasattr(part, "hyperparams") and hasattr(part, "_replace")
