"""All SQL of payment, a file per noun."""
