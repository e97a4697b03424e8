"""Accounts, the roles granted to them on places of the tree, and their log-ins."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.access import Role
from service.core.db import Base, new_id
from service.windows.models import OrgUnit, ServiceWindow


class Account(Base):
    """A member of staff who can sign in."""

    __tablename__ = "account"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    #: what the person types to sign in, lower case
    username: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(30))
    password_hash: Mapped[str] = mapped_column(String(200))
    #: sealed secret of the second factor; empty until the person has set it up
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: the last time step accepted, so that a code works once (RFC 6238 §5.2)
    totp_step: Mapped[int] = mapped_column(default=0)
    #: until when a password that somebody else made lets in; empty once the person chose one
    initial_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    grants: Mapped[list["Grant"]] = relationship(viewonly=True)


class Grant(Base):
    """A role at a place: an organisation or a single window."""

    __tablename__ = "grant"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role] = mapped_column(String(20))
    org_unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("org_unit.id"))
    window_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("service_window.id"))

    account: Mapped[Account] = relationship(viewonly=True)
    org_unit: Mapped[OrgUnit | None] = relationship(viewonly=True)
    window: Mapped[ServiceWindow | None] = relationship(viewonly=True)

    __table_args__ = (
        CheckConstraint("(org_unit_id IS NULL) <> (window_id IS NULL)", name="one_place"),
        Index("ix_grant_account_id", "account_id"),
    )


class LogIn(Base):
    """One signed-in device. The cookie holds the secret, the row only its hash."""

    __tablename__ = "log_in"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    #: browser and system in a few words, for the list that the person sees
    device: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(viewonly=True)

    __table_args__ = (Index("ix_log_in_account_id", "account_id"),)


class SignInDelay(Base):
    """Failures of one typed name, whether an account has it or not: both wait alike."""

    __tablename__ = "sign_in_delay"

    #: HMAC of the typed name
    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    #: no attempt is looked at before this moment (per name, never global)
    wait_until: Mapped[datetime | None]
    #: the last attempt; old rows are dropped
    at: Mapped[datetime] = mapped_column(index=True)


class ApiToken(Base):
    """A token for a machine; it acts as its account."""

    __tablename__ = "api_token"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(60))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_api_token_account_id", "account_id"),)


class RecoveryCode(Base):
    """A one-time code for the person whose phone is lost; only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    used_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_recovery_code_account_id", "account_id"),)
