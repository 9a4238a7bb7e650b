"""How far a search is: tqdm's bar where it is installed, else a line on a terminal."""

from __future__ import annotations

import sys
import time
from typing import Any, Optional, SupportsFloat

from ._transport import Rate, Run


class Progress:
    """Shows the steps of a search, ten times a second at most.

    :param isShown: Whether to show anything; none for a terminal or a notebook only.
    """

    def __init__(self, is_shown: Optional[bool] = None) -> None:
        self._is_shown = _has_reader() if is_shown is None else is_shown
        self._bar: Any = None
        self._run: Optional[Run] = None
        self._shown = 0.0
        self._has_line = False

    def begin(self, run: Run) -> None:
        """A run begins."""
        if not self._is_shown:
            return
        self._run = run
        self._close_bar()
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return
        self._bar = tqdm(total=run.steps, desc=self._title(run), leave=False, unit="step")

    def step(self, rate: Rate, loss: SupportsFloat) -> None:
        """A mini-batch was trained."""
        if not self._is_shown:
            return
        now = time.monotonic()
        if now - self._shown < 0.1:
            return
        self._shown = now
        text = f"rate {float(rate):.2g}, loss {float(loss):.4g}"
        if self._bar is not None:
            self._bar.set_postfix_str(text, refresh=False)
            self._bar.update(rate.step + 1 - self._bar.n)
        elif self._run is not None and sys.stderr.isatty():
            line = f"{self._title(self._run)}: step {rate.step + 1} of {self._run.steps}, {text}"
            sys.stderr.write(f"\r{line}\x1b[K")
            sys.stderr.flush()
            self._has_line = True

    def close(self) -> None:
        """Takes everything off the screen."""
        self._close_bar()
        if self._has_line:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._has_line = False

    def _close_bar(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar = None

    @staticmethod
    def _title(run: Run) -> str:
        return "finding a rate" if run.number == 0 else f"finding a rate, run {run.number + 1}"


def _has_reader() -> bool:
    """Whether somebody looks: a terminal, or a notebook."""
    if sys.stderr is not None and sys.stderr.isatty():
        return True
    shell = sys.modules.get("IPython")
    get = getattr(shell, "get_ipython", None)
    return get is not None and type(get()).__name__ == "ZMQInteractiveShell"
