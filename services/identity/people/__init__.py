"""Persons: registered once, by the ID number, and corrected."""
