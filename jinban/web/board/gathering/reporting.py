"""The forms by which an office reports its numbers: one by one, or a file of them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from jinban.catalogue import queries as catalogue
from jinban.gathering import actions, columns
from jinban.gathering.actions import Count
from jinban.gathering.reading import File
from jinban.kit.tables.faults import Fault
from jinban.people.actors import Actor
from jinban.people.roles import DEPARTMENT_ROLES, Role
from jinban.places import queries as places
from jinban.web.forms import Shape, TableFile


def _names_department(by: Actor) -> bool:
    """Whether this post reports for a department that it names."""
    return by.role not in (*DEPARTMENT_ROLES, Role.TOWN_HEAD)


def _departments() -> list[tuple[str, str]]:
    return [("", "请选"), *((unit.code, unit.name) for unit in places.departments())]


class CountForm(Shape):
    """One number."""

    department = forms.ChoiceField(label="哪个部门的数")
    what = forms.ChoiceField(label="事项或主项")
    town = forms.ChoiceField(label="镇街", required=False)
    month = forms.RegexField(
        r"^\d{6}$", label="月份", help_text="六位数字，如202403", error_messages={"invalid": "月份要写成202403这样"}
    )
    number = forms.IntegerField(label="件数", min_value=0, max_value=99_999_999)

    def __init__(self, *args: Any, by: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].widget.attrs["inputmode"] = "numeric"
        before = today.replace(day=1).toordinal() - 1
        self.fields["month"].initial = date.fromordinal(before).strftime("%Y%m")
        own = by.department if by.role in DEPARTMENT_ROLES else ""
        items = [(f"item:{one.key}", one.name) for one in catalogue.items() if own in ("", one.department_id)]
        classes = [(f"class:{one.code}", f"{one.name}（主项）") for one in catalogue.classes()]
        self.fields["what"].choices = [("", "请选"), ("事项", items), ("主项", classes)]
        self.fields["town"].choices = [("", "全部"), *((town.code, town.name) for town in places.towns())]
        if by.role == Role.TOWN_HEAD:
            del self.fields["town"]
        if _names_department(by):
            self.fields["department"].choices = _departments()
        else:
            del self.fields["department"]

    @property
    def count(self) -> Count:
        """The number as it was typed."""
        said = self.cleaned_data
        kind, _, code = said["what"].partition(":")
        given = {"item": code} if kind == "item" else {"item_class": code}
        return Count(int(said["month"]), said["number"], town=said.get("town", ""), **given)


class FileForm(Shape):
    """A file of numbers."""

    of = forms.ChoiceField(label="哪个部门的数")
    file = TableFile(help_text="Excel（xlsx）或 CSV，最大20MB", allow_empty_file=True)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if _names_department(by):
            self.fields["of"].choices = _departments()
        else:
            del self.fields["of"]


def from_file(said: Mapping[str, Any], *, by: Actor, at: datetime) -> tuple[int, list[Fault]]:
    """Report what a file holds; how many numbers are new, or all that is wrong with it. Refused where somebody may not."""
    file = File(said["file"].name, said["file"].read(), columns.REPORTS)
    names = _Names()
    counts, wrong = [], {}
    for row, values in file.rows:
        count, faults = names.count(values)
        counts.append(count)
        if faults:
            wrong[row] = faults
    department = said.get("of", "")
    if not wrong and not file.said:
        found = actions.faults(counts, department=department, by=by, at=at)
        wrong = {file.rows[place][0]: faults for place, faults in found.items()}
    if faults := file.faults(wrong):
        return 0, list(faults)
    return actions.report(counts, department=department, by=by, at=at), []


class _Names:
    """From names in a file to codes."""

    def __init__(self) -> None:
        self.items = {word: one.key for one in catalogue.items() for word in (one.name, one.key)}
        self.classes = {word: one.code for one in catalogue.classes() for word in (one.name, one.code)}
        self.towns = places.aliases("division") | {
            word: town.code for town in places.towns() for word in (town.name, town.code)
        }

    def count(self, values: Mapping[str, Any]) -> tuple[Count, list[tuple[str, str, str]]]:
        what, town, month = values["item"], values["town"], values["month"]
        wrong = []
        item, item_class = self.items.get(what, ""), "" if what in self.items else self.classes.get(what, "")
        if not (item or item_class):
            wrong.append(("item", "dangling", f"没有“{what}”这个事项或主项，请核对。"))
        if town and town not in self.towns:
            wrong.append(("town", "unknown_place", f"没有“{town}”这个镇街，请核对。"))
        if not (month.isascii() and month.isdigit()):
            wrong.append(("month", "wrong_month", f"月份“{month}”要写成202403这样。"))
        number = values["number"]
        if number != int(number):
            wrong.append(("number", "wrong_number", f"件数{number}要写整数。"))
        if wrong:
            return Count(0, 0), wrong
        return Count(int(month), int(number), item, item_class, self.towns.get(town, "")), []
