"""PyTorch's schedulers with the rates that were found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, List

from torch.optim import lr_scheduler

from ._transport import FinderError

if TYPE_CHECKING:
    from ._found import Found

#: The share of a training that the warm-up takes.
WARM_UP = 0.05


def scheduler(found: "Found", kind: str, steps: int, optimizer: Any) -> Any:
    """A scheduler to be stepped after every step of the optimizer."""
    if steps < 2:
        raise FinderError(f"a schedule is for a training of at least 2 steps, not {steps}")
    low, high = found.schedule_rates(kind)
    highs = _of_groups(found, high, optimizer)
    lows = _of_groups(found, low, optimizer)
    if kind == "one-cycle":
        return lr_scheduler.OneCycleLR(
            optimizer, max_lr=highs, total_steps=steps, cycle_momentum=False
        )
    if kind == "triangular":
        return lr_scheduler.CyclicLR(
            optimizer, lows, highs, step_size_up=max(1, steps // 8), cycle_momentum=False
        )
    for group, rate in zip(optimizer.param_groups, highs):
        group.pop("initial_lr", None)
        if hasattr(group["lr"], "fill_"):
            group["lr"].fill_(rate)
        else:
            group["lr"] = rate
    decays: Dict[str, Callable[[int], Any]] = {
        "constant": lambda n: lr_scheduler.ConstantLR(optimizer, factor=1.0, total_iters=n),
        "linear": lambda n: lr_scheduler.LinearLR(
            optimizer, start_factor=1.0, end_factor=0.0, total_iters=n
        ),
        "cosine": lambda n: lr_scheduler.CosineAnnealingLR(optimizer, T_max=n),
    }
    if not kind.startswith("warmup-"):
        return decays[kind](steps)
    warm = min(max(1, round(WARM_UP * steps)), steps - 1)
    rise = lr_scheduler.LinearLR(optimizer, start_factor=1 / (warm + 1), total_iters=warm)
    decay = decays[kind[len("warmup-") :]](steps - warm)
    return lr_scheduler.SequentialLR(optimizer, [rise, decay], milestones=[warm])


def _of_groups(found: "Found", rate: float, optimizer: Any) -> List[float]:
    """A rate for each group of the optimizer, in the ratios that they had."""
    count = len(optimizer.param_groups)
    ratios = next((own for own in found._ratios if len(own) == count), [1.0] * count)
    return [rate * ratio for ratio in ratios]
