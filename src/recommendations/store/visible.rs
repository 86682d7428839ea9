//! Who sees which recommendations: the one place where a [`Visibility`] becomes a WHERE (contract 0.3).
//!
//! The office sees the recommendations of the reports that it sees. A report with a recommendation was submitted and
//! handed over long ago, so of the rules of `reports/store/visible.rs` only assignment and conflict of interest are
//! left to ask; a test compares the two for every role. The agency side sees what was delivered to an agency in its
//! tree, and nothing before that: no drafts, no clearance.

use crate::db::MultiBackend;
use crate::db::schema::{agency_ancestors, deliveries, recommendations, report_assignments, report_conflicts};
use crate::domain::access::Visibility;
use crate::domain::id::{AgencyId, UserId};
use crate::reports::store::visible::bypassing;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// A condition on `recommendations`.
pub type Condition = Box<dyn BoxableExpression<recommendations::table, MultiBackend, SqlType = Bool>>;

/// The condition that this caller may see a recommendation.
pub fn visible(view: Visibility) -> Condition {
    match view {
        Visibility::Office(user) | Visibility::Prevention(user) | Visibility::HandedOver(user) => {
            without_conflict(user)
        }
        Visibility::Assigned(user) => Box::new(assigned(user).and(without_conflict(user))),
        Visibility::OfficeMachine(_) => Box::new(recommendations::version.ge(1)),
        Visibility::Tree(root) | Visibility::Unit(root) => Box::new(delivered_into(root).and(not_bypassing(root))),
        Visibility::Overseer { inspectorate, government } => {
            Box::new(delivered_into(government).and(not_bypassing(inspectorate)))
        }
        // A reporter learns of a recommendation through the report's own stage.
        Visibility::Own(_) | Visibility::Nothing => Box::new(recommendations::version.eq(0)),
    }
}

/// UU 37/2008 art. 40: whoever declared a conflict of interest no longer sees the case.
fn without_conflict(user: UserId) -> Condition {
    let conflict = report_conflicts::table
        .filter(report_conflicts::report_id.eq(recommendations::report_id))
        .filter(report_conflicts::user_id.eq(user));
    Box::new(not(exists(conflict)))
}

fn assigned(user: UserId) -> Condition {
    let assignment = report_assignments::table
        .filter(report_assignments::report_id.eq(recommendations::report_id))
        .filter(report_assignments::user_id.eq(user))
        .filter(report_assignments::ended_at.is_null());
    Box::new(exists(assignment))
}

fn not_bypassing(reader: AgencyId) -> Condition {
    Box::new(recommendations::report_id.ne_all(bypassing(reader)))
}

fn delivered_into(root: AgencyId) -> Condition {
    let tree =
        agency_ancestors::table.filter(agency_ancestors::ancestor_id.eq(root)).select(agency_ancestors::agency_id);
    let delivered = deliveries::table
        .filter(deliveries::kind.eq("recommendation"))
        .filter(deliveries::source_id.assume_not_null().eq(recommendations::id))
        .filter(deliveries::agency_id.eq_any(tree));
    Box::new(exists(delivered))
}
