"""Scripts that make what the package carries; never imported at run time."""
