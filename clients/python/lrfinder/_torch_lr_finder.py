"""What torch-lr-finder's users have: the same class, with another answer beside the plot."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Optional, Tuple

import torch
from torch.utils.data import DataLoader

from ._found import Found
from ._text import brief
from ._torch_batches import device_of, moved
from ._transport import FinderError


class DataLoaderIter:
    """A loader as an iterator; derive from it where a batch is no ``(inputs, labels)``."""

    def __init__(self, data_loader: Any) -> None:
        self.data_loader = data_loader
        self._iterator = iter(data_loader)

    @property
    def dataset(self) -> Any:
        """The data set of the loader."""
        return self.data_loader.dataset

    def inputs_labels_from_batch(self, batch_data: Any) -> Tuple[Any, Any]:
        """The inputs and the labels of a batch."""
        if not isinstance(batch_data, (list, tuple)) or len(batch_data) < 2:
            raise FinderError(
                f"a batch is (inputs, labels), not {type(batch_data).__name__}; derive a class from "
                "TrainDataLoaderIter and override inputs_labels_from_batch"
            )
        inputs, labels, *_ = batch_data
        return inputs, labels

    def __iter__(self) -> "DataLoaderIter":
        return self

    def __next__(self) -> Tuple[Any, Any]:
        return self.inputs_labels_from_batch(next(self._iterator))


class TrainDataLoaderIter(DataLoaderIter):
    """A training loader that begins again when it ends."""

    def __init__(self, data_loader: Any, auto_reset: bool = True) -> None:
        super().__init__(data_loader)
        self.auto_reset = auto_reset

    def __next__(self) -> Tuple[Any, Any]:
        try:
            return super().__next__()
        except StopIteration:
            if not self.auto_reset:
                raise
            self._iterator = iter(self.data_loader)
            return super().__next__()


class ValDataLoaderIter(DataLoaderIter):
    """A validation loader, which is gone through as a whole each time."""

    def __iter__(self) -> "ValDataLoaderIter":
        self._iterator = iter(self.data_loader)
        return self

    def __len__(self) -> int:
        return len(self.data_loader)


class LRFinder:
    """A drop-in for ``torch_lr_finder.LRFinder``.

    ::

        lr_finder = LRFinder(model, optimizer, criterion, device="cuda")
        lr_finder.range_test(trainloader, end_lr=10, num_iter=100)
        lr_finder.plot()
        lr_finder.reset()

    The test runs, and its answer is read, as by :func:`lrfinder.pytorch.find`, whose result is
    ``lr_finder.found``. The model and the optimizer are put back already when the test is over.

    :param device: Where the model is trained; it is moved back afterwards.
    :param memory_cache: Whether the copy of what trains is in memory; else it is on disk.
    """

    def __init__(
        self,
        model: torch.nn.Module,
        optimizer: Any,
        criterion: Any,
        device: Any = None,
        memory_cache: bool = True,
        cache_dir: Optional[str] = None,
        amp_backend: Optional[str] = None,
        amp_config: Optional[Dict[str, Any]] = None,
        grad_scaler: Any = None,
    ) -> None:
        self.model = model
        self.optimizer = optimizer
        self.criterion = criterion
        self.memory_cache = memory_cache
        self.amp_backend = amp_backend
        self.amp_config = amp_config
        self.grad_scaler = grad_scaler
        self.model_device = device_of(model)
        self.device = torch.device(device) if device is not None else self.model_device
        #: The rates and the losses of the test.
        self.history: Dict[str, List[float]] = {"lr": [], "loss": []}
        self.best_loss: Optional[float] = None
        #: What :func:`lrfinder.pytorch.find` returns.
        self.found: Optional[Found] = None

    def range_test(
        self,
        train_loader: Any,
        val_loader: Any = None,
        start_lr: Optional[float] = None,
        end_lr: float = 10,
        num_iter: int = 100,
        step_mode: str = "exp",
        smooth_f: float = 0.05,
        diverge_th: float = 5,
        accumulation_steps: int = 1,
        non_blocking_transfer: bool = True,
        **options: Any,
    ) -> Found:
        """Trains with rates that grow from the optimizer's own, or ``start_lr``, to ``end_lr``.

        ``smooth_f`` and ``diverge_th`` are taken and not used: smoothing and the end of the test
        are the finder's own.
        """
        from .pytorch import find

        ramps = {"exp": "exponential", "linear": "linear"}
        if step_mode not in ramps:
            raise ValueError(f"step_mode is 'exp' or 'linear', not {step_mode!r}")
        if not isinstance(train_loader, (DataLoader, TrainDataLoaderIter)):
            raise _unsupported("train_loader", "TrainDataLoaderIter", train_loader)
        if val_loader is not None and not isinstance(val_loader, (DataLoader, ValDataLoaderIter)):
            raise _unsupported("val_loader", "ValDataLoaderIter", val_loader)
        if num_iter <= 1:
            raise ValueError(f"`num_iter` must be larger than 1, not {num_iter}")
        if start_lr is None:
            start_lr = float(self.optimizer.param_groups[0]["lr"])
        origin = self.model_device
        if self.device != origin:
            self.model.to(self.device)
        context: Any = None
        if self.amp_backend == "torch":
            device_type = (self.device or torch.device("cpu")).type
            config = dict(self.amp_config or {})
            config.setdefault("device_type", device_type)
            context = lambda: torch.autocast(**config)  # noqa: E731
        try:
            self.found = find(
                self.model,
                self.optimizer,
                self.criterion,
                _Pairs(train_loader),
                validation=None if val_loader is None else self._validation(val_loader),
                scaler=self.grad_scaler if self.amp_backend == "torch" else None,
                autocast=context,
                accumulate=accumulation_steps,
                snapshot="device" if self.memory_cache else "disk",
                **{
                    "steps": num_iter,
                    "from_": start_lr,
                    "to": end_lr,
                    "ramp": ramps[step_mode],
                    "adapt": False,
                    **options,
                },
            )
        finally:
            if self.device != origin:
                self.model.to(origin)
        curve = self.found.history
        self.history = {"lr": list(curve.learning_rate), "loss": list(curve.smoothed_loss)}
        self.best_loss = min(curve.loss, default=None)
        return self.found

    def reset(self) -> None:
        """Nothing is left to be put back: the test did so when it was over."""

    def state_dict(self) -> Dict[str, Any]:
        """The history."""
        return {"history": self.history, "best_loss": self.best_loss}

    def plot(
        self,
        skip_start: int = 10,
        skip_end: int = 5,
        log_lr: bool = True,
        show_lr: Optional[float] = None,
        ax: Any = None,
        suggest_lr: bool = True,
    ) -> Any:
        """Draws the loss over the rate, and says which rate to take.

        :return: The axes, and with ``suggest_lr`` the rate (None where none can be trusted).
        """
        if skip_start < 0 or skip_end < 0:
            raise ValueError("skip_start and skip_end are numbers of steps, 0 or more")
        if self.found is None:
            raise FinderError("there is nothing to plot yet; call range_test first")
        from matplotlib import pyplot

        rates, losses = self.history["lr"], self.history["loss"]
        shown = slice(skip_start, len(rates) - skip_end)
        figure = None
        if ax is None:
            figure, ax = pyplot.subplots()
        ax.plot(rates[shown], losses[shown])
        rate = self.found.learning_rate
        if suggest_lr:
            if rate is None:
                print(f"No learning rate can be trusted: {self.found.verdict}")
            else:
                print(f"Suggested LR: {brief(rate)} ({self.found.verdict.code})")
                nearest = min(range(len(rates)), key=lambda i: abs(math.log(rates[i] / rate)))
                label = f"suggested {brief(rate)}"
                ax.scatter([rate], [losses[nearest]], s=75, color="red", zorder=3, label=label)
                ax.legend()
        if log_lr:
            ax.set_xscale("log")
        ax.set_xlabel("Learning rate")
        ax.set_ylabel("Loss")
        if show_lr is not None:
            ax.axvline(x=show_lr, color="red")
        if figure is not None:
            pyplot.show()
        return (ax, rate) if suggest_lr else ax

    def _validation(self, loader: Any) -> Any:
        def measure() -> float:
            modes = [(part, part.training) for part in self.model.modules()]
            self.model.eval()
            try:
                total, count = 0.0, 0
                with torch.no_grad():
                    for inputs, labels in _Pairs(loader):
                        inputs, labels = moved((inputs, labels), self.device)
                        size = len(labels)
                        total += float(self.criterion(self.model(inputs), labels)) * size
                        count += size
                return total / max(count, 1)
            finally:
                for part, mode in modes:
                    part.training = mode

        return measure


def _unsupported(name: str, kind: str, given: Any) -> ValueError:
    return ValueError(
        f"`{name}` has unsupported type: expected a DataLoader or a {kind}, not "
        f"{type(given).__name__}"
    )


class _Pairs:
    """The batches of a loader or of an iterator class over one, begun anew each time."""

    def __init__(self, source: Any) -> None:
        self.loader = source.data_loader if isinstance(source, DataLoaderIter) else source
        self._split = (
            source.inputs_labels_from_batch
            if isinstance(source, DataLoaderIter)
            else DataLoaderIter(()).inputs_labels_from_batch
        )

    def __iter__(self) -> Any:
        return (self._split(batch) for batch in self.loader)
