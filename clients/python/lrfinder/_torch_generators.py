"""Random generators, and what must not be interrupted while they are put back."""

from __future__ import annotations

import random
import signal
import sys
import threading
from typing import Any, List

import torch


def is_generator(value: Any) -> bool:
    """Whether something is a random generator of PyTorch, NumPy or Python."""
    if isinstance(value, (torch.Generator, random.Random)):
        return True
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, (numpy.random.Generator, numpy.random.RandomState))


def get_state(generator: Any) -> Any:
    """The state of a generator."""
    if isinstance(generator, random.Random):
        return generator.getstate()
    if hasattr(generator, "bit_generator"):
        return generator.bit_generator.state
    return generator.get_state()


def set_state(generator: Any, state: Any) -> None:
    """Puts a state back."""
    if isinstance(generator, random.Random):
        generator.setstate(state)
    elif hasattr(generator, "bit_generator"):
        generator.bit_generator.state = state
    else:
        generator.set_state(state)


def seed_generator(generator: Any, seed: int) -> None:
    """Begins the numbers of a seed."""
    if isinstance(generator, torch.Generator):
        generator.manual_seed(seed % 2**63)
    elif hasattr(generator, "bit_generator"):
        kind = type(generator.bit_generator)
        generator.bit_generator.state = kind(seed % 2**63).state
    else:
        generator.seed(seed % 2**32)


class GlobalGenerators:
    """The generators that belong to nobody: Python's, NumPy's, PyTorch's."""

    def __init__(self) -> None:
        self._python = random.getstate()
        numpy = sys.modules.get("numpy")
        self._numpy = None if numpy is None else numpy.random.get_state()
        self._torch = torch.get_rng_state()
        self._cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else []
        self._mps = torch.mps.get_rng_state() if torch.backends.mps.is_available() else None

    def restore(self) -> None:
        """Puts their states back."""
        random.setstate(self._python)
        if self._numpy is not None:
            sys.modules["numpy"].random.set_state(self._numpy)
        torch.set_rng_state(self._torch)
        if self._cuda:
            torch.cuda.set_rng_state_all(self._cuda)
        if self._mps is not None:
            torch.mps.set_rng_state(self._mps)

    def seed(self, seed: int) -> None:
        """Seeds them all."""
        random.seed(seed)
        if self._numpy is not None:
            sys.modules["numpy"].random.seed(seed % 2**32)
        torch.manual_seed(seed % 2**63)


class uninterrupted:
    """Puts off Ctrl-C until everything is put back."""

    def __enter__(self) -> None:
        self._caught: List[Any] = []
        self._handler: Any = None
        if threading.current_thread() is threading.main_thread():
            self._handler = signal.getsignal(signal.SIGINT)
            if callable(self._handler):
                signal.signal(signal.SIGINT, lambda *found: self._caught.append(found))

    def __exit__(self, *_: Any) -> None:
        if callable(self._handler):
            signal.signal(signal.SIGINT, self._handler)
            if self._caught:
                self._handler(*self._caught[0])
