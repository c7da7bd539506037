"""`zhicheng`: the command for operators, administrators and tests. One file per noun."""
