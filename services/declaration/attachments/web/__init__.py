"""The pages of what is enclosed."""
