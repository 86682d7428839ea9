"""What the service has promised to keep, and whether the database keeps it: whole changes, each once.

A client notes each answer in a `Case`. `judge` reads the database beside the service and says what does not agree: an
acknowledged change that is lost, one that is there without part of its rows, one that is there twice.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable

from reports import PAUSED, RUNNING, Step
from service import Database


@dataclasses.dataclass
class Change:
    """One change that a client asked for."""

    key: str
    step: Step
    acknowledged: bool = False
    body: dict | None = None
    """What was sent the first time: the same key goes with the same body, whatever day it is."""
    answer: bytes = b""
    """What was answered the first time."""


@dataclasses.dataclass
class Case:
    """One report, as its client knows it. Only one client moves it, so its state is known exactly."""

    subject: str
    way: tuple[Step, ...]
    changes: list[Change] = dataclasses.field(default_factory=list)
    id: str = ""

    @property
    def version(self) -> int:
        """Version of the report as far as it was acknowledged."""
        return sum(change.acknowledged for change in self.changes)

    @property
    def unanswered(self) -> Change | None:
        """The change whose answer never came, if there is one; nothing can follow it."""
        return next((change for change in self.changes if not change.acknowledged), None)

    @property
    def ended(self) -> bool:
        """Whether every step was asked for."""
        return len(self.changes) == len(self.way)

    def next(self, key: str) -> Change:
        """The change that comes next."""
        change = Change(key, self.way[len(self.changes)])
        self.changes.append(change)
        return change


@dataclasses.dataclass(frozen=True)
class Fault:
    """Something that does not agree. `kind` is one word, by which the negative controls know it."""

    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


Rows = list[tuple[str, ...]]
# Each change of a report writes one row into each of these; the columns that name the subject differ.
JOURNALS = {
    "history": ("subject_type", "subject_id"),
    "outgoing_events": ("subject_type", "subject_id"),
    "audit_events": ("resource_type", "resource_id"),
}
# One row for each report, whatever happens to it.
PARTS = ("report_details", "report_proceedings", "reporters", "tracking_codes")


def _queries(run: str) -> dict[str, str]:
    mine = f"SELECT id FROM reports WHERE subject LIKE '{run}%'"
    clocks = f"SELECT id FROM deadlines WHERE report_id IN ({mine})"
    queries = {
        "reports": f"SELECT hexid(id), subject, version, state FROM reports WHERE subject LIKE '{run}%'",
        "history": "SELECT hexid(subject_id), subject_version, at, event, coalesce(to_state, '') FROM history"
        f" WHERE subject_type = 'report' AND subject_id IN ({mine}) ORDER BY subject_version",
        "outgoing_events": "SELECT hexid(subject_id), subject_version, at, event_type FROM outgoing_events"
        f" WHERE subject_type = 'report' AND subject_id IN ({mine}) ORDER BY subject_version",
        "audit_events": "SELECT hexid(resource_id), at, action FROM audit_events"
        f" WHERE resource_type = 'report' AND outcome = 'done' AND resource_id IN ({mine}) ORDER BY at, id",
        "replies": "SELECT key, status, length(reply) FROM stored_replies",
        "checklist": f"SELECT hexid(report_id), count(*) FROM report_checklist WHERE report_id IN ({mine})"
        " GROUP BY report_id",
        "deadlines": "SELECT hexid(report_id), hexid(id), code, version, coalesce(closed_as, ''),"
        " (SELECT count(*) FROM deadline_pauses WHERE deadline_id = deadlines.id AND until_at IS NULL)"
        f" FROM deadlines WHERE report_id IN ({mine})",
        "facts": f"SELECT hexid(report_id), state, sum(weight), count(*) FROM report_facts WHERE report_id IN ({mine})"
        " GROUP BY report_id, state",
        # One statement, since the roll-up goes on: what is totalled and what waits is all there is.
        "totals": "SELECT state, sum(n) FROM ("
        " SELECT key AS state, received AS n FROM report_totals WHERE scope = '' AND dimension = 'state'"
        " UNION ALL SELECT state, weight FROM report_facts_waiting JOIN report_facts ON report_facts.id = fact_id"
        " UNION ALL SELECT state, -weight FROM report_facts) AS sums GROUP BY state HAVING sum(n) <> 0",
    }
    for table in PARTS:
        queries[table] = (
            f"SELECT hexid(report_id), count(*) FROM {table} WHERE report_id IN ({mine}) GROUP BY report_id"
        )
    for table, (kind, id) in JOURNALS.items():
        queries[f"{table} of deadlines"] = (
            f"SELECT hexid({id}), count(*) FROM {table} WHERE {kind} = 'deadline' AND {id} IN ({clocks}) GROUP BY {id}"
        )
        for subject, owner in (("report", "reports"), ("deadline", "deadlines")):
            queries[f"{table} without {subject}"] = (
                f"SELECT hexid({id}) FROM {table} WHERE {kind} = '{subject}' AND {id} IS NOT NULL"
                f" AND NOT EXISTS (SELECT 1 FROM {owner} WHERE {owner}.id = {table}.{id})"
            )
    queries["facts without report"] = (
        "SELECT hexid(report_id) FROM report_facts"
        " WHERE NOT EXISTS (SELECT 1 FROM reports WHERE reports.id = report_facts.report_id)"
    )
    return queries


class _Found:
    """What the database holds, by report."""

    def __init__(self, rows: dict[str, Rows]):
        self.rows = rows
        self.by_report: dict[str, dict[str, Rows]] = {}
        for name in ("history", "outgoing_events", "audit_events", "checklist", "deadlines", "facts", *PARTS):
            self.by_report[name] = collections.defaultdict(list)
            for row in rows[name]:
                self.by_report[name][row[0]].append(row[1:])
        self.replies = {row[0]: (row[1], int(row[2])) for row in rows["replies"]}
        self.clock_journals = {table: dict(rows[f"{table} of deadlines"]) for table in JOURNALS}
        self.by_subject: dict[str, Rows] = collections.defaultdict(list)
        for row in rows["reports"]:
            self.by_subject[row[1]].append(row)

    def of(self, name: str, report: str) -> Rows:
        """The rows of one report."""
        return self.by_report[name].get(report, [])


def judge(database: Database, run: str, cases: Iterable[Case], spoil: Iterable[str] = ()) -> list[Fault]:
    """Compares the database with what was promised to the clients of a run. A change whose answer never came may be
    there or not, but whole."""
    found = _Found(database.read(_queries(run), list(spoil)))
    faults: list[Fault] = []
    subjects = set()
    for case in cases:
        subjects.add(case.subject)
        faults += _judge_case(found, case)
    for subject in found.by_subject.keys() - subjects:
        faults.append(Fault("unasked", f"{subject} is there though nobody asked for it"))
    for name, rows in found.rows.items():
        if " without " in name and rows:
            faults.append(Fault("orphan", f"{len(rows)} rows of {name}, such as {rows[0][0]}"))
    for state, difference in found.rows["totals"]:
        faults.append(Fault("totals", f"the figures of {state} are off by {difference}"))
    for key, (status, length) in found.replies.items():
        if status == "0" or length == 0:
            faults.append(Fault("reply", f"key {key} is claimed without an answer"))
    return faults


def _judge_case(found: _Found, case: Case) -> list[Fault]:
    rows = found.by_subject.get(case.subject, [])
    if len(rows) > 1:
        return [Fault("twice", f"{case.subject} was made {len(rows)} times")]
    if not rows:
        if case.version > 0:
            return [Fault("lost", f"{case.subject} was acknowledged and is gone")]
        return _judge_replies(found, case, 0)
    id, _, text, state = rows[0]
    version = int(text)
    if version < case.version:
        return [Fault("lost", f"{case.subject}: version {case.version} was acknowledged, {version} is there")]
    if version > len(case.changes):
        return [Fault("unasked", f"{case.subject} is at version {version} after {len(case.changes)} changes")]
    faults = []
    if case.id and case.id.replace("-", "") != id:
        faults.append(Fault("twice", f"{case.subject} has another id than was acknowledged"))
    done = case.way[:version]
    if state != done[-1].state:
        faults.append(Fault("state", f"{case.subject} is {state} at version {version}, not {done[-1].state}"))
    faults += _judge_journal(found, case, id, done)
    faults += _judge_replies(found, case, version)
    faults += _judge_rows(found, case, id, done)
    return faults


def _judge_journal(found: _Found, case: Case, id: str, done: tuple[Step, ...]) -> list[Fault]:
    expected = [(str(number), f"report.{step.name}", step.state) for number, step in enumerate(done, 1)]
    history, events = found.of("history", id), found.of("outgoing_events", id)
    audit = found.of("audit_events", id)
    faults = []
    if [(version, event, state) for version, _, event, state in history] != expected:
        faults.append(Fault("history", f"{case.subject}: {history}"))
    if [(version, event) for version, _, event in events] != [row[:2] for row in expected]:
        faults.append(Fault("event", f"{case.subject}: {events}"))
    if [action for _, action in audit] != [step.action for step in done]:
        faults.append(Fault("audit", f"{case.subject}: {audit}"))
    if not faults and not [row[1] for row in history] == [row[1] for row in events] == [row[0] for row in audit]:
        faults.append(Fault("journal", f"{case.subject}: history, events and audit are of different instants"))
    return faults


def _judge_replies(found: _Found, case: Case, version: int) -> list[Fault]:
    faults = []
    for number, change in enumerate(case.changes, 1):
        reply = found.replies.get(change.key)
        if number <= version and (reply is None or reply[0] != "201"):
            faults.append(Fault("reply", f"{case.subject}: {change.step.name} is done, its stored reply is {reply}"))
        if number > version and reply is not None:
            faults.append(Fault("reply", f"{case.subject}: {change.step.name} is not done but has a stored reply"))
    return faults


def _judge_rows(found: _Found, case: Case, id: str, done: tuple[Step, ...]) -> list[Fault]:
    faults = []
    for table in PARTS:
        if found.of(table, id) != [("1",)]:
            faults.append(Fault("part", f"{case.subject} has {found.of(table, id) or 'no'} rows in {table}"))
    if found.of("checklist", id) != [(str(done[-1].answers),)]:
        faults.append(Fault("part", f"{case.subject} has {found.of('checklist', id)} answers of the checklists"))

    clocks = {}
    journalled = 0
    for clock, code, version, closed_as, pauses in found.of("deadlines", id):
        clocks[code] = closed_as or (PAUSED if pauses != "0" else RUNNING)
        journalled += int(version)
        for table, counts in found.clock_journals.items():
            if counts.get(clock) != version:
                faults.append(
                    Fault("clock", f"{case.subject}: {code} is at version {version}, {table}: {counts.get(clock)}")
                )
    if clocks != done[-1].clocks or journalled != done[-1].clock_changes:
        faults.append(Fault("clock", f"{case.subject}: {clocks} in {journalled} changes at {done[-1].name}"))

    facts = found.of("facts", id)
    now = {state: weight for state, weight, _ in facts if weight != "0"}
    counted = 2 * sum(step.counted_anew for step in done) - 1
    if now != {done[-1].state: "1"} or sum(int(row[2]) for row in facts) != counted:
        faults.append(Fault("figures", f"{case.subject}: {facts} at {done[-1].state}"))
    return faults
