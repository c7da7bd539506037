"""Meetings and their seats."""
