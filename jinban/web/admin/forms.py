"""The forms of the administrators."""

from typing import Any

from django import forms

from jinban.people import rules
from jinban.people.roles import Role
from jinban.places import queries as places
from jinban.places.models import Site
from jinban.web.forms import Shape

WIDE = forms.Select(attrs={"class": "w18"})


class SearchForm(Shape):
    """Which seats to list."""

    q = forms.CharField(
        label="工号或姓名", required=False, max_length=40, widget=forms.TextInput(attrs={"class": "w11"})
    )
    role = forms.ChoiceField(label="岗位", required=False, choices=[("", "全部"), *Role.choices])
    ended = forms.BooleanField(label="也看停用的", required=False)


class AccountForm(Shape):
    """A new account."""

    work_no = forms.CharField(
        label="工号",
        max_length=20,
        help_text="2到20位字母或数字，登录时用",
        widget=forms.TextInput(attrs={"class": "w11", "autocomplete": "off", "autocapitalize": "off"}),
    )
    name = forms.CharField(
        label="姓名", max_length=40, widget=forms.TextInput(attrs={"class": "w11", "autocomplete": "off"})
    )

    def clean_work_no(self) -> str:
        """Letters and digits."""
        work_no = str(self.cleaned_data["work_no"])
        if sentence := rules.work_no_misfit(work_no):
            raise forms.ValidationError(sentence)
        return work_no


class OpenSeatForm(Shape):
    """A new seat: post, place or department, from when to when."""

    role = forms.ChoiceField(label="岗位", choices=[("", "请选"), *Role.choices], widget=WIDE)
    site = forms.CharField(
        label="站点",
        required=False,
        max_length=60,
        help_text="村站、镇中心的岗位才填。写“陈贵镇 南山村”“陈贵镇”或站点代码",
        widget=forms.TextInput(attrs={"class": "w18", "autocomplete": "off"}),
    )
    department = forms.ChoiceField(label="部门", required=False, help_text="部门的岗位才选", widget=WIDE)
    valid_from = forms.DateField(
        label="从哪天起",
        required=False,
        help_text="不填就是今天",
        widget=forms.DateInput(attrs={"type": "date", "class": "w11"}),
    )
    valid_to = forms.DateField(
        label="到哪天止",
        required=False,
        help_text="当天还能用；不填就一直有效",
        widget=forms.DateInput(attrs={"type": "date", "class": "w11"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.departments = {one.code: one for one in places.departments()}
        self.fields["department"].choices = [("", "不选")] + [(key, one.name) for key, one in self.departments.items()]

    def clean_site(self) -> Site | None:
        """The one site that is meant."""
        typed = str(self.cleaned_data["site"])
        found = places.find_sites(typed) if typed else []
        if typed and not found:
            raise forms.ValidationError("没有找到这个站点，请写“镇名 村名”，或站点代码。")
        if len(found) > 1:
            raise forms.ValidationError(f"有{len(found)}个，请写全：{'、'.join(site.label for site in found[:3])}。")
        return found[0] if found else None

    def clean(self) -> dict[str, Any]:
        """The post and its place fit together."""
        given = super().clean() or {}
        if given.get("role") and "site" in given:
            site = given["site"]
            sentence = rules.seat_misfit(given["role"], site.kind if site else "", given.get("department", ""))
            if sentence:
                self.add_error("department" if "部门" in sentence else "site", sentence)
        first, last = given.get("valid_from"), given.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", "结束日不能早于开始日。")
        return given

    def seat(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {**given, "department": self.departments.get(given["department"])}
