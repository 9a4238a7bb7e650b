"""Finds the learning rate to train with, where the training is.

In the same process, in two lines (PyTorch; Keras, Lightning, Hugging Face and optax alike)::

    import lrfinder.pytorch

    found = lrfinder.pytorch.find(model, optimizer, loss_function, loader)
    found.apply(optimizer)

Any other training is a function from a rate to the loss of one mini-batch, with two more that keep
and bring back its state::

    found = lrfinder.find(step, snapshot=keep, restore=bring_back)

A curve that was recorded is read by ``lrfinder.analyze(rates, losses)``.

The same scripts can be driven from outside: run as ``lrfinder drive -- python train.py``, each
``find`` asks that command for its rates instead, and so does a loop of one's own::

    for rate in lrfinder.rates():      # one mini-batch each
        loss = train_one_batch(learning_rate=rate)
        lrfinder.report(loss)          # the loss before the update

The modules ``pytorch``, ``keras``, ``lightning``, ``huggingface`` and ``optax`` need their
frameworks, and none of them is imported here.
"""

from __future__ import annotations

import sys
from typing import Any, Callable, Iterator, Mapping, Optional, SupportsFloat

from ._driven import DrivenRun, Session
from ._found import Found, History, Verdict
from ._transport import FinderError, Rate, Run

__all__ = [
    "FinderError",
    "Found",
    "History",
    "Rate",
    "Run",
    "Session",
    "Verdict",
    "active",
    "analyze",
    "find",
    "rates",
    "report",
    "runs",
    "seed",
    "session",
    "suggestion",
]

__version__ = "0.1.0"

_session: Optional[Session] = None
_has_explained = False


def find(
    step: Callable[[float], SupportsFloat],
    *,
    snapshot: Optional[Callable[[], Any]] = None,
    restore: Optional[Callable[[Any], None]] = None,
    seed: Optional[Callable[[int], None]] = None,
    evaluate: Optional[Callable[[], SupportsFloat]] = None,
    **options: Any,
) -> Found:
    """Finds the learning rate of a training that is written by hand.

    ::

        def step(rate):                        # one mini-batch
            loss, gradient = loss_and_gradient(weights, next_batch())
            weights[:] -= rate * gradient
            return loss                        # before the update

        def bring_back(kept):
            weights[:] = kept

        found = lrfinder.find(step, snapshot=weights.copy, restore=bring_back)

    :param step: Trains one mini-batch at a rate, and returns its loss before the update.
    :param snapshot: Returns a copy of everything that a step changes.
    :param restore: Puts such a copy back; it may be asked to do so many times.
    :param seed: Is called at the begin of each run, to make its random numbers depend on a number.
    :param evaluate: The loss on held-out data.
    :param options: ``steps``, ``from_``, ``to``, ``runs``, ``verify``, ``quick``, ``momentum`` and
        the other options of the command.
    """
    from ._by_hand import find_by_hand

    return find_by_hand(step, snapshot, restore, seed, evaluate, options)


def analyze(rates: Any, losses: Any, momentum: Optional[float] = None, **options: Any) -> Found:
    """Reads the answer off a recorded curve.

    :param rates: The learning rate of each step: a list, or an array of NumPy, pandas or torch;
        several curves are lists of these.
    :param losses: The loss of each step.
    :param momentum: The optimizer's momentum, or Adam's β1; 0 for one without. Knowing it makes a
        better answer.
    """
    from ._analyze import analyze_curves

    return analyze_curves(rates, losses, momentum, **options)


def session() -> Session:
    """The session with the finder, which adapters share; connects when it is first needed."""
    global _session
    if _session is None:
        _session = Session()
    return _session


def active() -> bool:
    """Whether the finder waits for a range test (another one, with ``--keep-alive --runs N``)."""
    return session().is_active


def runs() -> Iterator[DrivenRun]:
    """Every run that the finder wants this process to make; none without the finder.

    The script puts its initial state, or a new one made with ``run.seed``, in place for each::

        for run in lrfinder.runs():
            model = make_model(seed=run.seed)
            for rate in run.rates():
                lrfinder.report(train_one_batch(model, rate))
    """
    explain("lrfinder.runs()")
    while True:
        run = session().begin_run()
        if run is None:
            return
        yield run
        if session().has_begun:
            session().give_up("run.rates() was not used up before the next run")


def rates() -> Iterator[Rate]:
    """The learning rates of the next run, one for each mini-batch; none without the finder.

    After the last one, and unless the finder runs with ``--keep-alive``, this raises
    ``SystemExit``: the script has done what it was started for.
    """
    explain("lrfinder.rates()")
    run = session().begin_run()
    if run is not None:
        yield from run.rates()


def report(
    loss: SupportsFloat,
    validation_loss: Optional[SupportsFloat] = None,
    losses: Optional[Mapping[str, SupportsFloat]] = None,
) -> None:
    """Reports the loss of the mini-batch that was trained at the latest rate.

    :param loss: The loss before the update; NaN and infinity are fine, they end the test.
    :param validation_loss: The loss on held-out data, where it was measured.
    :param losses: Further losses by their names, such as those of a GAN's two networks.
    """
    session().record(loss, validation_loss, losses)


def seed(default: int = 0) -> int:
    """The seed of this run: what its weights and data order should depend on."""
    return session().seed(default)


def suggestion() -> Optional[float]:
    """The learning rate that was found, with ``--keep-alive`` after the last run; else none."""
    return session().suggestion


def explain(what: str, instead: str = "lrfinder.pytorch.find(model, optimizer, loss, loader)") -> None:
    """Says once, on standard error, how a loop over rates is meant, where no finder drives it."""
    global _has_explained
    if session()._path is None and not _has_explained:
        _has_explained = True
        print(
            f"lrfinder: {what} has no rates here: it is for scripts that are started by "
            f"`lrfinder drive -- python …`; in this process, use {instead}",
            file=sys.stderr,
        )
