"""The adapters: the rates are set, the losses are of single mini-batches, all is put back."""

import importlib
import unittest
from typing import Any, List

import lrfinder

from .finder import finder, no_finder

RATES = [1e-3, 1e-2, 1e-1, 1.0]


def needs(*modules: str) -> Any:
    """Skips a test where a framework is not installed."""
    for module in modules:
        try:
            importlib.import_module(module)
        except ImportError:
            return unittest.skip(f"{module} is not installed")
    return lambda test: test


@needs("torch")
class PyTorch(unittest.TestCase):
    def setUp(self) -> None:
        import torch

        import lrfinder.pytorch

        torch.manual_seed(0)
        self.model = torch.nn.Sequential(
            torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Dropout(0.5), torch.nn.Linear(4, 1)
        )
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.125)
        self.train()

    def train(self) -> Any:
        import torch

        loss = self.model(torch.randn(8, 3)).square().mean()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss

    def future(self) -> List[float]:
        """What training gives from here on."""
        return [float(self.train()) for _ in range(5)]

    def test_training_is_the_same_with_and_without(self) -> None:
        with no_finder():
            for _ in lrfinder.pytorch.rates(self.model, self.optimizer):
                self.fail("a rate without a finder")
        expected = self.future()
        self.setUp()
        with finder(RATES, runs=2) as made:
            seen = []
            for rate in lrfinder.pytorch.rates(self.model, self.optimizer):
                seen.append(self.optimizer.param_groups[0]["lr"])
                lrfinder.report(self.train())
        self.assertEqual(seen, RATES * 2)
        self.assertEqual(len(set(made.losses)), 8)
        self.assertEqual(self.optimizer.param_groups[0]["lr"], 0.125)
        self.assertEqual(self.future(), expected)

    def test_a_run_that_fails_is_undone(self) -> None:
        expected = self.future()
        self.setUp()
        with finder(RATES), self.assertRaises(ZeroDivisionError):
            rates = lrfinder.pytorch.rates(self.model, self.optimizer)
            try:
                for _ in rates:
                    self.train()
                    raise ZeroDivisionError
            finally:
                rates.close()
        self.assertEqual(self.future(), expected)

    def test_an_attached_loop(self) -> None:
        import torch

        for reports_first in (True, False):
            with self.subTest(reports_first=reports_first):
                self.setUp()
                expected = self.future()
                self.setUp()
                with finder(RATES, runs=2) as made:
                    attached = lrfinder.pytorch.Attachment(self.model, self.optimizer)
                    rates = []
                    while lrfinder.active():
                        rates.append(self.optimizer.param_groups[0]["lr"])
                        loss = self.model(torch.randn(8, 3)).square().mean()
                        self.optimizer.zero_grad()
                        loss.backward()
                        if reports_first:
                            attached.report(loss)
                        self.optimizer.step()
                        if not reports_first:
                            attached.report(loss)
                self.assertEqual(rates, RATES * 2)
                self.assertEqual(len(made.losses), 8)
                attached.report(1)
                self.assertEqual(self.future(), expected)


@needs("keras")
class Keras(unittest.TestCase):
    def test_batch_losses_and_restoration(self) -> None:
        import keras
        import numpy as np

        import lrfinder.keras

        random = np.random.default_rng(0)
        x = random.normal(size=(20, 3)).astype("float32")
        y = random.normal(size=(20, 1)).astype("float32")
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile(optimizer=keras.optimizers.SGD(0.125, momentum=0.9), loss="mse")
        before = [w.copy() for w in model.get_weights()]
        # The rate is so small that the weights stay as they are: the losses are known.
        losses = [float(((model.predict(b, verbose=0) - t) ** 2).mean())
                  for b, t in [(x[:8], y[:8]), (x[8:16], y[8:16]), (x[16:], y[16:])]]
        with finder([1e-30] * 5, runs=2) as made:
            while lrfinder.active():
                model.fit(
                    x, y, batch_size=8, epochs=9, shuffle=False, verbose=0,
                    callbacks=[lrfinder.keras.RangeTest()],
                )
        for reported, expected in zip(made.losses, (losses + losses[:2]) * 2):
            self.assertAlmostEqual(reported, expected, places=5)
        self.assertEqual(len(made.losses), 10)
        with finder(RATES) as made:
            model.fit(x, y, batch_size=8, epochs=9, verbose=0, callbacks=[lrfinder.keras.RangeTest()])
        for weight, old in zip(model.get_weights(), before):
            np.testing.assert_array_equal(weight, old)
        self.assertEqual(float(model.optimizer.learning_rate), 0.125)
        self.assertEqual(int(model.optimizer.iterations), 0)

    def test_a_fit_that_is_too_short(self) -> None:
        import keras
        import numpy as np

        import lrfinder.keras

        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile(optimizer="sgd", loss="mse")
        with finder(RATES) as made, self.assertRaisesRegex(lrfinder.FinderError, "more epochs"):
            model.fit(np.ones((4, 3)), np.ones((4, 1)), verbose=0, callbacks=[lrfinder.keras.RangeTest()])
        self.assertEqual(made.errors, ["fit() ended before the range test; give it more epochs"])


@needs("torch", "lightning")
class Lightning(unittest.TestCase):
    def test_steps_of_two_batches_and_restoration(self) -> None:
        import lightning.pytorch as pl
        import torch

        import lrfinder.lightning

        rates: List[float] = []

        class Model(pl.LightningModule):
            def __init__(self) -> None:
                super().__init__()
                self.layer = torch.nn.Linear(3, 1)

            def training_step(self, batch: Any, index: int) -> Any:
                return self.layer(batch).square().mean() * 0 + batch.mean()

            def configure_optimizers(self) -> Any:
                return torch.optim.SGD(self.parameters(), lr=0.125)

            def optimizer_step(self, epoch: int, index: int, optimizer: Any, closure: Any) -> None:
                rates.append(optimizer.param_groups[0]["lr"])
                optimizer.step(closure)

        model = Model()
        before = {name: value.clone() for name, value in model.state_dict().items()}
        data = torch.utils.data.DataLoader(torch.arange(24.0).reshape(8, 3), batch_size=2)
        with finder(RATES, runs=2) as made:
            while lrfinder.active():
                pl.Trainer(
                    max_epochs=-1, accumulate_grad_batches=2, accelerator="cpu", logger=False,
                    enable_checkpointing=False, enable_progress_bar=False,
                    enable_model_summary=False, callbacks=[lrfinder.lightning.RangeTest()],
                ).fit(model, data)
        self.assertEqual(rates, RATES * 2)
        # The mean over the two batches of a step, twelve numbers of the data.
        self.assertEqual(made.losses, [5.5, 17.5, 5.5, 17.5] * 2)
        for name, value in model.state_dict().items():
            self.assertTrue(torch.equal(value, before[name]))


@needs("torch", "transformers", "accelerate")
class HuggingFace(unittest.TestCase):
    def test_steps_of_two_batches_and_restoration(self) -> None:
        import tempfile

        import torch
        import transformers

        import lrfinder.huggingface

        class Model(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.layer = torch.nn.Linear(1, 1)

            def forward(self, x: Any = None, **_: Any) -> Any:
                return {"loss": self.layer(x[:, None]).sum() * 0 + x.mean()}

        model = Model()
        before = {name: value.clone() for name, value in model.state_dict().items()}
        data = [{"x": torch.tensor(3.0)} for _ in range(8)]
        with tempfile.TemporaryDirectory() as folder, finder(RATES, runs=2) as made:
            arguments = transformers.TrainingArguments(
                output_dir=folder, per_device_train_batch_size=2, gradient_accumulation_steps=2,
                num_train_epochs=9, use_cpu=True, save_strategy="no", report_to=[],
                disable_tqdm=True, logging_strategy="no",
            )
            trainer = transformers.Trainer(model, arguments, train_dataset=data)
            lrfinder.huggingface.RangeTest(trainer)
            while lrfinder.active():
                trainer.train()
        self.assertEqual(made.losses, [3.0] * 8)
        for name, value in model.state_dict().items():
            self.assertTrue(torch.equal(value, before[name]))


@needs("jax", "optax")
class Optax(unittest.TestCase):
    def test_a_rate_in_a_chain(self) -> None:
        import jax.numpy as jnp
        import optax

        import lrfinder.optax

        optimizer = optax.chain(
            optax.clip_by_global_norm(1.0), optax.inject_hyperparams(optax.sgd)(learning_rate=0.5)
        )
        parameters = jnp.zeros(2)
        state = lrfinder.optax.with_rate(optimizer.init(parameters), 0.25)
        updates, _ = optimizer.update(jnp.array([1.0, 0.0]), state, parameters)
        self.assertEqual(updates.tolist(), [-0.25, 0.0])

    def test_a_state_without_a_rate(self) -> None:
        import jax.numpy as jnp
        import optax

        import lrfinder.optax

        with self.assertRaisesRegex(lrfinder.FinderError, "inject_hyperparams"):
            lrfinder.optax.with_rate(optax.sgd(0.5).init(jnp.zeros(2)), 0.25)


if __name__ == "__main__":
    unittest.main()
