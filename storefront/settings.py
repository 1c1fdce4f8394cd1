"""What an operator can set, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from storefront import in_the_open

SAMPLE_SECRET = "for-practice-only"  # noqa: S105  refused outside practice mode

SHORTEST_SECRET = 20
MOST = 4_000
"""Hours or days."""
FILE = "_FILE"
SECRETS = (
    "_KEY",
    "_SECRET",
    "_TOKEN",
    "_PASSPHRASE",
    "_PASSWORD",
    "DATABASE_URL",
    "DATABASE_REPLICA_URL",
    "MIGRATE_URL",
)
"""How names of settings end that are told to nobody."""

ZALO = "https://business.openapi.zalo.me/message/template"
"""Where Zalo takes notices (ZNS)."""

PRACTICE_STAMPS = "/practice/timestamps"
PRACTICE_REVOKED = "/practice/revoked.crl"

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Bucketed:
    """Where files are kept when several machines share them."""

    bucket: str
    url: str = ""
    """Of the storage; Amazon's where none is told."""
    region: str = ""
    key: str = ""
    secret: str = field(default="", repr=False)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Bucketed | None":
        bucket = env.get("S3_BUCKET", "")
        if not bucket:
            return None
        return cls(
            bucket=bucket,
            url=env.get("S3_URL", ""),
            region=env.get("S3_REGION", ""),
            key=env.get("S3_KEY", ""),
            secret=env.get("S3_SECRET", ""),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    public_url: str
    """Where buyers and posters find us, without a trailing slash."""
    media_dir: Path
    practice: bool
    """Practice mode: built-in bank, visible outbox, demo sign-ins. Never with real money."""
    province_code: str
    hosts: frozenset[str] = frozenset()
    """Names by which we are asked for; any other is refused. Any, where none is named."""
    sms_url: str = ""
    """Where messages are handed to an SMS gateway, outside practice mode."""
    sms_token: str = field(default="", repr=False)
    sms_secret: str = field(default="", repr=False)
    """With which the gateway signs what phones send to us; without it, outside practice mode, we
    do not listen."""
    zalo_url: str = ""
    zalo_token: str = field(default="", repr=False)
    zalo_templates: Mapping[str, str] = field(default_factory=dict)
    """Zalo's number of each notice, by our name for it; what has none goes by SMS."""
    names_url: str = ""
    """Where banks are asked for a holder's name, outside practice mode."""
    names_client: str = ""
    names_key: str = field(default="", repr=False)
    credentials_key: str = field(default="", repr=False)
    """Seals what households were given by providers; several, with commas between: the first seals,
    all open. In practice it may be missing."""
    instance_dir: Path = ROOT / "instance"
    """What this installation makes for itself."""
    replica_url: str = field(default="", repr=False)
    """A PostgreSQL that follows the other, for growth pages and long files."""
    migrate_url: str = field(default="", repr=False)
    """The database by its owner, who makes tables and gives rights; for commands only. Without it
    whoever serves owns them."""
    s3: Bucketed | None = None
    """Pictures, proofs and long files go there instead of into folders."""
    report_certificate: str = ""
    """A PKCS#12 file with the province's certificate and key, for signing reports."""
    report_passphrase: str = field(default="", repr=False)
    report_timestamp_url: str = ""
    """An authority that stamps the moment of a signature (RFC 3161); in practice our own."""
    private_hosts: frozenset[str] = frozenset()
    """Names and addresses that we ask although they are not public: in practice mode only."""
    plain_hosts: frozenset[str] = frozenset()
    """Names and addresses in a network of one's own, which are asked without TLS."""
    report_timestamp_root: str = ""
    """A PEM file with the certificate at the end of that authority's chain."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of the servers before ours, who may say where a request came from."""
    metrics_token: str = field(default="", repr=False)
    """Whoever shows it reads /metrics; without one nobody does."""
    stolen_passwords: Path | None = None
    """A folder of haveibeenpwned.com's ranges, of which no password is taken."""
    unused_officers: timedelta = timedelta(hours=12)
    """How long officers and operators may leave a browser before they sign in again."""
    unused: timedelta = timedelta(days=60)
    """And everybody else."""
    payments: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where payments/registry looks for VNPAY_TMN_CODE and the like."""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        env = _with_files(env)
        instance = Path(env.get("INSTANCE_DIR", str(ROOT / "instance")))
        practice = env.get("PRACTICE", "1") == "1"
        public_url = env.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
        stamps = public_url + PRACTICE_STAMPS
        settings = cls(
            database_url=env.get("DATABASE_URL", f"sqlite:///{instance / 'market.db'}"),
            secret_key=env.get("SECRET_KEY", SAMPLE_SECRET),
            public_url=public_url,
            media_dir=Path(env.get("MEDIA_DIR", str(instance / "media"))),
            practice=practice,
            province_code=env.get("PROVINCE_CODE", "20"),
            hosts=_hosts(env.get("TRUSTED_HOSTS", ""), public_url, practice=practice),
            sms_url=env.get("SMS_URL", ""),
            sms_token=env.get("SMS_TOKEN", ""),
            sms_secret=env.get("SMS_SECRET", SAMPLE_SECRET if practice else ""),
            zalo_url=env.get("ZALO_URL", ZALO),
            zalo_token=env.get("ZALO_TOKEN", ""),
            zalo_templates={"new_order": env.get("ZALO_NEW_ORDER", "")},
            names_url=env.get("NAMES_URL", ""),
            names_client=env.get("NAMES_CLIENT", ""),
            names_key=env.get("NAMES_KEY", ""),
            credentials_key=env.get("CREDENTIALS_KEY", ""),
            instance_dir=instance,
            replica_url=env.get("DATABASE_REPLICA_URL", ""),
            migrate_url=env.get("MIGRATE_URL", ""),
            s3=Bucketed.from_env(env),
            private_hosts=_private(env.get("PRIVATE_HOSTS", ""), public_url, practice=practice),
            report_certificate=env.get("REPORT_CERTIFICATE", ""),
            report_passphrase=env.get("REPORT_PASSPHRASE", ""),
            report_timestamp_url=env.get("REPORT_TIMESTAMP_URL", stamps if practice else ""),
            report_timestamp_root=env.get("REPORT_TIMESTAMP_ROOT", ""),
            plain_hosts=frozenset(_listed(env.get("PLAIN_HOSTS", "").lower())),
            trusted_proxies=_listed(env.get("TRUSTED_PROXIES", "")),
            metrics_token=env.get("METRICS_TOKEN", ""),
            stolen_passwords=_folder(env.get("STOLEN_PASSWORDS", ""), "STOLEN_PASSWORDS"),
            unused_officers=timedelta(
                hours=_whole(env.get("UNUSED_OFFICER_HOURS", "12"), "UNUSED_OFFICER_HOURS")
            ),
            unused=timedelta(days=_whole(env.get("UNUSED_DAYS", "60"), "UNUSED_DAYS")),
            payments=dict(env),
        )
        if not practice:
            settings.refuse_samples()
            in_the_open.refuse(env, plain=settings.plain_hosts)
        return settings

    def refuse_samples(self) -> None:
        """Raises SampleSecret."""
        if self.secret_key == SAMPLE_SECRET or len(self.secret_key) < SHORTEST_SECRET:
            raise SampleSecret(
                f"Set SECRET_KEY before leaving practice mode: {SHORTEST_SECRET} letters or more."
            )
        told = {"SMS_SECRET": self.sms_secret, "CREDENTIALS_KEY": self.credentials_key}
        for name, secret in told.items():
            if SAMPLE_SECRET in secret:
                raise SampleSecret(f"Set {name} before leaving practice mode.")


def _with_files(env: Mapping[str, str]) -> Mapping[str, str]:
    """SECRET_KEY_FILE names a file with SECRET_KEY in it, and so for every secret: what stands in
    the environment is read by whoever lists processes, and is inherited. Raises TwoSecrets."""
    told = {
        name.removesuffix(FILE): Path(path).read_text(encoding="utf-8").strip()
        for name, path in env.items()
        if name.endswith(FILE) and name.removesuffix(FILE).endswith(SECRETS)
    }
    if twice := sorted(told.keys() & env.keys()):
        raise TwoSecrets(f"{twice[0]} is set twice: by itself and by a file.")
    return {**env, **told}


def _whole(said: str, name: str) -> int:
    """Raises NoNumber."""
    if not said.isascii() or not said.isdecimal() or not 0 < int(said[:9]) <= MOST:
        raise NoNumber(f"{name} is a whole number from 1 to {MOST}, not {said!r}.")
    return int(said)


def _folder(said: str, name: str) -> Path | None:
    """Raises NoFolder."""
    if said and not Path(said).is_dir():
        raise NoFolder(f"{name} names no folder: {said}")
    return Path(said) if said else None


def _listed(said: str) -> tuple[str, ...]:
    return tuple(it for it in said.replace(",", " ").split() if it)


def _hosts(said: str, public_url: str, *, practice: bool) -> frozenset[str]:
    """In practice a phone in the same house may ask by any name, unless some are named."""
    named = _listed(said.lower())
    if practice and not named:
        return frozenset()
    return frozenset({*named, urlsplit(public_url).hostname or ""})


def _private(said: str, public_url: str, *, practice: bool) -> frozenset[str]:
    """In practice we ask ourselves, as banks and gateways would. Raises NotInPractice."""
    if said and not practice:
        raise NotInPractice("PRIVATE_HOSTS is for practice mode only.")
    return frozenset({*_listed(said.lower()), _name_in(public_url)} if practice else ())


def _name_in(url: str) -> str:
    return urlsplit(url).hostname or ""


class NotInPractice(Exception):
    """With real money nobody is asked who does not stand in public."""


class NoNumber(Exception):
    """Half a market would start with a guess."""


class NoFolder(Exception):
    """What it is to keep away would be taken, and nobody would know."""


class TwoSecrets(Exception):
    """Which of them holds would be a guess."""


class SampleSecret(Exception):
    """A real market must not run with the secret that is printed in the source."""
