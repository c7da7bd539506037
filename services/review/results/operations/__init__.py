"""Recording, releasing, sealing. Each refuses, then writes, then tells."""
