"""Typing opinions, inviting experts, answering as one."""
