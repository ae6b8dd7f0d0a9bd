"""`python -m jinban.commands` is the console script."""

from jinban.commands.cli import main

main()
