"""Settings, all read from the environment; `docs/reference/settings.md` lists them."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from barrio import __version__


def env_bool(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def database_from_url(url: str) -> dict:
    """A Django database entry from ``postgres://user:password@host:port/name``."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(path: Path) -> dict:
    return {
        "ENGINE": "barrio.core.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": ":memory:"},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON;PRAGMA trusted_schema=OFF;"
                "PRAGMA cache_size=-16000;PRAGMA temp_store=MEMORY;"
            ),
        },
    }


PACKAGE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("BARRIO_HOME", "var")).resolve()
DEMO = env_bool("BARRIO_DEMO")
DEBUG = env_bool("BARRIO_DEBUG")
VERSION = __version__

SECRET_KEY = os.environ.get("BARRIO_SECRET_KEY", "")
SECRET_FILE = HOME / "secret_key"
if not SECRET_KEY and SECRET_FILE.exists():
    SECRET_KEY = SECRET_FILE.read_text().strip()
if not SECRET_KEY:
    import secrets

    SECRET_KEY = secrets.token_urlsafe(48)
    HOME.mkdir(parents=True, exist_ok=True)
    SECRET_FILE.touch(mode=0o600)
    SECRET_FILE.write_text(SECRET_KEY)

BASE_URL = os.environ.get("BARRIO_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env_list("BARRIO_ALLOWED_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "barrio.ops",
    "barrio.web",
    "barrio.treasury",
    "barrio.ledger",
    "barrio.federation",
    "barrio.minutes",
    "barrio.offices",
    "barrio.planning",
    "barrio.undertakings",
    "barrio.census",
    "barrio.facilitation",
    "barrio.floor",
    "barrio.assemblies",
    "barrio.alerts",
    "barrio.paper",
    "barrio.phonebank",
    "barrio.canvass",
    "barrio.events",
    "barrio.comms",
    "barrio.grievances",
    "barrio.people",
    "barrio.places",
    "barrio.sync",
    "barrio.accounts",
    "barrio.audit",
    "barrio.runtime",
    "barrio.ui",
    "barrio.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_cotton",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "barrio.ui.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "barrio.accounts.middleware.SessionDeviceMiddleware",
    "barrio.accounts.middleware.CollectiveMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "barrio.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "barrio.ui.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django_cotton.templatetags.cotton"],
        },
    }
]
COTTON_DIR = "cotton"
FORM_RENDERER = "barrio.ui.renderers.FormRenderer"

DATABASE_URL = os.environ.get("BARRIO_DATABASE_URL", "")
KEYRING_URL = os.environ.get("BARRIO_KEYRING_URL", "")
DATABASES = {
    "default": database_from_url(DATABASE_URL) if DATABASE_URL else sqlite(HOME / "barrio.sqlite3"),
    "keyring": database_from_url(KEYRING_URL) if KEYRING_URL else sqlite(HOME / "keyring.sqlite3"),
}
DATABASE_ROUTERS = ["barrio.runtime.routers.KeyringRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where the key-encryption key comes from: a passphrase asked for at start, a systemd
# credential, or (demo only) a file on this machine. See barrio/runtime/keyring.py.
KEY_SOURCE = os.environ.get("BARRIO_KEY_SOURCE", "file")
KEY_FILE = Path(os.environ.get("BARRIO_KEY_FILE", HOME / "demo.key"))

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["handle"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "barrio.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
# Sign-in is throttled by our atomic token bucket (allauth's own counters can race).
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "barrio.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "barrio.accounts.factors.CodeForm",
    "reauthenticate": "barrio.accounts.factors.CodeAgainForm",
    "add_webauthn": "barrio.accounts.factors.PasskeyForm",
    "edit_webauthn": "barrio.accounts.factors.PasskeyNameForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Barrio"
# The half minute before and after count too: phones' clocks are off, and people type slowly.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "__Host-barrio" if HTTPS else "barrio"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-barrio-csrf" if HTTPS else "barrio-csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "barrio.web.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_SSL_REDIRECT = HTTPS and env_bool("BARRIO_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BARRIO_BEHIND_PROXY") else None
)
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "manifest-src": ["'self'"],
        "media-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
BROKER_URL = os.environ.get("BARRIO_BROKER_URL", "")
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "imports"]}
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LANGUAGE_COOKIE_NAME = "barrio-language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("BARRIO_STATIC_ROOT", HOME / "static"))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = HOME / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # every upload goes to a temporary file of ours
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = ["barrio.runtime.uploads.DiskAwareUploadHandler"]

# Mail about accounts themselves only; messages to neighbours go through barrio.comms.
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
SMTP_HOST = os.environ.get("BARRIO_SMTP_HOST", "127.0.0.1")
SMTP_PORT = int(os.environ.get("BARRIO_SMTP_PORT", "2525"))
SMTP_USER = os.environ.get("BARRIO_SMTP_USER", "")
SMTP_PASSWORD = os.environ.get("BARRIO_SMTP_PASSWORD", "")
SMTP_TLS = os.environ.get("BARRIO_SMTP_TLS", "none")  # none, starttls, tls
MAIL_FROM = os.environ.get("BARRIO_MAIL_FROM", "barrio@localhost.localdomain")
SMS_URL = os.environ.get("BARRIO_SMS_URL", "http://127.0.0.1:2580/sms")
SMS_TOKEN = os.environ.get("BARRIO_SMS_TOKEN", "")
SMS_FROM = os.environ.get("BARRIO_SMS_FROM", "+14455550100")
PUSH_CONTACT = os.environ.get("BARRIO_PUSH_CONTACT", "mailto:barrio@localhost.localdomain")
# Only these hosts may receive web pushes; the demo adds its own sink.
PUSH_HOSTS = env_list(
    "BARRIO_PUSH_HOSTS",
    "fcm.googleapis.com,updates.push.services.mozilla.com,web.push.apple.com,*.notify.windows.com",
)
SINK_PORT = int(os.environ.get("BARRIO_SINK_PORT", "2580"))

DEFAULT_COUNTRY = os.environ.get("BARRIO_COUNTRY", "US")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # It warns of every orderly stop.
    "loggers": {"django_tasks_db": {"level": "ERROR"}},
}

# Everybody who signs in needs a passkey or an authenticator app, but in the demo.
REQUIRE_SECOND_FACTOR = env_bool("BARRIO_REQUIRE_SECOND_FACTOR", not DEMO)
