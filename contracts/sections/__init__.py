"""What is sealed of a case: one frozen dataclass per section, its name, and how people read it.

A section says with its `form` how it was written. A field may be added with a default; what changes the
meaning of what lies sealed gets the next form, and whoever reads it goes on reading the older ones.
"""
