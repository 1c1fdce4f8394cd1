"""The book a market is written into: every table it fills, and in which columns."""

from __future__ import annotations

from collections.abc import Iterator

from storefront.accounts.models import Consent, Person, Posting, Trace
from storefront.demo.rows import Rows
from storefront.facts.models import Fact
from storefront.holders.models import NameCheck
from storefront.ledger.models import Journal, Movement
from storefront.orders.models import Checkout, Order, OrderEvent, OrderLine
from storefront.payments.models import Receipt
from storefront.places.models import FormerCommune, Place
from storefront.shops.models import (
    Certificate,
    Folder,
    Household,
    KnownWord,
    Lot,
    PaymentAccount,
    Photo,
    Price,
    Product,
    Residence,
    Shop,
)
from storefront.teams.models import Membership, Team
from storefront.terms.models import TermsAcceptance
from storefront.visits.models import IdentityCheck, Visit


class Book:
    """In an order that references allow."""

    def __init__(self) -> None:
        self.places = Rows(
            Place,
            "id code level kind name folded words valid_from parent_id path signal",
        )
        self.people = Rows(Person, "id name phone password_hash language known_since")
        self.postings = Rows(Posting, "id person_id place_id role from_day")
        self.teams = Rows(Team, "id name place_id decided_on")
        self.memberships = Rows(Membership, "id team_id person_id duty from_day")
        self.households = Rows(
            Household,
            "id code keeper_id folded honorific birth_year village_id team_id registered_at"
            " registered_by_id",
        )
        self.folders = Rows(Folder, "id household_id number opened_at opened_by_id due_on live_on")
        self.former_communes = Rows(FormerCommune, "id village_id commune_id until")
        self.residences = Rows(Residence, "id household_id village_id commune_id from_day to_day")
        self.consents = Rows(
            Consent,
            "id person_id purpose text_version language mode witness collector_id given_at",
        )
        self.acceptances = Rows(
            TermsAcceptance,
            "id person_id version mode language witness collector_id accepted_at",
        )
        self.shops = Rows(
            Shop,
            "id code household_id name folded story commune_id opened_at opened_by_id paused_at"
            " pause_reason changed_at met_on met_how",
        )
        self.accounts = Rows(
            PaymentAccount,
            "id household_id kind bank_bin number holder step declared_at declared_by_id"
            " matched_at received_at",
        )
        self.name_checks = Rows(
            NameCheck,
            "id account_id asked_by_id asked_at tries tried_at outcome told answered_at why",
        )
        self.photos = Rows(Photo, "id small large width height taken_at")
        self.products = Rows(
            Product,
            "id code shop_id name grade variant_of_id from_price category lot_id closes_at unit"
            " measure holds price stock season description shelf_days photo_id shown listed_at"
            " changed_at words folded",
        )
        self.lots = Rows(
            Lot,
            "id code product_id plot harvest_on expected per_day closes_at planned_for"
            " moved_because deposit_kept opened_at opened_by_id",
        )
        self.prices = Rows(Price, "id product_id price unit since said_by_id")
        self.known_words = Rows(KnownWord, "id folded")
        self.certificates = Rows(
            Certificate, "id shop_id product_id kind stars number issuer issued_on expires_on"
        )
        self.checkouts = Rows(
            Checkout,
            "id secret once buyer_name buyer_phone delivery address commune_id note language"
            " placed_at origin",
        )
        self.orders = Rows(
            Order,
            "id code checkout_id shop_id state pay_by goods fee paid refunded let_go earned"
            " deposit kept account_id way leaves_on terms placed_at pay_until hold_until"
            " confirmed_at sent_at done_at cancelled_at cancel_reason",
        )
        self.lines = Rows(OrderLine, "id order_id product_id name unit quantity unit_price")
        self.events = Rows(OrderEvent, "id order_id at kind amount actor_id note")
        self.receipts = Rows(
            Receipt,
            "id provider transaction_id order_id means amount memo to_account outcome said_by_id"
            " at",
        )
        self.journals = Rows(Journal, "id source at household_id")
        self.movements = Rows(Movement, "id journal_id account order_id amount")
        self.facts = Rows(Fact, "id indicator cause household_id commune_id day amount written_at")
        self.visits = Rows(
            Visit,
            "id household_id commune_id day by_id purpose outcome note signal next_on written_at",
        )
        self.checks = Rows(
            IdentityCheck, "id household_id commune_id day how vouched_by by_id written_at"
        )
        self.traces = Rows(Trace, "id at actor_id for_id verb subject detail")

    def __iter__(self) -> Iterator[Rows]:
        return iter(vars(self).values())
