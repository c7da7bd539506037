"""The page on which a committee's office sends a case back."""
