"""Starting, and saving the form."""
