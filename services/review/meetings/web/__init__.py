"""The pages of a meeting."""
