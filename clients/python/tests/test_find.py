"""Searches in this process, through liblrfinder."""

import ctypes
import json
import math
import random
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any, Dict, List

import lrfinder
from lrfinder import _library
from lrfinder._in_process import InProcess
from lrfinder._text import brief

from .finder import finder, no_finder
from .needs import needs, needs_library


class Slope:
    """The loss of one weight that starts at 1: falls, and blows up above a rate of 2."""

    def __init__(self) -> None:
        self.weight = 1.0

    def step(self, rate: float) -> float:
        loss = self.weight**2 / 2 + 0.1
        self.weight -= rate * self.weight
        return loss

    def keep(self) -> float:
        return self.weight

    def bring_back(self, kept: float) -> None:
        self.weight = kept


@needs_library
class ByHand(unittest.TestCase):
    def test_a_rate_and_everything_about_it(self) -> None:
        slope = Slope()
        with no_finder():
            found = lrfinder.find(
                slope.step, snapshot=slope.keep, restore=slope.bring_back, momentum=0
            )
        self.assertEqual(slope.weight, 1.0)
        self.assertEqual(found.verdict.code, "good")
        rate = found.require()
        self.assertTrue(0.03 < rate < 1, rate)
        assert found.interval is not None and found.peak is not None and found.range is not None
        self.assertTrue(found.interval[0] < rate < found.interval[1])
        self.assertAlmostEqual(found.peak / rate, 2.0, places=9)
        self.assertEqual(found.range[1], found.peak)
        self.assertEqual(len(found.history.loss), len(found.history.smoothed_loss))
        self.assertEqual(found.history.learning_rate[0], 1e-7)
        self.assertEqual(found.history.outcome, "diverged")
        self.assertIn(f"learning rate  {brief(rate)}", str(found))
        self.assertIn("good: the loss falls from 0.6", str(found))
        ElementTree.fromstring(found._repr_html_().replace("&nbsp;", " "))
        self.assertEqual(found.metrics()["lr_finder/learning_rate"], rate)
        self.assertEqual(float(found), rate)
        again = lrfinder.analyze(found.history.learning_rate, found.history.loss, momentum=0)
        self.assertEqual(again.learning_rate, rate)

    def test_driven_and_in_process_are_one_code(self) -> None:
        slope = Slope()
        with no_finder():
            found = lrfinder.find(slope.step, snapshot=slope.keep, restore=slope.bring_back, adapt=False)
        with finder(found.history.learning_rate) as made:
            driven = lrfinder.find(slope.step, snapshot=slope.keep, restore=slope.bring_back)
        self.assertEqual(made.losses, found.history.loss)
        # The finder that drives has the curve; the script is told the rate.
        self.assertEqual(driven.learning_rate, 0.25)
        self.assertIsNone(driven.interval)
        self.assertIn("0.25", str(driven) + driven._repr_html_())

    def test_a_loss_that_never_falls_is_not_trusted(self) -> None:
        with no_finder():
            found = lrfinder.find(lambda rate: 1.0, adapt=False)
        self.assertIsNone(found.learning_rate)
        self.assertEqual(found.verdict.code, "flat")
        self.assertTrue(found.verdict.remedy)
        self.assertIn("nothing is put back", found.notes[0])
        with self.assertRaisesRegex(lrfinder.FinderError, "no learning rate can be trusted: flat"):
            found.require()
        self.assertIn("no rate to trust", found._repr_html_())

    def test_verification_and_several_runs(self) -> None:
        slope, seeds = Slope(), []
        with no_finder():
            found = lrfinder.find(
                slope.step, snapshot=slope.keep, restore=slope.bring_back, seed=seeds.append,
                verify=True, runs=2, momentum=0,
            )
        self.assertTrue(found.is_verified)
        self.assertEqual(len(found.runs), 2)
        self.assertEqual(seeds[:2], [0, 1])
        self.assertGreater(len(seeds), 4)
        self.assertEqual(found.verdict.code, "verified")

    def test_what_was_measured_before_an_error_is_kept(self) -> None:
        for error in (ZeroDivisionError, KeyboardInterrupt):
            with self.subTest(error=error.__name__):
                slope, calls = Slope(), []

                def step(rate: float) -> float:
                    calls.append(rate)
                    if len(calls) == 60:
                        raise error
                    return slope.step(rate)

                with no_finder(), self.assertRaises(error) as raised:
                    lrfinder.find(step, snapshot=slope.keep, restore=slope.bring_back)
                self.assertEqual(len(raised.exception.found.history), 59)  # type: ignore[attr-defined]
                self.assertEqual(slope.weight, 1.0)

    def test_impossible_options(self) -> None:
        wrong: List[Any] = [
            ({"steps": 1}, "at least 2 steps"),
            ({"steps": 2.5}, "steps is a whole number"),
            ({"steps": 10**30}, "steps is too large"),
            ({"from_": -1}, "must be above 0"),
            ({"from_": "x"}, "from_ is a number"),
            ({"to": math.nan}, "last learning rate"),
            ({"runs": 0}, "runs is a number from 1"),
            ({"ramp": "cubic"}, "'exponential' or 'linear'"),
            ({"momentum": 1}, "momentum lies from 0"),
            ({"verify": True, "verify_budget": 0.5}, "verify budget"),
            ({"adapt_budget": math.inf}, "adapt budget"),
        ]
        for options, words in wrong:
            with self.subTest(options=options), no_finder():
                with self.assertRaisesRegex(lrfinder.FinderError, words):
                    lrfinder.find(lambda rate: 1.0, **options)
        with self.assertRaisesRegex(TypeError, "no option 'step_size'"):
            lrfinder.find(lambda rate: 1.0, step_size=3)

    def test_a_folder_that_the_command_knows(self) -> None:
        slope = Slope()
        with no_finder():
            found = lrfinder.find(
                slope.step, snapshot=slope.keep, restore=slope.bring_back, verify=True, runs=2
            )
        with tempfile.TemporaryDirectory() as temporary:
            folder = found.save(Path(temporary) / "run")
            names = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
            self.assertEqual(
                names,
                ["curves/run-1.csv", "curves/run-2.csv", "result.json", "settings.json", "trials.csv"],
            )
            result = json.loads((folder / "result.json").read_text())
            self.assertEqual(result["verified"]["rate"], found.learning_rate)
            with self.assertRaisesRegex(lrfinder.FinderError, "is not empty"):
                found.save(folder)
            try:
                lrfinder._command.command()  # type: ignore[attr-defined]
            except (AttributeError, lrfinder.FinderError):
                return
            page = found.report(Path(temporary) / "page.html")
            self.assertIn("<html", page.read_text())


@needs_library
class Analyze(unittest.TestCase):
    def curve(self) -> Any:
        slope = Slope()
        rates = [10 ** (-5 + 6 * i / 59) for i in range(60)]
        return rates, [slope.step(rate) for rate in rates]

    def test_kinds_of_arrays(self) -> None:
        rates, losses = self.curve()
        expected = lrfinder.analyze(rates, losses).learning_rate
        self.assertIsNotNone(expected)
        kinds: Dict[str, Any] = {"tuples": tuple}
        for module, name in (("numpy", "array"), ("torch", "tensor")):
            try:
                imported = __import__(module)
            except ImportError:
                continue
            kinds[module] = lambda v, imported=imported, name=name: (
                imported.tensor(v, dtype=imported.float64) if name == "tensor" else imported.array(v)
            )
        for name, kind in kinds.items():
            with self.subTest(kind=name):
                self.assertEqual(lrfinder.analyze(kind(rates), kind(losses)).learning_rate, expected)
        several = lrfinder.analyze([rates, rates], [losses, losses])
        self.assertEqual(len(several.runs), 2)

    def test_impossible_curves(self) -> None:
        rates, losses = self.curve()
        for wrong, words in [
            ((rates[:-1], losses), "59 rates, but 60 losses"),
            (([], []), "at least one step"),
            (([0.0] + rates[1:], losses), "above 0; that of step 0"),
            ((rates[::-1], losses), "do not fall"),
            ((3, losses), "expected a list of numbers"),
            ((["a"] * 60, losses), "expected numbers"),
        ]:
            with self.subTest(words=words), self.assertRaisesRegex(lrfinder.FinderError, words):
                lrfinder.analyze(*wrong)

    def test_a_loss_that_is_not_finite_ends_the_curve(self) -> None:
        rates, losses = self.curve()
        losses[50] = math.nan
        found = lrfinder.analyze(rates, losses)
        self.assertEqual(len(found.history), 50)
        self.assertEqual(found.history.outcome, "not-finite")


@needs_library
class Library(unittest.TestCase):
    def test_ten_thousand_sequences_of_calls(self) -> None:
        """No call ends the process, whatever comes in which order."""
        library = _library.library()
        chance = random.Random(5)
        numbers = [0.0, -0.0, 1.0, -1.0, 5e-324, 1.7e308, -1.7e308, math.inf, -math.inf, math.nan, 0.3]

        def loss() -> float:
            return chance.choice(numbers) if chance.random() < 0.2 else chance.lognormvariate(0, 1)

        live: List[Any] = []
        seen = set()
        for _ in range(10_000):
            plan = _library.CPlan()
            library.lrfinder_plan_init(ctypes.byref(plan), ctypes.sizeof(plan))
            plan.steps = chance.choice([-1, 1, 2, 3, 20, 60])
            for name, _ in plan._fields_:
                if chance.random() < 0.06:
                    if isinstance(getattr(plan, name), float):
                        setattr(plan, name, loss())
                    elif name != "steps":
                        setattr(plan, name, chance.choice([-(2**31), -1, 0, 1, 2, 3, 2**31 - 1]))
            handle = ctypes.c_void_p()
            seen.add(library.lrfinder_search_create(ctypes.byref(plan), ctypes.byref(handle)))
            if handle.value is not None:
                live.append(handle)
            live = live[-6:]
            if not live:
                continue
            for _ in range(chance.randrange(30)):
                held = chance.choice(live)
                if chance.random() < 0.02:
                    held = ctypes.c_void_p(chance.choice([None, 1, 2**64 - 1, 12345]))
                task = _library.CTask()
                call = chance.random()
                if call < 0.75:
                    # Mostly what is asked for, so that searches come to their ends.
                    status = library.lrfinder_search_next(held, ctypes.byref(task))
                    if status == 0 and task.kind == _library.BEGIN:
                        status = library.lrfinder_search_begin(held)
                    elif status == 0 and task.kind == _library.TRAIN:
                        status = library.lrfinder_search_record(held, loss())
                    elif status == 0 and task.kind == _library.EVALUATE:
                        status = library.lrfinder_search_record_held_out(held, loss())
                elif call < 0.80:
                    status = library.lrfinder_search_begin(held)
                elif call < 0.82:
                    status = library.lrfinder_search_record(held, loss())
                elif call < 0.84:
                    status = library.lrfinder_search_record_and_next(held, loss(), ctypes.byref(task))
                elif call < 0.88:
                    status = library.lrfinder_search_record_with_held_out(held, loss(), loss())
                elif call < 0.92:
                    status = library.lrfinder_search_record_held_out(held, loss())
                elif call < 0.94:
                    status = library.lrfinder_search_stop(held)
                elif call < 0.96:
                    text = ctypes.c_void_p()
                    status = library.lrfinder_search_findings(held, ctypes.byref(text))
                    if status == 0:
                        _library.take(text)
                elif call < 0.97:
                    library.lrfinder_search_free(held)
                    status = 0
                else:
                    status = library.lrfinder_search_next(held, None)
                seen.add(status)
        self.assertEqual(seen, {0, 1, 2, 3, 4})

    def test_findings_are_json_whatever_was_recorded(self) -> None:
        search = InProcess({"steps": 30})
        search.next()
        search.begin()
        for _ in range(20):
            search.next()
            search.record(1e308)
        search.stop()
        self.assertEqual(search.findings()["steps"], 20)
        self.assertIsNone(search.next())

    def test_a_handle_that_was_freed(self) -> None:
        search = InProcess({})
        search._library.lrfinder_search_free(search._handle)
        with self.assertRaisesRegex(lrfinder.FinderError, "was freed"):
            search.next()


class Numbers(unittest.TestCase):
    def test_brief(self) -> None:
        for value, text in [
            (0.021, "0.021"), (3.2e-4, "3.2e-4"), (10.0, "10"), (1.0, "1"), (0.00996, "0.01"),
            (9.96, "10"), (1e-7, "1e-7"), (123456.0, "1.2e5"), (99999.0, "1e5"), (0.0, "0"),
            (12345.0, "12000"), (-0.5, "-0.5"),
        ]:
            self.assertEqual(brief(value), text)


@needs("torch")
@needs_library
class PyTorch(unittest.TestCase):
    def setUp(self) -> None:
        import torch

        torch.set_num_threads(1)
        torch.manual_seed(0)
        self.inputs = torch.randn(400, 8)
        self.targets = (self.inputs @ torch.randn(8, 3)).argmax(1)
        self.data = torch.utils.data.TensorDataset(self.inputs, self.targets)
        self.loader = torch.utils.data.DataLoader(self.data, batch_size=32, shuffle=True)
        self.model = torch.nn.Sequential(
            torch.nn.Linear(8, 32), torch.nn.ReLU(), torch.nn.Linear(32, 3)
        )
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3)

    def find(self, *arguments: Any, **options: Any) -> Any:
        import lrfinder.pytorch

        with no_finder():
            return lrfinder.pytorch.find(self.model, self.optimizer, *arguments, **options)

    def test_two_lines(self) -> None:
        import torch

        found = self.find(torch.nn.functional.cross_entropy, self.loader)
        self.assertEqual(found.verdict.code, "good")
        self.assertTrue(1e-3 < found.learning_rate < 1, found.learning_rate)
        self.assertEqual(found.groups, [found.learning_rate])
        self.assertEqual(found.notes, [])
        again = self.find(torch.nn.functional.cross_entropy, self.loader)
        self.assertEqual(again.history.loss, found.history.loss)
        found.apply(self.optimizer)
        self.assertEqual(self.optimizer.param_groups[0]["lr"], found.learning_rate)

    def test_steps_of_every_kind_give_the_same_curve(self) -> None:
        import torch

        loss_function = torch.nn.functional.cross_entropy

        def step(batch: Any) -> Any:
            x, y = batch
            loss = loss_function(self.model(x), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            return loss

        class Own(torch.nn.Module):  # type: ignore[misc, name-defined]
            def __init__(self, model: Any) -> None:
                super().__init__()
                self.model = model

            def forward(self, x: Any, labels: Any = None) -> Any:
                output = self.model(x)
                return output if labels is None else {"loss": loss_function(output, labels)}

        def dictionaries() -> Any:
            return ({"x": x, "labels": y} for x, y in self.loader)

        expected = self.find(loss_function, self.loader).history.loss
        self.assertEqual(self.find(step=step, batches=self.loader).history.loss, expected)
        plain = self.model
        self.model = Own(plain)
        self.assertEqual(self.find(None, dictionaries).history.loss, expected)
        self.assertEqual(self.find(loss_function, dictionaries).history.loss, expected)
        self.model = plain
        scaled = self.find(
            loss_function, self.loader, scaler=torch.amp.GradScaler("cpu", init_scale=1.0)
        )
        self.assertEqual(scaled.history.loss, expected)

    def test_a_loop_that_cannot_be_changed(self) -> None:
        import torch

        import lrfinder.pytorch

        before = {name: value.clone() for name, value in self.model.state_dict().items()}
        state = torch.get_rng_state()
        with no_finder():
            finder = lrfinder.pytorch.Attachment(self.model, self.optimizer, find=True, adapt=False)
            while finder.is_active:
                for group in self.optimizer.param_groups:
                    group["lr"] = 0.25
                chosen = torch.randint(0, 400, (32,))
                output = self.model(self.inputs[chosen])
                loss = torch.nn.functional.cross_entropy(output, self.targets[chosen])
                finder.report(loss)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
        assert finder.found is not None
        self.assertEqual(finder.found.verdict.code, "good")
        self.assertTrue(torch.equal(torch.get_rng_state(), state))
        for name, value in self.model.state_dict().items():
            self.assertTrue(torch.equal(value, before[name]))

    def test_accumulation_is_one_larger_batch(self) -> None:
        import torch

        small = torch.utils.data.DataLoader(self.data, batch_size=16)
        large = torch.utils.data.DataLoader(self.data, batch_size=32)
        loss_function = torch.nn.functional.cross_entropy
        one = self.find(loss_function, large, adapt=False).history
        two = self.find(loss_function, small, accumulate=2, adapt=False).history
        # The last batch of the set is a half; before it the two are the same.
        for a, b in zip(one.loss[:12], two.loss[:12]):
            self.assertAlmostEqual(a, b, places=5)

    def test_an_optimizer_with_a_closure(self) -> None:
        import torch

        self.optimizer = torch.optim.LBFGS(self.model.parameters(), lr=0.1, max_iter=2)
        found = self.find(torch.nn.functional.cross_entropy, self.loader, adapt=False)
        self.assertGreater(len(found.history), 10)
        self.assertEqual(len(self.optimizer.state), 0)

    def test_iterators_and_endless_batches(self) -> None:
        import torch

        loss_function = torch.nn.functional.cross_entropy

        def endless() -> Any:
            while True:
                yield self.inputs[:32], self.targets[:32]

        found = self.find(loss_function, endless(), adapt=False)
        self.assertIn("iterator", found.notes[0])
        self.assertEqual(self.find(loss_function, endless, adapt=False).notes, [])
        with self.assertRaisesRegex(lrfinder.FinderError, "are used up"):
            self.find(loss_function, iter(self.loader))
        with self.assertRaisesRegex(lrfinder.FinderError, "no mini-batch in the loader"):
            self.find(loss_function, [])

    def test_what_is_not_understood(self) -> None:
        import torch

        loss_function = torch.nn.functional.cross_entropy
        for words, arguments, options in [
            ("give the data", (loss_function,), {}),
            ("not both", (loss_function, self.loader), {"step": lambda: 1}),
            ("loss of its own", (None, self.loader), {}),
            ("'device', the 'cpu' or the 'disk'", (loss_function, self.loader), {"snapshot": "x"}),
            ("returned no loss", (), {"step": lambda: None}),
            ("accumulate is a number", (loss_function, self.loader), {"accumulate": 0}),
        ]:
            with self.subTest(words=words), self.assertRaisesRegex(lrfinder.FinderError, words):
                if words == "loss of its own":
                    self.data.tensors = self.data.tensors[:1]
                    self.find(None, torch.utils.data.DataLoader(self.data, batch_size=4))
                else:
                    self.find(*arguments, **options)
        self.model = torch.nn.Sequential(torch.nn.LazyLinear(3))
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)
        with self.assertRaisesRegex(lrfinder.FinderError, "has no shape yet"):
            self.find(loss_function, self.loader)

    def test_snapshots_elsewhere(self) -> None:
        import torch

        before = {name: value.clone() for name, value in self.model.state_dict().items()}
        for place in ("device", "cpu", "disk"):
            with self.subTest(place=place):
                self.find(torch.nn.functional.cross_entropy, self.loader, snapshot=place)
                for name, value in self.model.state_dict().items():
                    self.assertTrue(torch.equal(value, before[name]))

    def test_frozen_weights_are_not_copied(self) -> None:
        import torch

        import lrfinder.pytorch

        big = torch.nn.Linear(3000, 2000).requires_grad_(False)
        head = torch.nn.Linear(2000, 3)
        model = torch.nn.Sequential(big, head)
        snapshot = lrfinder.pytorch.Snapshot([model])
        copied = sum(tensor.numel() for tensor in snapshot._copied)
        self.assertEqual(copied, head.weight.numel() + head.bias.numel())
        self.assertEqual(snapshot.changed(), [])
        big.weight.data[0, 0] += 1
        self.assertEqual(snapshot.changed(), ["0.weight"])

    def test_validation(self) -> None:
        import torch

        found = self.find(
            torch.nn.functional.cross_entropy, self.loader, validation=self.loader, adapt=False
        )
        measured = [loss for loss in found.history.validation_loss if loss is not None]
        self.assertTrue(5 <= len(measured) <= 25, len(measured))

    def test_schedules(self) -> None:
        import torch

        found = self.find(torch.nn.functional.cross_entropy, self.loader)
        for kind, highest in [
            ("constant", found.learning_rate), ("linear", found.learning_rate),
            ("cosine", found.learning_rate), ("warmup-linear", found.peak),
            ("warmup-cosine", found.peak), ("one-cycle", found.peak), ("triangular", found.peak),
        ]:
            with self.subTest(kind=kind):
                optimizer = torch.optim.SGD(self.model.parameters(), lr=0.5)
                scheduler = found.schedule(kind, 100, optimizer)
                rates = []
                for _ in range(100):
                    rates.append(optimizer.param_groups[0]["lr"])
                    optimizer.step()
                    scheduler.step()
                self.assertAlmostEqual(max(rates), highest, delta=0.02 * highest)

    def test_a_drop_in(self) -> None:
        import torch

        from lrfinder.pytorch import LRFinder, TrainDataLoaderIter

        class Swapped(TrainDataLoaderIter):
            def inputs_labels_from_batch(self, batch_data: Any) -> Any:
                return batch_data[0], batch_data[1]

        with no_finder():
            lr_finder = LRFinder(self.model, self.optimizer, torch.nn.CrossEntropyLoss(), device="cpu")
            lr_finder.range_test(self.loader, end_lr=10, num_iter=100, start_lr=1e-6)
            first = lr_finder.found
            lr_finder.range_test(
                Swapped(self.loader), val_loader=self.loader, end_lr=10, num_iter=50, step_mode="linear"
            )
        assert first is not None
        self.assertEqual(first.history.learning_rate[0], 1e-6)
        self.assertEqual(len(lr_finder.history["lr"]), len(lr_finder.history["loss"]))
        lr_finder.reset()


if __name__ == "__main__":
    unittest.main()
