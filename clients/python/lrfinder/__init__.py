"""The script's side of ``lrfinder drive``: asks for learning rates, reports losses.

::

    import lrfinder

    for rate in lrfinder.rates():      # one mini-batch each
        loss = train_one_batch(learning_rate=rate)
        lrfinder.report(loss)          # the loss before the update

    train(learning_rate=lrfinder.suggestion() or 0.01)

Run as ``lrfinder drive -- python train.py``, the script makes a range test and ends in the loop;
with ``--keep-alive`` it goes on after it, and ``suggestion()`` is the rate that was found. Run as
``python train.py``, it trains as before: ``rates()`` is empty.

The modules ``pytorch``, ``keras``, ``lightning``, ``huggingface`` and ``optax`` hold adapters;
each needs its framework, and none is imported here.
"""

from __future__ import annotations

from typing import Iterator, Mapping, Optional, SupportsFloat

from ._session import FinderError, Rate, Run, Session

__all__ = [
    "FinderError",
    "Rate",
    "Run",
    "Session",
    "active",
    "rates",
    "report",
    "runs",
    "seed",
    "session",
    "suggestion",
]

__version__ = "0.1.0"

_session: Optional[Session] = None


def session() -> Session:
    """The session with the finder, which adapters share; connects when it is first needed."""
    global _session
    if _session is None:
        _session = Session()
    return _session


def active() -> bool:
    """Whether the finder waits for a range test (another one, with ``--keep-alive --runs N``)."""
    return session().is_active


def runs() -> Iterator[Run]:
    """Every run that the finder wants this process to make; none without the finder.

    The script puts its initial state, or a new one made with ``run.seed``, in place for each::

        for run in lrfinder.runs():
            model = make_model(seed=run.seed)
            for rate in run.rates():
                lrfinder.report(train_one_batch(model, rate))
    """
    while True:
        run = session().begin()
        if run is None:
            return
        yield run
        if session().has_begun:
            raise FinderError("run.rates() was not used up before the next run")


def rates() -> Iterator[Rate]:
    """The learning rates of the next run, one for each mini-batch; none without the finder.

    After the last one, and unless the finder runs with ``--keep-alive``, this raises
    ``SystemExit``: the script has done what it was started for.
    """
    run = session().begin()
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
    session().report(loss, validation_loss, losses)


def seed(default: int = 0) -> int:
    """The seed of this run: what its weights and data order should depend on."""
    return session().seed(default)


def suggestion() -> Optional[float]:
    """The learning rate that was found, with ``--keep-alive`` after the last run; else none."""
    return session().suggestion
