"""The negative controls of the kill test: damage that a crash could do, each of which `promises.judge` must see.

Each is done to the database inside a transaction that is undone afterwards; so the judge's own queries are what is
tried. A judge that overlooks one, or that complains of an undamaged database, fails the check.
"""

from __future__ import annotations

import copy
import dataclasses

from promises import Case, Change, judge
from service import Database, fail

REPORT = "(SELECT id FROM reports WHERE subject = '{one}')"


@dataclasses.dataclass(frozen=True)
class Damage:
    """One damage, and the kind of fault by which it must be noticed."""

    name: str
    kind: str
    sql: str
    """With {one} and {other} for the subjects of two finished reports, {key} for the key of a change of the first."""
    guarded: str = ""
    """The table of evidence that must first let itself be changed."""


def _without_one(table: str, owner: str) -> str:
    return (
        f"DELETE FROM {table} WHERE id ="
        f" (SELECT id FROM {table} WHERE {owner} = {REPORT} ORDER BY id DESC LIMIT 1)"
    )


DAMAGES = (
    Damage("a report is lost", "lost", "UPDATE reports SET subject = 'hilang' WHERE subject = '{one}'"),
    Damage("a step is lost", "lost", "UPDATE reports SET version = version - 1 WHERE subject = '{one}'"),
    Damage("a report is there twice", "twice", "UPDATE reports SET subject = '{one}' WHERE subject = '{other}'"),
    Damage("a report is in another state", "state", "UPDATE reports SET state = 'received' WHERE subject = '{one}'"),
    Damage("no history row", "history", _without_one("history", "subject_id"), "history"),
    Damage("no audit row", "audit", _without_one("audit_events", "resource_id"), "audit_events"),
    Damage("no event row", "event", _without_one("outgoing_events", "subject_id"), "outgoing_events"),
    Damage(
        "audit rows without their report",
        "orphan",
        f"UPDATE audit_events SET resource_id = id WHERE resource_id = {REPORT}",
        "audit_events",
    ),
    Damage(
        "an event row of another instant",
        "journal",
        f"UPDATE outgoing_events SET at = (SELECT min(at) FROM outgoing_events) WHERE subject_id = {REPORT}",
        "outgoing_events",
    ),
    Damage("no stored reply", "reply", "DELETE FROM stored_replies WHERE key = '{key}'"),
    Damage("a key claimed without an answer", "reply", "UPDATE stored_replies SET status = 0 WHERE key = '{key}'"),
    Damage("no reporter", "part", f"DELETE FROM reporters WHERE report_id = {REPORT}"),
    Damage(
        "no answer to a checklist item",
        "part",
        f"DELETE FROM report_checklist WHERE item = 'F3' AND report_id = {REPORT}",
    ),
    Damage("no deadline", "clock", f"DELETE FROM deadlines WHERE code = 'D14' AND report_id = {REPORT}"),
    Damage(
        "a deadline still runs",
        "clock",
        f"UPDATE deadlines SET closed_at = NULL, closed_as = NULL WHERE code = 'D14' AND report_id = {REPORT}",
    ),
    Damage(
        "a deadline changed without a journal",
        "clock",
        f"UPDATE deadlines SET version = version + 1 WHERE code = 'D14' AND report_id = {REPORT}",
    ),
    Damage("no row of figures", "figures", _without_one("report_facts", "report_id"), "report_facts"),
    Damage(
        "a total that was added up twice",
        "totals",
        "UPDATE report_totals SET received = received * 2 WHERE dimension = 'state' AND scope = ''",
    ),
    Damage(
        "a total that was never added up",
        "totals",
        "DELETE FROM report_totals WHERE dimension = 'state' AND scope = '' AND key = 'withdrawn'",
    ),
)


def _must_see(database: Database, run: str, cases: list[Case], damage: Damage, spoil: list[str]) -> None:
    kinds = {fault.kind for fault in judge(database, run, cases, spoil)}
    if damage.kind not in kinds:
        fail(f"{database.kind}: the check is blind: {damage.name}, and it sees {sorted(kinds) or 'nothing'}")


def prove(database: Database, run: str, cases: list[Case]) -> int:
    """Shows that the judge sees each damage and each promise that was not kept; returns how many. Nothing may be
    running on the database."""
    finished = [case for case in cases if case.ended]
    if len(finished) < 2:
        fail("too few reports came to their end to prove that the check can fail")
    one, other = finished[0], finished[1]
    for damage in DAMAGES:
        values = {"one": one.subject, "other": other.subject, "key": one.changes[-1].key}
        spoil = database.unguard(damage.guarded) if damage.guarded else []
        _must_see(database, run, cases, damage, [*spoil, damage.sql.format(**values)])

    never_made = Case(f"{run} tidak pernah ada", one.way, [Change("padam-tidak-pernah-ada", one.way[0], True)], one.id)
    one_step_more = copy.deepcopy(one)
    one_step_more.changes.append(Change("padam-langkah-tambahan", one.way[-1], True))
    another_id = copy.deepcopy(one)
    another_id.id = other.id
    others = [case for case in cases if case is not one]
    promises = (
        (Damage("a report was promised that was never made", "lost", ""), [*cases, never_made]),
        (Damage("a step was promised that was never taken", "lost", ""), [*others, one_step_more]),
        (Damage("a report was promised under another id", "twice", ""), [*others, another_id]),
        (Damage("a report is there that nobody asked for", "unasked", ""), others),
    )
    for damage, wrong in promises:
        _must_see(database, run, wrong, damage, [])
    return len(DAMAGES) + len(promises)
