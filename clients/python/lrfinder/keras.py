"""Finds the learning rate of Keras 3 models (on TensorFlow, JAX and torch), and puts them back.

::

    found = lrfinder.keras.find(model, x, y, batch_size=64)
    found.apply(model)
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from typing import Any, Callable, Dict, List, Mapping, Optional

import keras

from . import _keras_schedules, session
from ._by_hand import outcome
from ._found import Found
from ._options import Options
from ._paced import Fits
from ._transport import FinderError, Run, Transport

__all__ = ["RangeTest", "find"]

#: Of ``fit``, these would make the training something else than what is asked for.
_OWN = {"epochs", "initial_epoch", "callbacks", "verbose"}


def find(
    model: Any,
    x: Any = None,
    y: Any = None,
    *,
    batch_size: Optional[int] = None,
    fit: Optional[Mapping[str, Any]] = None,
    **options: Any,
) -> Found:
    """Finds the learning rate of a compiled model.

    The model is trained by its own ``fit``, with its own loss, weights and ``train_step``.

    :param x: Inputs, or anything that gives mini-batches: a ``tf.data.Dataset``, a ``PyDataset``,
        a torch ``DataLoader``, a generator.
    :param y: Targets, where ``x`` is an array.
    :param batch_size: The size of a mini-batch, where ``x`` is an array; 32 where nothing is said.
    :param fit: Further arguments of ``fit``, such as ``{"class_weight": {0: 1, 1: 5}}``.
    :param options: ``steps``, ``from_``, ``to``, ``runs``, ``verify``, ``quick``, ``momentum`` and
        the other options of the command.
    """
    chosen = Options.of(options)
    arguments = dict(fit or {})
    for name in _OWN & set(arguments):
        raise FinderError(f"fit's {name} is the finder's own; leave it out")
    if getattr(model, "optimizer", None) is None:
        raise FinderError("compile the model first: model.compile(optimizer=…, loss=…)")
    notes = []
    if isinstance(x, Iterator):
        notes.append(
            "x is a generator, which cannot be begun again: what is taken from it is gone, and "
            "each run sees other mini-batches"
        )
    if not model.built and hasattr(x, "shape"):
        model.build(x.shape)
    state = _State(model)
    callback = _Probe(state, chosen)

    def train() -> None:
        model.fit(
            x, y, batch_size=batch_size, epochs=10**9, verbose=0, callbacks=[callback], **arguments
        )

    def search(begun: Callable[[Transport], None]) -> None:
        callback.begun = begun
        try:
            callback.fits.conduct(train, state.restore)
        finally:
            state.release()

    return outcome(
        search,
        chosen,
        model.name,
        notes,
        settings={"optimizer": type(state.optimizer).__name__.lower()},
        apply=_apply,
        schedule=lambda found, kind, steps, target: _keras_schedules.schedule(found, kind, steps),
    )


class RangeTest(keras.callbacks.Callback):  # type: ignore[misc]
    """Trains at the rates of ``lrfinder drive``, one mini-batch each.

    ::

        while lrfinder.active():
            model.fit(x, y, batch_size=64, epochs=100, callbacks=[lrfinder.keras.RangeTest()])

    It ends ``fit`` when the test is over and puts weights, the optimizer's state and the random
    state back as they were. Without the finder it does nothing; see :func:`find`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._probe: Optional[_Probe] = None

    def on_train_begin(self, logs: Optional[Dict[str, Any]] = None) -> None:
        if not session().is_active:
            return
        try:
            state = _State(self.model)
        except FinderError as error:
            session().give_up(str(error))
        self._probe = _Probe(state, Options(progress=False))
        self._probe.set_model(self.model)
        self._probe.on_train_begin()

    def on_train_batch_begin(self, batch: int, logs: Optional[Dict[str, Any]] = None) -> None:
        if self._probe is not None:
            self._probe.on_train_batch_begin(batch)

    def on_train_batch_end(self, batch: int, logs: Optional[Dict[str, Any]] = None) -> None:
        if self._probe is None:
            return
        try:
            self._probe.on_train_batch_end(batch, logs)
        except SystemExit:
            self._restore()
            raise
        if self._probe.fits.pace.rate is None:
            self._restore()

    def on_train_end(self, logs: Optional[Dict[str, Any]] = None) -> None:
        if self._probe is not None:
            self._restore()
            session().give_up("fit() ended before the range test; give it more epochs")

    def _restore(self) -> None:
        if self._probe is not None:
            self._probe.state.restore()
            self._probe.state.release()
        self._probe = None


class _Probe(keras.callbacks.Callback):  # type: ignore[misc]
    """Makes one run of a search in each ``fit``."""

    def __init__(self, state: "_State", options: Options) -> None:
        super().__init__()
        self.state = state
        self.fits = Fits(self._transport, options)
        self.begun: Callable[[Transport], None] = lambda transport: None
        self._options = options

    def _transport(self) -> Transport:
        made = self._options.transport(session(), _gradient_age(self.state.optimizer))
        self.begun(made)
        return made

    def on_train_begin(self, logs: Optional[Dict[str, Any]] = None) -> None:
        run = self.fits.pace.next_run()
        if run is None:
            self.model.stop_training = True
            return
        self.state.seed(run)
        self.fits.pace.begin(run)

    def on_train_batch_begin(self, batch: int, logs: Optional[Dict[str, Any]] = None) -> None:
        rate = self.fits.pace.rate
        if rate is None:
            return
        _synchronize(self.model)
        # The loss in the logs is a mean over the epoch so far: of one batch, after this.
        self.model.reset_metrics()
        self.state.rate.assign(float(rate))

    def on_train_batch_end(self, batch: int, logs: Optional[Dict[str, Any]] = None) -> None:
        pace = self.fits.pace
        if pace.rate is None:
            return
        if "loss" not in (logs or {}):
            pace.transport.give_up("the model's train_step reports no loss")
        pace.add((logs or {})["loss"])
        if not pace.step():
            self.model.stop_training = True


class _State:
    """The state of a model, its optimizer and the random generators; and the optimizer's rate."""

    def __init__(self, model: Any) -> None:
        if getattr(model, "steps_per_execution", 1) != 1:
            raise FinderError("compile with steps_per_execution=1: each mini-batch has its rate")
        if not model.built:
            raise FinderError("the model has no weights yet; give it an Input, or call build()")
        self._model = model
        outer = model.optimizer
        #: The optimizer that makes the steps.
        self.optimizer = getattr(outer, "inner_optimizer", outer)
        if not outer.built:
            outer.build(model.trainable_variables)
        self._own_rate = self.optimizer._learning_rate
        variables = [*model.variables, *outer.variables, *_shared_generators()]
        unique = {id(variable): variable for variable in variables}.values()
        self._variables = [
            (variable, keras.ops.convert_to_numpy(variable.value).copy()) for variable in unique
        ]
        self._history = getattr(model, "history", None)
        self._generators = _Generators()
        if isinstance(self._own_rate, keras.Variable):
            #: The variable that the rate is in.
            self.rate = self._own_rate
        else:
            # A schedule would compute its own rate from the step; it is put back by release.
            self.rate = keras.Variable(0.0, name="learning_rate", trainable=False)
            self.optimizer._learning_rate = self.rate
            self.optimizer._track_variable(self.rate)
            model.train_function = None

    def restore(self) -> None:
        """Puts everything back."""
        _synchronize(self._model)
        for variable, value in self._variables:
            variable.assign(value)
        self._model.reset_metrics()
        self._generators.restore()
        if self._history is not None:
            self._model.history = self._history

    def release(self) -> None:
        """Gives the optimizer its schedule back."""
        if self.optimizer._learning_rate is not self._own_rate:
            self.optimizer._learning_rate = self._own_rate
            self.optimizer._untrack_variable(self.rate)
            self._model.train_function = None

    def seed(self, run: Run) -> None:
        """Seeds everything for a run."""
        own = keras.src.utils.rng_utils.get_random_seed() if run.is_relative else None
        keras.utils.set_random_seed(((own or 0) + run.seed) % 2**32)
        for number, (variable, value) in enumerate(self._variables):
            if run.seed and "seed_generator" in getattr(variable, "path", ""):
                variable.assign((value + [0, run.seed]).astype(value.dtype))


class _Generators:
    """The random generators that belong to nobody."""

    def __init__(self) -> None:
        self._python = random.getstate()
        self._numpy = sys.modules["numpy"].random.get_state()
        self._seed = keras.src.utils.rng_utils.get_random_seed()
        self._torch: Any = None
        self._tensorflow: Any = None
        if keras.backend.backend() == "torch":
            self._torch = sys.modules["torch"].get_rng_state()
        if "tensorflow" in sys.modules:
            from tensorflow.python.eager import context

            eager = context.context()
            own = getattr(eager, "_rng", None)
            self._tensorflow = (eager, eager._seed, own, own and own.getstate())

    def restore(self) -> None:
        random.setstate(self._python)
        sys.modules["numpy"].random.set_state(self._numpy)
        if self._torch is not None:
            sys.modules["torch"].set_rng_state(self._torch)
        if self._tensorflow is not None:
            eager, seed, own, state = self._tensorflow
            eager._seed, eager._rng = seed, own
            if own is not None:
                own.setstate(state)
        keras.src.backend.common.global_state.set_global_attribute(
            keras.src.utils.rng_utils.GLOBAL_RANDOM_SEED, self._seed
        )


def _shared_generators() -> List[Any]:
    made = keras.src.backend.common.global_state.get_global_attribute("global_seed_generator")
    return [] if made is None else [made.state]


def _synchronize(model: Any) -> None:
    """Writes what JAX has computed back into the variables, which are then read anew."""
    synchronize = getattr(model, "jax_state_sync", None)
    if synchronize is not None:
        synchronize()


def _gradient_age(optimizer: Any) -> Optional[float]:
    beta = getattr(optimizer, "beta_1", getattr(optimizer, "momentum", None))
    if beta is None:
        is_known = type(optimizer).__name__ in ("Adagrad", "Adadelta")
        return 0.0 if is_known else None
    beta = float(beta)
    if not 0 <= beta < 1:
        return None
    return beta / (1 - beta) * (beta if getattr(optimizer, "nesterov", False) else 1)


def _apply(found: Found, target: Any) -> None:
    rate = found.require()
    optimizer = getattr(target, "optimizer", None) or target
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    if not isinstance(getattr(optimizer, "_learning_rate", None), keras.Variable):
        raise FinderError(
            f"{type(optimizer).__name__} has a learning-rate schedule, which has no rate to set; "
            "compile with found.schedule(kind, steps) or with learning_rate=found.learning_rate"
        )
    optimizer.learning_rate = rate
