"""The verbs of review, by subject. Each refuses, then writes, then tells."""
