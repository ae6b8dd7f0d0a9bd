"""What a guide page says about each paper: bring it, or not, and what happens to it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from jinban.catalogue.content import Content, Material
from jinban.catalogue.rules import Answers, explain

FROM_YOU = ("applicant", "government")
COPIES = {"original": "原件", "copy": "复印件", "either": "原件或复印件"}
KEPT = {"look": "看一下就还您", "scan": "扫描完还您", "keep": "窗口留下"}
ELSEWHERE = {"shared": "系统里查，查不到再请您带。", "made_here": "在窗口填，不会写字可以口述。"}


@dataclass(frozen=True)
class Line:
    """One paper: its name, what to know of it, a word beside the name, and why it is asked for."""

    name: str
    words: str
    tag: str = ""
    why: str = ""


@dataclass(frozen=True)
class Papers:
    """The exact list of one situation, parted by what the citizen has to do."""

    bring: tuple[Line, ...]
    spare: tuple[Line, ...]
    optional: tuple[Line, ...]

    @property
    def heading(self) -> str:
        """要带 3 样，另 3 样不用带."""
        first = f"要带 {len(self.bring)} 样" if self.bring else "什么都不用带"
        return f"{first}，另 {len(self.spare)} 样不用带" if self.bring and self.spare else first

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.bring + self.spare + self.optional


def is_brought(material: Material) -> bool:
    """Whether the citizen carries it: it is his or another office's, and nothing spares him."""
    return material.from_ in FROM_YOU and not material.waived


def paper_words(material: Material) -> str:
    """What to know of a paper, in the city's own words, else from its copies and what becomes of it."""
    if not is_brought(material):
        return material.why_waived or material.hint or ELSEWHERE.get(material.from_, "")
    if material.hint:
        return material.hint
    count = material.originals + material.copies
    return f"{COPIES[material.copy]}{f' {count} 份' if count > 1 else ''}，{KEPT[material.keep]}。"


def part(content: Content, materials: Iterable[Material], answers: Answers, *, verified: bool) -> Papers:
    """The list, parted. Of an item that is not worked out only the names are known: nothing more is said."""
    groups: dict[str, list[Line]] = {"bring": [], "spare": [], "optional": []}
    for material in materials:
        group = "optional" if material.need == "optional" else "bring" if is_brought(material) else "spare"
        line = Line(
            material.name,
            paper_words(material) if verified else "",
            "可以后补" if material.need == "deferrable" else "",
            explain(content, material, answers) if verified else "",
        )
        groups[group].append(line)
    return Papers(**{name: tuple(lines) for name, lines in groups.items()})
