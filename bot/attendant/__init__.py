"""The attend process: turns and deliveries of many contacts at once, timers, sweeps."""
