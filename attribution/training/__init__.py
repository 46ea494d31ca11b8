"""Making the models: from treebanks to the files in ``attribution/models``."""
