"""Packages that only some commands need: each is installed by naming an extra, and missed with a sentence."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from attribution.errors import ExtraError


def needed(package: str, extra: str) -> ModuleType:
    """The package's module; ExtraError, naming the extra that installs it, where it is not there."""
    try:
        return import_module(package)
    except ModuleNotFoundError as error:
        missing = error.name or package
        raise ExtraError(f"{missing} is not installed; pip install 'attribution[{extra}]' brings it") from None
