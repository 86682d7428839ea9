"""A client in Python, as an agency's programmer would write it on what the generator makes of the document."""

from __future__ import annotations

import json
import os
import uuid

from narahubung_client import AuthenticatedClient, Client
from narahubung_client.api.agencies import list_agencies
from narahubung_client.api.reports import create_report, create_report_transition, get_report
from narahubung_client.api.sessions import create_session
from narahubung_client.models import (
    AgencyKind,
    Channel,
    CreateReport,
    CreateSession,
    IntakeKind,
    OfficeReport,
    Problem,
    ReporterCategory,
    ReporterInput,
    SessionTokens,
    TakeUpFormalVerification,
    TakeUpFormalVerificationTransition,
    TransitionView,
)

base_url = os.environ["DEMO_BASE_URL"]
with open(os.environ["DEMO_CREDENTIALS"], encoding="utf-8") as file:
    users = json.load(file)["users"]
intake = next(user for user in users if user["role"] == "intake")

nobody = Client(base_url=base_url)
wrong = create_session.sync(client=nobody, body=CreateSession(username=intake["username"], password="salah"))
assert isinstance(wrong, Problem) and wrong.code == "invalid_credentials", wrong
tokens = create_session.sync(
    client=nobody, body=CreateSession(username=intake["username"], password=intake["password"])
)
assert isinstance(tokens, SessionTokens), tokens
client = AuthenticatedClient(base_url=base_url, token=tokens.access_token)

agencies = list_agencies.sync(client=nobody, government="63.07", kind=[AgencyKind.DEPARTMENT], limit=1)
assert not isinstance(agencies, Problem) and agencies is not None
wanted = CreateReport(
    intake_kind=IntakeKind.LM,
    channel=Channel.LETTER,
    respondent_id=agencies.items[0].id,
    subject="Klien Python: KTP belum terbit",
    substance="administrasi_kependudukan",
    account="Permohonan diajukan tiga bulan lalu dan belum ada jawaban.",
    reporter=ReporterInput(category=ReporterCategory.DIRECT_VICTIM, name="Contoh Pelapor", phone="0811-0000-0001"),
)
key = str(uuid.uuid4())
made = create_report.sync_detailed(client=client, body=wanted, idempotency_key=key)
assert made.status_code == 201 and isinstance(made.parsed, OfficeReport), made
again = create_report.sync_detailed(client=client, body=wanted, idempotency_key=key)
assert again.parsed.id == made.parsed.id, "the same key made another report"

read = get_report.sync(made.parsed.id, client=client)
assert isinstance(read, OfficeReport) and read.subject == wanted.subject and read.state == "received", read
step = TakeUpFormalVerification(transition=next(iter(TakeUpFormalVerificationTransition)))
taken = create_report_transition.sync(read.id, client=client, body=step, if_match=f'"{read.version}"')
assert isinstance(taken, TransitionView) and taken.to == "formal_verification", taken
stale = create_report_transition.sync(read.id, client=client, body=step, if_match=f'"{read.version}"')
assert isinstance(stale, Problem) and stale.code == "precondition_failed", stale

wanted.subject = ""
refused = create_report.sync(client=client, body=wanted)
assert isinstance(refused, Problem) and refused.errors[0].pointer == "#/subject", refused
missing = get_report.sync(uuid.UUID(int=77), client=client)
assert isinstance(missing, Problem) and missing.code == "not_found", missing
print(f"a Python client recorded {made.parsed.id} and took it up")
