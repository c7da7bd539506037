"""Options that several commands take, each told once."""

import getpass
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Why = Annotated[str, typer.Option(help="The reason that is recorded and shown to the applicant.")]
By = Annotated[
    str,
    typer.Option(
        help="Who decides this; without it the name of the login.",
        callback=lambda named: named or getpass.getuser(),
    ),
]
