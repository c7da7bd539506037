"""Publicities, and what shows that they were posted."""
