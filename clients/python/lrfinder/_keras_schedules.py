"""Keras' schedules with the rates that were found."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Dict

import keras

from ._transport import FinderError

if TYPE_CHECKING:
    from ._found import Found

#: The share of a training that the warm-up takes, and that of a one-cycle's rise.
WARM_UP, RISE = 0.05, 0.3


def schedule(found: "Found", kind: str, steps: int) -> Any:
    """A schedule for ``compile(optimizer=keras.optimizers.SGD(schedule))``."""
    if steps < 2:
        raise FinderError(f"a schedule is for a training of at least 2 steps, not {steps}")
    low, high = found.schedule_rates(kind)
    schedules = keras.optimizers.schedules
    warm = min(max(1, round(WARM_UP * steps)), steps - 1)
    if kind == "constant":
        return schedules.PolynomialDecay(high, steps, end_learning_rate=high)
    if kind == "linear":
        return schedules.PolynomialDecay(high, steps, end_learning_rate=0.0)
    if kind == "cosine":
        return schedules.CosineDecay(high, steps)
    if kind == "warmup-cosine":
        return schedules.CosineDecay(
            0.0, steps - warm, warmup_target=high, warmup_steps=warm
        )
    if kind == "warmup-linear":
        return RiseAndFall(0.0, high, 0.0, warm, steps)
    if kind == "triangular":
        return RiseAndFall(low, high, low, max(1, steps // 8), 2 * max(1, steps // 8), repeats=True)
    # The usual ends of one cycle: a 25th of the peak, and a 10,000th of that.
    return RiseAndFall(high / 25, high, high / 25e4, max(1, round(RISE * steps)), steps, cosine=True)


@keras.saving.register_keras_serializable(package="lrfinder")
class RiseAndFall(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """A rate that rises from one value to a peak and falls to another, once or again and again."""

    def __init__(
        self,
        first: float,
        peak: float,
        last: float,
        rise: int,
        steps: int,
        cosine: bool = False,
        repeats: bool = False,
    ) -> None:
        super().__init__()
        self.first, self.peak, self.last = first, peak, last
        self.rise, self.steps = rise, steps
        self.cosine, self.repeats = cosine, repeats

    def __call__(self, step: Any) -> Any:
        """The rate of one step."""
        ops = keras.ops
        step = ops.cast(step, "float32")
        step = ops.mod(step, self.steps) if self.repeats else ops.minimum(step, self.steps)
        up = step / self.rise
        down = (step - self.rise) / max(1, self.steps - self.rise)
        if self.cosine:
            up, down = ((1 - ops.cos(math.pi * share)) / 2 for share in (up, down))
        rising = self.first + (self.peak - self.first) * up
        falling = self.peak + (self.last - self.peak) * down
        return ops.where(step < self.rise, rising, falling)

    def get_config(self) -> Dict[str, Any]:
        """What it is made from."""
        names = ("first", "peak", "last", "rise", "steps", "cosine", "repeats")
        return {name: getattr(self, name) for name in names}
