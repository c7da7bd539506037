"""The exported document, written and read back."""
