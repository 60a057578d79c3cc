"""`passgenau user add`: opens an account."""

from __future__ import annotations

import click
from email_validator import EmailNotValidError, validate_email

from matcher.errors import PassgenauError
from matcher.model import Role
from matcher.usecases.open_account import open_account
from webapp.house import open_work
from webapp.passwords import LEAST_LENGTH, hash_password
from webapp.settings import Settings


@click.group()
def user() -> None:
    """Accounts."""


@user.command()
@click.option("--email", required=True, help="Address to log in with.")
@click.option("--name", required=True, help="Name that others see.")
@click.option("--role", "roles", required=True, multiple=True, type=click.Choice([str(role) for role in Role]))
@click.option("--organisation", type=click.Choice(["jobcenter", "agency"]), help="For counsellors.")
@click.password_option(help="Asked for if not given.")
def add(email: str, name: str, roles: tuple[str, ...], organisation: str | None, password: str) -> None:
    """Open an account."""
    try:
        address = validate_email(email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise click.ClickException(f"{email} ist keine Mailadresse. / {email} is no mail address.") from error
    if len(password) < LEAST_LENGTH:
        raise click.ClickException(
            f"Das Passwort braucht mindestens {LEAST_LENGTH} Zeichen. / At least {LEAST_LENGTH} characters, please."
        )
    work = open_work(Settings.from_environment().prepared())
    try:
        with work.unit(None) as unit:
            row = open_account(
                unit,
                email=address,
                name=name,
                password_hash=hash_password(password),
                roles=[Role(role) for role in roles],
                organisation=organisation,
            )
            click.echo(f"Konto {row.id}: {address}")
    except PassgenauError as error:
        raise click.ClickException(f"{error.german}\n{error.english}") from error
    finally:
        work.database.dispose()
