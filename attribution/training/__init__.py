"""Making the models: from treebanks to the files in ``attribution/models``."""

VERSION = "news-6"  # what today's recipe makes; the bundled ones are of the one before
