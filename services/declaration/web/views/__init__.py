"""What the pages show, from what the store knows."""
