"""The page with the code, and the page on the phone."""
