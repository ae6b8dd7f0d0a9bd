"""The one settings file. Everything that differs between machines comes from the environment.

DATABASE_URL          sqlite:///path or postgresql://user:password@host:port/name?sslmode=…; default: SQLite in JINBAN_HOME
JINBAN_HOME           files, keys and the default database; default: ./var
JINBAN_SECRET         signing key; default: made once and kept in JINBAN_HOME/keys
JINBAN_HOSTS          host names that may be asked for, by comma; default: this machine only
JINBAN_SITE           where the site is found from outside, for links in papers; default: http://127.0.0.1:8000
JINBAN_BEHIND_PROXY   1: a proxy of ours ends TLS, sets X-Forwarded-Proto itself and adds its client to X-Forwarded-For
JINBAN_SEALS          where the daily seal files are written, best on another disk; default: `seals` in JINBAN_HOME
JINBAN_SMS_URL        the SMS gateway; with JINBAN_SMS_KEY and JINBAN_SMS_SIGN (签名). Without them no SMS is sent
JINBAN_WECHAT_URL     WeChat's server; with JINBAN_WECHAT_APPID and JINBAN_WECHAT_SECRET, and JINBAN_WECHAT_PAGE, the page of
                      the mini program that a message opens (may lack). Without them nothing is sent to WeChat
JINBAN_BENCH          1: what `jinban bench` measures beside the site is served with it; set by that command alone
JINBAN_PROBE_TOKEN    whoever has it may ask /health and /metrics from elsewhere; without it only this machine may
JINBAN_HOOK_NETWORKS  networks inside to which webhooks may go, by comma: 10.20.0.0/16; default: none
JINBAN_PRODUCTION     1: refuses a demo database, sends cookies over HTTPS only (so it needs the proxy)
"""

import datetime
import ipaddress
import os
import secrets
import urllib.parse
from pathlib import Path

from jinban.kit.home import home

ROOT = Path(__file__).resolve().parent
PRODUCTION = os.environ.get("JINBAN_PRODUCTION") == "1"
BEHIND_PROXY = os.environ.get("JINBAN_BEHIND_PROXY") == "1"
DEBUG = False
PROBE_TOKEN = os.environ.get("JINBAN_PROBE_TOKEN", "")
SITE = os.environ.get("JINBAN_SITE", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = os.environ.get("JINBAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")


def _secret() -> str:
    if given := os.environ.get("JINBAN_SECRET"):
        return given
    kept = home() / "keys" / "django.secret"
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text().strip()


def _database(url: str) -> dict:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "jinban.kit.sqlite",
            "NAME": urllib.parse.unquote(parts.path[1:]) or ":memory:",
            # A thread keeps its connection: opening one costs 2 ms, closing the last one writes the whole log back.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        query = dict(urllib.parse.parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path[1:],
            "USER": urllib.parse.unquote(parts.username or ""),
            "PASSWORD": urllib.parse.unquote(parts.password or ""),
            "HOST": query.pop("host", "") or parts.hostname or "",
            "PORT": parts.port or "",
            # A case is read with a dozen joins in the right order: weighing them all takes 30 ms, four at a time 3 ms.
            "OPTIONS": {
                # A visitor waits five seconds for a lost server, and one that is back is found within ten.
                "pool": {"min_size": 1, "max_size": 16, "timeout": 5, "reconnect_timeout": 10},
                "prepare_threshold": 1,
                "options": "-c join_collapse_limit=4",
                **query,
            },
        }
    raise ValueError(f"DATABASE_URL 要以 sqlite:/// 或 postgresql:// 开头，现在是 {parts.scheme}://")


def _channels() -> dict[str, dict[str, str]]:
    """The channels that are configured whole. One that lacks something is a mistake, not a channel."""
    wanted = {"sms": (("url", "key", "sign"), ()), "wechat": (("url", "appid", "secret"), ("page",))}
    found = {}
    for channel, (needed, optional) in wanted.items():
        names = {key: f"JINBAN_{channel}_{key}".upper() for key in (*needed, *optional)}
        given = {key: os.environ[name] for key, name in names.items() if os.environ.get(name)}
        if given and (lacking := [names[key] for key in needed if key not in given]):
            raise ValueError(f"{channel} 没有配全，还缺 {'、'.join(lacking)}")
        if given and not given["url"].startswith(("https://", "http://")):
            raise ValueError(f"{names['url']} 要以 https:// 或 http:// 开头")
        if given:
            found[channel] = given
    return found


SECRET_KEY = _secret()
SEALS = os.environ.get("JINBAN_SEALS", "")
MESSAGES = _channels()
HOOK_NETWORKS = tuple(
    str(ipaddress.ip_network(one.strip()))
    for one in os.environ.get("JINBAN_HOOK_NETWORKS", "").split(",")
    if one.strip()
)
DATABASES = {"default": _database(os.environ.get("DATABASE_URL") or f"sqlite:///{home() / 'jinban.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "jinban.web",
    "jinban.commands",
    "jinban.loading",
    "jinban.circular",
    "jinban.gathering",
    "jinban.papers",
    "jinban.cases",
    "jinban.delegation",
    "jinban.catalogue",
    "jinban.messages",
    "jinban.systems",
    "jinban.people",
    "jinban.places",
    "jinban.kit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "jinban.web.middleware.RequestNumber",
    "jinban.web.probes.Measured",
    "jinban.web.probes.Probes",
    "jinban.web.api.door.Door",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jinban.web.middleware.InTurn",
    "django.middleware.gzip.GZipMiddleware",
    "jinban.web.middleware.Unwritable",
    "jinban.web.middleware.Letters",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "jinban.web.staff.seats.Sitting",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jinban.web.middleware.Refusals",
]

# In a bench its peers are served beside the site, in a database that is flagged for it alone.
BENCH = os.environ.get("JINBAN_BENCH") == "1" and not PRODUCTION
ROOT_URLCONF = "jinban.bench.urls" if BENCH else "jinban.urls"
WSGI_APPLICATION = "jinban.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jinban.web.context.page",
            ],
        },
    }
]

AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("work_no", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip

# Staff sign in by work number; nobody registers himself and there is no mail.
ACCOUNT_USER_MODEL_USERNAME_FIELD = "work_no"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "jinban.web.staff.adapter.StaffAdapter"
ACCOUNT_RATE_LIMITS = False
LOGIN_URL = "account_login"
MFA_ADAPTER = "jinban.people.totp.SealedAdapter"
MFA_SUPPORTED_TYPES = ["totp"]
MFA_TOTP_TOLERANCE = 1

# Five wrong passwords or codes lock an account for a quarter of an hour; the sign-in page says until when.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "username"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_SENSITIVE_PARAMETERS = ["password", "code", "old", "new", "again", "csrfmiddlewaretoken"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W002", "axes.W006"]  # our own page speaks for a lockout; failures count by account

CSRF_FAILURE_VIEW = "jinban.web.errors.forged"
MESSAGE_TAGS = {20: "tell", 25: "ok", 30: "due", 40: "no"}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = home() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Names that carry a hash: caches may keep them for ever.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_ENGINE = "jinban.kit.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

# Faults of ours only, as lines that hold no personal data; what a visitor asked wrongly (4xx) is not logged.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"answers": {"()": "jinban.kit.log.Answers"}},
    "formatters": {"lines": {"()": "jinban.kit.log.Lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR", "filters": ["answers"]},
        "django.security": {"level": "CRITICAL"},
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
