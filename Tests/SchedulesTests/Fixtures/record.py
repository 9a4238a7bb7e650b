"""Runs the lines that a schedule is written out as, and records the rates that they give.

    python record.py               checks schedules.json with the frameworks at hand
    python record.py --record      writes what torch gives into schedules.json

Each case holds a schedule as our JSON and its lines for every framework. The lines for PyTorch are
run by PyTorch itself; those for Keras and optax must give the same rates in their single precision.
Needs torch, or keras and optax, or all three.
"""

import json
import os
import pathlib
import sys

FILE = pathlib.Path(__file__).with_name("schedules.json")
os.environ.setdefault("KERAS_BACKEND", "jax")


def losses(count):
    """Losses that fall, stop and fall again, as they were agreed with the tests in Swift."""
    return [1.0 / (1 + i) if i % 17 < 5 else 0.5 + 0.01 * (i % 3) for i in range(count)]


def with_torch(case):
    import torch

    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0, momentum=0.9)
    names = {"optimizer": optimizer}
    exec(case["code"]["pytorch"], names)
    group, scheduler, warmup = optimizer.param_groups[0], names["scheduler"], names.get("warmup")
    name = case["schedule"]["name"]
    waits = "plateau" in (name, case["schedule"].get("then", {}).get("name"))
    rates, momenta = [], []
    for step, loss in enumerate(losses(case["steps"])):
        rates.append(group["lr"])
        momenta.append(group["momentum"])
        optimizer.step()
        if warmup is not None:
            warmup.step()
        if waits and step + 1 >= case["schedule"].get("steps", 0):
            scheduler.step(loss)
        elif not waits and step + 1 < case["steps"]:
            scheduler.step()
    return rates, momenta if case["schedule"].get("momentum") else None


def with_lightning(case):
    import torch

    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0, momentum=0.9)
    names = {"optimizer": optimizer}
    body = "\n".join("    " + line for line in case["code"]["lightning"].splitlines())
    exec("def configure(optimizer):\n" + body, names)
    optimizers, schedulers = names["configure"](optimizer)
    assert optimizers == [optimizer] and {"scheduler", "interval"} <= schedulers[0].keys()


def with_keras(case):
    import keras

    names = {}
    exec(case["code"]["keras"], names)
    schedule = names["schedule"]
    if isinstance(schedule, keras.callbacks.ReduceLROnPlateau):
        return keras_plateau(keras, case, schedule, names.get("warmup"))
    if not isinstance(schedule, keras.callbacks.Callback):
        return [float(schedule(step)) for step in range(case["steps"])], None
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
    schedule.set_model(type("Model", (), {"optimizer": optimizer})())
    rates, momenta = [], []
    for step in range(case["steps"]):
        schedule.on_train_batch_begin(step)
        rates.append(float(optimizer.learning_rate))
        momenta.append(float(optimizer.momentum))
    return rates, momenta if case["schedule"].get("momentum") else None


def keras_plateau(keras, case, schedule, warmup):
    start = case["schedule"].get("then", case["schedule"])["start"]
    optimizer = keras.optimizers.SGD(start)
    model = type("Model", (), {"optimizer": optimizer, "metrics": []})()
    schedule.monitor_op = lambda current, best: current < best
    schedule.best = float("inf")
    for callback in filter(None, [schedule, warmup]):
        callback.set_model(model)
    rates = []
    for step, loss in enumerate(losses(case["steps"])):
        if warmup is not None:
            warmup.on_train_batch_begin(step)
        rates.append(float(optimizer.learning_rate))
        if step + 1 >= case["schedule"].get("steps", 0):
            schedule.on_epoch_end(step, {"val_loss": loss})
    return rates, None


def with_optax(case):
    import jax.numpy as jnp
    import optax

    names = {"steps_per_epoch": 1}
    exec(case["code"]["optax"], names)
    schedule, momentum = names["schedule"], names.get("momentum")
    rates = [float(schedule(jnp.asarray(step))) for step in range(case["steps"])]
    if "plateau" in names:
        plateau, state = names["plateau"], names["plateau"].init(jnp.zeros(1))
        for step, loss in enumerate(losses(case["steps"])):
            rates[step] *= float(state.scale)
            if step + 1 >= case["schedule"].get("steps", 0):
                _, state = plateau.update(jnp.ones(1), state, value=loss)
    momenta = [float(momentum(step)) for step in range(case["steps"])] if momentum else None
    return rates, momenta


def largest_difference(case, rates, momenta):
    """The largest difference from the record, as a share of the largest rate or momentum."""
    pairs = [(case["learning_rate"], rates)]
    if case["momentum"]:
        pairs.append((case["momentum"], momenta))
    return max(
        max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) / max(ours)
        for ours, theirs in pairs)


def main():
    cases = json.loads(FILE.read_text())
    if "--record" in sys.argv:
        for case in cases:
            case["learning_rate"], case["momentum"] = with_torch(case)
        text = ",\n".join(json.dumps(case) for case in cases)
        FILE.write_text(f"[\n{text}\n]\n")
    failed = False
    runners = {"torch": (with_torch, 1e-12), "keras": (with_keras, 2e-6), "optax": (with_optax, 2e-6)}
    for framework, (runner, tolerance) in runners.items():
        try:
            __import__(framework)
        except ImportError:
            print(f"{framework} is not installed")
            continue
        for case in cases:
            difference = largest_difference(case, *runner(case))
            failed = failed or not difference <= tolerance
            print(f"{framework} {case['title']}: {difference:.1e}")
            if framework == "torch":
                with_lightning(case)
    sys.exit(failed)


if __name__ == "__main__":
    main()
