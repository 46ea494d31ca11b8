"""Extraction → something a person reads; every renderer returns a string."""
