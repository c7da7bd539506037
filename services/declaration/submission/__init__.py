"""A declaration is previewed, submitted, and taken back."""
