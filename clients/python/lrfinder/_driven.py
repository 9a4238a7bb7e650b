"""The connection to ``lrfinder drive``: docs/protocol.md, from the script's side."""

from __future__ import annotations

import json
import math
import os
import socket
from dataclasses import dataclass
from typing import Any, Dict, Iterator, Mapping, NoReturn, Optional, SupportsFloat

from ._transport import FinderError, Rate, Run, Task, number

PROTOCOL = 1


@dataclass(frozen=True)
class DrivenRun(Run):
    """One run that ``lrfinder drive`` asks for."""

    session: Optional["Session"] = None

    def rates(self) -> Iterator[Rate]:
        """The learning rates, one for each mini-batch; report a loss for each."""
        assert self.session is not None
        while True:
            rate = self.session.next_rate()
            if rate is None:
                return
            yield rate


class Session:
    """The script's end of the line: a :class:`Transport` where ``drive`` started the script."""

    def __init__(self, path: Optional[str] = None) -> None:
        self._path = path or os.environ.get("LRFINDER_SOCKET") or None
        self._socket: Optional[socket.socket] = None
        self._process = 0
        self._buffer = b""
        self._run: Optional[DrivenRun] = None
        self._has_begun = False
        self._step: Optional[int] = None
        self._is_over = self._path is None
        self._latest = 0
        self._suggestion: Optional[float] = None

    @property
    def suggestion(self) -> Optional[float]:
        """The rate that was found; none while it is not known, or where none can be trusted."""
        return self._suggestion

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

    def next(self) -> Task:
        """What is to be done next: a run to begin, a rate to train at, or none at the end.

        :raises SystemExit: where the script is to end with it.
        """
        if self._is_over:
            return None
        if self._run is None:
            return self._next_run()
        if not self._has_begun:
            return self._run
        return self._next_step() or self.next()

    def begin(self) -> None:
        """Says that the initial state is in place; the finder need not know."""
        self._has_begun = True

    def begin_run(self) -> Optional[DrivenRun]:
        """Waits for the next range test; none where the finder wants no (further) one."""
        if self._is_over:
            return None
        if self._run is not None:
            self.give_up(
                f"a range test was left after step {self._latest + 1} of {self._run.steps}, and "
                "begun again: let the loop over its rates come to its end"
            )
        run = self._next_run()
        self.begin()
        return run

    def next_rate(self) -> Optional[Rate]:
        """The rate of the next step; none where the range test is over.

        :raises SystemExit: where the script is to end with it.
        """
        return None if self._run is None else self._next_step()

    def record(
        self,
        loss: SupportsFloat,
        validation_loss: Optional[SupportsFloat] = None,
        losses: Optional[Mapping[str, SupportsFloat]] = None,
    ) -> None:
        """Sends the loss of the step whose rate was taken last."""
        if self._step is None:
            raise FinderError("a loss was reported for which no learning rate was asked")
        line = f'{{"type":"loss","step":{self._step},"loss":{_json(loss)}'
        if validation_loss is not None:
            line += f',"validation_loss":{_json(validation_loss)}'
        if losses:
            named = (f"{json.dumps(name)}:{_json(value)}" for name, value in losses.items())
            line += f',"losses":{{{",".join(named)}}}'
        self._step = None
        self._send(line + "}\n")

    def record_held_out(self, loss: SupportsFloat) -> None:
        """The finder asks for no held-out losses; they go with the loss of a step."""
        raise FinderError("a held-out loss was reported for which nobody asked")

    def stop(self) -> None:
        """Leaves; the finder keeps what it has, and says what became of the script."""
        self._close()

    def findings(self) -> Optional[Dict[str, Any]]:
        """The finder keeps them."""
        return None

    def give_up(self, reason: str) -> NoReturn:
        """Tells the finder why this script cannot go on, and raises the reason."""
        if self._socket is None and not self._is_over:
            try:
                self._connect()
            except FinderError:
                pass  # The script's own reason is the one to see.
        if self._socket is not None:
            self._send(json.dumps({"type": "error", "message": reason}) + "\n")
            self._await_end()
        self._close()
        raise FinderError(reason)

    def _await_end(self) -> None:
        """Waits for the finder to hear the last line: one that still writes would not read it."""
        try:
            connected = self._connected()
            connected.shutdown(socket.SHUT_WR)
            connected.settimeout(1.0)
            while connected.recv(4096):
                pass
        except (OSError, FinderError):
            pass

    def _next_run(self) -> DrivenRun:
        if self._socket is None:
            self._connect()
        message = self._receive("start")
        self._has_begun = False
        self._run = DrivenRun(
            message["run"],
            message["seed"],
            message["steps"],
            message.get("optimizer"),
            session=self,
        )
        return self._run

    def _next_step(self) -> Optional[Rate]:
        if self._step is not None:
            self.give_up(f"no loss was reported for step {self._step}")
        message = self._receive("rate", "stop")
        if message["type"] == "rate":
            self._step = self._latest = message["step"]
            return Rate(
                message["learning_rate"],
                message["step"],
                message.get("group_learning_rates"),
                message.get("optimizer"),
                message.get("learning_rates"),
            )
        self._run = None
        sequel = message["then"]
        if sequel != "run":
            self._close()
            self._suggestion = message.get("learning_rate")
        if sequel == "exit":
            raise SystemExit(0)
        return None

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


def _json(value: SupportsFloat) -> str:
    """A number in JSON, which has no NaN and no infinity of its own."""
    loss = number(value)
    return repr(loss) if math.isfinite(loss) else f'"{loss}"'
