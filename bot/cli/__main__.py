"""python -m bot.cli: the same as `wattline`, where the command itself is not installed."""

from bot.cli import main

main()
