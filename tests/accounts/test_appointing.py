"""A market of real people begins with one who has the machine: officers, operators, teams."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from storefront import clock
from storefront.accounts import sign_in
from storefront.accounts.models import Person, Posting, Stay, Trace
from storefront.accounts.permissions import Permission, Role
from storefront.accounts.queries import by_phone
from storefront.db import deed, session
from storefront.teams.models import Team
from storefront.web import deeds
from tests.village import a_commune, a_province, a_village

PHONE, NAME = "+84912345678", "Lương Thu Hà"
WORD = "ba con suối nhỏ"


@pytest.fixture
def codes(app: Flask) -> dict[str, str]:
    with deed():
        province = a_province()
        commune = a_commune(inside=province)
        village = a_village(inside=commune)
        return {it.level.value: it.code for it in (province, commune, village)}


def said(app: Flask, *words: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=list(words), input=typed)


def may(permission: Permission) -> bool:
    person, today = by_phone(PHONE), clock.village_date(clock.now())
    return person is not None and bool(person.places_where(permission, on=today))


def test_the_first_officer_signs_in_and_chooses_a_second_step(
    app: Flask, codes: dict[str, str]
) -> None:
    wanted = ("appoint", "0912 345 678", NAME, "province_officer", codes["province"])

    done = said(app, *wanted, "--password", typed=f"{WORD}\n{WORD}\n")
    again = said(app, *wanted)

    assert (done.exit_code, again.exit_code) == (0, 0), done.output + again.output
    assert WORD not in done.output
    assert may(Permission.REPORT_SIGN)
    assert session.scalar(select(func.count(Posting.id))) == 1
    assert session.scalars(select(Trace.verb)).all() == ["posting.begin"]
    person = by_phone(PHONE)
    assert person
    with app.test_request_context():
        assert "cán bộ tỉnh" in deeds.history(person)[0].words
    page = app.test_client().post("/sign-in", data={"phone": PHONE, "password": WORD})
    assert page.status_code in {302, 303}
    assert "second" in page.headers["Location"]


@pytest.mark.parametrize(
    ("change", "typed"),
    [
        ({1: "0912"}, ""),
        ({3: "leader"}, ""),
        ({3: "commune_officer"}, ""),
        ({4: "nowhere"}, ""),
        ({5: "--password"}, "12345678\n12345678\n"),
        ({5: "--password"}, "kín\nkín\n"),
    ],
)
def test_what_is_refused_appoints_nobody(
    app: Flask, codes: dict[str, str], change: dict[int, str], typed: str
) -> None:
    words = ["appoint", PHONE, NAME, "province_officer", codes["province"]]
    words = [change.get(nth, it) for nth, it in enumerate(words)] + [change.get(5, "")]

    done = said(app, *filter(None, words), typed=typed)

    assert done.exit_code != 0
    assert session.scalar(select(func.count(Person.id))) == 0


def test_nobody_gets_anothers_number_or_a_new_password(app: Flask, codes: dict[str, str]) -> None:
    with deed():
        hashed = sign_in.hash_password(WORD)
        session.add(Person(name=NAME, phone=PHONE, password_hash=hashed, known_since=clock.now()))

    other = said(app, "appoint", PHONE, "Vi Văn Thắng", "operator", codes["province"])
    word = said(
        app, "appoint", PHONE, NAME, "operator", codes["province"], "--password",
        typed="bốn con suối nhỏ\n" * 2,
    )  # fmt: skip

    assert other.exit_code == word.exit_code == 1
    assert session.scalar(select(func.count(Posting.id))) == 0
    assert session.scalar(select(Person.password_hash)) == hashed


def test_who_is_dismissed_is_signed_in_nowhere(app: Flask, codes: dict[str, str]) -> None:
    here = (PHONE, "commune_officer", codes["commune"])
    said(app, "appoint", PHONE, NAME, *here[1:])
    assert may(Permission.TEAM_EDIT)
    with deed():
        person = by_phone(PHONE)
        assert person
        now = clock.now()
        session.add(
            Stay(person_id=person.id, key_hash="k", begun_at=now, used_at=now, proved_at=now)
        )

    done, again = said(app, "dismiss", *here), said(app, "dismiss", *here)

    assert (done.exit_code, again.exit_code) == (0, 1), done.output
    assert not may(Permission.TEAM_EDIT)
    assert session.scalar(select(Stay).where(Stay.ended_at.is_(None))) is None
    said(app, "appoint", PHONE, NAME, *here[1:])
    assert may(Permission.TEAM_EDIT), "on the same day"
    verbs = session.scalars(select(Trace.verb).order_by(Trace.id)).all()
    assert verbs == ["posting.begin", "posting.end", "posting.begin"]


def test_a_village_gets_its_team_and_its_officer_fills_it(
    app: Flask, codes: dict[str, str]
) -> None:
    wanted = ("found-team", codes["village"], "Tổ Nà Lìa", "2026-03-01")

    done, again = said(app, *wanted), said(app, *wanted)

    assert (done.exit_code, again.exit_code) == (0, 1), done.output
    team = session.scalars(select(Team)).one()
    assert f"/teams/{team.id}/roster" in done.output
    assert said(app, "found-team", codes["commune"], "Tổ", "2026-03-01").exit_code == 1
    assert said(app, *wanted[:3], "2126-03-01").exit_code == 1
    assert Role.LEADER not in {it.role for it in session.scalars(select(Posting))}
