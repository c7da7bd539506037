"""A photo on record, and what it must be."""
