"""A finder for tests: speaks the finder's side of the protocol in a thread."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import tempfile
import threading
from typing import Any, Dict, Iterator, List
from unittest import mock

import lrfinder


class Finder:
    """Makes ``runs`` range tests at the given rates, and keeps what the script says."""

    def __init__(self, rates: List[float], runs: int, then: str, learning_rate: Any) -> None:
        self.rates = rates
        self.runs = runs
        self.then = then
        self.learning_rate = learning_rate
        #: Everything that the script has said.
        self.heard: List[Dict[str, Any]] = []
        #: Members that go into each rate.
        self.extra: Dict[str, Any] = {}

    @property
    def losses(self) -> List[Any]:
        return [message["loss"] for message in self.heard if message["type"] == "loss"]

    @property
    def errors(self) -> List[str]:
        return [message["message"] for message in self.heard if message["type"] == "error"]

    def serve(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            lines = connection.makefile("r")

            def tell(**message: Any) -> None:
                connection.sendall(json.dumps(message).encode() + b"\n")

            def hear() -> bool:
                line = lines.readline()
                if line:
                    self.heard.append(json.loads(line))
                return bool(line) and self.heard[-1]["type"] != "error"

            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                if not hear():
                    return
                tell(type="hello", protocol=1, later="ignored")
                for run in range(self.runs):
                    tell(type="start", run=run, seed=7 + run, steps=len(self.rates))
                    for step, rate in enumerate(self.rates):
                        tell(type="rate", step=step, learning_rate=rate, **self.extra)
                        if not hear():
                            return
                    is_last = run == self.runs - 1
                    then = self.then if is_last else "run"
                    tell(type="stop", reason="completed", then=then, learning_rate=self.learning_rate)


@contextlib.contextmanager
def finder(
    rates: List[float], runs: int = 1, then: str = "train", learning_rate: Any = 0.25
) -> Iterator[Finder]:
    """A finder in the environment, and a session that has not begun."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        path = os.path.join(folder, "socket")
        listener.bind(path)
        listener.listen(1)
        made = Finder(rates, runs, then, learning_rate)
        thread = threading.Thread(target=made.serve, args=(listener,), daemon=True)
        thread.start()
        environment = {"LRFINDER_SOCKET": path, "LRFINDER_SEED": "7", "LRFINDER_RUN": "0"}
        with mock.patch.dict(os.environ, environment), mock.patch.object(lrfinder, "_session", None):
            yield made
            if lrfinder._session is not None:
                lrfinder._session._close()
        thread.join(10)


@contextlib.contextmanager
def no_finder() -> Iterator[None]:
    """An environment without a finder."""
    environment = {key: value for key, value in os.environ.items() if key != "LRFINDER_SOCKET"}
    with mock.patch.dict(os.environ, environment, clear=True):
        with mock.patch.object(lrfinder, "_session", None):
            yield
