"""Kinds of items as data: their fields, their rules, what does not fit together."""
