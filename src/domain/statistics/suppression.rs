//! Small counts stay hidden from callers outside the office, and so does what would give them back (contract 12.6).
//!
//! A figure from 1 to below the limit may describe one person whom somebody knows. Hiding that cell alone is not
//! enough: with the total and the other rows it can be had by subtraction. So rows are hidden together until what is
//! hidden adds up, for every count, to nothing or to the limit at least. Zero describes nobody and is shown.

use super::count::Figures;

/// The smallest count that is shown outside the office.
pub const SMALLEST_SHOWN: i64 = 5;

/// Which parts of a row are hidden. What can be computed from each other is hidden together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hidden {
    /// `accesses`.
    pub accesses: bool,
    /// `handled`, `closed`, `open` and `completion_rate`.
    pub progress: bool,
    /// `not_admitted`.
    pub not_admitted: bool,
}

/// What is hidden of a total and of the rows that add up to it.
pub fn suppress(total: &Figures, rows: &[Figures], smallest_shown: i64) -> (Hidden, Vec<Hidden>) {
    let table = |counts: fn(&Figures) -> Vec<i64>| {
        let rows: Vec<_> = rows.iter().map(counts).collect();
        hide(&counts(total), &rows, smallest_shown)
    };
    let accesses = table(|figures| vec![figures.accesses]);
    let progress = table(|figures| vec![figures.handled, figures.closed, figures.open]);
    let not_admitted = table(|figures| vec![figures.not_admitted]);
    let rows = accesses.1.iter().zip(&progress.1).zip(&not_admitted.1).map(|((accesses, progress), not_admitted)| {
        Hidden { accesses: *accesses, progress: *progress, not_admitted: *not_admitted }
    });
    (Hidden { accesses: accesses.0, progress: progress.0, not_admitted: not_admitted.0 }, rows.collect())
}

/// Whether the total is hidden, which depends on the total alone, so that no other breakdown of it shows it; and which
/// rows are.
fn hide(total: &[i64], rows: &[Vec<i64>], smallest_shown: i64) -> (bool, Vec<bool>) {
    let small = |count: &i64| (1..smallest_shown).contains(count);
    let mut hidden: Vec<bool> = rows.iter().map(|counts| counts.iter().any(small)).collect();
    if total.iter().any(small) {
        return (true, hidden);
    }
    loop {
        let mut sums = vec![0; total.len()];
        for (counts, _) in rows.iter().zip(&hidden).filter(|(_, hidden)| **hidden) {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
        let shown = rows.iter().enumerate().filter(|(index, counts)| !hidden[*index] && counts.iter().any(|c| *c != 0));
        match shown.min_by_key(|(_, counts)| counts.iter().sum::<i64>()) {
            Some((next, _)) if sums.iter().any(small) => hidden[next] = true,
            _ => return (false, hidden),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn accesses(counts: &[i64]) -> (bool, Vec<bool>) {
        let rows: Vec<_> = counts.iter().map(|count| Figures { accesses: *count, ..Figures::default() }).collect();
        let total = Figures { accesses: counts.iter().sum(), ..Figures::default() };
        let (total, rows) = suppress(&total, &rows, SMALLEST_SHOWN);
        (total.accesses, rows.iter().map(|row| row.accesses).collect())
    }

    #[test]
    fn a_small_cell_takes_a_neighbour_with_it() {
        assert_eq!(accesses(&[20, 3, 8, 0]), (false, vec![false, true, true, false]));
        assert_eq!(accesses(&[20, 8, 0]), (false, vec![false, false, false]));
        // Two small cells that together reach the limit hide each other.
        assert_eq!(accesses(&[20, 3, 2]), (false, vec![false, true, true]));
        assert_eq!(accesses(&[20, 2, 1]), (false, vec![true, true, true]));
        assert_eq!(accesses(&[1, 2]), (true, vec![true, true]));
        assert_eq!(accesses(&[4]), (true, vec![true]));
        assert_eq!(accesses(&[]), (false, vec![]));
    }

    #[test]
    fn handled_and_closed_do_not_give_away_what_is_open() {
        let row = |handled, closed| Figures { handled, closed, open: handled - closed, ..Figures::default() };
        let rows = [row(20, 17), row(30, 20), row(40, 25)];
        let (total, hidden) = suppress(&row(90, 62), &rows, SMALLEST_SHOWN);
        assert!(!total.progress);
        assert_eq!(hidden.iter().map(|hidden| hidden.progress).collect::<Vec<_>>(), [true, true, false]);
    }

    proptest! {
        /// Whoever subtracts the shown rows from a shown total learns nothing below the limit.
        #[test]
        fn differencing_gives_no_small_count(rows in proptest::collection::vec((0_i64..12, 0_i64..12, 0_i64..12), 0..9)) {
            let rows: Vec<_> = rows
                .iter()
                .map(|(accesses, closed, open)| Figures {
                    accesses: *accesses,
                    handled: closed + open,
                    closed: *closed,
                    open: *open,
                    ..Figures::default()
                })
                .collect();
            let mut total = Figures::default();
            for row in &rows {
                total.accesses += row.accesses;
                total.handled += row.handled;
                total.closed += row.closed;
                total.open += row.open;
            }
            let (of_total, of_rows) = suppress(&total, &rows, SMALLEST_SHOWN);
            type Measure = (fn(&Figures) -> i64, fn(&Hidden) -> bool);
            let measures: [Measure; 4] = [
                (|f| f.accesses, |h| h.accesses),
                (|f| f.handled, |h| h.progress),
                (|f| f.closed, |h| h.progress),
                (|f| f.open, |h| h.progress),
            ];
            for (count, is_hidden) in measures {
                for (row, hidden) in rows.iter().zip(&of_rows) {
                    prop_assert!(is_hidden(hidden) || !(1..SMALLEST_SHOWN).contains(&count(row)));
                }
                if !is_hidden(&of_total) {
                    let shown: i64 = rows.iter().zip(&of_rows).filter(|(_, h)| !is_hidden(h)).map(|(f, _)| count(f)).sum();
                    prop_assert!(!(1..SMALLEST_SHOWN).contains(&(count(&total) - shown)));
                }
            }
        }
    }
}
