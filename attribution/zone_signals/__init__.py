"""What one line of a page shows by itself; ``zones`` decides which counts where.

``line``: its make; ``labels``: the words of menus, notices and blocks; ``credits``: bylines, captions, dates.
"""

from __future__ import annotations

from collections.abc import Callable

from attribution.model import Zone
from attribution.zone_signals.credits import byline, caption
from attribution.zone_signals.labels import appeal, block_label, call, counter, link, lone_label, navigation, note, notice, share_bar
from attribution.zone_signals.line import Line

# The first that holds decides.
SIGNALS: tuple[tuple[Callable[[Line], bool], Zone], ...] = (
    (navigation, "furniture"),
    (lone_label, "furniture"),
    (share_bar, "furniture"),
    (block_label, "furniture"),
    (link, "furniture"),
    (notice, "furniture"),
    (counter, "furniture"),
    (call, "furniture"),
    (appeal, "furniture"),
    (note, "furniture"),
    (byline, "byline"),
    (caption, "caption"),
)
