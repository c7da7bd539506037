"""The rows of files and uploads."""
