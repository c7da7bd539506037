"""Examining, deciding, sealing. Each refuses, then writes, then tells."""
