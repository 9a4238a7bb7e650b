"""The answer from recorded curves."""

from __future__ import annotations

import ctypes
import math
from typing import Any, List, Optional

from . import _library
from ._found import Found
from ._transport import FinderError


def analyze_curves(rates: Any, losses: Any, momentum: Optional[float] = None) -> Found:
    """Reads one answer off one or several curves."""
    if momentum is not None and not 0 <= momentum < 1:
        raise FinderError(f"momentum lies from 0 up to 1, not at {momentum}")
    all_rates, all_losses = _curves(rates), _curves(losses)
    if len(all_rates) == 1 and len(all_losses) > 1:
        all_rates = all_rates * len(all_losses)
    if len(all_rates) != len(all_losses):
        raise FinderError(f"{len(all_rates)} curves of rates, but {len(all_losses)} of losses")
    for own_rates, own_losses in zip(all_rates, all_losses):
        if len(own_rates) != len(own_losses):
            raise FinderError(f"{len(own_rates)} rates, but {len(own_losses)} losses")
        if not own_rates:
            raise FinderError("a curve needs at least one step")
        for step, rate in enumerate(own_rates):
            if not (rate > 0 and math.isfinite(rate)):
                raise FinderError(f"rates are finite numbers above 0; that of step {step} is {rate}")
            if step and rate < own_rates[step - 1]:
                raise FinderError(f"the rates of a range test do not fall, as here in step {step}")
    library = _library.library()
    age = math.nan if momentum is None else momentum / (1 - momentum)
    flat_rates = [rate for curve in all_rates for rate in curve]
    flat_losses = [loss for curve in all_losses for loss in curve]
    counts = [len(curve) for curve in all_rates]
    text = ctypes.c_void_p()
    _library.check(
        library.lrfinder_analyze(
            (ctypes.c_double * len(flat_rates))(*flat_rates),
            (ctypes.c_double * len(flat_losses))(*flat_losses),
            (ctypes.c_size_t * len(counts))(*counts),
            len(counts),
            age,
            ctypes.byref(text),
        )
    )
    settings = {"momentum": momentum}
    return Found(_library.take(text), settings, "a recorded curve")


def _curves(values: Any) -> List[List[float]]:
    """One list of numbers for each curve."""
    listed = _listed(values)
    if listed and isinstance(listed[0], list):
        return [[_number(value) for value in part] for part in listed]
    if listed and hasattr(listed[0], "__len__"):
        return [[_number(value) for value in _listed(part)] for part in listed]
    return [[_number(value) for value in listed]]


def _listed(values: Any) -> List[Any]:
    for name in ("detach", "cpu"):
        if callable(getattr(values, name, None)):
            values = getattr(values, name)()
    if callable(getattr(values, "tolist", None)):
        made = values.tolist()
        return made if isinstance(made, list) else [made]
    try:
        return list(values)
    except TypeError:
        raise FinderError(f"expected a list of numbers, not {type(values).__name__}") from None


def _number(value: Any) -> float:
    try:
        return float("nan") if value is None else float(value)
    except (TypeError, ValueError):
        raise FinderError(f"expected numbers, not {value!r}") from None
