"""Pages of uploads and files."""
