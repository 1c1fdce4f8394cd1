"""Credentials in words: what each field is called there, where it is found, and how a test went."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from storefront.payments.models import Greeted, MerchantCredential
from storefront.payments.registry import KINDS, Kind
from storefront.web.filters import moment

Step = tuple[str, str, str | None]


class Field(NamedTuple):
    name: str
    label: str
    """As it stands on the provider's own pages."""
    hint: str | None
    is_secret: bool
    is_required: bool


class Told(NamedTuple):
    title: str
    more: str
    kind: str


LABELS = {
    "momo": {
        "partner_code": "Partner Code",
        "access_key": "Access Key",
        "secret_key": "Secret Key",
    },
    "zalopay": {"app_id": "App ID", "key1": "Key 1", "key2": "Key 2"},
    "vnpay": {"tmn_code": "TmnCode (vnp_TmnCode)", "hash_secret": "vnp_HashSecret"},
    "payos": {"client_id": "Client ID", "api_key": "API Key", "checksum_key": "Checksum Key"},
    "stripe": {"secret_key": "Secret key", "webhook_secret": "Webhook signing secret"},
    "sepay": {"secret": "Webhook HMAC secret", "api_key": "Webhook API key", "token": "API token"},
    "casso": {"checksum_key": "Webhook checksum key", "api_key": "API key"},
}
PORTALS = {
    "momo": "https://business.momo.vn",
    "zalopay": "https://mc.zalopay.vn",
    "vnpay": "https://sandbox.vnpayment.vn",
    "payos": "https://my.payos.vn",
    "stripe": "https://dashboard.stripe.com",
    "sepay": "https://my.sepay.vn",
    "casso": "https://my.casso.vn",
}


def fields(kind: Kind) -> list[Field]:
    secret, model = kind.secret_fields(), kind.credentials.model_fields
    hints = _hints()
    return [
        Field(
            name,
            LABELS.get(kind.name, {}).get(name, name),
            hints.get((kind.name, name)),
            name in secret,
            model[name].is_required(),
        )
        for name in kind.typed_fields()
    ]


def where(kind: Kind) -> str:
    """Where they are found, as a neighbour would say it."""
    return str(
        {
            "momo": _("In MoMo's business page, under integration, three lines stand together."),
            "zalopay": _("In ZaloPay's merchant page, under the app's keys."),
            "vnpay": _("VNPAY sends them by letter when the contract is signed."),
            "payos": _("In payOS: payment channel, then the channel's keys."),
            "stripe": _("In Stripe: Developers, API keys; the other one under Webhooks."),
            "sepay": _("In SePay: Integrations, Webhooks; the token under API access."),
            "casso": _("In Casso: Integrations, Webhook V2; the other one under API keys."),
        }.get(kind.name, "")
    )


def _hints() -> dict[tuple[str, str], str]:
    either = _("One of the two: the HMAC secret, or the API key where there is no HMAC.")
    missed = _("For reading what was missed. Without it only messages are heard.")
    return {
        ("sepay", "secret"): either,
        ("sepay", "api_key"): either,
        ("sepay", "token"): missed,
        ("casso", "api_key"): missed,
        ("zalopay", "app_id"): _("A number."),
        ("vnpay", "tmn_code"): _("Eight letters and digits."),
    }


def title(kept: MerchantCredential) -> str:
    return KINDS[kept.provider].title


def standing(kept: MerchantCredential) -> tuple[str, str]:
    """At most three words, and the kind of their tag."""
    if kept.is_in_use:
        return str(_("In use")), "ok"
    if kept.is_waiting:
        return str(_("Waits for a yes")), "wait"
    return str(_("Retired") if kept.in_use_at else _("Stopped")), ""


def shown(kept: MerchantCredential) -> list[tuple[str, str]]:
    """Each field with what may be seen of it."""
    kind = KINDS[kept.provider]
    labels = LABELS.get(kept.provider, {})
    return [
        (labels.get(name, name), str(kept.hint[name]))
        for name in kind.typed_fields()
        if name in kept.hint
    ]


def tested(kept: MerchantCredential) -> Told | None:
    """How the last test went."""
    way = title(kept)
    words = {
        Greeted.KNOWN: Told(
            _("%(way)s knows these credentials", way=way),
            _("It answered a question that only they may ask."),
            "ok",
        ),
        Greeted.REFUSED: Told(
            _("%(way)s does not take them", way=way),
            _("It says: %(words)s", words=kept.test_said),
            "bad",
        ),
        Greeted.UNREACHABLE: Told(
            _("%(way)s could not be reached", way=way),
            _("Nothing is known. Try again in a while."),
            "wait",
        ),
        Greeted.NOTHING_TO_ASK: Told(
            _("There is nothing to ask with"),
            _("These only check messages. Send a trial from %(way)s's own page.", way=way),
            "wait",
        ),
        Greeted.SEALED: Told(
            _("Nobody can open them any more"),
            _("The market's own key was changed. Type them in anew."),
            "bad",
        ),
    }
    return words[kept.greeted] if kept.greeted else None


def unproved(kept: MerchantCredential) -> str | None:
    """What a test cannot tell."""
    return {
        "zalopay": str(_("Key 2 is proved by the first payment.")),
        "payos": str(_("The checksum key is proved by the first payment.")),
        "stripe": str(_("The webhook's secret is proved by the first event.")),
        "sepay": str(_("The webhook's secret is proved by the first message.")),
        "casso": str(_("The webhook's checksum key is proved by the first message.")),
    }.get(kept.provider)


def steps(kept: MerchantCredential) -> list[Step]:
    """What has been done, what is missing, and the clock."""
    asked = _("%(name)s typed them in", name=kept.added_by.name)
    second = kept.approved_by.name if kept.approved_by else ""
    said: list[Step] = [(asked, moment(kept.added_at), "done")]
    if kept.household:
        words = _("The keeper told the code") if kept.called_back_at else _("The keeper's code")
        missing = _("sent to the keeper's phone; call and ask")
        said.append(_step(kept, words, kept.called_back_at, missing))
        others = _("another of the team, or an officer of the commune")
    else:
        others = _("another officer who watches money here")
    agreed = _("%(name)s agreed", name=second) if second else _("A second person agrees")
    said.append(_step(kept, agreed, kept.approved_at, others))
    return [*said, _last(kept)]


def _step(kept: MerchantCredential, words: str, at: datetime | None, missing: str) -> Step:
    if at is not None:
        return words, moment(at), "done"
    return words, missing, "here" if kept.is_waiting else None


def _last(kept: MerchantCredential) -> Step:
    if kept.in_use_at:
        return _("Buyers pay by them"), moment(kept.in_use_at), "done"
    if kept.retired_at:
        return _("Stopped before they were used"), moment(kept.retired_at), "done"
    when = moment(kept.effective_at) if kept.effective_at else ""
    return _("Buyers pay by them"), _("not before %(when)s", when=when), None
