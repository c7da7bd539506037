"""The pages of a committee's office."""
