"""The neural models and how they are run: Stanza's own nets, loaded from our files, run for one article at a time."""
