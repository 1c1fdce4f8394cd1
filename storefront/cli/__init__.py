"""Commands for operators: `flask --app wsgi …`.

Each is loaded when it is called: a web server carries nothing that only a command needs.
"""

from importlib import import_module
from typing import cast

import click
from flask import Flask
from flask.cli import AppGroup

WHERE = {
    "appoint": ("appointing", "appoint"),
    "backup": ("backing_up", "backup"),
    "demo": ("demo", "demo"),
    "dismiss": ("appointing", "dismiss"),
    "end-sign-ins": ("end_sign_ins", "end_sign_ins"),
    "found-team": ("appointing", "found_team"),
    "grant-rights": ("grant_rights", "grant_rights"),
    "merchants": ("merchants", "merchants"),
    "messages": ("messages", "messages"),
    "migrate": ("migrating", "migrate"),
    "places-import": ("places", "places_import"),
    "practice-take-back": ("practice", "take_back"),
    "prepare": ("preparing", "prepare"),
    "recount": ("recounting", "recount"),
    "reseal": ("resealing", "reseal"),
    "restore": ("backing_up", "restore"),
    "retention": ("retention", "retention"),
    "second-reset": ("second_reset", "second_reset"),
    "sign-ins": ("sign_ins", "sign_ins"),
    "status": ("status", "status"),
    "tax-rules": ("tax_rules", "tax_rules"),
    "verify-traces": ("verify_traces", "verify_traces"),
    "work": ("working", "work"),
}
"""Module and function of each command."""


class Commands(AppGroup):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*WHERE, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in WHERE:
            return super().get_command(ctx, cmd_name)
        module, name = WHERE[cmd_name]
        return cast(click.Command, getattr(import_module(f"{__name__}.{module}"), name))


def install(app: Flask) -> None:
    app.cli = Commands(app.name)
