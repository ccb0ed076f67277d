"""`python -m newsfold`: the same as the command `newsfold`."""

from newsfold.cli.main import run

run()
