"""What training scripts do that would make a range test lie, or hang."""

import contextlib
import io
import math
import unittest
from typing import Any, List
from unittest import mock

import lrfinder

from .finder import finder, no_finder
from .needs import needs

RATES = [1e-3, 1e-2, 1e-1, 1.0]


class Log:
    """A list that a search does not find, and does not put back."""

    __slots__ = ("items",)

    def __init__(self) -> None:
        self.items: List[Any] = []

    def append(self, item: Any) -> None:
        self.items.append(item)


class Used:
    """An optimizer of PyTorch that keeps the rates that it has really stepped at."""

    def __init__(self, parameters: Any, **options: Any) -> None:
        import torch

        class SGD(torch.optim.SGD):  # type: ignore[misc, name-defined]
            def step(self, closure: Any = None) -> Any:
                self.used.append(float(self.param_groups[0]["lr"]))
                return super().step(closure)

        self.optimizer = SGD(parameters, lr=0.125, **options)
        self.log = self.optimizer.used = Log()

    @property
    def rates(self) -> List[float]:
        return self.log.items


@needs("torch")
class Loops(unittest.TestCase):
    def setUp(self) -> None:
        import torch

        import lrfinder.pytorch

        torch.set_num_threads(1)
        torch.manual_seed(0)
        self.model = torch.nn.Linear(3, 1)
        self.used = Used(self.model.parameters())
        self.optimizer = self.used.optimizer

    def loss(self) -> Any:
        import torch

        return self.model(torch.randn(4, 3)).square().mean()

    def test_a_loop_that_sets_the_rate_itself(self) -> None:
        """As nanoGPT's does at the top of its loop."""
        with finder(RATES, runs=2):
            attached = lrfinder.pytorch.Attachment(self.model, self.optimizer)
            while lrfinder.active():
                for group in self.optimizer.param_groups:
                    group["lr"] = 0.01
                loss = self.loss()
                loss.backward()
                self.optimizer.step()
                attached.report(loss)
                self.optimizer.zero_grad()
        self.assertEqual(self.used.rates, RATES * 2)

    def test_a_scheduler_in_the_loop(self) -> None:
        import torch

        scheduler = torch.optim.lr_scheduler.ExponentialLR(self.optimizer, 0.5)

        def step() -> Any:
            loss = self.loss()
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            scheduler.step()
            return loss

        with finder(RATES):
            attached = lrfinder.pytorch.Attachment(self.model, self.optimizer)
            while lrfinder.active():
                attached.report(step())
        self.assertEqual(self.used.rates, RATES)
        self.used.rates.clear()
        with finder(RATES):
            lrfinder.pytorch.find(self.model, self.optimizer, step=step)
        self.assertEqual(self.used.rates, RATES)

    def test_a_step_that_sets_its_rate_while_it_steps(self) -> None:
        import torch

        class Own(torch.optim.Optimizer):  # type: ignore[misc, name-defined]
            def step(self, closure: Any = None) -> Any:
                self.param_groups[0]["lr"] = 0.5

        optimizer = Own(self.model.parameters(), {"lr": 0.125})

        def step() -> Any:
            loss = self.loss()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            return loss

        with finder(RATES), self.assertRaisesRegex(lrfinder.FinderError, "at a rate of 0.5, not at"):
            lrfinder.pytorch.find(self.model, optimizer, step=step)

    def test_micro_batches(self) -> None:
        reported: List[float] = []
        with finder(RATES) as made:
            attached = lrfinder.pytorch.Attachment(self.model, self.optimizer)
            while lrfinder.active():
                for _ in range(4):
                    loss = self.loss()
                    reported.append(float(loss.detach()))
                    attached.report(loss)
                    (loss / 4).backward()
                self.optimizer.step()
                self.optimizer.zero_grad()
        means = [sum(reported[i : i + 4]) / 4 for i in range(0, 16, 4)]
        self.assertEqual(made.losses, means)

    def test_micro_batches_of_a_step_function(self) -> None:
        log = Log()

        def step() -> Any:
            loss = self.loss()
            log.append(float(loss.detach()))
            (loss / 2).backward()
            if len(log.items) % 2 == 0:
                self.optimizer.step()
                self.optimizer.zero_grad()
            return loss

        with finder(RATES) as made:
            lrfinder.pytorch.find(self.model, self.optimizer, step=step)
        self.assertEqual(self.used.rates, RATES)
        calls = log.items
        self.assertEqual(made.losses, [(calls[i] + calls[i + 1]) / 2 for i in range(0, 8, 2)])

    def test_a_step_that_a_scaler_skips(self) -> None:
        import torch

        scaler = torch.amp.GradScaler("cpu", init_scale=2.0**127)

        def step(attached: Any = None) -> Any:
            loss = self.loss()
            if attached is not None:
                attached.report(loss)
            self.optimizer.zero_grad()
            scaler.scale(loss).backward()
            scaler.step(self.optimizer)
            scaler.update()
            return loss

        # The first gradients overflow; their steps are skipped, and the scale is halved.
        with finder(RATES) as made:
            attached = lrfinder.pytorch.Attachment(self.model, self.optimizer)
            while lrfinder.active():
                step(attached)
        self.assertEqual(self.used.rates, RATES)
        self.assertEqual(len(made.losses), 4)
        self.used.rates.clear()
        scaler = torch.amp.GradScaler("cpu", init_scale=2.0**127)
        with finder(RATES) as made:
            lrfinder.pytorch.find(self.model, self.optimizer, step=step)
        self.assertEqual(self.used.rates, RATES)
        self.assertEqual(scaler.get_scale(), 2.0**127)

    def test_a_loss_that_blows_up_under_a_scaler(self) -> None:
        import torch

        scaler = torch.amp.GradScaler("cpu", init_scale=2.0)
        before = self.model.weight.detach().clone()
        count = 0
        with finder(RATES) as made:
            attached = lrfinder.pytorch.Attachment(self.model, self.optimizer)
            while lrfinder.active() and count < 20:
                count += 1
                loss = self.loss() * (math.nan if count >= 3 else 1.0)
                attached.report(loss)
                self.optimizer.zero_grad()
                scaler.scale(loss).backward()
                scaler.step(self.optimizer)
                scaler.update()
        self.assertEqual(made.losses[2:], ["nan"] * 2)
        self.assertTrue(torch.equal(self.model.weight, before))

    def test_an_optimizer_that_never_steps(self) -> None:
        with finder(RATES), self.assertRaisesRegex(lrfinder.FinderError, "has to call optimizer.step"):
            lrfinder.pytorch.find(self.model, self.optimizer, step=lambda: self.loss())

    def test_a_second_use_after_break(self) -> None:
        with finder(RATES) as made:
            for _ in lrfinder.pytorch.rates(self.model, self.optimizer):
                lrfinder.report(1.0)
                break
            with self.assertRaisesRegex(lrfinder.FinderError, "was left after step 1 of 4"):
                for _ in lrfinder.pytorch.rates(self.model, self.optimizer):
                    self.fail("a rate of a run that was left")
        self.assertEqual(len(made.errors), 1)

    def test_ratios_of_groups_and_optimizers(self) -> None:
        import torch

        first, second = torch.nn.Linear(3, 1), torch.nn.Linear(3, 1)
        optimizers = [
            torch.optim.SGD([{"params": [first.weight]}, {"params": [first.bias], "lr": 0.2}], lr=0.1),
            torch.optim.Adam(second.parameters(), lr=0.3),
        ]
        log = Log()

        def step() -> Any:
            loss = (first(torch.ones(2, 3)) + second(torch.ones(2, 3))).square().mean()
            for optimizer in optimizers:
                optimizer.zero_grad()
            loss.backward()
            for optimizer in optimizers:
                optimizer.step()
            log.append([[g["lr"] for g in optimizer.param_groups] for optimizer in optimizers])
            return loss

        with finder([1e-3]):
            lrfinder.pytorch.find([first, second], optimizers, step=step)
        seen = log.items
        self.assertEqual(len(seen), 1)
        for got, expected in zip(seen[0][0] + seen[0][1], [1e-3, 2e-3, 3e-3]):
            self.assertAlmostEqual(got, expected, places=12)

    def test_a_schedule_that_starts_at_zero(self) -> None:
        """A warm-up has set the rate to 0: the ratios are those of the rates that it rises to."""
        import torch

        torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda step: min(1.0, step / 10))
        self.assertEqual(self.optimizer.param_groups[0]["lr"], 0.0)

        def step() -> Any:
            loss = self.loss()
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            return loss

        with finder(RATES):
            lrfinder.pytorch.find(self.model, self.optimizer, step=step)
        self.assertEqual(self.used.rates, RATES)


class Words(unittest.TestCase):
    def test_a_reason_before_the_connection(self) -> None:
        with finder(RATES) as made:
            with self.assertRaisesRegex(lrfinder.FinderError, "the optimizer is odd"):
                lrfinder.session().give_up("the optimizer is odd")
        self.assertEqual(made.errors, ["the optimizer is odd"])

    def test_a_reason_where_the_finder_is_gone(self) -> None:
        session = lrfinder.Session("/no/such/socket")
        with self.assertRaisesRegex(lrfinder.FinderError, "the optimizer is odd"):
            session.give_up("the optimizer is odd")

    def test_rates_outside_of_the_finder_say_once_how_they_are_meant(self) -> None:
        with no_finder(), mock.patch.object(lrfinder, "_has_explained", False):
            said = io.StringIO()
            with contextlib.redirect_stderr(said):
                self.assertEqual(list(lrfinder.rates()), [])
                self.assertEqual(list(lrfinder.runs()), [])
        self.assertEqual(said.getvalue().count("\n"), 1)
        self.assertIn("lrfinder drive -- python", said.getvalue())

    def test_a_loss_that_is_no_number(self) -> None:
        with finder(RATES):
            for _ in lrfinder.rates():
                with self.assertRaisesRegex(lrfinder.FinderError, "one number, not list"):
                    lrfinder.report([1.0, 2.0])  # type: ignore[arg-type]
                break


@needs("jax", "optax")
class Optax(unittest.TestCase):
    def test_a_schedule_inside_of_the_injection(self) -> None:
        import jax.numpy as jnp
        import optax

        import lrfinder.optax

        schedule = optax.cosine_decay_schedule(0.1, 100)
        state = optax.inject_hyperparams(optax.sgd)(learning_rate=schedule).init(jnp.zeros(2))
        with self.assertRaisesRegex(lrfinder.FinderError, "is a schedule, which sets it anew"):
            lrfinder.optax.with_rate(state, 0.25)


@needs("torch", "lightning")
class Lightning(unittest.TestCase):
    def test_manual_optimization(self) -> None:
        import lightning.pytorch as pl
        import torch

        import lrfinder.lightning

        for returns_loss in (True, False):
            with self.subTest(returns_loss=returns_loss):
                losses: List[float] = []

                class Model(pl.LightningModule):  # type: ignore[misc]
                    def __init__(self) -> None:
                        super().__init__()
                        self.automatic_optimization = False
                        self.layer = torch.nn.Linear(3, 1)

                    def training_step(self, batch: Any, index: int) -> Any:
                        optimizer = self.optimizers()
                        loss = self.layer(batch).square().mean()
                        losses.append(float(loss.detach()))
                        optimizer.zero_grad()
                        self.manual_backward(loss)
                        for group in optimizer.param_groups:
                            group["lr"] = 0.5
                        optimizer.step()
                        return loss if returns_loss else None

                    def configure_optimizers(self) -> Any:
                        return Used(self.parameters()).optimizer

                model = Model()
                before = {name: value.clone() for name, value in model.state_dict().items()}
                data = torch.utils.data.DataLoader(torch.randn(8, 3), batch_size=2)
                trainer = pl.Trainer(accelerator="cpu", logger=False, enable_checkpointing=False)
                with finder(RATES, runs=2) as made:
                    lrfinder.lightning.find(trainer, model, data)
                self.assertEqual(made.losses, losses)
                self.assertEqual(len(losses), 8)
                for name, value in model.state_dict().items():
                    self.assertTrue(torch.equal(value, before[name]))


@needs("keras")
class Keras(unittest.TestCase):
    def test_a_schedule_object(self) -> None:
        import keras
        import numpy as np

        import lrfinder.keras


        schedule = keras.optimizers.schedules.CosineDecay(0.1, 100)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile(optimizer=keras.optimizers.SGD(schedule, momentum=0.9), loss="mse")
        x, y = np.ones((8, 3), "float32"), np.ones((8, 1), "float32")
        model.fit(x, y, batch_size=4, verbose=0)
        before = [np.array(w) for w in model.get_weights()]
        steps = int(model.optimizer.iterations)
        with finder([1e-3, 1e-2, 1e-1, 1.0], runs=2) as made:
            lrfinder.keras.find(model, x, y, batch_size=4)
        self.assertEqual(len(made.losses), 8)
        # The rates were taken: at a rate near 0 the loss would stay as it is.
        self.assertGreater(abs(made.losses[3] - made.losses[0]), 1e-4)
        self.assertEqual(made.losses[:4], made.losses[4:])
        self.assertIs(model.optimizer._learning_rate, schedule)
        self.assertEqual(int(model.optimizer.iterations), steps)
        for weight, old in zip(model.get_weights(), before):
            np.testing.assert_array_equal(weight, old)
        model.fit(x, y, batch_size=4, verbose=0)


if __name__ == "__main__":
    unittest.main()
