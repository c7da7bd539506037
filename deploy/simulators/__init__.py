"""The outside world, simulated by programs that speak its protocols."""
