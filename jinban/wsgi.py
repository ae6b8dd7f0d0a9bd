"""The door of the web server. In production it does not open on a demonstration, and says so when nobody ends TLS."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinban.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- the settings are there only now

from jinban.kit import marks  # noqa: E402
from jinban.kit.log import catch_all  # noqa: E402
from jinban.kit.sqlite.base import never_make  # noqa: E402

catch_all()
never_make(str(settings.DATABASES["default"]["NAME"]))

if settings.PRODUCTION and marks.is_demo():
    raise SystemExit("这是演示用的数据库，不能当正式系统用。请换一个数据库，或者去掉 JINBAN_PRODUCTION。")
if settings.PRODUCTION and not settings.BEHIND_PROXY:
    print(
        "JINBAN_PRODUCTION=1 时登录只走 HTTPS，近办自己不做 TLS：请在前面放一个做 TLS 的代理，并设 JINBAN_BEHIND_PROXY=1。"
        "不然谁也登录不了，查件的次数也分不清是谁查的。",
        file=sys.stderr,
    )
