"""Handwritten digits in JAX with optax: a compiled step whose rate is in the optimizer's state.

    lrfinder drive -- python optax_digits.py
    python optax_digits.py
"""

import jax
import jax.numpy as jnp
import numpy as np
import optax
from sklearn.datasets import load_digits

import lrfinder
import lrfinder.optax

digits = load_digits()
inputs = jnp.asarray(digits.data / 16, jnp.float32)
targets = jnp.asarray(digits.target)

optimizer = optax.chain(
    optax.clip_by_global_norm(1.0), optax.inject_hyperparams(optax.adam)(learning_rate=1e-3)
)


def initial(seed: int):
    first, second = jax.random.split(jax.random.key(seed))
    weights = jax.nn.initializers.he_normal()
    return {
        "hidden": (weights(first, (64, 128)), jnp.zeros(128)),
        "output": (weights(second, (128, 10)), jnp.zeros(10)),
    }


def loss_of(parameters, x, y):
    weights, bias = parameters["hidden"]
    hidden = jax.nn.relu(x @ weights + bias)
    weights, bias = parameters["output"]
    logits = hidden @ weights + bias
    return optax.softmax_cross_entropy_with_integer_labels(logits, y).mean()


@jax.jit
def step(parameters, state, x, y):
    loss, gradients = jax.value_and_grad(loss_of)(parameters, x, y)
    updates, state = optimizer.update(gradients, state, parameters)
    return optax.apply_updates(parameters, updates), state, loss


def batches(seed: int):
    random = np.random.default_rng(seed)
    while True:
        batch = random.integers(len(targets), size=64)
        yield inputs[batch], targets[batch]


for run in lrfinder.runs():
    trial = initial(run.seed)
    state = optimizer.init(trial)
    for rate, (x, y) in zip(run.rates(), batches(run.seed)):
        trial, state, loss = step(trial, lrfinder.optax.with_rate(state, rate), x, y)
        lrfinder.report(loss)

parameters = initial(lrfinder.seed())
rate = lrfinder.suggestion() or 1e-3
state = lrfinder.optax.with_rate(optimizer.init(parameters), rate)
for _, (x, y) in zip(range(300), batches(lrfinder.seed())):
    parameters, state, loss = step(parameters, state, x, y)
print(f"rate {rate:.2g}, loss {loss:.4f}")
