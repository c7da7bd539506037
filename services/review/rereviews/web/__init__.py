"""Pages of re-reviews at the office that answers."""
