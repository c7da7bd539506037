"""审核推荐 and taking back: on the page of a case, and of all that was passed."""
