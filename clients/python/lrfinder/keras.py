"""Range tests of Keras 3 models (on TensorFlow, JAX and torch), which are put back."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import keras

from . import session


class RangeTest(keras.callbacks.Callback):  # type: ignore[misc]
    """Trains at the finder's rates, one mini-batch each.

    ::

        while lrfinder.active():
            model.fit(x, y, batch_size=64, epochs=100, callbacks=[lrfinder.keras.RangeTest()])

    It ends ``fit`` when the test is over and puts weights and the optimizer's state back as they
    were. Without the finder it does nothing. Keras' generators are seeded by the run's seed, and
    stay so.
    """

    def __init__(self) -> None:
        super().__init__()
        self._weights: List[Any] = []
        self._variables: List[Any] = []
        self._is_running = False

    def on_train_begin(self, logs: Optional[Dict[str, Any]] = None) -> None:
        if not session().is_active:
            return
        model = self.model
        optimizer = model.optimizer
        if callable(getattr(optimizer, "_learning_rate", None)):
            session().give_up("the optimizer has a learning-rate schedule; compile with a number")
        if getattr(model, "steps_per_execution", 1) != 1:
            session().give_up("compile with steps_per_execution=1: each mini-batch has its rate")
        if not model.built:
            session().give_up("the model has no weights yet; give it an Input, or call build()")
        if not optimizer.built:
            optimizer.build(model.trainable_variables)
        run = session().begin()
        if run is None:
            return
        self._is_running = True
        self._weights = model.get_weights()
        self._variables = [keras.ops.convert_to_numpy(v).copy() for v in optimizer.variables]
        keras.utils.set_random_seed(run.seed)
        self._next()

    def on_train_batch_begin(self, batch: int, logs: Optional[Dict[str, Any]] = None) -> None:
        if self._is_running:
            # The loss in the logs is a mean over the epoch so far: of one batch, after this.
            self.model.reset_metrics()

    def on_train_batch_end(self, batch: int, logs: Optional[Dict[str, Any]] = None) -> None:
        if self._is_running:
            session().report((logs or {})["loss"])
            self._next()

    def on_train_end(self, logs: Optional[Dict[str, Any]] = None) -> None:
        if self._is_running:
            self._restore()
            session().give_up("fit() ended before the range test; give it more epochs")

    def _next(self) -> None:
        try:
            rate = session().next_rate()
        except SystemExit:
            self._restore()
            raise
        if rate is None:
            self._restore()
            self.model.stop_training = True
        else:
            self.model.optimizer.learning_rate = float(rate)

    def _restore(self) -> None:
        self._is_running = False
        model = self.model
        model.set_weights(self._weights)
        for variable, value in zip(model.optimizer.variables, self._variables):
            variable.assign(value)
        model.reset_metrics()
