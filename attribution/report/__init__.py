"""Who is quoted across articles: the attributions of many, counted a speaker. ``docs/report.md`` says who is
merged with whom."""

from attribution.report.aliases import Alias, read_aliases
from attribution.report.counting import Report, Who, count

__all__ = ["Alias", "Report", "Who", "count", "read_aliases"]
