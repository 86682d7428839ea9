//! Rows of deadline rules (*aturan tenggat*).

use crate::db::AnyConnection;
use crate::db::schema::deadline_rules;
use crate::domain::deadline::{Debtor, Evidence, Roll, Rule, RuleCode, Unit, rule_for};
use crate::domain::id::DeadlineRuleId;
use chrono::NaiveDate;
use diesel::prelude::*;

crate::text_codes!(Unit, Roll, Debtor, Evidence);

type Row = (
    DeadlineRuleId,
    String,
    i32,
    Unit,
    String,
    Debtor,
    String,
    Evidence,
    Roll,
    NaiveDate,
    Option<NaiveDate>,
    String,
    String,
);

fn rule(
    (id, code, length, unit, starts, debtor, anchor, evidence, roll, valid_from, valid_to, lapse_id, lapse_en): Row,
) -> QueryResult<Rule> {
    let unreadable =
        || diesel::result::Error::DeserializationError("a deadline rule that the program cannot read".into());
    Ok(Rule {
        id,
        code: RuleCode::parse(&code).ok_or_else(unreadable)?,
        length: u32::try_from(length).map_err(|_| unreadable())?,
        unit,
        starts,
        debtor,
        anchor,
        evidence,
        roll,
        valid_from,
        valid_to,
        lapse_id,
        lapse_en,
    })
}

/// Every version of every rule, by code and first day.
pub fn all(conn: &mut AnyConnection) -> QueryResult<Vec<Rule>> {
    let rows = deadline_rules::table.order((deadline_rules::code, deadline_rules::valid_from)).load::<Row>(conn)?;
    rows.into_iter().map(rule).collect()
}

/// Every version of one rule, the oldest first.
pub fn versions(conn: &mut AnyConnection, code: &str) -> QueryResult<Vec<Rule>> {
    let query = deadline_rules::table.filter(deadline_rules::code.eq(code)).order(deadline_rules::valid_from);
    query.load::<Row>(conn)?.into_iter().map(rule).collect()
}

/// The version of a rule for a clock that starts on `on`.
pub fn in_force(conn: &mut AnyConnection, code: &str, on: NaiveDate) -> QueryResult<Option<Rule>> {
    Ok(rule_for(&versions(conn, code)?, code, on).cloned())
}

/// The version with this id.
pub fn find(conn: &mut AnyConnection, id: DeadlineRuleId) -> QueryResult<Option<Rule>> {
    deadline_rules::table.find(id).get_result::<Row>(conn).optional()?.map(rule).transpose()
}

/// Inserts a version of a rule.
pub fn insert(conn: &mut AnyConnection, rule: &Rule) -> QueryResult<()> {
    let row = (
        deadline_rules::id.eq(rule.id),
        deadline_rules::code.eq(rule.code.as_str()),
        deadline_rules::length.eq(i32::try_from(rule.length).unwrap_or(i32::MAX)),
        deadline_rules::unit.eq(rule.unit),
        deadline_rules::starts.eq(&rule.starts),
        deadline_rules::debtor.eq(rule.debtor),
        deadline_rules::anchor.eq(&rule.anchor),
        deadline_rules::evidence.eq(rule.evidence),
        deadline_rules::roll.eq(rule.roll),
        deadline_rules::valid_from.eq(rule.valid_from),
        deadline_rules::valid_to.eq(rule.valid_to),
        deadline_rules::lapse_id.eq(&rule.lapse_id),
        deadline_rules::lapse_en.eq(&rule.lapse_en),
    );
    diesel::insert_into(deadline_rules::table).values(row).execute(conn).map(drop)
}
