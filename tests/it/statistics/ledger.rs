//! The ledger: nobody rewrites it, and no order of commits makes the roll-up miss or repeat a row.

use super::{admitted, closed, follow, report, roll_up};
use crate::on_both;
use crate::support::{Engine, TestApp};
use diesel::prelude::*;
use futures_util::future::{join, join_all};
use narahubung::db::AnyConnection;
use narahubung::db::schema::{report_facts, report_facts_waiting};
use narahubung::domain::report::ClosingReason;
use narahubung::domain::statistics::{GroupBy, Period};
use narahubung::domain::time::Zone;
use narahubung::journal::Work;
use narahubung::statistics::operations::{self, Table, Wanted};

on_both!(
    the_ledger_refuses_to_be_rewritten,
    figures_are_exact_while_others_write_and_roll_up,
    a_row_that_commits_late_is_neither_missed_nor_counted_twice,
    a_failed_operation_leaves_no_figure,
);

pub fn rows(conn: &mut AnyConnection) -> i64 {
    report_facts::table.count().get_result(conn).unwrap()
}

async fn table(app: &TestApp, group_by: GroupBy) -> Table {
    let today = Zone::Wita.day_of(app.clock.now());
    let wanted = Wanted { government: None, period: Period::All, group_by, as_of: today, today };
    app.service.db.read_snapshot(move |conn| operations::read(conn, &wanted)).await.unwrap()
}

async fn the_ledger_refuses_to_be_rewritten(app: TestApp) {
    follow(&app, None, &report(&app, "2026-11-25")).await;
    app.inspect(|conn| {
        conn.transaction(|conn| diesel::update(report_facts::table).set(report_facts::weight.eq(-1)).execute(conn))
            .unwrap_err();
        conn.transaction(|conn| diesel::delete(report_facts::table).execute(conn)).unwrap_err();
    })
    .await;
    assert_eq!(table(&app, GroupBy::State).await.total.accesses, 1);
}

async fn figures_are_exact_while_others_write_and_roll_up(app: TestApp) {
    const REPORTS: i64 = 120;
    let writes = (0..REPORTS).map(|_| async {
        let received = report(&app, "2026-11-20");
        follow(&app, None, &received).await;
        let open = admitted(received.clone(), "2026-11-24");
        follow(&app, Some(&received), &open).await;
        follow(&app, Some(&open), &closed(open.clone(), "2026-11-25", ClosingReason::T4)).await;
    });
    let watch = async {
        let mut seen = 0;
        for _ in 0..25 {
            roll_up(&app).await;
            let table = table(&app, GroupBy::State).await;
            let total = table.total;
            let sum: i64 = table.groups.iter().map(|(_, figures)| figures.handled).sum();
            assert_eq!(sum, total.handled);
            assert!(total.accesses >= seen && total.closed <= total.handled && total.handled <= total.accesses);
            seen = total.accesses;
        }
    };
    join(join_all(writes), watch).await;
    for _ in 0..2 {
        let total = table(&app, GroupBy::Month).await.total;
        assert_eq!((total.accesses, total.handled, total.closed), (REPORTS, REPORTS, REPORTS));
        while roll_up(&app).await > 0 {}
    }
    assert_eq!(app.inspect(|conn| report_facts_waiting::table.count().get_result::<i64>(conn).unwrap()).await, 0);
}

/// On PostgreSQL a transaction may have made its row first and commit last; a watermark would have passed it by.
async fn a_row_that_commits_late_is_neither_missed_nor_counted_twice(app: TestApp) {
    if app.database().engine() == Engine::Sqlite {
        // One writer at a time: there is no late commit, only the roll-up's own order.
        follow(&app, None, &report(&app, "2026-11-25")).await;
        assert_eq!(roll_up(&app).await, 1);
        assert_eq!(roll_up(&app).await, 0);
        return;
    }
    let mut late = AnyConnection::open(app.database().url()).unwrap();
    let slow = report(&app, "2026-11-24");
    diesel::sql_query("BEGIN").execute(&mut late).unwrap();
    operations::follow(&mut Work::by_system(&mut late, &app.clock), None, &slow).unwrap();
    follow(&app, None, &report(&app, "2026-11-25")).await;
    assert_eq!(roll_up(&app).await, 1);
    assert_eq!(table(&app, GroupBy::State).await.total.accesses, 1);
    diesel::sql_query("COMMIT").execute(&mut late).unwrap();
    assert_eq!(table(&app, GroupBy::State).await.total.accesses, 2);
    assert_eq!(roll_up(&app).await, 1);
    assert_eq!(roll_up(&app).await, 0);
    assert_eq!(table(&app, GroupBy::State).await.total.accesses, 2);
}

async fn a_failed_operation_leaves_no_figure(app: TestApp) {
    let (clock, figures) = (app.clock.clone(), report(&app, "2026-11-25"));
    let write = move |conn: &mut AnyConnection| -> Result<(), narahubung::error::Error> {
        operations::follow(&mut Work::by_system(conn, &clock), None, &figures)?;
        Err(narahubung::error::Error::not_allowed())
    };
    app.service.db.write(write).await.unwrap_err();
    assert_eq!(roll_up(&app).await, 0);
    assert_eq!(table(&app, GroupBy::State).await.total.accesses, 0);
}
