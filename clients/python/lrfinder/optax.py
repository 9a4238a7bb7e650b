"""Range tests with optax, whose learning rate is injected into the optimizer's state."""

from __future__ import annotations

from typing import Any, Iterator

import jax
import jax.numpy as jnp

from . import FinderError


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
    """
    found = [part for part in _injected(state) if name in part.hyperparams]
    if not found:
        raise FinderError(
            f"the optimizer's state has no injected {name!r}; "
            "make it by optax.inject_hyperparams(optax.adam)(learning_rate=…)"
        )

    def replaced(part: Any) -> Any:
        if not _is_injected(part) or name not in part.hyperparams:
            return part
        old = part.hyperparams[name]
        new = jnp.asarray(float(rate), dtype=getattr(old, "dtype", None))
        return part._replace(hyperparams={**part.hyperparams, name: new})

    return jax.tree_util.tree_map(replaced, state, is_leaf=_is_injected)


def _injected(state: Any) -> Iterator[Any]:
    leaves = jax.tree_util.tree_leaves(state, is_leaf=_is_injected)
    return (leaf for leaf in leaves if _is_injected(leaf))


def _is_injected(part: Any) -> bool:
    return hasattr(part, "hyperparams") and hasattr(part, "_replace")
