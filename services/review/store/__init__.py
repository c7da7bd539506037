"""All SQL of review, by noun."""
