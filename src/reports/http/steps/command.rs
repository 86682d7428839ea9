//! From a step's body to the lifecycle's command.

use super::ReportStep;
use crate::domain::id::{AgencyId, UserId};
use crate::domain::report::{self as law, Command};
use crate::reports::operations::Step;
use uuid::Uuid;

impl From<ReportStep> for Step {
    fn from(body: ReportStep) -> Self {
        let (mut bypassed, mut disclosed_subject) = (None, None);
        let command = match body {
            // The account is the one that stands in the draft; the operation reads it.
            ReportStep::Submit(_) => Command::Submit(law::Submit { account: String::new() }),
            ReportStep::ConvertToConsultation(body) => {
                Command::ConvertToConsultation(law::ConvertToConsultation { advice: body.advice })
            }
            ReportStep::ConvertToReport(body) => Command::ConvertToReport(law::Explanation { reason: body.reason }),
            ReportStep::TakeUp(_) => Command::TakeUp,
            ReportStep::ReplaceFormalChecklist(body) => {
                let answer = |row: super::FormalItemAnswer| law::FormalAnswer {
                    item: row.item,
                    status: row.status,
                    note: row.note,
                };
                Command::ReplaceFormalChecklist(body.items.into_iter().map(answer).collect())
            }
            ReportStep::ReplaceMaterialChecklist(body) => {
                let finding = |row: super::MaterialItemAnswer| law::MaterialFinding {
                    item: row.item,
                    answer: row.answer,
                    note: row.note,
                };
                Command::ReplaceMaterialChecklist(body.items.into_iter().map(finding).collect())
            }
            ReportStep::RecordPriorComplaint(body) => Command::RecordPriorComplaint(law::PriorComplaintRecord {
                status: body.status,
                complained_on: body.complained_on,
                reason: body.reason,
            }),
            ReportStep::RequestCompletion(body) => Command::RequestCompletion(law::RequestCompletion {
                missing_items: body.missing_items,
                letter_number: body.letter_number,
                letter_on: body.letter_on,
            }),
            ReportStep::RecordNoticeReceipt(body) => {
                Command::RecordNoticeReceipt(law::NoticeReceipt { received_on: body.received_on })
            }
            ReportStep::ReceiveCompletion(body) => {
                Command::ReceiveCompletion(law::ReceiveCompletion { received_on: body.received_on, note: body.note })
            }
            ReportStep::PassFormal(_) => Command::PassFormal,
            ReportStep::Assess(_) => Command::Assess,
            ReportStep::Admit(body) => {
                bypassed = body.bypassed_agency_id;
                Command::Admit(registration(body))
            }
            ReportStep::Register(body) => {
                bypassed = body.bypassed_agency_id;
                Command::Register(registration(body))
            }
            ReportStep::AcceptRco(body) => {
                bypassed = body.bypassed_agency_id;
                Command::AcceptRco(law::AcceptRco {
                    criterion: body.criterion,
                    reason: body.reason,
                    team: body.team.map(users),
                })
            }
            ReportStep::RecordFirstContact(body) => {
                disclosed_subject = Some(body.disclosed_subject);
                Command::RecordFirstContact(law::FirstContact {
                    agency: AgencyId(body.agency),
                    contacted_at: body.contacted_at.0,
                    request: body.request,
                    note: body.note,
                })
            }
            ReportStep::Transfer(body) => Command::Transfer(law::Transfer {
                destination: body.destination,
                coordination: body.coordination,
                letter_number: body.letter_number,
                transferred_on: body.transferred_on,
            }),
            ReportStep::Withdraw(body) => Command::Withdraw(law::Withdraw {
                form: body.form,
                withdrawn_on: body.withdrawn_on,
                reason: body.reason,
            }),
            ReportStep::CallReview(_) => Command::CallReview,
            ReportStep::ReturnToExamination(body) => {
                Command::ReturnToExamination(law::Explanation { reason: body.reason })
            }
            ReportStep::FixResult(body) => {
                let found = body.found_maladministrations.unwrap_or_default();
                Command::FixResult(law::FixResult {
                    outcome: body.outcome,
                    found: found.into_iter().map(|code| code.0).collect(),
                    drafted_by: UserId(body.drafted_by),
                })
            }
            ReportStep::RecordReporterResponse(body) => Command::RecordReporterResponse(law::ReporterResponse {
                received_on: body.received_on,
                summary: body.summary,
            }),
            ReportStep::Reexamine(body) => Command::Reexamine(law::Explanation { reason: body.reason }),
            ReportStep::IssueResult(body) => Command::IssueResult(law::IssueResult {
                result_number: body.result_number,
                issued_on: body.issued_on,
                response_handling: body.response_handling,
            }),
            ReportStep::BeginCorrectiveAction(body) => {
                disclosed_subject = Some(body.disclosed_subject);
                let order = |order: super::ActionOrder| law::ActionOrder {
                    agency: AgencyId(order.agency),
                    actions: order.actions.into_iter().map(|action| action.0).collect(),
                    received_on: order.received_on,
                };
                let addressees = body.addressees.into_iter().map(order).collect();
                Command::BeginCorrectiveAction(law::BeginCorrectiveAction { addressees })
            }
            ReportStep::RecordAddresseeReceipt(body) => Command::RecordAddresseeReceipt(law::AddresseeReceipt {
                agency: AgencyId(body.agency),
                received_on: body.received_on,
            }),
            ReportStep::RecordCarriedOut(body) => Command::RecordCarriedOut(law::CarriedOut {
                agency: AgencyId(body.agency),
                carried_out_on: body.carried_out_on,
                evidence: body.evidence,
            }),
            ReportStep::RecordMonitoring(body) => {
                Command::RecordMonitoring(law::Monitoring { monitored_on: body.monitored_on, note: body.note })
            }
            ReportStep::HandOver(body) => Command::HandOver(law::HandOver {
                documents: names(body.documents),
                letter_number: body.letter_number,
                handed_over_on: body.handed_over_on,
            }),
            ReportStep::ReturnBundle(body) => Command::ReturnBundle(law::ReturnBundle {
                missing_documents: names(body.missing_documents),
                central_document_number: body.central_document_number,
                returned_on: body.returned_on,
            }),
            ReportStep::Recommend(body) => Command::Recommend(law::Recommend {
                central_document_number: body.central_document_number,
                decided_on: body.decided_on,
            }),
            ReportStep::Close(body) => Command::Close(law::Close {
                closing_reason: body.closing_reason,
                letter_number: body.letter_number,
                closed_on: body.closed_on,
                minutes_number: body.minutes_number,
                reporter_notified_on: body.reporter_notified_on,
                copy_sent_on: body.copy_sent_on,
                note: body.note,
            }),
            ReportStep::RecordReporterNotified(body) => {
                Command::RecordReporterNotified(law::ReporterNotified { notified_on: body.notified_on })
            }
            ReportStep::Reopen(body) => Command::Reopen(law::Reopen { reason: body.reason, evidence: body.evidence }),
        };
        Self { command, bypassed: bypassed.map(AgencyId), disclosed_subject }
    }
}

fn registration(body: super::Registration) -> law::Registration {
    law::Registration {
        complexity: body.complexity,
        team: users(body.team),
        archive_number: body.archive_number,
        meeting_on: body.meeting_on,
        registered_on: body.registered_on,
    }
}

fn users(ids: Vec<Uuid>) -> Vec<UserId> {
    ids.into_iter().map(UserId).collect()
}

fn names(documents: Vec<super::DocumentName>) -> Vec<String> {
    documents.into_iter().map(|document| document.0).collect()
}
