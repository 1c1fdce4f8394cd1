"""What the worker does: jobs that deeds asked for, and duties that come round.

Each opens its own `deed()`, and may be done again after a crash: it must bear being done twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from flask import current_app

from storefront import addresses, clock
from storefront.accounts import sealing, stays
from storefront.accounts.stays import Unused
from storefront.answers import escalating
from storefront.bills import actions as bills
from storefront.campaign import folding
from storefront.complaints import actions as complaints
from storefront.counters import actions as counters
from storefront.db import deed, session
from storefront.files import Files
from storefront.groups import actions as groups
from storefront.helping import second_resets
from storefront.holders import actions as holders
from storefront.holders.asking import name_book_for
from storefront.imports import actions as imports
from storefront.notifications import sending
from storefront.orders import actions as orders
from storefront.orders import harvest, receiving
from storefront.payments import practice, refunding, unsettled, watching
from storefront.payments.entrusting import actions as entrusting
from storefront.payments.practice_gateways import playing
from storefront.payments.practice_gateways.models import PracticeCharge
from storefront.payments.practice_gateways.sides import side_for
from storefront.payments.providers.casso import Casso
from storefront.payments.providers.sepay import SePay
from storefront.payments.replays import actions as replays
from storefront.payouts import actions as payouts
from storefront.posters import actions as posters
from storefront.privacy import erasing
from storefront.reconciliation import noticing
from storefront.reforms import actions as reforms
from storefront.reforms import carrying
from storefront.reports import exporting
from storefront.rolls import actions as rolls
from storefront.screening import running, warning
from storefront.shops import actions as shops
from storefront.shops import certificates, lots
from storefront.standing import turning
from storefront.tills import at_hand
from storefront.upkeep import actions as upkeep
from storefront.upkeep import forgetting, sealed
from storefront.upkeep.models import BOOKS

DAYTIME = (8, 20)
"""Hours between which people are reminded of what they owe."""


class Handler(Protocol):
    def __call__(self, payload: dict[str, Any], /, *, at: datetime) -> None: ...


class Routine(Protocol):
    def __call__(self, *, at: datetime) -> object: ...


@dataclass(frozen=True, slots=True)
class Duty:
    name: str
    every: timedelta
    do: Routine


def say_that_it_is_there(*, at: datetime) -> None:
    with deed():
        upkeep.beat_of_worker(at=at)


def look_whether_the_books_add_up(*, at: datetime) -> None:
    off = upkeep.journals_that_are_off()
    with deed():
        upkeep.beat(BOOKS, {"off": off}, at=at)


def send_messages(*, at: datetime) -> int:
    return sending.send_due(sending.sender_for(current_app.config["SETTINGS"]), at=at)


def ask_for_names(*, at: datetime) -> int:
    return holders.ask_due(name_book_for(current_app.config["SETTINGS"]), at=at)


def forget_what_is_old(*, at: datetime) -> None:
    forgetting.carry_out(current_app.extensions["kept"], at=at)


def forget_last_words(*, at: datetime) -> None:
    with deed():
        erasing.forget_last_words(at=at)


def end_unused_sign_ins(*, at: datetime) -> None:
    with deed():
        stays.end_unused(Unused.of(current_app.config["SETTINGS"]), at=at)


def expire_orders(*, at: datetime) -> None:
    with deed():
        orders.expire_due(at=at)


def pass_complaints_on(*, at: datetime) -> None:
    with deed():
        complaints.pass_on_due(at_hand(), at=at)


def end_rests(*, at: datetime) -> None:
    with deed():
        shops.end_rests(at=at)


def tell_organisers(*, at: datetime) -> None:
    with deed():
        groups.tell_of_cut_offs(at=at)


def end_counters(*, at: datetime) -> None:
    with deed():
        counters.end_idle(at=at)


def end_harvests(*, at: datetime) -> None:
    with deed():
        lots.end_due(at=at)


def ask_for_rests(*, at: datetime) -> None:
    if DAYTIME[0] <= clock.village_time(at).hour < DAYTIME[1]:
        with deed():
            harvest.ask_rests_due(at=at)


def remind_of_papers(*, at: datetime) -> None:
    if DAYTIME[0] <= clock.village_time(at).hour < DAYTIME[1]:
        with deed():
            certificates.remind_due(at=at)


def ask_gateways(*, at: datetime) -> None:
    watching.ask_due(at_hand(), at=at)
    refunding.ask_due(at_hand(), at=at)


def read_messengers(*, at: datetime) -> None:
    if not current_app.config["SETTINGS"].practice:  # the practice bank keeps no list
        watching.read_lists(at_hand(), at=at)


def try_again_what_failed(*, at: datetime) -> None:
    unsettled.try_again(at_hand(), at=at)


def notice_what_is_missing(*, at: datetime) -> None:
    noticing.notice(at=at)


def settle_account_changes(*, at: datetime) -> None:
    with deed():
        payouts.settle_ripe(at=at)
    with deed():
        entrusting.settle_ripe(at=at)


def remind_of_bills(*, at: datetime) -> None:
    if DAYTIME[0] <= clock.village_time(at).hour < DAYTIME[1]:
        with deed():
            bills.remind_due(at=at)


def remind_of_stickers(*, at: datetime) -> None:
    if DAYTIME[0] <= clock.village_time(at).hour < DAYTIME[1]:
        with deed():
            posters.remind_of_checks(at=at)


def screen_figures(*, at: datetime) -> int:
    return running.screen_all(current_app.extensions["kept"].media, at=at)


def see_whose_imported_shops_are(*, at: datetime) -> int:
    return imports.look_again()


def deliver_practice_notice(payload: dict[str, Any], /, *, at: datetime) -> None:
    till = at_hand().find(payload["provider"], "")
    if till is not None and isinstance(till.provider, SePay | Casso):
        practice.deliver(payload, till.provider, market=addresses.market(), at=at)


def deliver_gateway_notice(payload: dict[str, Any], /, *, at: datetime) -> None:
    charge = session.get_one(PracticeCharge, payload["charge"])
    side = side_for(at_hand(), charge, market=addresses.market())
    if side is not None:
        playing.deliver(payload, side, market=addresses.market(), at=at)


def replay_messages(payload: dict[str, Any], /, *, at: datetime) -> None:
    replays.work(payload["run"], at_hand(), at=at)


def write_export(payload: dict[str, Any], /, *, at: datetime) -> None:
    try:
        exporting.carry_out(payload, to=_exports(), at=at)
    except Exception:
        exporting.say_it_failed(payload, at=at)
        raise


def write_table(payload: dict[str, Any], /, *, at: datetime) -> None:
    """Pages know how: see web/long_tables."""
    try:
        current_app.extensions["long_tables"](payload, to=_exports(), at=at)
    except Exception:
        exporting.say_it_failed(payload, at=at)
        raise


def _exports() -> Files:
    kept: Files = current_app.extensions["kept"].exports
    return kept


HANDLERS: dict[str, Handler] = {
    exporting.JOB: write_export,
    exporting.TABLE_JOB: write_table,
    practice.JOB: deliver_practice_notice,
    playing.JOB: deliver_gateway_notice,
    replays.JOB: replay_messages,
    carrying.JOB: carrying.work,
    carrying.WORDS: reforms.reword,
    rolls.JOB: rolls.work,
    orders.COUNT_RECEIVED: receiving.count,
}
"""By the kind of job."""

DUTIES: tuple[Duty, ...] = (
    Duty("say that the worker is there", timedelta(seconds=15), say_that_it_is_there),
    Duty("fold facts into sums", timedelta(seconds=2), folding.fold_all),
    Duty("send messages", timedelta(seconds=2), send_messages),
    Duty("ask banks for holders' names", timedelta(seconds=10), ask_for_names),
    Duty("ask gateways what became of payments", timedelta(seconds=5), ask_gateways),
    Duty("read what messengers told while we were away", timedelta(minutes=5), read_messengers),
    Duty("try again what could not be written down", timedelta(minutes=1), try_again_what_failed),
    Duty("end sign-ins that nobody uses", timedelta(hours=1), end_unused_sign_ins),
    Duty("let orders run out of time", timedelta(minutes=1), expire_orders),
    Duty("pass on complaints nobody answered", timedelta(minutes=5), pass_complaints_on),
    Duty("turn standing orders into orders", timedelta(minutes=5), turning.turn_all),
    Duty("tell of certificates that end soon", timedelta(hours=1), remind_of_papers),
    Duty("open shops whose days off are over", timedelta(minutes=5), end_rests),
    Duty("tell of orders nobody answers", timedelta(minutes=1), escalating.escalate),
    Duty("tell organisers that choosing is over", timedelta(minutes=1), tell_organisers),
    Duty("end harvests whose cut-off has passed", timedelta(minutes=1), end_harvests),
    Duty("end what nobody sits at any more", timedelta(minutes=1), end_counters),
    Duty("ask for what deposits left", timedelta(minutes=10), ask_for_rests),
    Duty(
        "change accounts when two agree and time has passed",
        timedelta(minutes=1),
        settle_account_changes,
    ),
    Duty(
        "notice what bank and books do not agree about", timedelta(hours=1), notice_what_is_missing
    ),
    Duty("remind payers of bills", timedelta(minutes=10), remind_of_bills),
    Duty("ask whether stickers are as they were put", timedelta(hours=1), remind_of_stickers),
    Duty("look twice at what is counted", timedelta(minutes=5), screen_figures),
    Duty("see which imported shops are ours", timedelta(hours=1), see_whose_imported_shops_are),
    Duty("notice what goes wrong quietly", timedelta(hours=1), warning.watch),
    Duty("look whether the books add up", timedelta(hours=6), look_whether_the_books_add_up),
    Duty("set second steps back", timedelta(minutes=10), second_resets.carry_out_due),
    Duty("chain what was pressed", timedelta(minutes=1), sealing.seal),
    Duty("look whether the chain is whole", timedelta(minutes=2), sealed.look),
    Duty("forget whom erasing told last", timedelta(minutes=10), forget_last_words),
    Duty("forget what was kept long enough", timedelta(hours=1), forget_what_is_old),
)
