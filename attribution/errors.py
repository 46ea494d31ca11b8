"""The errors the library raises. Each message is a sentence that names the input and the remedy."""

from __future__ import annotations

import traceback
from pathlib import Path


class Error(Exception):
    """Base of every error the library raises; its text is shown to the user as it is."""


class InputError(Error):
    """An input that cannot be read: missing, binary, in an unknown encoding, too long."""


class LexiconError(Error):
    """A line of the lexicon that is not valid; the message names file and line."""


class ModelError(Error):
    """A model file that is missing, damaged or not one of ours."""


class GoldenError(Error):
    """A golden file that cannot be read or does not belong to its article."""


class ConfigError(Error):
    """A project's settings that are not valid; the message names file and key."""


class ExtraError(Error):
    """A package that only an extra installs is needed and not there; the message names the extra."""


class AliasError(Error):
    """An alias file that cannot be read or contradicts itself; the message names file and place."""


def fault(error: Exception) -> str:
    """How a fault of ours is told of, which is no Error: what it is and where, for whom it is reported to."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error}".removesuffix(": ")
    return f"{what} ({Path(place.filename).name}, line {place.lineno}), a fault of ours; please report this article"
