"""``python -m attribution``: the command line."""

from attribution.cli import main

main(prog_name="attribution")
