"""All SQL of declaration, by noun."""
