//! Who sees which reports: the one place where a [`Visibility`] becomes a WHERE (contract 0.3, 3.8).
//!
//! | Visibility | sees |
//! |---|---|
//! | office (head, intake) | all that were submitted, and the caller's own drafts; not with a declared conflict |
//! | assigned (examiner) | those with a running assignment; not with a declared conflict |
//! | prevention | all that were submitted; not with a declared conflict |
//! | handed over (resolution) | those ever handed over; not with a declared conflict |
//! | tree, unit (agency side) | those of which something was delivered to an agency in the tree; not what bypasses it or an agency above it |
//! | overseer (Inspektorat) | the same in its whole government; not what bypasses the Inspektorat |
//! | own (reporter) | those recorded through the caller's account |
//! | office machine | all that were submitted, and its own drafts |

use crate::db::MultiBackend;
use crate::db::schema::{agency_ancestors, deliveries, report_assignments, report_bypasses, report_conflicts, reports};
use crate::db::types::AnyId;
use crate::domain::access::Visibility;
use crate::domain::id::{AgencyId, UserId};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// A condition on `reports`.
pub type Condition = Box<dyn BoxableExpression<reports::table, MultiBackend, SqlType = Bool>>;

/// The condition that this caller may see a report.
pub fn visible(visibility: Visibility) -> Condition {
    match visibility {
        Visibility::Office(user) => Box::new(submitted_or_recorded_by(AnyId(user.0)).and(without_conflict(user))),
        Visibility::Assigned(user) => {
            // IN and not EXISTS, which SQLite would ask of one report after the other.
            let assigned = report_assignments::table
                .filter(report_assignments::user_id.eq(user))
                .filter(report_assignments::ended_at.is_null())
                .select(report_assignments::report_id);
            Box::new(reports::id.eq_any(assigned).and(without_conflict(user)))
        }
        Visibility::Prevention(user) => Box::new(reports::received_at.is_not_null().and(without_conflict(user))),
        Visibility::HandedOver(user) => Box::new(reports::handed_over_on.is_not_null().and(without_conflict(user))),
        Visibility::Tree(root) | Visibility::Unit(root) => Box::new(delivered_into(root).and(not_bypassing(root))),
        Visibility::Overseer { inspectorate, government } => {
            Box::new(delivered_into(government).and(not_bypassing(inspectorate)))
        }
        Visibility::Own(user) => Box::new(reports::owner_user_id.assume_not_null().eq(user)),
        Visibility::OfficeMachine(client) => Box::new(submitted_or_recorded_by(AnyId(client.0))),
        Visibility::Nothing => Box::new(reports::version.eq(0)),
    }
}

/// The condition that the report whose id stands in `$column` may be seen, for queries on other tables that hold case
/// data: `deadlines::table.filter(visible_report!(deadlines::report_id, visibility))`.
#[macro_export]
macro_rules! visible_report {
    ($column:expr, $visibility:expr) => {
        diesel::dsl::exists(
            $crate::db::schema::reports::table
                .filter($crate::db::schema::reports::id.eq($column))
                .filter($crate::reports::store::visible::visible($visibility)),
        )
    };
}

fn submitted_or_recorded_by(id: AnyId) -> Condition {
    Box::new(reports::received_at.is_not_null().or(reports::recorded_by.eq(id)))
}

/// UU 37/2008 art. 40: whoever declared a conflict of interest no longer sees the report.
fn without_conflict(user: UserId) -> Condition {
    let conflict = report_conflicts::table
        .filter(report_conflicts::report_id.eq(reports::id))
        .filter(report_conflicts::user_id.eq(user));
    Box::new(not(exists(conflict)))
}

/// Handbook 6.5: the reports that bypass the people of this agency, because they complain of an Inspektorat or name a
/// narahubung. Whoever works under a bypassed agency is bypassed with it; the agency above it is not.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn bypassing(reader: AgencyId) -> _ {
    let above =
        agency_ancestors::table.filter(agency_ancestors::agency_id.eq(reader)).select(agency_ancestors::ancestor_id);
    report_bypasses::table.filter(report_bypasses::agency_id.eq_any(above)).select(report_bypasses::report_id)
}

fn not_bypassing(reader: AgencyId) -> Condition {
    Box::new(reports::id.ne_all(bypassing(reader)))
}

fn delivered_into(root: AgencyId) -> Condition {
    let tree =
        agency_ancestors::table.filter(agency_ancestors::ancestor_id.eq(root)).select(agency_ancestors::agency_id);
    let delivered = deliveries::table.filter(deliveries::agency_id.eq_any(tree)).select(deliveries::report_id);
    Box::new(reports::id.eq_any(delivered))
}
