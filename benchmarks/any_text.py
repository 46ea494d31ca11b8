"""Any text gives an extraction or one of our errors, its slices equal their text and its JSON comes back (rows 1 and 2).

    python benchmarks/any_text.py [10000]
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from attribution.errors import Error  # noqa: E402
from attribution.extract import Extractor  # noqa: E402
from tests.chance import ChanceParser, text  # noqa: E402
from tests.test_extract import check_whole  # noqa: E402

number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
chance, extractor = random.Random(1), Extractor(ChanceParser(), any_language=True)
attributions = errors = failures = 0
for case in range(number):
    given = text(chance)
    try:
        extraction = extractor(given)
        check_whole(extraction)
        attributions += len(extraction.attributions)
    except Error:
        errors += 1
    except Exception as error:  # what must never happen
        failures += 1
        print(f"case {case}: {error!r:.200} for {given!r:.300}")
print(f"{number} cases: {failures} failures, {errors} errors of ours, {attributions} attributions")
sys.exit(bool(failures))
