"""Stand-ins for the outside world, over real HTTP on loopback. A simulation: imports nothing of the bot."""
