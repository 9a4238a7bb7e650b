import math
import os
import unittest

import lrfinder

from .finder import finder, no_finder


class WithoutFinder(unittest.TestCase):
    def test_the_script_trains_as_before(self) -> None:
        with no_finder():
            self.assertFalse(lrfinder.active())
            self.assertEqual(list(lrfinder.rates()), [])
            self.assertEqual(list(lrfinder.runs()), [])
            self.assertIsNone(lrfinder.suggestion())
            self.assertEqual(lrfinder.seed(3), 3)

    def test_a_report_is_an_error(self) -> None:
        with no_finder(), self.assertRaises(lrfinder.FinderError):
            lrfinder.report(1)


class WithFinder(unittest.TestCase):
    def test_rates_and_losses(self) -> None:
        with finder([0.1, 0.2, 0.3]) as made:
            self.assertTrue(lrfinder.active())
            self.assertEqual(lrfinder.seed(), 7)
            seen = []
            for rate in lrfinder.rates():
                seen.append((rate.step, float(rate)))
                lrfinder.report(10 * rate)
            self.assertEqual(seen, [(0, 0.1), (1, 0.2), (2, 0.3)])
            self.assertFalse(lrfinder.active())
            self.assertEqual(lrfinder.suggestion(), 0.25)
            self.assertEqual(list(lrfinder.rates()), [])
        self.assertEqual(made.losses, [1.0, 2.0, 3.0])
        self.assertEqual(made.heard[0], {"type": "hello", "protocol": 1, "client": "python"})

    def test_the_script_ends_with_its_test(self) -> None:
        with finder([0.1], then="exit"), self.assertRaises(SystemExit) as ended:
            for _ in lrfinder.rates():
                lrfinder.report(1)
        self.assertEqual(ended.exception.code, 0)

    def test_several_runs(self) -> None:
        with finder([0.1, 0.2], runs=3) as made:
            seeds = []
            for run in lrfinder.runs():
                seeds.append((run.number, run.seed, lrfinder.seed(), run.steps))
                for rate in run.rates():
                    lrfinder.report(run.seed)
            self.assertEqual(seeds, [(0, 7, 7, 2), (1, 8, 8, 2), (2, 9, 9, 2)])
        self.assertEqual(made.losses, [7, 7, 8, 8, 9, 9])

    def test_numbers_that_json_has_not(self) -> None:
        values = [math.nan, math.inf, -math.inf, 1e-300, 3]
        with finder([0.1] * 5) as made:
            for value, _ in zip(values, lrfinder.rates()):
                lrfinder.report(value)
        self.assertEqual(made.losses, ["nan", "inf", "-inf", 1e-300, 3])

    def test_further_losses(self) -> None:
        with finder([0.1]) as made:
            for _ in lrfinder.rates():
                lrfinder.report(1, validation_loss=2, losses={'a "name"': 3, "b": math.nan})
        message = made.heard[1]
        self.assertEqual(message["validation_loss"], 2)
        self.assertEqual(message["losses"], {'a "name"': 3, "b": "nan"})

    def test_rates_of_groups_and_optimizers(self) -> None:
        with finder([0.5]) as made:
            made.extra = {
                "group_learning_rates": [0.5, 0.05],
                "optimizer": "critic",
                "learning_rates": {"critic": 0.5, "generator": 0.1},
            }
            for rate in lrfinder.rates():
                self.assertEqual([rate.of_group(i, 2) for i in (0, 1)], [0.5, 0.05])
                self.assertEqual(rate.optimizer, "critic")
                self.assertEqual(rate.optimizers, {"critic": 0.5, "generator": 0.1})
                with self.assertRaisesRegex(lrfinder.FinderError, "3 parameter groups"):
                    rate.of_group(0, 3)
                lrfinder.report(1)


class Mistakes(unittest.TestCase):
    def test_no_report(self) -> None:
        with finder([0.1, 0.2]) as made:
            with self.assertRaisesRegex(lrfinder.FinderError, "no loss was reported for step 0"):
                for _ in lrfinder.rates():
                    pass
        self.assertEqual(made.errors, ["no loss was reported for step 0"])

    def test_two_reports(self) -> None:
        with finder([0.1, 0.2]), self.assertRaises(lrfinder.FinderError):
            for _ in lrfinder.rates():
                lrfinder.report(1)
                lrfinder.report(1)

    def test_a_finder_that_is_gone(self) -> None:
        with finder([0.1], runs=0), self.assertRaisesRegex(lrfinder.FinderError, "has ended"):
            list(lrfinder.rates())

    def test_a_socket_that_is_gone(self) -> None:
        session = lrfinder.Session("/no/such/socket")
        with self.assertRaisesRegex(lrfinder.FinderError, "cannot reach the finder"):
            session.begin_run()

    def test_a_forked_process(self) -> None:
        with finder([0.1]):
            for _ in lrfinder.rates():
                child = os.fork()
                if child == 0:
                    try:
                        lrfinder.report(1)
                    except lrfinder.FinderError:
                        os._exit(42)
                    os._exit(0)
                self.assertEqual(os.waitpid(child, 0)[1] >> 8, 42)
                lrfinder.report(1)


if __name__ == "__main__":
    unittest.main()
