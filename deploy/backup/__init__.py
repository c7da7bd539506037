"""Backups of the embedded stack: made while it runs, checked without touching it, put back (ADR 55)."""
