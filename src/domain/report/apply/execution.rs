//! After the result: corrective action by the addressees, and the way to the centre (Perori 58/2023 art. 54).

use super::Step;
use crate::domain::id::AgencyId;
use crate::domain::lifecycle::checks::{all_filled, distinct, filled};
use crate::domain::lifecycle::{DeadlineCode, DeadlineOutcome, Violation};
use crate::domain::report::{
    Addressee, AddresseeReceipt, BeginCorrectiveAction, CarriedOut, HandOver, Monitoring, Recommend, ReturnBundle,
};
use crate::domain::time::Zone;

impl Step<'_> {
    pub(super) fn begin_corrective_action(&mut self, payload: BeginCorrectiveAction) -> Result<(), Violation> {
        self.standing()?;
        if payload.addressees.is_empty() {
            return Err(Violation::Required { field: "/addressees".to_owned() });
        }
        let agencies: Vec<_> = payload.addressees.iter().map(|order| order.agency).collect();
        distinct(&agencies, |index| format!("/addressees/{index}/agency"))?;
        let mut addressees = Vec::with_capacity(payload.addressees.len());
        for (index, order) in payload.addressees.into_iter().enumerate() {
            let actions = all_filled(&format!("/addressees/{index}/actions"), &order.actions)?;
            if let Some(day) = order.received_on {
                self.happened(&format!("/addressees/{index}/received_on"), day, self.next.result_issued_on)?;
            }
            addressees.push(Addressee {
                agency: order.agency,
                actions,
                received_on: order.received_on,
                carried_out_on: None,
            });
        }
        if addressees.iter().all(|addressee| addressee.received_on.is_none()) {
            return Err(Violation::NoAddresseeReceipt);
        }
        self.next.addressees = addressees;
        Ok(())
    }

    fn addressee(&mut self, agency: AgencyId) -> Result<&mut Addressee, Violation> {
        self.next
            .addressees
            .iter_mut()
            .find(|addressee| addressee.agency == agency)
            .ok_or_else(|| Violation::NotAnAddressee { field: "/agency".to_owned(), agency })
    }

    pub(super) fn record_addressee_receipt(&mut self, payload: &AddresseeReceipt) -> Result<(), Violation> {
        let day = self.effective("/received_on", payload.received_on, self.next.result_issued_on)?;
        let addressee = self.addressee(payload.agency)?;
        match addressee.carried_out_on {
            Some(latest) if day > latest => {
                return Err(Violation::TooLate { field: "/received_on".to_owned(), latest });
            }
            _ => addressee.received_on = Some(day),
        }
        self.detail("agency", payload.agency.to_string());
        Ok(())
    }

    pub(super) fn record_carried_out(&mut self, payload: &CarriedOut) -> Result<(), Violation> {
        let evidence = filled("/evidence", &payload.evidence)?;
        let Some(received_on) = self.addressee(payload.agency)?.received_on else {
            return Err(Violation::AddresseeReceiptUnknown { field: "/agency".to_owned(), agency: payload.agency });
        };
        let day = self.effective("/carried_out_on", payload.carried_out_on, Some(received_on))?;
        self.addressee(payload.agency)?.carried_out_on = Some(day);
        self.detail("agency", payload.agency.to_string());
        self.note = Some(evidence);
        Ok(())
    }

    pub(super) fn record_monitoring(&mut self, payload: &Monitoring) -> Result<(), Violation> {
        let day = self.effective("/monitored_on", payload.monitored_on, self.next.result_issued_on)?;
        self.note = Some(filled("/note", &payload.note)?);
        self.next.monitored_on = Some(day);
        Ok(())
    }

    /// Nobody is handed over while their own time still runs; an addressee that never received the result has no
    /// clock and does not hold up the others.
    pub(super) fn hand_over(&mut self, payload: &HandOver) -> Result<(), Violation> {
        self.standing()?;
        let debtors = || {
            let received = self.next.outstanding().filter(|addressee| addressee.received_on.is_some());
            received.map(|addressee| Some(addressee.agency))
        };
        let lapses: Option<Vec<_>> = debtors().map(|debtor| self.lapsed_on(DeadlineCode::D07, debtor)).collect();
        let Some(lapsed_on) = lapses.and_then(|lapses| lapses.into_iter().max()) else {
            let due_on = debtors().filter_map(|debtor| self.due_on(DeadlineCode::D07, debtor)).max();
            return Err(Violation::DeadlineNotLapsed { deadline: DeadlineCode::D07, due_on });
        };
        // Perori 58/2023 art. 54: the unit monitors what was not done in time, so after the time.
        if self.next.monitored_on.is_none_or(|monitored_on| monitored_on < lapsed_on) {
            return Err(Violation::MonitoringMissing);
        }
        let documents = all_filled("/documents", &payload.documents)?;
        let letter_number = filled("/letter_number", &payload.letter_number)?;
        self.effective("/handed_over_on", payload.handed_over_on, self.handled_through())?;
        self.detail("documents", documents.join("; "));
        self.detail("letter_number", letter_number);
        Ok(())
    }

    pub(super) fn return_bundle(&mut self, payload: &ReturnBundle) -> Result<(), Violation> {
        let missing = all_filled("/missing_documents", &payload.missing_documents)?;
        let number = filled("/central_document_number", &payload.central_document_number)?;
        self.effective("/returned_on", payload.returned_on, self.next.result_issued_on)?;
        self.detail("missing_documents", missing.join("; "));
        self.detail("central_document_number", number);
        Ok(())
    }

    /// From here on the recommendation's own clocks run; what was owed under the result has lapsed.
    pub(super) fn recommend(&mut self, payload: &Recommend) -> Result<(), Violation> {
        let number = filled("/central_document_number", &payload.central_document_number)?;
        let day = self.effective("/decided_on", payload.decided_on, self.next.result_issued_on)?;
        self.detail("central_document_number", number);
        self.end(DeadlineCode::D07, DeadlineOutcome::Lapsed, Zone::Wita.start_of(day));
        Ok(())
    }
}
