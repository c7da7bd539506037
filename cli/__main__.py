"""The command line: `zhicheng NOUN VERB`."""

import typer

from cli import account, city, photo, workdays

app = typer.Typer(
    name="zhicheng",
    help="Operate a zhicheng installation: calendars, photos, cities.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(workdays.app, name="workdays")
app.add_typer(photo.app, name="photo")
app.add_typer(city.app, name="city")
app.add_typer(account.app, name="account")

if __name__ == "__main__":
    app()
