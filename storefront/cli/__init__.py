"""Commands for operators: `flask --app wsgi …`."""

import click
from flask import Flask

from storefront.cli.demo import demo
from storefront.cli.merchants import merchants
from storefront.cli.messages import messages
from storefront.cli.migrating import migrate
from storefront.cli.places import places_import
from storefront.cli.preparing import prepare
from storefront.cli.recounting import recount
from storefront.cli.sign_ins import sign_ins
from storefront.cli.working import work

COMMANDS: tuple[click.Command, ...] = (
    demo,
    merchants,
    messages,
    migrate,
    places_import,
    prepare,
    recount,
    sign_ins,
    work,
)


def install(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
