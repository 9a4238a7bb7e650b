"""The state of a PyTorch training, to be put back bit for bit, in the very same tensors."""

from __future__ import annotations

import collections
import contextlib
import io
import os
import tempfile
import threading
import types
from typing import Any, Callable, Dict, Iterable, List, Optional, Set, Tuple

import torch

from ._torch_generators import (
    GlobalGenerators,
    get_state,
    is_generator,
    seed_generator,
    set_state,
    uninterrupted,
)
from ._transport import FinderError

#: Puts something back, and returns it.
Undo = Callable[[], Any]

_PLAIN = (bool, int, float, complex, str, bytes, type(None), torch.dtype, torch.device)
#: Of these packages, objects that are not known below are no state of a training.
_FOREIGN = {"torch", "numpy", "functools", "builtins", "logging", "threading", "_thread", "abc"}
#: How deep inside of one another objects are looked for.
_DEEPEST = 4
#: What is longer than this, outside of modules and optimizers, is data and no state.
_DATA = 4096
#: Frozen weights of less than this many bytes are copied whatever trains.
_SMALL = 1 << 24


class Snapshot:
    """The state of modules, optimizers, scalers, schedulers, loaders and random generators.

    It can be put back any number of times. Tensors keep their identity: their values are copied
    back into them. Frozen weights that are larger than all that trains are not copied but summed,
    and a change of them is told by :attr:`notes`.

    :param objects: Whose state it is.
    :param where: Where the copies are: ``device`` (beside what is copied), ``cpu`` or ``disk``.
    """

    def __init__(self, objects: Iterable[Any], where: str = "device") -> None:
        if where not in ("device", "cpu", "disk"):
            raise FinderError(f"a snapshot is on the 'device', the 'cpu' or the 'disk', not {where!r}")
        #: What cannot be put back, a sentence each.
        self.notes: List[str] = []
        self._where = where
        self._folder: Optional[tempfile.TemporaryDirectory[str]] = None
        self._undo: List[Undo] = []
        self._seen: Dict[int, Any] = {}
        self._kept: Dict[int, Any] = {}
        self._tensors: Dict[int, Undo] = {}
        self._copied: List[torch.Tensor] = []
        self._sums: List[Tuple[str, torch.Tensor, float]] = []
        self._generators: List[Tuple[Any, Any]] = []
        objects = list(objects)
        optimizers = [thing for thing in objects if is_optimizer(thing)]
        modules = [thing for thing in objects if isinstance(thing, torch.nn.Module)]
        self._shapes: Set[torch.Size] = set()
        self._watched: List[Tuple[torch.Tensor, int]] = []
        with torch.no_grad():
            self._keep_weights(modules, optimizers)
            for thing in objects:
                self._is_data = not isinstance(thing, torch.nn.Module) and not is_optimizer(thing)
                self._undo.append(self._remember(thing, 0))
        self._global = GlobalGenerators()

    def restore(self, keeps_graphs: bool = False) -> None:
        """Puts everything back.

        :param keeps_graphs: Whether gradients can still be computed through what was computed
            before; they are of no use then.
        """
        with contextlib.ExitStack() as stack:
            stack.enter_context(uninterrupted())
            stack.enter_context(torch.no_grad())
            if keeps_graphs:
                versions = torch.autograd._unsafe_preserve_version_counter
                stack.enter_context(versions(tuple(self._copied)))
            for undo in self._undo:
                undo()
            for generator, state in self._generators:
                set_state(generator, state)
            self._global.restore()

    def seed(self, offset: int, absolute: Optional[int] = None) -> None:
        """Seeds all generators: by a number, or by one that counts from their own seeds.

        Generators of the training's own keep their state for the offset 0.
        """
        base = torch.initial_seed() if absolute is None else absolute - offset
        self._global.seed(base + offset)
        if offset:
            for number, (generator, _) in enumerate(self._generators):
                seed_generator(generator, base + offset + 7919 * (number + 1))

    def changed(self) -> List[str]:
        """What was not copied because it is frozen, or data, and has changed nevertheless."""
        frozen = [name for name, tensor, old in self._sums if _sum(tensor) != old]
        return frozen + [
            f"a tensor of the shape {tuple(tensor.shape)}"
            for tensor, version in self._watched
            if tensor._version != version
        ]

    # Weights

    def _keep_weights(self, modules: List[torch.nn.Module], optimizers: List[Any]) -> None:
        named = [pair for module in modules for pair in module.named_parameters()]
        for index, optimizer in enumerate(optimizers):
            for group in optimizer.param_groups:
                named += [(f"a parameter of optimizer {index}", p) for p in group["params"]]
        self._undo += self._weights(named)

    def _weights(self, named: Iterable[Tuple[str, torch.Tensor]]) -> List[Undo]:
        """Copies weights, but not frozen ones that are larger than all that trains."""
        new: Dict[int, Tuple[str, torch.Tensor]] = {}
        for name, parameter in named:
            if isinstance(parameter, torch.nn.parameter.UninitializedTensorMixin):
                raise FinderError(
                    f"{name} has no shape yet: run one batch through the model first, as in "
                    "model(next(iter(loader))[0])"
                )
            if id(parameter) not in self._kept:
                new.setdefault(id(parameter), (name, parameter))
        self._kept.update(new)
        self._shapes.update(parameter.shape for _, parameter in new.values())
        frozen = [pair for pair in new.values() if not pair[1].requires_grad]
        copied = [pair for pair in new.values() if pair[1].requires_grad]
        if _bytes(frozen) > max(_bytes(copied), _SMALL):
            self._sums += [(name, tensor, _sum(tensor)) for name, tensor in frozen]
        else:
            copied += frozen
        undos = [self._tensor(parameter) for _, parameter in copied]
        return undos + [self._flags(parameter) for _, parameter in new.values()]

    def _flags(self, parameter: torch.Tensor) -> Undo:
        requires, gradient = parameter.requires_grad, parameter.grad
        undo = None if gradient is None else self._tensor(gradient)

        def back() -> None:
            parameter.requires_grad_(requires)
            parameter.grad = None if undo is None else undo()

        return back

    def _tensor(self, tensor: torch.Tensor) -> Undo:
        known = self._tensors.get(id(tensor))
        if known is not None:
            return known
        shape, load = tensor.shape, self._copy(tensor)

        def back() -> torch.Tensor:
            value = load()
            if tensor.shape != shape or tensor.is_inference():
                tensor.data = value.to(tensor.device, copy=True)
                return tensor
            try:
                tensor.detach().copy_(value)
            except RuntimeError:
                # An expanded tensor cannot be written to; nor has anything else written to it.
                if not torch.equal(tensor, value.to(tensor.device)):
                    raise
            return tensor

        self._tensors[id(tensor)] = back
        self._copied.append(tensor)
        return back

    def _copy(self, tensor: torch.Tensor) -> Callable[[], torch.Tensor]:
        if self._where == "disk" and tensor.numel() > 1024:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="lrfinder-")
            path = os.path.join(self._folder.name, str(len(self._tensors)))
            torch.save(tensor.detach(), path)
            return lambda: torch.load(path, map_location="cpu")
        detached = tensor.detach()
        copy = detached.clone() if self._where == "device" else detached.to("cpu", copy=True)
        return lambda: copy

    # Everything else

    def _remember(self, value: Any, depth: int) -> Undo:
        """Remembers a value: what is inside of it, where it can change."""
        if isinstance(value, _PLAIN) or depth > _DEEPEST or isinstance(value, type):
            return lambda: value
        if id(value) in self._seen:
            return lambda: value
        if isinstance(value, torch.Tensor):
            if isinstance(value, torch.nn.Parameter):
                return lambda: value  # Kept, or frozen.
            # A moving average of weights has their shapes; what else is large is data.
            if self._is_data and value.numel() > _DATA and value.shape not in self._shapes:
                self._watched.append((value, value._version))
                return lambda: value
            return self._tensor(value)
        self._seen[id(value)] = value
        if isinstance(value, torch.nn.Module):
            return self._module(value, depth)
        if is_optimizer(value):
            return self._optimizer(value, depth)
        if self._is_data and hasattr(value, "__len__") and len(value) > _DATA:
            return lambda: value
        if isinstance(value, dict):
            return self._dictionary(value, depth)
        if isinstance(value, (list, collections.deque, set)):
            return self._sequence(value, depth)
        if isinstance(value, tuple):
            parts = [self._remember(part, depth + 1) for part in value]
            return lambda: ([undo() for undo in parts], value)[1]
        if is_generator(value):
            self._generators.append((value, get_state(value)))
            return lambda: value
        if type(value).__name__ == "ndarray" and type(value).__module__ == "numpy":
            return self._array(value)
        return self._object(value, depth)

    def _dictionary(self, value: Dict[Any, Any], depth: int) -> Undo:
        items = list(value.items())
        undos = {key: self._remember(part, depth + 1) for key, part in items if _may_change(part)}

        def back() -> Any:
            restored = [(key, undos[key]() if key in undos else part) for key, part in items]
            if len(value) != len(restored) or any(
                value.get(key, undos) is not part for key, part in restored
            ):
                value.clear()
                value.update(restored)
            return value

        return back

    def _sequence(self, value: Any, depth: int) -> Undo:
        parts = list(value)
        undos = {i: self._remember(p, depth + 1) for i, p in enumerate(parts) if _may_change(p)}

        def back() -> Any:
            restored = [undos[i]() if i in undos else part for i, part in enumerate(parts)]
            value.clear()
            value.update(restored) if isinstance(value, set) else value.extend(restored)
            return value

        return back

    def _array(self, value: Any) -> Undo:
        copy = value.copy()

        def back() -> Any:
            if value.flags.writeable:
                value[...] = copy
            return value

        return back

    def _module(self, module: torch.nn.Module, depth: int) -> Undo:
        was_data, self._is_data = self._is_data, False
        undos = self._weights(module.named_parameters())
        for part in module.modules():
            self._seen.setdefault(id(part), part)
            own = vars(part)
            for name in list(own):
                if name in ("_parameters", "_modules") or name.endswith(("_hooks", "_hooks_with_kwargs")):
                    undos.append(_shallow(own[name]))
                elif name in ("_buffers", "_non_persistent_buffers_set"):
                    undos.append(self._remember(own[name], 0))
            skipped = {"_parameters", "_modules", "_buffers", "_non_persistent_buffers_set"}
            undos.append(self._attributes(part, depth, skipped))
        self._is_data = was_data

        def back() -> Any:
            for undo in undos:
                undo()
            return module

        return back

    def _optimizer(self, optimizer: Any, depth: int) -> Undo:
        was_data, self._is_data = self._is_data, False
        groups = optimizer.param_groups
        parts = list(groups)
        undos: List[Undo] = [
            self._dictionary({k: v for k, v in group.items() if k != "params"}, depth)
            for group in parts
        ]
        parameters = [list(group["params"]) for group in parts]
        # A dictionary that is keyed by parameters, which are kept as such.
        state = self._remember(optimizer.state, 0)
        rest = self._attributes(optimizer, depth, {"param_groups", "state"})
        self._is_data = was_data

        def back() -> Any:
            rest()
            state()
            for group, undo, own in zip(parts, undos, parameters):
                values = undo()
                for key in [key for key in group if key != "params" and key not in values]:
                    del group[key]
                group.update(values)
                group["params"][:] = own
            groups[:] = parts
            return optimizer

        return back

    def _object(self, value: Any, depth: int) -> Undo:
        package = type(value).__module__.split(".")[0]
        is_known = isinstance(value, _KNOWN) or hasattr(value, "state_dict")
        if isinstance(value, _STATELESS) or (package in _FOREIGN and not is_known):
            return lambda: value
        was_data, self._is_data = self._is_data, True
        try:
            return self._attributes(value, depth, set())
        finally:
            self._is_data = was_data

    def _attributes(self, owner: Any, depth: int, skipped: Set[str]) -> Undo:
        own = getattr(owner, "__dict__", None)
        if not isinstance(own, dict):
            return lambda: owner
        kept = {
            name: (value, self._remember(value, depth + 1))
            for name, value in own.items()
            if name not in skipped and not name.endswith("_hooks")
        }

        def back() -> Any:
            for name in [name for name in own if name not in kept and name not in skipped]:
                if isinstance(own[name], (*_PLAIN, torch.Tensor)):
                    del own[name]
            for name, (value, undo) in kept.items():
                undo()
                if own.get(name, own) is not value:
                    own[name] = value
            return owner

        return back


def is_optimizer(thing: Any) -> bool:
    """Whether something trains: an optimizer of PyTorch, or what looks like one."""
    return isinstance(thing, torch.optim.Optimizer) or (
        not isinstance(thing, type)
        and isinstance(getattr(thing, "param_groups", None), list)
        and callable(getattr(thing, "step", None))
    )


_STATELESS = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.MethodType,
              types.CodeType, io.IOBase, threading.Thread)
_KNOWN: Tuple[Any, ...] = (torch.utils.data.DataLoader, torch.utils.data.Sampler,
                           torch.utils.data.Dataset)


def _may_change(value: Any) -> bool:
    return not isinstance(value, _PLAIN)


def _shallow(value: Any) -> Undo:
    """Puts a dictionary back without looking at what it holds."""
    if not isinstance(value, dict):
        return lambda: value
    items = list(value.items())

    def back() -> Any:
        if list(value.items()) != items if len(value) == len(items) else True:
            value.clear()
            value.update(items)
        return value

    return back


def _bytes(named: List[Tuple[str, torch.Tensor]]) -> int:
    return sum(tensor.numel() * tensor.element_size() for _, tensor in named)


def _sum(tensor: torch.Tensor) -> float:
    try:
        return float(torch.sum(tensor.detach(), dtype=torch.float64))
    except RuntimeError:  # A number format that has no sum.
        return float(tensor._version)
