"""Sending on and taking back. Each refuses, then writes, then tells."""
