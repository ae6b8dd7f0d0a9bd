"""The shape of what people type: no rule of the trade, only what a form can see by itself."""

from typing import Any

from django import forms

from jinban.kit import files, numbers

MOBILE = 11
MEGABYTE = 2**20
PICKED = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)
REQUIRED = forms.Field.default_error_messages["required"]
UNKNOWN = forms.ChoiceField.default_error_messages["invalid_choice"]


class Kept(dict[str, forms.Field]):
    """Fields that many forms of one process share: named already, never changed, so they need not be copied for each."""

    def __deepcopy__(self, memo: Any) -> dict[str, forms.Field]:
        return dict(self)


def named(fields: dict[str, forms.Field]) -> None:
    """What is missing or unknown is said in words, unless a field has its own sentence."""
    for name, field in fields.items():
        label = str(field.label or name).rstrip("？?：:")
        if field.error_messages.get("required") == REQUIRED:
            field.error_messages["required"] = f"{'请选' if isinstance(field.widget, PICKED) else '请填'}{label}"
        if field.error_messages.get("invalid_choice") == UNKNOWN:
            field.error_messages["invalid_choice"] = f"{label}里没有这一项，请重选"


class Shape(forms.Form):
    """A form of ours: the browser does not judge, no colon after labels, and a missing answer is named
    in words (请填手机号, 请选谁来交材料) unless the field has its own sentence."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if not isinstance(self.base_fields, Kept):
            named(self.fields)


class Choices(forms.ChoiceField):
    """One of few, as radios. `hints` maps a choice to the small line on its card."""

    widget = forms.RadioSelect

    def __init__(self, *, hints: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hints = hints or {}


class TableFile(forms.FileField):
    """A file of tables, not too large: that is judged before anything of it is read. What it holds is for the room to judge."""

    def __init__(self, **kwargs: Any) -> None:
        look = forms.FileInput(attrs={"accept": ".xlsx,.csv"})
        super().__init__(**{"label": "文件", "widget": look, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file.size > files.LIMIT:
            size, most = file.size / MEGABYTE, files.LIMIT // MEGABYTE
            raise forms.ValidationError(f"文件有{size:.1f}MB，最大{most}MB。请拆成几份。")
        return file


class Phone(forms.CharField):
    """A mobile number, or a landline with its area code; what is missing or too much is counted."""

    def __init__(self, **kwargs: Any) -> None:
        look = {"class": "w11", "inputmode": "tel", "autocomplete": "tel"}
        super().__init__(**{"label": "手机号", "widget": forms.TextInput(attrs=look), **kwargs})

    def clean(self, value: Any) -> str:
        said = super().clean(value)
        digits = numbers.bare(said)
        if digits.isdigit() and digits.startswith("1") and len(digits) != MOBILE:
            word = "少" if len(digits) < MOBILE else "多"
            raise forms.ValidationError(f"手机号{word} {abs(MOBILE - len(digits))} 位，应为 {MOBILE} 位")
        if said and (sentence := numbers.valid_phone(said)):
            raise forms.ValidationError(sentence)
        return digits
