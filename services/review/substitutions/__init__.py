"""代为办理: an office above decides a case that another one is late with."""
