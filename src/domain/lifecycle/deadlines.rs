//! Clocks as a state machine sees them: it opens, closes, pauses and resumes them; it never computes a date.

use crate::domain::deadline::Start;
use crate::domain::id::AgencyId;
use crate::domain::time::Timestamp;
use chrono::NaiveDate;

crate::codes! {
    /// The clocks that the machines of reports and recommendations start (*tenggat*): codes of the rules that the
    /// deadline engine reads as rows.
    pub enum DeadlineCode("deadline_code") {
        /// UU 37/2008 art. 25.
        D01 => "D01", "Melengkapi laporan", "Complete the report";
        /// UU 37/2008 art. 27.
        D02 => "D02", "Memberitahukan tidak berwenang", "Tell the reporter that the office is not competent";
        /// Perori 48/2020 art. 25.
        D06 => "D06", "Tanggapan pelapor atas hasil pemeriksaan", "Reporter's response to the result";
        /// Perori 58/2023 art. 54: working days from the addressee's own receipt.
        D07 => "D07", "Melaksanakan tindakan korektif", "Carry out the corrective action";
        /// UU 37/2008 art. 37.
        D08 => "D08", "Menyampaikan rekomendasi", "Deliver the recommendation";
        /// UU 37/2008 art. 38(2).
        D09 => "D09", "Melaporkan pelaksanaan rekomendasi", "Report on the recommendation";
        /// SK Ketua 244/2020, as cited.
        D11 => "D11", "Verifikasi formil", "Formal verification";
        /// SK Ketua 244/2020, as cited.
        D12 => "D12", "Verifikasi materiil", "Material verification";
        /// Class limit of a simple report.
        D13Simple => "D13_SIMPLE", "Pemeriksaan laporan sederhana", "Examination of a simple report";
        /// Class limit of a medium report.
        D13Medium => "D13_MEDIUM", "Pemeriksaan laporan sedang", "Examination of a medium report";
        /// Class limit of a heavy report.
        D13Heavy => "D13_HEAVY", "Pemeriksaan laporan berat", "Examination of a heavy report";
        /// UU 25/2009 art. 50: the agency's own time for a complaint; informs the office, binds the agency.
        D14 => "D14", "Penyelesaian pengaduan oleh instansi", "The agency's own decision on a complaint";
        /// This service's own proposal for the fast track.
        D20 => "D20", "Kontak pertama Respon Cepat", "First contact on the fast track";
    }
}

crate::codes! {
    /// How a clock ended.
    pub enum DeadlineOutcome("deadline_outcome") {
        /// What was owed was done (whether in time follows from the dates).
        Met => "met", "dipenuhi", "met";
        /// An officer confirmed that the time passed without what was owed, and the legal consequence was drawn.
        Lapsed => "lapsed", "lewat tanpa dipenuhi", "lapsed";
        /// The clock lost its object, for instance because the report was withdrawn; or it rested on a mistake that was
        /// corrected, and then it ended when it had begun.
        Cancelled => "cancelled", "gugur", "cancelled";
    }
}

crate::codes! {
    /// What a clock belongs to.
    pub enum DeadlineSubject("deadline_subject") {
        /// A report.
        Report => "report", "laporan", "report";
        /// A recommendation.
        Recommendation => "recommendation", "rekomendasi", "recommendation";
    }
}

/// What a step does to a clock. At most one clock of a code is open per object, but for D07, of which every addressee has
/// its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadlineChange {
    /// A clock starts.
    Open {
        /// Which clock.
        code: DeadlineCode,
        /// What it counts from; the start day itself is not counted.
        start: Start,
        /// The agency that owes, where it is one particular agency.
        debtor: Option<AgencyId>,
    },
    /// A clock that runs ends.
    Close {
        /// Which clock.
        code: DeadlineCode,
        /// The agency whose clock it is, as when it was opened.
        debtor: Option<AgencyId>,
        /// The recorded fact that started it, if one did. Where its rule was not in force then, nobody owed anything
        /// and the clock was never opened; any other clock that ends must be running.
        start: Option<Start>,
        /// How it ended.
        outcome: DeadlineOutcome,
        /// When: a fact that only has a day counts from the first instant of that day in WITA, so that the last day
        /// of a clock is still in time.
        at: Timestamp,
    },
    /// A clock, running or met, rested on a fact that was recorded in error: it counts as cancelled when it began, so
    /// that it is neither overdue nor missed, whatever had become of it meanwhile.
    Void {
        /// Which clock.
        code: DeadlineCode,
        /// The agency whose clock it is, as when it was opened.
        debtor: Option<AgencyId>,
        /// The fact that started it, as it was recorded.
        start: Start,
    },
    /// A running clock stands still, because somebody else's move is awaited.
    Pause {
        /// Which clock.
        code: DeadlineCode,
        /// From when.
        at: Timestamp,
    },
    /// A paused clock runs again.
    Resume {
        /// Which clock.
        code: DeadlineCode,
        /// From when.
        at: Timestamp,
    },
}

/// The open clocks of an object that do not stand still.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenClocks {
    /// Those that have lapsed by now.
    pub lapsed: Vec<Lapse>,
    /// Those that have not.
    pub running: Vec<Running>,
}

/// An open clock that has not lapsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Running {
    /// The clock.
    pub code: DeadlineCode,
    /// Who owes it, where it is an agency (D07, D09).
    pub debtor: Option<AgencyId>,
    /// Its last day.
    pub due_on: NaiveDate,
}

/// An open clock that has lapsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lapse {
    /// The clock.
    pub code: DeadlineCode,
    /// Who owed it, where it is an agency (D07, D09).
    pub debtor: Option<AgencyId>,
    /// The first day on which it has lapsed: what follows from the lapse cannot have happened before.
    pub on: NaiveDate,
}
