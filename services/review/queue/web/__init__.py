"""The list of an office, and what of it somebody asked for."""
