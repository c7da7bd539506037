"""Where the house runs: set-up, the embedded stack, the simulators of the outside world, the demo."""
