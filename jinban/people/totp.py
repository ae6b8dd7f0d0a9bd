"""The second factor of staff: secrets are sealed in the table of allauth, and shown for an authenticator app."""

from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value

from jinban.kit.sealed import seal, unseal

TABLE, COLUMN = "mfa_authenticator", "secret"


class SealedAdapter(DefaultMFAAdapter):
    """allauth's TOTP with the secret sealed like every other secret of ours."""

    def encrypt(self, text: str) -> str:
        """The secret as it stands in the table."""
        return seal(text, table=TABLE, column=COLUMN)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret in clear."""
        return unseal(encrypted_text, table=TABLE, column=COLUMN)

    def get_totp_issuer(self) -> str:
        """The name that the authenticator app shows beside the work number."""
        return "近办"


def new_secret() -> str:
    """A fresh secret, as the authenticator app takes it."""
    return generate_totp_secret()


def counter(at: datetime) -> int:
    """The number of the half minute in which a moment lies."""
    return int(at.timestamp()) // app_settings.TOTP_PERIOD


def code(secret: str, number: int) -> str:
    """The six digits of a half minute."""
    return format_hotp_value(hotp_value(secret, number))


def matching(secret: str, typed: str, at: datetime) -> int | None:
    """The half minute, this one or a neighbour, whose code was typed; none when it is none of theirs."""
    now, near = counter(at), app_settings.TOTP_TOLERANCE
    return next((one for one in range(now - near, now + near + 1) if code(secret, one) == typed), None)
