"""Mini-batches of a PyTorch model, and their losses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, Iterable, Optional, SupportsFloat

import torch

from ._torch_state import Snapshot
from ._transport import FinderError, number

#: The names that targets have in a batch which is a dictionary.
_TARGETS = ("labels", "label", "targets", "target", "y")


def batch_loss(
    model: torch.nn.Module, loss_function: Optional[Callable[..., Any]]
) -> Callable[[Any], Any]:
    """A function from a mini-batch to its loss, after the shape that the batch has.

    ``(x, y)`` is ``loss_function(model(x), y)``; ``(a, b, y)`` is ``loss_function(model(a, b), y)``;
    a tensor ``x`` alone is ``loss_function(model(x), x)``. A dictionary gives ``model(**batch)``:
    its own loss, or where there is a loss function that of its output and the batch's labels.
    """
    device = device_of(model)

    def output(inputs: Any) -> Any:
        if isinstance(inputs, Mapping):
            return model(**inputs)
        return model(inputs)

    def loss_of(batch: Any) -> Any:
        batch = moved(batch, device)
        if isinstance(batch, Mapping):
            if loss_function is None:
                return _own_loss(model(**batch))
            targets = next((name for name in _TARGETS if name in batch), None)
            if targets is None:
                raise FinderError(
                    f"the batch has none of {', '.join(_TARGETS)} to compare with; its keys are "
                    f"{', '.join(map(str, batch))}. Give a step=… that knows its loss"
                )
            inputs = {name: value for name, value in batch.items() if name != targets}
            return loss_function(model(**inputs), batch[targets])
        if isinstance(batch, (tuple, list)):
            if loss_function is None:
                return _own_loss(model(*batch))
            if len(batch) == 1:
                return loss_function(output(batch[0]), batch[0])
            if len(batch) == 2:
                return loss_function(output(batch[0]), batch[1])
            return loss_function(model(*batch[:-1]), batch[-1])
        if loss_function is None:
            return _own_loss(output(batch))
        return loss_function(output(batch), batch)

    return loss_of


def validation_loss(
    model: torch.nn.Module, loss_of: Callable[[Any], Any], loader: Iterable[Any], most: int
) -> Callable[[], SupportsFloat]:
    """A function that measures the mean loss of the first mini-batches of a loader."""

    def measure() -> SupportsFloat:
        modes = [(part, part.training) for part in model.modules()]
        states = Snapshot([loader])
        model.eval()
        try:
            total, count = 0.0, 0
            with torch.no_grad():
                for batch in loader:
                    total += number(loss_of(batch))
                    count += 1
                    if count == most:
                        break
            if count == 0:
                raise FinderError("there is no mini-batch in the validation loader")
            return total / count
        finally:
            for part, mode in modes:
                part.training = mode
            states.restore()

    return measure


def moved(batch: Any, device: Optional[torch.device]) -> Any:
    """A mini-batch on the model's device."""
    if isinstance(batch, torch.Tensor):
        return batch if device is None or batch.device == device else batch.to(
            device, non_blocking=True
        )
    if isinstance(batch, Mapping):
        if hasattr(batch, "to") and device is not None:
            return batch.to(device)
        return {key: moved(value, device) for key, value in batch.items()}
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(moved(part, device) for part in batch))
    if isinstance(batch, (tuple, list)):
        return type(batch)(moved(part, device) for part in batch)
    if callable(getattr(batch, "to", None)) and device is not None:
        return batch.to(device)
    return batch


def device_of(model: torch.nn.Module) -> Optional[torch.device]:
    """Where the model is."""
    for tensor in model.parameters():
        return tensor.device
    for tensor in model.buffers():
        return tensor.device
    return None


def _own_loss(output: Any) -> Any:
    if isinstance(output, Mapping) and "loss" in output:
        return output["loss"]
    loss = getattr(output, "loss", None)
    if loss is None and isinstance(output, (tuple, list)) and output:
        loss = output[0]
    if loss is None:
        loss = output
    if not isinstance(loss, torch.Tensor) or loss.numel() != 1:
        raise FinderError(
            "the model returns no loss of its own; give a loss_function, as in find(model, "
            "optimizer, torch.nn.functional.cross_entropy, loader)"
        )
    return loss
