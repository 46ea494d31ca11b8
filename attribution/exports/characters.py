"""Characters that a format cannot hold, each replaced by one other, so that every offset stays."""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def encodable(text: str) -> str:
    """The text with U+FFFD for each lone surrogate, which UTF-8 has no bytes for."""
    return _SURROGATE.sub("\ufffd", text)


def for_xml(text: str) -> str:
    """The text with U+FFFD for each character that XML 1.0 forbids: most control characters, surrogates, U+FFFE."""
    return _NOT_XML.sub("\ufffd", text)
