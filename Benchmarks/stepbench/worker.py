"""A contestant: a process that makes training steps when it is asked to and times them."""

import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Contestant:
    """How a worker is started."""

    name: str
    command: Sequence[str]
    threads: int | None = None
    """The number of threads of its loops, or None for its own choice."""
    aten: str = ""
    """The kernels of ours that are left to ATen."""

    def start(self) -> "Worker":
        """Starts the process; it loads and warms up meanwhile."""
        return Worker(self)


class Worker:
    """A started contestant. Between requests it waits for its input and takes no processor."""

    def __init__(self, contestant: Contestant) -> None:
        self.contestant = contestant
        environment = dict(os.environ)
        environment.pop("OMP_NUM_THREADS", None)
        environment["LRFINDER_ATEN"] = contestant.aten
        if contestant.threads is not None:
            environment["OMP_NUM_THREADS"] = str(contestant.threads)
        self._messages = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed in finish)
        self._process = subprocess.Popen(
            contestant.command,
            cwd=BENCHMARKS,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._messages,
            text=True,
        )

    def wait_until_ready(self) -> None:
        """Returns when the worker has warmed up."""
        answer = self._answer()
        if answer != "ready":
            raise RuntimeError(f"{self.contestant.name} said {answer!r} instead of 'ready'")

    def nanoseconds_per_step(self, steps: int, verb: str = "go") -> float:
        """Asks for `steps` training steps; `verb` says of which kind."""
        assert self._process.stdin is not None
        print(verb, steps, file=self._process.stdin, flush=True)
        return int(self._answer()) / steps

    def finish(self) -> int:
        """Ends the process and returns its peak of resident memory in bytes."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        _, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self._messages.close()
        return usage.ru_maxrss * 1024

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._messages.seek(0)
            raise RuntimeError(
                f"the worker '{self.contestant.name}' ended early: "
                f"{' '.join(self.contestant.command)}\n{self._messages.read()[-2000:]}"
            )
        return line.strip()
