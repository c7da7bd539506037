"""Moves, deadlines, and forgetting them."""
