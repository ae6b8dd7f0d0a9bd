"""The door of the web server. In production it does not open on a demonstration."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinban.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- the settings are there only now

from jinban.kit import marks  # noqa: E402

if settings.PRODUCTION and marks.is_demo():
    raise SystemExit("这是演示用的数据库，不能当正式系统用。请换一个数据库，或者去掉 JINBAN_PRODUCTION。")
