"""All SQL of identity, a file for each noun."""
