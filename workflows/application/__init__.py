"""The life of one application: `domain` is the table, `steps` what is asked of whom, `workflow` the shell."""
