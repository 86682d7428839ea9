//! Taking a step: permission by the table, then the guard and the effect of the command.

use super::codes::{Execution, Judgement, Party, State};
use super::command::{
    CentralDocument, Command, Delivery, ExecutionReport, Finding, Receipt, Signature, SuperiorReceipt,
};
use super::snapshot::Snapshot;
use super::{Applied, Event, Facts, Recommendation, TABLE, Transition};
use crate::domain::code::Code;
use crate::domain::deadline::Start;
use crate::domain::lifecycle::checks::{datable_from, filled, happened, required};
use crate::domain::lifecycle::{Actor, Change, DeadlineChange, DeadlineCode, DeadlineOutcome, Violation};
use crate::domain::time::{Timestamp, Zone};
use chrono::NaiveDate;

struct Step<'a> {
    from: State,
    next: Snapshot,
    facts: &'a Facts,
    by: &'a Actor,
    at: Timestamp,
    today: NaiveDate,
    effective_on: Option<NaiveDate>,
    deadlines: Vec<DeadlineChange>,
}

pub(super) fn apply(
    recommendation: Recommendation,
    command: Command,
    by: &Actor,
    at: Timestamp,
) -> Result<Applied, Violation> {
    let row =
        TABLE.permit(recommendation.state(), command.transition(), by.role).map_err(|violation| match violation {
            Violation::TransitionNotAllowed { state, transition, .. } => {
                let allowed = recommendation.allowed(by.role).iter().map(|step| step.code()).collect();
                Violation::TransitionNotAllowed { state, transition, allowed }
            }
            other => other,
        })?;
    let Recommendation { snapshot: before, facts } = recommendation;
    let mut step = Step {
        from: before.state,
        next: before.clone(),
        facts: &facts,
        by,
        at,
        today: Zone::Wita.day_of(at),
        effective_on: None,
        deadlines: Vec::new(),
    };
    step.run(command)?;
    let Step { mut next, effective_on, deadlines, .. } = step;
    next.state = row.to.unwrap_or(before.state);
    let event = Event {
        transition: row.transition,
        from: before.state,
        to: next.state,
        by: *by,
        at,
        effective_on,
        changes: Change::between(before.fields(), next.fields()),
    };
    Ok(Applied { recommendation: Recommendation { snapshot: next, facts }, events: vec![event], deadlines })
}

/// What the recommendation's own file rules out whatever the step says: such a step is refused, and not offered.
pub(super) fn standing(recommendation: &Snapshot, step: Transition) -> Result<(), Violation> {
    // UU 37/2008 art. 38(4).
    if step == Transition::Publish && recommendation.reason_judgement == Some(Judgement::Accepted) {
        return Err(Violation::ReasonAccepted);
    }
    Ok(())
}

impl Step<'_> {
    fn run(&mut self, command: Command) -> Result<(), Violation> {
        match command {
            Command::SubmitToQuality(document) | Command::ClearQuality(document) => {
                let day = self.document("", &document, self.cleared_on())?;
                self.effective_on = Some(day);
                Ok(())
            }
            Command::Review(document) => {
                let day = self.document("", &document, self.next.reported_on)?;
                self.effective_on = Some(day);
                Ok(())
            }
            Command::Sign(payload) => self.sign(&payload),
            Command::Deliver(payload) => self.deliver(&payload),
            Command::RecordReceipt(payload) => self.record_receipt(&payload),
            Command::RecordSuperiorReceipt(payload) => self.record_superior_receipt(&payload),
            Command::FileReport(payload) => self.file_report(payload),
            Command::Find(payload) => self.find(&payload),
            Command::ConfirmLapse(document) => self.confirm_lapse(&document),
            Command::Publish(document) => self.publish(&document),
            Command::ReportUpward(document) => {
                let day = self.document("", &document, self.next.published_on)?;
                self.effective_on = Some(day);
                self.next.reported_upward_on = Some(day);
                Ok(())
            }
        }
    }

    /// The day of the last clearance so far, or of the decision to recommend.
    fn cleared_on(&self) -> Option<NaiveDate> {
        self.next.central_document_on.max(self.facts.decided_on)
    }

    /// The centre's document, not older than what it follows from; gives its date.
    fn document(
        &mut self,
        prefix: &str,
        document: &CentralDocument,
        earliest: Option<NaiveDate>,
    ) -> Result<NaiveDate, Violation> {
        let number = filled(&format!("{prefix}/central_document_number"), &document.central_document_number)?;
        let field = format!("{prefix}/central_document_on");
        let day = happened(&field, document.central_document_on, earliest, self.today)?;
        self.next.central_document_number = Some(number);
        self.next.central_document_on = Some(day);
        Ok(day)
    }

    fn effective(&mut self, field: &str, day: NaiveDate, earliest: Option<NaiveDate>) -> Result<NaiveDate, Violation> {
        happened(field, day, datable_from(self.by.role, earliest, self.today), self.today)?;
        self.effective_on = Some(day);
        Ok(day)
    }

    /// UU 37/2008 art. 37: to be delivered within a time that counts from the chair's signature.
    fn sign(&mut self, payload: &Signature) -> Result<(), Violation> {
        let cleared_on = self.cleared_on();
        self.document("/document", &payload.document, cleared_on)?;
        self.next.recommendation_number = Some(filled("/recommendation_number", &payload.recommendation_number)?);
        let day = self.effective("/signed_on", payload.signed_on, cleared_on)?;
        self.next.signed_on = Some(day);
        self.deadlines.push(DeadlineChange::Open { code: DeadlineCode::D08, start: Start::On(day), debtor: None });
        Ok(())
    }

    fn deliver(&mut self, payload: &Delivery) -> Result<(), Violation> {
        self.document("/document", &payload.document, self.next.signed_on)?;
        let day = self.effective("/delivered_on", payload.delivered_on, self.next.signed_on)?;
        self.next.delivered_on = Some(day);
        for (field, received_on) in [
            ("/reporter_received_on", payload.reporter_received_on),
            ("/respondent_received_on", payload.respondent_received_on),
        ] {
            if let Some(received_on) = received_on {
                happened(field, received_on, Some(day), self.today)?;
            }
        }
        self.next.reporter_received_on = payload.reporter_received_on;
        self.next.respondent_received_on = payload.respondent_received_on;
        self.deadlines.push(DeadlineChange::Close {
            code: DeadlineCode::D08,
            debtor: None,
            start: self.next.signed_on.map(Start::On),
            outcome: DeadlineOutcome::Met,
            at: Zone::Wita.start_of(day),
        });
        Ok(())
    }

    /// A receipt, or its correction. Correcting the superior's receipt starts the superior's clock anew from the right
    /// day.
    fn record_receipt(&mut self, payload: &Receipt) -> Result<(), Violation> {
        let day = self.effective("/received_on", payload.received_on, self.next.delivered_on)?;
        match payload.party {
            Party::Reporter => self.next.reporter_received_on = Some(day),
            Party::Respondent => self.next.respondent_received_on = Some(day),
            Party::Superior if self.from == State::Delivered => {
                return Err(Violation::CodeNotAllowed {
                    field: "/party".to_owned(),
                    code: Party::Superior.code(),
                    allowed: vec![Party::Reporter.code(), Party::Respondent.code()],
                });
            }
            Party::Superior => {
                if self.next.superior_received_on != Some(day) {
                    let wrong = self.next.superior_received_on.map(Start::On);
                    let (code, debtor) = (DeadlineCode::D09, Some(self.next.superior));
                    self.deadlines.extend(wrong.map(|start| DeadlineChange::Void { code, debtor, start }));
                    self.open_report_clock(day);
                }
            }
        }
        Ok(())
    }

    fn record_superior_receipt(&mut self, payload: &SuperiorReceipt) -> Result<(), Violation> {
        self.document("/document", &payload.document, self.next.delivered_on)?;
        let day = self.effective("/received_on", payload.received_on, self.next.delivered_on)?;
        self.open_report_clock(day);
        Ok(())
    }

    /// UU 37/2008 art. 38(2): the superior reports within a time that counts from its own receipt.
    fn open_report_clock(&mut self, received_on: NaiveDate) {
        self.next.superior_received_on = Some(received_on);
        self.deadlines.push(DeadlineChange::Open {
            code: DeadlineCode::D09,
            start: Start::On(received_on),
            debtor: Some(self.next.superior),
        });
    }

    fn close_report_clock(&mut self, outcome: DeadlineOutcome, at: Timestamp) {
        let (debtor, start) = (Some(self.next.superior), self.next.superior_received_on.map(Start::On));
        self.deadlines.push(DeadlineChange::Close { code: DeadlineCode::D09, debtor, start, outcome, at });
    }

    fn file_report(&mut self, payload: ExecutionReport) -> Result<(), Violation> {
        let ExecutionReport { reported_on, claim, summary, examination_result, reason } = payload;
        let day = self.effective("/reported_on", reported_on, self.next.superior_received_on)?;
        self.next.report_summary = Some(filled("/summary", &summary)?);
        self.next.report_examination_result = Some(filled("/examination_result", &examination_result)?);
        self.next.report_reason = match claim {
            Execution::CarriedOut => reason,
            _ => Some(filled("/reason", reason.as_deref().unwrap_or_default())?),
        };
        self.next.claim = Some(claim);
        self.next.reported_on = Some(day);
        self.next.reported_by = Some(self.by.id);
        self.close_report_clock(DeadlineOutcome::Met, Zone::Wita.start_of(day));
        Ok(())
    }

    /// Nobody verifies what they filed (domain 11.3 rule 5); the agency side never verifies, by the table.
    fn find(&mut self, payload: &Finding) -> Result<(), Violation> {
        if self.next.reported_by == Some(self.by.id) {
            return Err(Violation::VerifierIsFiler);
        }
        // The review's document, if it is younger than the report.
        let earliest = self.next.reported_on.max(self.next.central_document_on);
        let day = self.document("/document", &payload.document, earliest)?;
        self.effective_on = Some(day);
        self.next.evidence = Some(filled("/evidence", &payload.evidence)?);
        self.next.reason_judgement = match payload.execution {
            Execution::PartlyCarriedOut => Some(required("/reason_judgement", payload.reason_judgement)?),
            _ => None,
        };
        self.next.execution = Some(payload.execution);
        self.next.verified_by = Some(self.by.id);
        self.next.verified_on = Some(day);
        Ok(())
    }

    fn confirm_lapse(&mut self, document: &CentralDocument) -> Result<(), Violation> {
        let Some(lapse) = self.facts.lapsed.iter().find(|lapse| lapse.code == DeadlineCode::D09) else {
            let due_on =
                self.facts.running.iter().find(|clock| clock.code == DeadlineCode::D09).map(|clock| clock.due_on);
            return Err(Violation::DeadlineNotLapsed { deadline: DeadlineCode::D09, due_on });
        };
        let day = self.document("", document, Some(lapse.on))?;
        self.effective_on = Some(day);
        self.next.execution = Some(Execution::NotCarriedOut);
        self.next.verified_by = Some(self.by.id);
        self.next.verified_on = Some(day);
        self.close_report_clock(DeadlineOutcome::Lapsed, self.at);
        Ok(())
    }

    /// UU 37/2008 art. 38(4).
    fn publish(&mut self, document: &CentralDocument) -> Result<(), Violation> {
        standing(&self.next, Transition::Publish)?;
        let day = self.document("", document, self.next.verified_on)?;
        self.effective_on = Some(day);
        self.next.published_on = Some(day);
        Ok(())
    }
}
