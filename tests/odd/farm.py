"""One household with all that belongs to it, and five visitors: what real addresses are made of."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from pydantic import SecretStr
from sqlalchemy import select
from werkzeug.routing import Rule

from storefront import clock, codes
from storefront.accounts import sign_in
from storefront.accounts.actions import CONSENT_TEXT
from storefront.accounts.knocks import Caller
from storefront.accounts.models import Person, Trace
from storefront.accounts.permissions import Role
from storefront.accounts.tongues import Tongue
from storefront.boards import actions as screens_of
from storefront.campaign import actions as campaign
from storefront.campaign.models import Reform, ReformKind
from storefront.counters import actions as counters
from storefront.counters import points
from storefront.counters.actions import Said
from storefront.counters.models import Outcome, Sitting, Task
from storefront.counters.points import About
from storefront.db import deed, session
from storefront.facts.models import Indicator
from storefront.groups import actions as groups
from storefront.groups.actions import Plan
from storefront.groups.models import GroupOrder
from storefront.imports import actions as imports
from storefront.imports import reading
from storefront.imports.actions import File, Source
from storefront.imports.models import ImportedSheet, Platform
from storefront.imports.sheet import SheetKind
from storefront.orders import actions as orders
from storefront.orders.models import Delivery
from storefront.payments import by_word
from storefront.payments.credentials import Safe
from storefront.payments.entrusting import actions as entrusting
from storefront.payments.practice_gateways import books
from storefront.payments.practice_gateways.asked import Opening
from storefront.payments.practice_gateways.models import PracticeCharge
from storefront.payments.providers.casso import CassoCredentials
from storefront.payments.registry import KINDS
from storefront.payouts import actions as payouts
from storefront.places.models import Place
from storefront.posters import actions as posters
from storefront.posters.models import Leads
from storefront.recordings import actions as recordings
from storefront.recordings.models import ScreenVoice
from storefront.recordings.screens import screens
from storefront.reforms import actions as reforms
from storefront.reforms.plan import Joining, Unit
from storefront.screening import audits
from storefront.shops import actions as shops
from storefront.shops.folders import actions as folders
from storefront.shops.models import Household, Product
from storefront.standing import actions as standing
from storefront.takedowns import actions as reporting
from storefront.takedowns.models import Wrong
from storefront.talks import recordings as sounds
from storefront.terms import texts
from storefront.terms.texts import Terms
from storefront.upkeep import actions as upkeep
from storefront.web.people import SESSION_COOKIE
from tests.browser import a_stay
from tests.odd.sending import quoted
from tests.village import (
    VIETINBANK,
    a_bill,
    a_commune,
    a_household,
    a_market_day,
    a_province,
    a_shop,
    a_stall,
    a_team,
    a_village,
    an_order,
    counted,
    na,
    posted,
)

NOBODY = "nobody"
VISITORS = (NOBODY, "keeper", "leader", "officer", "counter")
_numbers = count(1)


@dataclass
class Farm:
    commune: Place
    village: Place
    team_id: int
    household: str
    twin: str
    shop: str
    product: Product
    order: str
    secret: str
    answer_key: str
    """Of a link by which the order is answered."""
    ticket: str
    poster: str
    bill: str
    bill_secret: str
    weekly: int
    weekly_secret: str
    credential: str
    deed_id: int
    leader_id: int
    charge: int
    """At a practice gateway."""
    audit: int
    voice: int
    """What a key screen says, in Tày."""
    sheet: str
    """Of figures from elsewhere, taken in."""
    reform: int
    group: str
    invite: str
    member: str
    """Of a group order: its organiser's link, the one passed on, and a member's own."""
    point: str
    """An access point, where the visitor "counter" keeps one, and the household sits."""
    turn: int
    """One that has ended there."""
    report: int
    """Of the goods, which an officer has to look at."""
    fair: str
    """A market day of today, at which the shop has a stall."""
    wall: str
    """Opens its board on a screen."""
    cookies: dict[str, bytes]
    """By visitor: what a browser of theirs sends."""

    def part(self, rule: Rule, name: str) -> str:
        """What is really there under this name in this address."""
        known = {
            "secret": self._secret(rule.endpoint),
            "what": "goods",
            "other": self.twin,
            "step": "sim",
            "topic": "no-signal",
            "sheet": "new",
            "client_id": "5f0c1a52-3c1e-4b7a-9d53-0a1b2c3d4e5f",
            "invite": self.invite,
            "fair": self.fair,
            "ticket": self.ticket,
            "key": self.answer_key,
            "shop": self.shop,
            "deed_id": str(self.deed_id),
            "team_id": str(self.team_id),
            "person_id": str(self.leader_id),
            "member": str(self.leader_id),
            "purpose": "payout",
            "period": f"{clock.village_date(clock.now()).year}",
            "year": f"{clock.village_date(clock.now()).year}",
            "day": clock.village_date(clock.now()).isoformat(),
            "provider": "sepay",
            "carrier": "vnpost",
            "gtin": "08934567890122",
            "lot": "L2345678",
            "gateway": "momo",
            "asked": "v2/gateway/api/query",
            "number": self._number(rule.endpoint.partition(".")[0]),
            "turn": "1",
            "version": "2026-07-01",
            "below": "9",
            "merchant": "m2345678",
            "name": "0" * 64 + ".webp",
            "filename": "css/site.css",
            "kind": self._kind(rule),
            "ending": "csv",
            "leaf": "0",
            "slug": "na-chi-lang",
            "screen": "keeper-home",
            "reply": "reply",
            "lesson": "answer-an-order",
            "tongue": "tyz",
            "serial": self.poster,
            "slip": "1001",
            "size": "a5",
            "code": self._code(rule.endpoint),
        }
        return known[name]

    def _secret(self, endpoint: str) -> str:
        if endpoint in ("weekly.show", "weekly.change"):
            return self.weekly_secret
        if endpoint in ("groups.mine", "groups.choose"):
            return self.member
        if endpoint.startswith("groups."):
            return self.group
        if endpoint.startswith("fair_board."):
            return self.wall
        return self.bill_secret if "bill" in endpoint else self.secret

    def _kind(self, rule: Rule) -> str:
        if "sitemap" in rule.rule:
            return "products"
        if rule.endpoint.startswith("reforms."):
            return "merge"
        if rule.endpoint.startswith("terms."):
            return "sellers"
        if rule.endpoint == "import_files.template":
            return "communes"
        return "xlsx" if ".<any(" in rule.rule else "fruit"

    def _number(self, room: str) -> str:
        known = {
            "audits": self.audit,
            "reforms": self.reform,
            "weekly": self.weekly,
            "counter_log": self.turn,
            "takedowns": self.report,
        }
        known |= {"listening": self.voice, "recording": self.voice}
        return str(known.get(room, self.charge))

    def _code(self, endpoint: str) -> str:
        by_room = {
            "reforms": "20",
            "reforms.decide": self.household,
            "goods": self.product.code,
            "lots": self.product.code,
            "imports": self.sheet,
            "import_files": self.sheet,
            "import_files.elsewhere": self.commune.code,
            "growth": self.commune.code,
            "growth_tables": self.commune.code,
            "goal_tables": self.commune.code,
            "households": self.household,
            "twins": self.household,
            "formerly": self.household,
            "consenting": self.household,
            "accepting": self.household,
            "identity": self.household,
            "visits": self.household,
            "visit_plans": self.household,
            "territory": self.village.code,
            "payouts": self.household,
            "cash": self.household,
            "opening": self.household,
            "folders": self.household,
            "verifying": self.household,
            "posters": self.shop,
            "stickers": self.shop,
            "stalls": self.shop,
            "stall_till": self.shop,
            "counter": self.point,
            "counters": self.point,
            "counter_log": self.point,
            "lesson_outcomes": self.commune.code,
            "counter_figures": self.commune.code,
            "helped": self.commune.code,
            "fairs": self.fair,
            "fair_stalls": self.fair,
            "fair_closing": self.fair,
            "fair_board": self.fair,
            "screens": self.fair if ".fair" in endpoint else self.commune.code,
            "fair_papers": self.fair,
            "bills": self.bill,
            "bills.index": self.shop,
            "bills.file": self.shop,
            "bills.new": self.shop,
            "links.product": self.product.code,
            "links.order_product": self.product.code,
            "links": self.shop,
            "calls": self.shop,
            "weekly.of_shop": self.shop,
            "weekly.show_to_house": self.shop,
            "weekly.change_for_buyer": self.shop,
            "sharing": self.product.code,
            "products": self.product.code,
            "shops": self.shop,
            "ratings": self.shop,
            "reporting": self.product.code if "product" in endpoint else self.shop,
            "places": self.commune.code,
            "villages": self.village.code,
            "villages.inside": self.commune.code,
            "villages.add": self.commune.code,
            "growth.household": self.household,
            "growth_trails.order": self.order,
            "growth_tables.household": self.household,
            "credentials": self.credential,
            "credentials.of_household": self.household,
            "credentials.add_to_household": self.household,
            "credentials.of_place": self.commune.code,
            "credentials.add_to_place": self.commune.code,
        }
        return by_room.get(endpoint) or by_room.get(endpoint.partition(".")[0]) or self.order

    def address(self, rule: Rule, **odd: bytes) -> str:
        """The rule's address with real parts, but for those that are given."""
        return "".join(
            quoted(odd[text])
            if is_part and text in odd
            else self.part(rule, text)
            if is_part
            else text
            for is_part, text in rule._trace[1:]
            if text != "|"
        )

    def filled(self) -> dict[str, tuple[bytes, ...]]:
        """Every field of every form, filled in as it should be."""
        number = next(_numbers)
        said = {
            "address": "12 Ngọc Lâm",
            "amount": "1.000",
            "another": "yes",
            "bank": VIETINBANK,
            "birth_year": "1968",
            "by": "cash",
            "category": "fruit",
            "client_id": str(uuid.uuid4()),
            "code": self.order,
            "commune": f"xã {self.commune.name}, tỉnh Lạng Sơn",
            "commune_code": self.commune.code,
            "delivery": "send",
            "description": "Na dai",
            "digits": "123456",
            "due_on": str(clock.village_date(clock.now())),
            "first": "yes",
            "from": "home",
            "geo": "then",
            "holder": "Hoàng Thị Nhình",
            "honorific": "bà",
            "house": self.household,
            "household": self.household,
            "item": "Tiền chỗ",
            "keep": self.household,
            "kind": "thôn",
            "lang": "vi",
            "leads": "to_account",
            "many": "2",
            "means": "cash",
            "mode": "self",
            "months": "8",
            "name": f"Nà Pàn {number}",
            "number": "101872344821",
            "of": "revenue",
            "once": codes.secret(),
            "password": "na dai chi lang",
            "pay_by": "vietqr",
            "outcome": "done",
            "payer_name": "Chị Hạnh",
            "payer_phone": "0912 345 678",
            "person": str(self.leader_id),
            "phone": f"0987{number % 10**6:06d}",
            "play": "right",
            "price": "68.000",
            "product": str(self.product.id),
            "purposes": "shop",
            "q": "na",
            "qr": self.poster,
            "quantity": "3",
            "reason": "Mưa to",
            "ruling": "ask",
            "seen": "204000",
            "version": texts.newest(Terms.SELLERS).name,
            "sells": "na dai",
            "serial": self.poster,
            "spot": "chợ Đồng Bành",
            "shared": "yes",
            "shelf_days": "5",
            "shown": "yes",
            "size": "a5",
            "stock": "40",
            "strength": "good",
            "stock_seen": "40",
            "task": "shop",
            "text": "large",
            "text_version": CONSENT_TEXT,
            "theme": "dark",
            "unit": "kg",
            "village": self.village.code,
            "what_for": "dues",
            "why": "lost",
            "witness": "Vi Văn Sính",
        }
        return {name: (value.encode(),) for name, value in said.items()}


@dataclass
class Land:
    """What farms share."""

    province: Place
    commune: Place
    leader: Person
    officer: Person


def a_land() -> Land:
    with deed():
        province = a_province(code="20")
        campaign.start_known_campaign(province)
        commune = a_commune(inside=province)
        leader = posted("Nông Văn Tài", Role.LEADER, commune)
        officer = posted("Lương Thu Hà", Role.PROVINCE_OFFICER, province)
        # However long the sweep takes: without a worker /readyz says 503, which is its duty.
        upkeep.beat_of_worker(at=clock.now() + timedelta(days=1))
        return Land(province, commune, leader, officer)


def a_farm(app: Flask, land: Land) -> Farm:
    at = clock.now()
    with deed():
        session.add_all([land.province, land.commune, land.leader, land.officer])
        village = a_village(f"Bản {next(_numbers)}", inside=land.commune)
        team = a_team(village, head=land.leader)
        household = a_household(village=village, team=team)
        twin = a_household(village=village)
        product = na(shop=a_shop(household), stock=10_000)
        folders.begin(household, by=land.leader, at=at)
        paid = an_order(product, at=at)
        by_word.keeper_received(paid, by=household.keeper, cash=False, at=at)
        orders.confirm(paid, by=household.keeper, at=at)
        weekly = standing.begin(paid, weekday=3, weeks=1, by=None, at=at)
        assert household.shop
        shops.change_shop(household.shop, name="Nhà bà", story="", by=land.leader, at=at)
        counted(Indicator.REVENUE, household, amount=204_000)
        bill = a_bill(household.shop, at=at)
        payouts.ask(
            household,
            bank_bin=VIETINBANK,
            number="990000000",
            holder="Nhình",
            by=land.leader,
            at=at,
        )
        poster = posters.enter(
            household.shop,
            Leads.TO_SHOP,
            carries=lambda serial: f"https://cho.example/check/{serial}",
            by=household.keeper,
            at=at,
        )
        credential = entrusting.ask(
            KINDS["casso"],
            CassoCredentials(checksum_key=SecretStr("the checksum key")),
            to=household,
            holder="Nhình",
            by=land.leader,
            safe=Safe.of(app.config["SETTINGS"]),
            at=at,
        )
        sheet = a_sheet(land.province, by=land.officer, at=at)
        reform = a_reform(land, at=at)
        voice = a_voice(land.province, by=household.keeper, at=at)
        audit = audits.draw(land.province, by=land.officer, at=at)
        group = a_group_order(product, at=at)
        member = groups.join(group.id, "Lan", at=at)
        groups.choose(member.secret, {product.id: 2}, at=at)
        stall = a_stall(household.shop, a_market_day(village, at=at), at=at)
        wall = screens_of.make(stall.fair, label="Sân chợ", days=7, by=land.officer, at=at)
        sitting, past = two_sittings(household, at=at)
        report = reporting.report(
            household.shop, product, Wrong.UNTRUE, "Không phải na Chi Lăng", at=at
        )
        charge = a_charge_at("momo", f"{paid.code}-1", at=at)
        envelope = sign_in.ask_for_code(Caller(household.keeper.phone or "", "", known=True), at=at)
    pressed = select(Trace.id).where(Trace.for_id == household.keeper_id).order_by(Trace.id.desc())
    basket = f"basket={product.id}:3:68000".encode()
    people = {"keeper": household.keeper, "leader": land.leader, "officer": land.officer}
    return Farm(
        commune=land.commune,
        village=village,
        team_id=team.id,
        household=household.code,
        twin=twin.code,
        shop=household.shop.code,
        product=product,
        order=paid.code,
        secret=paid.checkout.secret,
        answer_key=paid.answer_key or "",
        ticket=envelope.ticket,
        poster=poster.serial,
        bill=bill.code,
        bill_secret=bill.secret,
        weekly=weekly.id,
        weekly_secret=weekly.secret,
        charge=charge.id,
        audit=audit.id,
        voice=voice.id,
        sheet=sheet.code,
        reform=reform.id,
        group=group.secret,
        invite=group.invite,
        member=member.secret,
        report=report.id,
        fair=stall.fair.code,
        wall=wall,
        point=sitting.point.code,
        turn=past.id,
        credential=credential.code,
        deed_id=session.scalars(pressed.limit(1)).one(),
        leader_id=land.leader.id,
        cookies={NOBODY: basket, "counter": basket + b"; " + at_a_counter(app, sitting)}
        | {name: basket + b"; " + signed_in(app, person) for name, person in people.items()},
    )


def two_sittings(household: Household, *, at: datetime) -> tuple[Sitting, Sitting]:
    """One that goes on, and one that has ended today."""
    village = household.village
    helper = posted("Hạnh", Role.LEADER, village)
    about = About("Điểm", "Nhà văn hóa", None, {})
    point = points.begin(village, about, by=helper, at=at)
    shift = counters.begin_shift(point, by=helper, at=at)
    past = counters.begin(shift, household, at=at)
    counters.end(past, Said(Task.SHOP, Outcome.DONE), at=at)
    return counters.begin(shift, household, at=at), past


def a_group_order(product: Product, *, at: datetime) -> GroupOrder:
    plan = Plan(
        title="Na cho cả lớp",
        organiser="Hạnh",
        phone="+84912345678",
        language="vi",
        delivery=Delivery.PICK_UP,
        address="",
        commune_id=None,
        wanted_on=clock.village_date(at) + timedelta(days=3),
        closes_at=at + timedelta(days=1),
    )
    return groups.begin(plan, [product.shop], at=at)


def a_sheet(province: Place, *, by: Person, at: datetime) -> ImportedSheet:
    """Figures of another platform, of a day that no other sheet has."""
    day = date(2001, 1, 1) + timedelta(days=next(_numbers))
    source = Source(Platform.VOSO, "", None, day)
    body = f"{day}\nXa,So gian hang\nChi Lang,5\n".encode()
    read = reading.read(body, SheetKind.COMMUNES)
    looked = imports.look(read, source, inside=province, on=at.date())
    sheet = imports.bring(looked, source, File("a.csv", body), inside=province, by=by, at=at)
    imports.take_in(sheet, by=by, at=at)
    return sheet


def a_reform(land: Land, *, at: datetime) -> Reform:
    """A commune that will be called something else tomorrow."""
    old = a_commune(f"Xã {next(_numbers)}", inside=land.province)
    return reforms.enter(
        ReformKind.RENAME,
        Joining((old.id,), Unit(f"{50_000 + next(_numbers)}", "xã", "Mới")),
        land.province,
        decision="1672/NQ-UBTVQH15",
        on=clock.village_date(at) + timedelta(days=1),
        by=land.officer,
        at=at,
    )


def a_voice(province: Place, *, by: Person, at: datetime) -> ScreenVoice:
    sound = sounds.read(b"#!AMR\n" + bytes([4, *[0] * 12]) * 100)
    screen = screens()["keeper-home"]
    return recordings.record(
        screen, Tongue.TAY, sound, province=province, speaker="Bà Lả", by=by, at=at
    )


def a_charge_at(gateway: str, reference: str, *, at: datetime) -> PracticeCharge:
    here = "http://localhost/"
    asked = Opening(reference, 204_000, "Don hang", here, here, until=at + timedelta(hours=1))
    opened = books.open_charge(gateway, asked, at=at)
    assert opened is not None
    return opened


def at_a_counter(app: Flask, sitting: Sitting) -> bytes:
    return signed_in(app, sitting.shift.helper, counter=[sitting.shift_id, sitting.id])


A_DAY = timedelta(days=1)


def signed_in(app: Flask, person: Person, **more: list[int]) -> bytes:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer
    value = signer.dumps({"_user_id": a_stay(person.id, fresh_for=A_DAY), "_fresh": True} | more)
    return f"{SESSION_COOKIE}={value}".encode()


def doors(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route, once for each way of knocking."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method
