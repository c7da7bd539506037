"""Offices of the org tree, and the officials and deputies who act for them."""
