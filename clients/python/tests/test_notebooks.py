"""The notebooks run from top to bottom, and show what they say."""

import json
import unittest
from pathlib import Path
from typing import Any, Dict

from .finder import no_finder
from .needs import needs, needs_library

NOTEBOOKS = Path(__file__).resolve().parents[3] / "Examples" / "notebooks"


@needs_library
class Notebooks(unittest.TestCase):
    def run_cells(self, name: str) -> Dict[str, Any]:
        cells = json.loads((NOTEBOOKS / name).read_text())["cells"]
        space: Dict[str, Any] = {}
        with no_finder():
            for cell in cells:
                if cell["cell_type"] == "code":
                    exec(compile("".join(cell["source"]), name, "exec"), space)
        return space

    @needs("torch")
    def test_pytorch(self) -> None:
        space = self.run_cells("pytorch.ipynb")
        self.assertEqual(space["found"].verdict.code, "good")
        self.assertTrue(space["verified"].is_verified)
        self.assertIn("<svg", space["found"]._repr_html_())

    @needs("keras")
    def test_keras(self) -> None:
        space = self.run_cells("keras.ipynb")
        self.assertEqual(space["found"].verdict.code, "good")
        self.assertGreater(space["history"].history["accuracy"][-1], 0.5)


if __name__ == "__main__":
    unittest.main()
