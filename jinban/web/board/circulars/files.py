"""A circular as a Word file and as PDF: the draft as it stands, or what was issued."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from jinban.circular import office, word
from jinban.circular.stages import READERS
from jinban.people import permits
from jinban.web.board.circulars.addresses import figure_page
from jinban.web.board.circulars.reading import circular_or_404, read
from jinban.web.files.giving import NOT_IN_NAMES
from jinban.web.staff.seats import actor, seated

SEES = permits.roles("see", "figures")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _made(request: HttpRequest, pk: int) -> tuple[bytes, str]:
    """The Word file and its name. The copy with names is for the offices."""
    by = actor(request)
    circular = circular_or_404(by, pk)
    found = read(circular)
    inside = request.GET.get("copy") == "inside"
    if inside and by.role not in READERS:
        raise Http404
    paper = found.inside if inside else found.paper
    name = paper.title + ("（内部稿）" if inside else "") + ("" if found.frozen else "（未签发）")
    return word.write(paper, link=lambda key: figure_page(pk, key)), name


@seated(*SEES)
@require_safe
def as_word(request: HttpRequest, pk: int) -> HttpResponse:
    """The Word file, to be kept."""
    made, name = _made(request, pk)
    return _answer(made, WORD, f"{name}.docx")


@seated(*SEES)
@require_safe
def as_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as PDF, where this machine can make one; else 409 with what is missing."""
    made, name = _made(request, pk)
    return _answer(office.to_pdf(made), "application/pdf", f"{name}.pdf")


def _answer(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, NOT_IN_NAMES.sub("", name)) or "attachment"
    return answer
