"""Where its users already are: a processor for Stanza, a component for spaCy. Each is imported by whoever wants it."""
