"""docs/openapi.json: the description of /api/v1, as the running site serves it."""

import json

from jinban.web.api.urls import api


def page() -> str:
    """The description, in the order of the code; the same code gives the same text."""
    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False, indent=1) + "\n"
