"""The connection to the finder: docs/protocol.md, from the script's side."""

from __future__ import annotations

import json
import math
import os
import socket
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Mapping, NoReturn, Optional, SupportsFloat

PROTOCOL = 1


class FinderError(RuntimeError):
    """The finder and the script misunderstood each other."""


class Rate(float):
    """The learning rate to train the next mini-batch at: a float that knows more."""

    #: The step, from 0.
    step: int
    #: The rate of each parameter group, where they differ.
    groups: Optional[List[float]]
    #: Which of several optimizers is tested; none where there is one.
    optimizer: Optional[str]
    #: The rate of each of several optimizers.
    optimizers: Dict[str, float]

    def __new__(cls, message: Mapping[str, Any]) -> Rate:
        rate = super().__new__(cls, message["learning_rate"])
        rate.step = message["step"]
        rate.groups = message.get("group_learning_rates")
        rate.optimizer = message.get("optimizer")
        rate.optimizers = message.get("learning_rates", {})
        return rate

    def of_group(self, index: int, count: int) -> float:
        """The rate of one of ``count`` parameter groups."""
        if self.groups is None:
            return float(self)
        if len(self.groups) != count:
            raise FinderError(
                f"--groups has {len(self.groups)} factors, but there are {count} parameter groups"
            )
        return self.groups[index]


@dataclass(frozen=True)
class Run:
    """One range test that the finder asks for."""

    #: The number of the run, from 0.
    number: int
    #: What weights and data order are to depend on.
    seed: int
    #: How many steps it has at most.
    steps: int
    #: Which of several optimizers is tested; none where there is one.
    optimizer: Optional[str]
    _session: "Session"

    def rates(self) -> Iterator[Rate]:
        """The learning rates, one for each mini-batch; report a loss for each."""
        while True:
            rate = self._session.next_rate()
            if rate is None:
                return
            yield rate


class Session:
    """The script's end of the line. Adapters call it; scripts use the functions of the package."""

    def __init__(self, path: Optional[str] = None) -> None:
        self._path = path or os.environ.get("LRFINDER_SOCKET") or None
        self._socket: Optional[socket.socket] = None
        self._process = 0
        self._buffer = b""
        self._run: Optional[Run] = None
        self._step: Optional[int] = None
        self._is_over = self._path is None
        #: The rate that was found; none while it is not known, or where none can be trusted.
        self.suggestion: Optional[float] = None

    @property
    def is_active(self) -> bool:
        """Whether the finder waits for a range test."""
        return not self._is_over

    @property
    def has_begun(self) -> bool:
        """Whether a range test is going on."""
        return self._run is not None

    def seed(self, default: int = 0) -> int:
        """The seed of the run."""
        if self._run is not None:
            return self._run.seed
        return default if self._path is None else int(os.environ.get("LRFINDER_SEED") or default)

    def begin(self) -> Optional[Run]:
        """Waits for the next range test; none where the finder wants no (further) one."""
        if self._is_over:
            return None
        if self._run is not None:
            raise FinderError("a range test was begun while another one is going on")
        if self._socket is None:
            self._connect()
        message = self._receive("start")
        self._run = Run(
            message["run"], message["seed"], message["steps"], message.get("optimizer"), self
        )
        return self._run

    def next_rate(self) -> Optional[Rate]:
        """The rate of the next step; none where the range test is over.

        :raises SystemExit: where the script is to end with it.
        """
        if self._run is None:
            return None
        if self._step is not None:
            self.give_up(f"no loss was reported for step {self._step}")
        message = self._receive("rate", "stop")
        if message["type"] == "rate":
            self._step = message["step"]
            return Rate(message)
        self._run = None
        sequel = message["then"]
        if sequel != "run":
            self._close()
            self.suggestion = message.get("learning_rate")
        if sequel == "exit":
            raise SystemExit(0)
        return None

    def report(
        self,
        loss: SupportsFloat,
        validation_loss: Optional[SupportsFloat] = None,
        losses: Optional[Mapping[str, SupportsFloat]] = None,
    ) -> None:
        """Sends the loss of the step whose rate was taken last."""
        if self._step is None:
            raise FinderError("a loss was reported for which no learning rate was asked")
        line = f'{{"type":"loss","step":{self._step},"loss":{_number(loss)}'
        if validation_loss is not None:
            line += f',"validation_loss":{_number(validation_loss)}'
        if losses:
            named = (f"{json.dumps(name)}:{_number(value)}" for name, value in losses.items())
            line += f',"losses":{{{",".join(named)}}}'
        self._step = None
        self._send(line + "}\n")

    def give_up(self, reason: str) -> NoReturn:
        """Tells the finder why this script cannot go on, and raises the reason."""
        self._send(json.dumps({"type": "error", "message": reason}) + "\n")
        self._close()
        raise FinderError(reason)

    def _connect(self) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._process = os.getpid()
        try:
            self._socket.connect(self._path or "")
        except OSError as error:
            self._close()
            raise FinderError(
                "cannot reach the finder; has another process of this script done so already? "
                f"({error})"
            ) from None
        self._send(f'{{"type":"hello","protocol":{PROTOCOL},"client":"python"}}\n')
        self._receive("hello")

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._run = None
        self._step = None
        self._is_over = True

    def _connected(self) -> socket.socket:
        if self._socket is None:
            raise FinderError("the connection to the finder is closed")
        if self._process != os.getpid():
            raise FinderError("a forked process cannot use its parent's connection to the finder")
        return self._socket

    def _send(self, line: str) -> None:
        try:
            self._connected().sendall(line.encode())
        except BrokenPipeError:
            # What the finder said before it left tells more; it is read where an answer is due.
            pass

    def _receive(self, *expected: str) -> Dict[str, Any]:
        connected = self._connected()
        while b"\n" not in self._buffer:
            try:
                chunk = connected.recv(4096)
            except ConnectionResetError:
                chunk = b""
            if not chunk:
                self._close()
                raise FinderError("the finder has ended")
            self._buffer += chunk
        line, self._buffer = self._buffer.split(b"\n", 1)
        message: Dict[str, Any] = json.loads(line)
        if message["type"] == "error":
            self._close()
            raise FinderError(message["message"])
        if message["type"] not in expected:
            self.give_up(f"expected {' or '.join(expected)}, not {message['type']}")
        return message


def _number(value: SupportsFloat) -> str:
    """A number in JSON, which has no NaN and no infinity of its own."""
    # An array of a framework: its item() gives no warning about gradients.
    item = getattr(value, "item", None)
    number = float(item() if callable(item) else value)
    return repr(number) if math.isfinite(number) else f'"{number}"'
