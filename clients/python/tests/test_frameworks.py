"""find() of each framework, in this process: an answer, and nothing left behind."""

import tempfile
import unittest
from typing import Any, List

import lrfinder

from .finder import no_finder
from .needs import needs, needs_library


def data(torch: Any) -> Any:
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(400, 8, generator=generator)
    return x, (x @ torch.randn(8, 3, generator=generator)).argmax(1)


@needs("torch", "lightning")
@needs_library
class Lightning(unittest.TestCase):
    def setUp(self) -> None:
        import lightning.pytorch as pl
        import torch

        import lrfinder.lightning

        x, y = data(torch)
        self.loader = torch.utils.data.DataLoader(
            torch.utils.data.TensorDataset(x, y), batch_size=16, shuffle=True
        )

        class Model(pl.LightningModule):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                self.lr = 1e-3
                self.net = torch.nn.Sequential(
                    torch.nn.Linear(8, 32), torch.nn.ReLU(), torch.nn.Linear(32, 3)
                )
                self.rates: List[float] = []

            def training_step(self, batch: Any, index: int) -> Any:
                x, y = batch
                return torch.nn.functional.cross_entropy(self.net(x), y)

            def configure_optimizers(self) -> Any:
                optimizer = torch.optim.Adam(self.parameters(), lr=self.lr)
                return [optimizer], [
                    {
                        "scheduler": torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5),
                        "interval": "step",
                    }
                ]

            def optimizer_step(self, epoch: int, index: int, optimizer: Any, closure: Any) -> None:
                self.rates.append(optimizer.param_groups[0]["lr"])
                optimizer.step(closure)

        torch.manual_seed(0)
        self.model = Model()

    def trainer(self, **options: Any) -> Any:
        import lightning.pytorch as pl

        return pl.Trainer(
            accelerator="cpu", logger=False, enable_checkpointing=False,
            enable_progress_bar=False, enable_model_summary=False, **options,
        )

    def test_find(self) -> None:
        import torch

        before = {name: value.clone() for name, value in self.model.state_dict().items()}
        state = torch.get_rng_state()
        trainer = self.trainer(max_epochs=1, accumulate_grad_batches=2)
        with no_finder():
            found = lrfinder.lightning.find(trainer, self.model, self.loader)
            again = lrfinder.lightning.find(trainer, self.model, self.loader)
        self.assertEqual(found.verdict.code, "good")
        self.assertEqual(again.history.loss, found.history.loss)
        self.assertTrue(1e-3 < found.require() < 1)
        self.assertTrue(torch.equal(torch.get_rng_state(), state))
        self.assertIsNone(self.model._trainer)
        self.assertEqual(trainer.global_step, 0)
        for name, value in self.model.state_dict().items():
            self.assertTrue(torch.equal(value, before[name]))
        found.apply(self.model)
        self.assertEqual(self.model.lr, found.learning_rate)

    def test_at_the_start_of_fit(self) -> None:
        callback = lrfinder.lightning.FindLearningRate(adapt=False)
        with no_finder():
            self.trainer(max_steps=3, callbacks=[callback]).fit(self.model, self.loader)
        assert callback.found is not None
        rate = callback.found.require()
        for got, expected in zip(self.model.rates[-3:], [rate, rate / 2, rate / 4]):
            self.assertAlmostEqual(got, expected)


@needs("torch", "transformers", "accelerate")
@needs_library
class HuggingFace(unittest.TestCase):
    def setUp(self) -> None:
        import torch
        import transformers

        import lrfinder.huggingface

        x, y = data(torch)

        class Model(torch.nn.Module):  # type: ignore[misc, name-defined]
            def __init__(self) -> None:
                super().__init__()
                self.net = torch.nn.Sequential(
                    torch.nn.Linear(8, 32), torch.nn.ReLU(), torch.nn.Linear(32, 3)
                )

            def forward(self, x: Any = None, labels: Any = None) -> Any:
                return {"loss": torch.nn.functional.cross_entropy(self.net(x), labels)}

        torch.manual_seed(0)
        self.model = Model()
        self.data = [{"x": a, "labels": b} for a, b in zip(x, y)]
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        arguments = transformers.TrainingArguments(
            output_dir=self.folder.name, per_device_train_batch_size=16, max_steps=3,
            gradient_accumulation_steps=2, learning_rate=1e-3, use_cpu=True, save_strategy="no",
            report_to=[], disable_tqdm=True, logging_steps=1, lr_scheduler_type="constant",
        )
        self.trainer = transformers.Trainer(self.model, arguments, train_dataset=self.data)

    def test_find(self) -> None:
        import torch

        before = {name: value.clone() for name, value in self.model.state_dict().items()}
        with no_finder():
            found = lrfinder.huggingface.find(self.trainer)
        self.assertEqual(found.verdict.code, "good")
        self.assertTrue(1e-3 < found.require() < 1)
        for name, value in self.model.state_dict().items():
            self.assertTrue(torch.equal(value, before[name]))
        self.assertIsNone(self.trainer.optimizer)
        self.assertEqual(self.trainer.args.max_steps, 3)
        self.assertEqual(self.trainer.state.global_step, 0)
        found.apply(self.trainer)
        self.assertEqual(self.trainer.args.learning_rate, found.learning_rate)

    def test_at_the_start_of_train(self) -> None:
        callback = lrfinder.huggingface.FindLearningRate(self.trainer, adapt=False)
        self.trainer.add_callback(callback)
        with no_finder():
            self.trainer.train()
        assert callback.found is not None
        rate = callback.found.require()
        self.assertEqual(self.trainer.state.global_step, 3)
        rates = [entry["learning_rate"] for entry in self.trainer.state.log_history if "learning_rate" in entry]
        self.assertEqual(len(rates), 3)
        for got in rates:
            self.assertAlmostEqual(got, rate, delta=1e-3 * rate)


@needs("keras")
@needs_library
class Keras(unittest.TestCase):
    def test_find(self) -> None:
        import keras
        import numpy as np

        import lrfinder.keras

        random = np.random.default_rng(0)
        x = random.normal(size=(400, 8)).astype("float32")
        y = (x @ random.normal(size=(8, 3))).argmax(1)
        keras.utils.set_random_seed(1)
        model = keras.Sequential(
            [keras.Input((8,)), keras.layers.Dense(32, "relu"), keras.layers.Dropout(0.1),
             keras.layers.Dense(3)]
        )
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer=keras.optimizers.Adam(1e-3), loss=loss)
        before = [np.array(variable) for variable in model.variables]
        with no_finder():
            found = lrfinder.keras.find(model, x, y, batch_size=32)
            again = lrfinder.keras.find(model, x, y, batch_size=32)
        self.assertEqual(found.verdict.code, "good")
        self.assertTrue(1e-3 < found.require() < 1)
        self.assertEqual(again.history.loss, found.history.loss)
        for variable, old in zip(model.variables, before):
            np.testing.assert_array_equal(np.array(variable), old)
        self.assertAlmostEqual(float(model.optimizer.learning_rate), 1e-3)
        found.apply(model)
        self.assertAlmostEqual(float(model.optimizer.learning_rate), found.require(), places=6)
        for kind in ("constant", "linear", "cosine", "warmup-linear", "warmup-cosine", "one-cycle", "triangular"):
            with self.subTest(kind=kind):
                schedule = found.schedule(kind, 100)
                highest = max(float(schedule(step)) for step in range(100))
                wanted = found.require() if kind in ("constant", "linear", "cosine") else found.peak
                self.assertAlmostEqual(highest, wanted, delta=0.02 * wanted)
                model.compile(optimizer=keras.optimizers.SGD(schedule), loss=loss)
                with self.assertRaisesRegex(lrfinder.FinderError, "has a learning-rate schedule"):
                    found.apply(model)


@needs("jax", "optax")
@needs_library
class Optax(unittest.TestCase):
    def test_find(self) -> None:
        import jax
        import jax.numpy as jnp
        import numpy as np
        import optax

        import lrfinder.optax

        random = np.random.default_rng(0)
        x = random.normal(size=(400, 8)).astype("float32")
        y = x @ random.normal(size=(8,)).astype("float32")

        def loss_function(weights: Any, batch: Any) -> Any:
            return jnp.mean((batch[0] @ weights - batch[1]) ** 2)

        optimizer = optax.inject_hyperparams(optax.sgd)(learning_rate=1e-3)
        weights = jnp.zeros(8)

        def step(state: Any, batch: Any) -> Any:
            weights, inner = state
            loss, gradients = jax.value_and_grad(loss_function)(weights, batch)
            updates, inner = optimizer.update(gradients, inner, weights)
            return (optax.apply_updates(weights, updates), inner), loss

        def with_rate(weights: Any, batch: Any, rate: Any) -> Any:
            loss, gradients = jax.value_and_grad(loss_function)(weights, batch)
            return weights - rate * gradients, loss

        batches = [(x[i : i + 32], y[i : i + 32]) for i in range(0, 384, 32)]
        with no_finder():
            found = lrfinder.optax.find(
                jax.jit(step, donate_argnums=0), (weights, optimizer.init(weights)), batches, momentum=0
            )
            other = lrfinder.optax.find(jax.jit(with_rate), weights, lambda seed: batches, momentum=0)
        self.assertEqual(found.verdict.code, "good")
        self.assertTrue(1e-3 < found.require() < 1)
        self.assertAlmostEqual(other.require() / found.require(), 1.0, places=2)
        self.assertEqual(weights.tolist(), [0.0] * 8)
        for kind in ("constant", "linear", "cosine", "warmup-linear", "warmup-cosine", "one-cycle", "triangular"):
            with self.subTest(kind=kind):
                schedule = found.schedule(kind, 100)
                highest = max(float(schedule(step)) for step in range(100))
                wanted = found.require() if kind in ("constant", "linear", "cosine") else found.peak
                self.assertAlmostEqual(highest, wanted, delta=0.02 * wanted)


if __name__ == "__main__":
    unittest.main()
