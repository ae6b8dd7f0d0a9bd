"""papers/*.typ: the templates of papers, checked whole, with the line of each fault. A city may have none yet."""

from pathlib import Path

from jinban.kit.tables.faults import Place, Say
from jinban.papers import queries, templates
from jinban.papers.kinds import KINDS
from jinban.papers.models import Template

FOLDER = "papers"


def read_templates(folder: Path, say: Say) -> dict[str, str]:
    """The templates by kind; their faults are said. What was loaded before is not set again."""
    found: dict[str, str] = {}
    for path in sorted((folder / FOLDER).glob("*.typ")):
        place = Place(f"{FOLDER}/{path.name}")
        if path.stem not in KINDS:
            say(place, "unknown_kind", f"没有“{path.stem}”这种文书，文件名要用：{'、'.join(KINDS)}。")
            continue
        try:
            found[path.stem] = templates.tidy(path.read_text("utf-8-sig"))
        except UnicodeDecodeError:
            say(place, "wrong_encoding", "这个文件不是UTF-8编码，请另存为UTF-8。")
    known = Template.objects.filter(kind__in=found).values_list("digest", flat=True)
    for kind, faults in queries.template_faults(found, known=known).items():
        for fault in faults:
            say(Place(f"{FOLDER}/{kind}.typ").at(fault.line), "wrong_template", fault.sentence)
    return found
