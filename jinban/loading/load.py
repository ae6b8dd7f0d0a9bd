"""From a folder to the database: read, check everything, and write all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

import jinban
from jinban.cases import actions as cases
from jinban.catalogue import actions as catalogue
from jinban.catalogue.content import Content
from jinban.circular import actions as circular
from jinban.circular.outline import File
from jinban.delegation import actions as delegation
from jinban.kit import marks
from jinban.kit.refused import Refused
from jinban.kit.tables.checking import check, rows_of, whole
from jinban.kit.tables.faults import Fault, Faults, Place
from jinban.kit.tables.reading import read_folder
from jinban.loading import tables as specs
from jinban.loading.outlines import read_outlines
from jinban.loading.papers import read_templates
from jinban.loading.together import check_together
from jinban.loading.worked_out import read_contents
from jinban.messages import actions as messages
from jinban.papers import actions as papers
from jinban.people import actions as people
from jinban.people.actors import Actor
from jinban.places import actions as places
from jinban.places.models import Division

_PACKAGE = Path(jinban.__file__).resolve().parent
# In the repository the city's data lies beside the package, in an installed copy inside it.
DATA = next((path for path in (_PACKAGE / "data", _PACKAGE.parent / "data") if path.is_dir()), _PACKAGE / "data")

Put = Callable[..., Any]
PUTS: dict[str, Put] = {
    "divisions": places.put_divisions,
    "departments": places.put_departments,
    "sites": places.put_sites,
    "windows": places.put_windows,
    "hours": places.put_hours,
    "network": places.put_network,
    "parameters": places.put_parameters,
    "calendar": places.put_calendar,
    "classes": catalogue.put_classes,
    "items": catalogue.put_items,
    "materials": catalogue.put_materials,
    "aliases": places.put_aliases,
    "batches": delegation.put_batches,
    "delegation": delegation.put_rows,
    "staff": people.put_staff,
    "messages": messages.put_templates,
    "opinions": cases.put_opinions,
}


@dataclass
class City:
    """What a folder holds, typed; or its faults."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    contents: list[Content] = field(default_factory=list)
    outlines: File | None = None
    templates: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read(folder: Path) -> City:
    """Read and check a folder. Reads the database for published versions; writes nothing."""
    say = Faults()
    if not folder.is_dir():
        say(Place(str(folder)), "missing_file", "没有这个文件夹，请检查路径。")
        return City(faults=sorted(say))
    sheets = read_folder(folder, specs.TABLES, say)
    rows = {name: rows_of(sheet, say) for name, sheet in sheets.items()}
    check(rows, specs.TABLES, say)
    check_together(rows, say)
    contents = read_contents(folder, rows, say)
    outlines, templates = read_outlines(folder, say), read_templates(folder, say)
    if say:
        return City(faults=sorted(set(say)))
    tables = {name: whole(found) for name, found in rows.items()}
    return City(rows=tables, contents=contents, outlines=outlines, templates=templates)


@transaction.atomic
def apply(city: City, *, by: Actor, at: datetime) -> dict[str, int]:
    """Write everything that differs; how many rows of each table were written. All or nothing: Refused leaves
    the database as it was. An empty database that is given demo accounts becomes a demonstration, but never in
    production: there they are refused."""
    written = {}
    demo = any(row["demo"] for row in city.rows.get("staff", ()))
    if demo and not settings.PRODUCTION and not Division.objects.exists():
        marks.set_demo(at=at)
    for name, put in PUTS.items():
        if name in city.rows:
            written[name] = _count(put, name, city.rows[name], by=by, at=at)
        if name == "items" and name in city.rows:
            written["verified"] = catalogue.put_verified(city.contents, by=by, at=at)
            written["unverified"] = catalogue.put_unverified(
                city.rows[name], by=by, at=at, materials=city.rows.get("materials", ())
            )
    if city.outlines:
        written["outlines"] = circular.put_outlines(city.outlines, by=by, at=at)
    if city.templates:
        written["templates"] = papers.put_templates(city.templates, by=by, at=at)
    return written


def _count(put: Put, name: str, rows: list[dict[str, Any]], *, by: Actor, at: datetime) -> int:
    try:
        done = put(rows, by=by, at=at)
    except Refused as no:
        raise Refused(f"{name}表：{no.sentence}") from no
    except (ValueError, IntegrityError) as error:
        # The checks above should have told this; whatever they overlooked still loads nothing and names its table.
        raise Refused(f"{name}表：有一行不能写入，数据库拒绝了（{error}）。请核对这张表。") from error
    return done if isinstance(done, int) else done.wrote
