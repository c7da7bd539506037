"""Refusals that can still be taken back: nobody was told of them."""
