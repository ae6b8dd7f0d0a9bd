"""Every address of the site, by door."""

from django.urls import URLPattern, URLResolver, include, path

from jinban.web import kit
from jinban.web.api.urls import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("kit", kit.page, name="kit"),
    path("", include("jinban.web.citizen.urls")),
    path("", include("jinban.web.staff.urls")),
    path("counter/", include("jinban.web.counter.urls")),
    path("office/", include("jinban.web.office.urls")),
    path("board/", include("jinban.web.board.urls")),
    path("gathering/", include("jinban.web.board.gathering.urls")),
    path("circulars/", include("jinban.web.board.circulars.urls")),
    path("documents/", include("jinban.web.papers.urls")),
    path("api/v1/", (api.urls[0], "api-v1", "api-v1")),
    path("admin/", include("jinban.web.admin.urls")),
]

handler400 = "jinban.web.errors.bad_request"
handler403 = "jinban.web.errors.denied"
handler404 = "jinban.web.errors.missing"
handler500 = "jinban.web.errors.broken"
