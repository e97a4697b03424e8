"""Settings from the environment; safe defaults for one machine."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .core.crypto import KeyFileError, Keyring

DEVELOPMENT, PRODUCTION = "development", "production"


class SettingsError(RuntimeError):
    """The environment asks for something unsafe or impossible."""


@dataclass(frozen=True)
class Outlets:
    """The ways by which notices leave the house; none of them is there unless it is set."""

    #: smtp://user:password@host:587 or smtps://…
    smtp: str | None = field(repr=False)
    #: sender's address of the mails
    sender: str
    #: address of the SMS gateway and the key that signs what is posted to it
    gateway: str | None
    gateway_key: str = field(repr=False)
    #: ``wecom``, ``dingtalk``, schemes of Apprise, and with a machine where the scheme asks for one
    services: tuple[str, ...]


@dataclass(frozen=True)
class Retention:
    """For how many days private things are kept after a case is over."""

    contact_days: int
    word_days: int


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations. See docs/operations.md for each variable."""

    mode: str
    data_dir: Path
    database_url: str
    storage_url: str
    redis_url: str | None
    key_file: Path
    #: address that citizens reach, without a slash at the end; printed in QR codes
    public_url: str
    province: str
    hotline: str
    #: key of the rating form that citizens fill in: the five levels in the words of the province
    rating_form: str
    log_format: str
    metrics_token: str | None
    #: number of proxies in front whose X-Forwarded headers are believed
    proxies: int
    #: folder with the office's own typefaces
    font_dir: Path | None
    #: staff roles other than window heads must have a second factor
    require_totp: bool
    #: requests a minute from one address that write (citizens' pages); 0 switches it off
    intake_limit: int
    #: seconds that a writer waits for the database before the form is given back (503)
    patience: float
    outlets: Outlets
    retention: Retention

    @property
    def is_production(self) -> bool:
        """Tell whether strictness applies that would only hinder development."""
        return self.mode == PRODUCTION

    @property
    def font_dirs(self) -> tuple[Path, ...]:
        """Return where more typefaces may lie; ``make fonts`` fills the last folder."""
        own = (self.font_dir,) if self.font_dir else ()
        return (*own, Path("var/fonts").resolve())

    def keys(self) -> Keyring:
        """Load the key file; outside production a missing one is made on first use."""
        if not self.key_file.exists():
            if self.is_production:
                raise KeyFileError(f"{self.key_file}: missing; make one: mingchuang keys new")
            Keyring.generate().save(self.key_file)
        return Keyring.load(self.key_file)


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read settings from ``environ``; raises :class:`SettingsError` with a plain sentence."""
    mode = environ.get("MINGCHUANG_ENV", DEVELOPMENT)
    if mode not in {DEVELOPMENT, PRODUCTION}:
        raise SettingsError(f"MINGCHUANG_ENV must be {DEVELOPMENT} or {PRODUCTION}, not {mode!r}")
    data_dir = Path(environ.get("DATA_DIR", "var")).resolve()
    if mode == PRODUCTION:
        _demand(environ, "KEY_FILE", "PUBLIC_URL")
    fonts = environ.get("FONT_DIR")
    return Settings(
        mode=mode,
        data_dir=data_dir,
        database_url=environ.get("DATABASE_URL", f"sqlite:///{data_dir}/mingchuang.db"),
        storage_url=environ.get("STORAGE_URL", f"file://{data_dir}/blobs"),
        redis_url=environ.get("REDIS_URL") or None,
        key_file=Path(environ.get("KEY_FILE", str(data_dir / "keys.json"))),
        public_url=environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        province=environ.get("PROVINCE_OFFICE", "辽宁省人力资源和社会保障厅"),
        hotline=environ.get("HOTLINE", "12333"),
        rating_form=environ.get("RATING_FORM", "rating"),
        log_format=environ.get("LOG_FORMAT", "json" if mode == PRODUCTION else "console"),
        metrics_token=environ.get("METRICS_TOKEN") or None,
        proxies=_number(environ, "TRUSTED_PROXIES", 0),
        font_dir=Path(fonts) if fonts else None,
        require_totp=environ.get("REQUIRE_TOTP", str(int(mode == PRODUCTION))) == "1",
        intake_limit=_number(environ, "INTAKE_LIMIT", 60),
        patience=float(_number(environ, "DATABASE_PATIENCE", 10)),
        outlets=_outlets(environ),
        retention=Retention(
            contact_days=_number(environ, "CONTACT_DAYS", 180),
            word_days=_number(environ, "WORD_DAYS", 3 * 365 + 1),
        ),
    )


def _outlets(environ: Mapping[str, str]) -> Outlets:
    for name, further in (("NOTICE_SMTP", "NOTICE_SENDER"), ("NOTICE_GATEWAY", "NOTICE_KEY")):
        if environ.get(name) and not environ.get(further):
            raise SettingsError(f"{name} needs {further}")
    return Outlets(
        smtp=environ.get("NOTICE_SMTP") or None,
        sender=environ.get("NOTICE_SENDER", ""),
        gateway=environ.get("NOTICE_GATEWAY") or None,
        gateway_key=environ.get("NOTICE_KEY", ""),
        services=tuple(environ.get("NOTICE_SERVICES", "").replace(",", " ").split()),
    )


def _demand(environ: Mapping[str, str], *names: str) -> None:
    missing = [name for name in names if not environ.get(name)]
    if missing:
        raise SettingsError("production needs: " + ", ".join(missing))


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {text!r}")
    return int(text)
