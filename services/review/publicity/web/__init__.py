"""The employer's desk, and the public page."""
