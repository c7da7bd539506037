"""The pledge is signed on a phone: the link, the pad, what is legible, what was signed."""
