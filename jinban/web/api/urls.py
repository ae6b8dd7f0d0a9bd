"""The addresses of the API. Its description is at /api/v1/openapi.json."""

from jinban.web.api import cases, catalogue, figures, gathered, places, tracking
from jinban.web.api.door import api

for router in (catalogue.router, places.router, cases.router, tracking.router, figures.router, gathered.router):
    api.add_router("", router)

urlpatterns = api.urls[0]
