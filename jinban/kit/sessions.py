"""Sessions in the database as Django keeps them, read by one kept statement."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from jinban.kit import narrow
from jinban.kit.clock import machine


class SessionStore(db.SessionStore):
    """As Django's, but for how a session is looked up. A session ends by the machine's time."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key
        kept = narrow.one(Session, {"session_key": key}) if key else None
        if kept is not None and kept.expire_date > machine():
            return kept
        self._session_key = None
        return None
