"""docs/figures.md: every figure, as the city may check it."""

from jinban.commands.docs.rooms import HEAD, table
from jinban.kit.figures import FIGURES, FactView


def page() -> str:
    """The figures with their words and conditions, and the views that they count."""
    rows = [
        (
            f"`{figure.key}`",
            figure.label,
            figure.unit,
            figure.words,
            figure.view.name,
            f"`{figure.where}`" + (f" ÷ `{figure.over}`" if figure.over else ""),
            figure.date or "—",
        )
        for figure in sorted(FIGURES.values(), key=lambda figure: figure.key)
    ]
    views: dict[str, FactView] = {figure.view.name: figure.view for figure in FIGURES.values()}
    text = f"{HEAD}# The figures\n\nDefined once, in the room whose rows they count; `jinban figures` prints them.\n\n"
    text += table(("figure", "名称", "单位", "口径", "view", "condition", "by the day"), rows)
    text += "\n## The views\n\n"
    text += table(
        ("view", "one row is", "may be split by", "days"),
        [
            (view.name, f"`{view.row}`", "、".join(view.dimensions), "、".join(view.dates))
            for _, view in sorted(views.items())
        ],
    )
    return text
