"""What every test may use."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
settings.register_profile("steady", deadline=None, derandomize=True)  # shared machines are noisy; failures must repeat
settings.load_profile("steady")


@pytest.fixture(scope="session")
def parser():
    """The bundled models, loaded once; tests that ask for it are marked ``models``."""
    from attribution.parse import Parser

    return Parser()


@pytest.fixture(scope="session")
def stanza_pipeline():
    """Stanza's own code with the bundled models."""
    import stanza

    from attribution.parse import pipeline_options

    return stanza.Pipeline(**pipeline_options())


@pytest.fixture(scope="session")
def golden_articles() -> list[str]:
    """The texts of the golden articles."""
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "golden" / "articles").glob("*.txt"))]


def pytest_collection_modifyitems(items):
    for item in items:
        if {"parser", "stanza_pipeline"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("models")


@pytest.fixture
def steps():
    """Counts the lines and calls of Python that some work takes: its size, on any machine."""

    def counted(work) -> int:
        count = 0

        def count_one(frame, event, arg):
            nonlocal count
            count += event in ("line", "call")
            return count_one

        sys.settrace(count_one)
        try:
            work()
        finally:
            sys.settrace(None)
        return count

    return counted
