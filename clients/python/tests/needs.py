"""Skips tests of frameworks that are not installed, and of a library that is not built."""

import importlib
import unittest
from typing import Any

import lrfinder
from lrfinder import _library


def needs(*modules: str) -> Any:
    """Skips a test where a framework is not installed."""
    for module in modules:
        try:
            importlib.import_module(module)
        except ImportError:
            return unittest.skip(f"{module} is not installed")
    return lambda test: test


def needs_library(test: Any) -> Any:
    """Skips a test where liblrfinder is not built."""
    try:
        _library.library()
    except lrfinder.FinderError as error:
        return unittest.skip(str(error))(test)
    return test
