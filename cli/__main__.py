"""The command line: `zhicheng NOUN VERB`."""

import typer

from cli import (
    account,
    backup,
    case,
    city,
    deadlines,
    draw,
    keys,
    person,
    photo,
    plan,
    release,
    remedies,
    restore,
    route,
    stuck,
    workdays,
)

app = typer.Typer(
    name="zhicheng",
    help="Operate an installation: cases, deadlines, calendars, accounts, persons, keys, cities, backups.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for noun, commands in {
    "case": case.app,
    "deadlines": deadlines.app,
    "workdays": workdays.app,
    "account": account.app,
    "person": person.app,
    "keys": keys.app,
    "photo": photo.app,
    "city": city.app,
    "plan": plan.app,
    "draw": draw.app,
    "route": route.app,
    "backup": backup.app,
    "restore": restore.app,
    "release": release.app,
}.items():
    app.add_typer(commands, name=noun)
remedies.add_to(case.app)
app.command("stuck")(stuck.stuck)

if __name__ == "__main__":
    app()
