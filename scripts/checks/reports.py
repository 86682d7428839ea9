"""The reports that the checks make and move, in the words of the API document, and what the law makes of each step.

Two ways through intake, so that clocks start, end, stand still and go on: one that is complete at once, and one whose
reporter must send something first. What is expected of each is written down here from the lifecycle's rules
(src/domain/report/table.rs, clocks.rs), not read from the service.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable

from service import Api, fail

MET, CANCELLED, RUNNING, PAUSED = "met", "cancelled", "running", "paused"
FORMAL_ITEMS = [f"F{number}" for number in range(1, 13)]
MATERIAL_ITEMS = [f"M{number}" for number in range(1, 7)]
WITA = datetime.timezone(datetime.timedelta(hours=8))


@dataclasses.dataclass(frozen=True)
class Step:
    """One step of a way, and what must be true of the report after it."""

    name: str
    """The transition; `submit` is the creation."""
    state: str
    clocks: dict[str, str]
    """Every deadline that the report has by then, and how it stands."""
    clock_changes: int
    """How often a deadline was opened or changed by then; each time is journalled."""
    answers: int = len(FORMAL_ITEMS)
    """Rows of the checklists."""
    counted_anew: bool = True
    """Whether the figures change."""
    body: Callable[[], dict] = dict
    """What the transition's body says beside its name; days are those on which it is sent."""

    @property
    def action(self) -> str:
        """The operation that the audit row names."""
        return "createReport" if self.name == "submit" else "createReportTransition"


def today() -> str:
    """The day in Banjarmasin."""
    return datetime.datetime.now(WITA).date().isoformat()


def _withdrawal() -> dict:
    return {"form": "written", "withdrawn_on": today()}


COMPLETE = (
    Step("submit", "received", {"D14": RUNNING}, 1),
    Step("take_up", "formal_verification", {"D14": RUNNING, "D11": RUNNING}, 2),
    Step("pass_formal", "material_verification", {"D14": RUNNING, "D11": MET, "D12": RUNNING}, 4),
    Step(
        "replace_material_checklist",
        "material_verification",
        {"D14": RUNNING, "D11": MET, "D12": RUNNING},
        4,
        answers=len(FORMAL_ITEMS) + len(MATERIAL_ITEMS),
        counted_anew=False,
        body=lambda: {"items": [{"item": item, "answer": "met"} for item in MATERIAL_ITEMS]},
    ),
    Step("assess", "awaiting_meeting", {"D14": CANCELLED, "D11": MET, "D12": MET}, 6, answers=18),
    Step("withdraw", "withdrawn", {"D14": CANCELLED, "D11": MET, "D12": MET}, 6, answers=18, body=_withdrawal),
)
INCOMPLETE = (
    Step("submit", "received", {"D14": RUNNING}, 1),
    Step("take_up", "formal_verification", {"D14": RUNNING, "D11": RUNNING}, 2),
    Step(
        "request_completion",
        "awaiting_completion",
        {"D14": RUNNING, "D11": PAUSED},
        3,
        body=lambda: {"missing_items": ["F6"], "letter_number": "B/990/UJI", "letter_on": today()},
    ),
    Step(
        "receive_completion",
        "formal_verification",
        {"D14": RUNNING, "D11": RUNNING},
        4,
        body=lambda: {"received_on": today()},
    ),
    Step("withdraw", "withdrawn", {"D14": CANCELLED, "D11": CANCELLED}, 6, body=_withdrawal),
)
WAYS = (COMPLETE, INCOMPLETE)


class Writer:
    """Writes bodies for reports about one agency of the demo."""

    def __init__(self, api: Api):
        answer = api.call("GET", "/v1/agencies?government=63.07&kind=department&limit=1")
        if answer.status != 200 or not answer.json["items"]:
            fail(f"the demo has no department at 63.07: {answer.status} {answer.body[:300]!r}")
        self.respondent_id = answer.json["items"][0]["id"]

    def new_report(self, subject: str, way: tuple[Step, ...] = COMPLETE, reporter: dict | None = None) -> dict:
        """The body that creates a report; `way` decides whether something is missing."""
        missing = {"F6"} if way is INCOMPLETE else set()
        return {
            "intake_kind": "LM",
            "channel": "in_person",
            "reporter": {"category": "direct_victim"} | (reporter or {"name": "Pelapor Rekaan"}),
            "subject": subject,
            "account": "Uraian rekaan untuk pemeriksaan layanan.",
            "respondent_id": self.respondent_id,
            "event_on": today(),
            "substance": "administrasi_kependudukan",
            "maladministration": "PB",
            "prior_complaint": {"status": "done", "complained_on": today()},
            "formal_checklist": [
                {"item": item, "status": "missing" if item in missing else "met"} for item in FORMAL_ITEMS
            ],
        }


def transition(step: Step) -> dict:
    """The body that moves a report."""
    return {"transition": step.name} | step.body()
