"""Employers, the clerks who act for them, and the letters that let them."""
