"""The second factor of staff: secrets are sealed in the table of allauth, and shown for an authenticator app."""

from allauth.mfa.adapter import DefaultMFAAdapter

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
