"""The forms of outside systems: whom to register, which token to issue, where to push."""

from datetime import date, timedelta
from typing import Any

from django import forms

from jinban.systems import rules
from jinban.web.admin.forms import WIDE, OpenSeatForm
from jinban.web.forms import Shape

POSTS = [("", "请选"), *((role.value, role.label) for role in rules.ROLES)]


def _line(label: str, width: str, most: int, hint: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"class": width, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, help_text=hint, widget=widget)


class SystemForm(OpenSeatForm):
    """A system, who answers for it, and the office for which it acts."""

    name = _line("系统名称", "w18", 40, "会写进办件的经过，群众也看得到")
    owner = forms.ChoiceField(label="主管部门", widget=WIDE)
    contact = _line("联系处", "w18", 60, "写科室或值班岗位，不写个人电话")
    role = forms.ChoiceField(
        label="按什么岗位办", choices=POSTS, widget=WIDE, help_text="看得到什么、能办什么，和这个岗位的人一样，不会更多"
    )
    field_order = ("name", "owner", "contact", "role", "site", "department", "valid_from", "valid_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "请选"), *((key, one.name) for key, one in self.departments.items())]

    def clean(self) -> dict[str, Any]:
        """The post fits a system and its place."""
        given = super().clean()
        if given.get("role") and "site" in given and not self.errors:
            site = given["site"]
            sentence = rules.office_misfit(given["role"], site.kind if site else "", given.get("department", ""))
            if sentence:
                self.add_error("role", sentence)
        return given

    def system(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.seat(), "owner": self.departments[self.cleaned_data["owner"]]}


class TokenForm(Shape):
    """A token: what it may, until when, how often."""

    scopes = forms.MultipleChoiceField(
        label="权限", choices=list(rules.SCOPES.items()), widget=forms.CheckboxSelectMultiple, help_text="只选用得着的"
    )
    valid_to = forms.DateField(
        label="到哪天止",
        help_text="当天还能用，最长两年",
        widget=forms.DateInput(attrs={"type": "date", "class": "w11"}),
    )
    rate = forms.IntegerField(
        label="每分钟最多几次",
        min_value=1,
        max_value=rules.RATE_MOST,
        widget=forms.NumberInput(attrs={"class": "w6", "inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        initial = {"valid_to": (today + timedelta(days=365)).isoformat(), "rate": rules.RATE}
        super().__init__(data, initial=initial, prefix="token")


class HookForm(Shape):
    """Where a system wants to be told, and of what."""

    url = _line("推送地址", "w30", 200, "以 https:// 开头")
    facts = forms.MultipleChoiceField(
        label="推送哪些事", choices=list(rules.TOLD.items()), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="hook")
