//! The transition table (domain handbook 12.1): one declaration, from which come what is allowed, the published table
//! and the exhaustive test.
//!
//! *Steps* move a report; *records* note a fact and leave the state. Both are rows here, so that nothing else exists.

use super::codes::{ClosingReason, State};
use crate::domain::lifecycle::rows;

crate::codes! {
    /// What can be done to a report.
    pub enum Transition("report_transition") {
        /// DRAF → DITERIMA.
        Submit => "submit", "Kirim laporan", "Submit";
        /// DITERIMA → DIALIHKAN_KNL.
        ConvertToConsultation => "convert_to_consultation", "Selesaikan sebagai konsultasi", "End as a consultation";
        /// A consultation becomes a report and keeps its intake number.
        ConvertToReport => "convert_to_report", "Jadikan laporan", "Turn into a report";
        /// DITERIMA → VERIFIKASI_FORMIL.
        TakeUp => "take_up", "Mulai verifikasi formil", "Take up formal verification";
        /// Formal checklist answered.
        ReplaceFormalChecklist => "replace_formal_checklist", "Isi syarat formil", "Answer the formal checklist";
        /// Material checklist answered.
        ReplaceMaterialChecklist => "replace_material_checklist", "Isi syarat materiil", "Answer the material checklist";
        /// Prior complaint noted or corrected.
        RecordPriorComplaint => "record_prior_complaint", "Catat pengaduan sebelumnya", "Record the prior complaint";
        /// VERIFIKASI_FORMIL → MENUNGGU_KELENGKAPAN.
        RequestCompletion => "request_completion", "Minta kelengkapan", "Request completion";
        /// The day on which the reporter received a notice.
        RecordNoticeReceipt => "record_notice_receipt", "Catat tanggal surat diterima pelapor", "Record when the reporter received the notice";
        /// MENUNGGU_KELENGKAPAN → VERIFIKASI_FORMIL.
        ReceiveCompletion => "receive_completion", "Terima kelengkapan", "Receive the completion";
        /// VERIFIKASI_FORMIL → VERIFIKASI_MATERIIL.
        PassFormal => "pass_formal", "Syarat formil terpenuhi", "Formal requirements met";
        /// VERIFIKASI_MATERIIL → MENUNGGU_RAPAT.
        Assess => "assess", "Selesai verifikasi materiil", "Material verification done";
        /// MENUNGGU_RAPAT → PEMERIKSAAN.
        Admit => "admit", "Terima untuk diperiksa", "Admit to examination";
        /// Archive number, class and team of a report that came to examination without the meeting.
        Register => "register", "Registrasi laporan", "Register";
        /// DITERIMA/VERIFIKASI_* → PEMERIKSAAN on the fast track.
        AcceptRco => "accept_rco", "Terima sebagai Respon Cepat", "Accept on the fast track";
        /// First contact on the fast track.
        RecordFirstContact => "record_first_contact", "Catat kontak pertama", "Record the first contact";
        /// → DILIMPAHKAN.
        Transfer => "transfer", "Limpahkan", "Transfer";
        /// → DICABUT.
        Withdraw => "withdraw", "Cabut laporan", "Withdraw";
        /// PEMERIKSAAN → BEDAH_LAPORAN.
        CallReview => "call_review", "Ajukan bedah laporan", "Call the case review";
        /// BEDAH_LAPORAN → PEMERIKSAAN.
        ReturnToExamination => "return_to_examination", "Kembalikan ke pemeriksaan", "Return to examination";
        /// BEDAH_LAPORAN → MENUNGGU_TANGGAPAN_PELAPOR.
        FixResult => "fix_result", "Tetapkan hasil", "Fix the result";
        /// The reporter responded to the result.
        RecordReporterResponse => "record_reporter_response", "Catat tanggapan pelapor", "Record the reporter's response";
        /// MENUNGGU_TANGGAPAN_PELAPOR → PEMERIKSAAN.
        Reexamine => "reexamine", "Periksa ulang", "Re-examine";
        /// MENUNGGU_TANGGAPAN_PELAPOR → LHP_TERBIT.
        IssueResult => "issue_result", "Terbitkan hasil pemeriksaan", "Issue the result";
        /// LHP_TERBIT → PELAKSANAAN_TK.
        BeginCorrectiveAction => "begin_corrective_action", "Mulai tindakan korektif", "Begin corrective action";
        /// The day on which an addressee received the result.
        RecordAddresseeReceipt => "record_addressee_receipt", "Catat tanggal diterima instansi", "Record when an addressee received the result";
        /// An addressee carried out its actions.
        RecordCarriedOut => "record_carried_out", "Catat tindakan korektif dilaksanakan", "Record that an addressee carried out its actions";
        /// The examining unit monitored.
        RecordMonitoring => "record_monitoring", "Catat monitoring", "Record monitoring";
        /// PELAKSANAAN_TK → RESMON.
        HandOver => "hand_over", "Serahkan ke Resolusi dan Monitoring", "Hand over to resolution and monitoring";
        /// RESMON → PELAKSANAAN_TK.
        ReturnBundle => "return_bundle", "Kembalikan berkas", "Return the bundle";
        /// RESMON → REKOMENDASI.
        Recommend => "recommend", "Lanjut ke rekomendasi", "Go on to a recommendation";
        /// → DITUTUP.
        Close => "close", "Tutup laporan", "Close";
        /// The reporter was told of the closing.
        RecordReporterNotified => "record_reporter_notified", "Catat pemberitahuan kepada pelapor", "Record that the reporter was told";
        /// DITUTUP → PEMERIKSAAN.
        Reopen => "reopen", "Buka kembali", "Reopen";
    }
}

rows! {
    /// Every row, in the order of the way.
    TABLE: ClosingReason;

    // Intake and verification (PVL).
    [Draft] => Received, Submit, [Reporter, OfficeClient, Intake, Head], reasons [], starts [D14],
        "the account is not empty; D14 informs where a prior complaint is dated";
    [Received] => ConvertedToConsultation, ConvertToConsultation, [Intake], reasons [], starts [],
        "only advice was wanted: the advice is noted; the intake number stays";
    [Received] => stays, ConvertToReport, [Intake], reasons [], starts [D14],
        "a consultation or a copy becomes a report (LM); the intake number stays";
    [Received] => FormalVerification, TakeUp, [Intake], reasons [], starts [D11],
        "the intake kind counts as a report (LM, RCO, IAPS)";
    [Received, FormalVerification, AwaitingCompletion, Examination] => stays, ReplaceFormalChecklist, [Intake, Head],
        reasons [], starts [], "in examination only on the fast track: formal items may be completed later";
    [MaterialVerification, AwaitingMeeting] => stays, ReplaceMaterialChecklist, [Intake, Head], reasons [], starts [],
        "each item once";
    [Received, FormalVerification, AwaitingCompletion, MaterialVerification] => stays, RecordPriorComplaint,
        [Intake, Head], reasons [], starts [D14], "done needs its date, exempted its reason (UU 25/2009 art. 46(2))";
    [FormalVerification] => AwaitingCompletion, RequestCompletion, [Intake], reasons [], starts [],
        "letter sent; at least one item, each answered missing; D11 stands still from the letter's day (UU 37/2008 art. 25)";
    [AwaitingCompletion] => stays, RecordNoticeReceipt, [Intake, Head], reasons [], starts [D01],
        "the day of receipt, on or after the letter's date; D01 counts from it";
    [AwaitingCompletion] => FormalVerification, ReceiveCompletion, [Intake, Reporter, OfficeClient],
        reasons [], starts [], "D11 goes on from the day of arrival";
    [AwaitingCompletion] => Closed, Close, [Intake, Head], reasons [T8], starts [],
        "letter; receipt of the notice known (else the head decides the day and records it) and D01 lapsed";
    [FormalVerification] => MaterialVerification, PassFormal, [Intake], reasons [], starts [D12],
        "F1-F12 each met or excused";
    [MaterialVerification] => AwaitingMeeting, Assess, [Intake], reasons [], starts [],
        "M1-M6 each answered; M1 not met where the event is older than two years (UU 37/2008 art. 24(3))";

    // The office meeting, the fast track, and the ways out before a result.
    [AwaitingMeeting] => Examination, Admit, [Head], reasons [],
        starts [D13Simple, D13Medium, D13Heavy], "class, team, archive number; M1 is not answered not met and fits the date of the event as it is known now";
    [AwaitingMeeting] => Closed, Close, [Head], reasons [T1, T2, T3, T4, T5, T10], starts [D02],
        "letter (UU 37/2008 art. 36); T5 starts D02 (art. 27)";
    [Received, FormalVerification, MaterialVerification] => Examination, AcceptRco, [Head], reasons [],
        starts [D20], "criterion and reason; the intake kind becomes RCO, an own-initiative stays one (Perori 26/2017 art. 26-27)";
    [Examination] => stays, Register, [Head], reasons [], starts [D13Simple, D13Medium, D13Heavy],
        "not registered yet (fast track, or reopened from before the meeting)";
    [Examination, CaseReview, AwaitingReporterResponse, ResultIssued, CorrectiveAction, ResolutionMonitoring,
     Recommendation] => stays, RecordFirstContact, [Examiner, Intake, Head], reasons [], starts [],
        "on the fast track, once, on or after its acceptance; told to the agency that was reached; closes D20";
    [Received, FormalVerification, AwaitingCompletion, MaterialVerification, AwaitingMeeting, Examination, CaseReview,
     AwaitingReporterResponse] => Transferred, Transfer, [Head], reasons [T11], starts [],
        "destination, letter, coordination noted (Perori 58/2023 art. 17)";
    [Draft, Received, FormalVerification, AwaitingCompletion, MaterialVerification, AwaitingMeeting, Examination,
     CaseReview, AwaitingReporterResponse] => Withdrawn, Withdraw, [Reporter, OfficeClient, Intake, Examiner],
        reasons [T9], starts [], "written or recorded; the head may go on by an own-initiative intake";

    // Examination (RIKSA).
    [Examination] => CaseReview, CallReview, [Examiner], reasons [], starts [],
        "ready in the examiner's judgement: clarification requests to agencies are not kept here yet";
    [Examination] => Closed, Close, [Head], reasons [T4, T6, T12], starts [],
        "letter, minutes, reporter told; proposed by the examiner";
    [CaseReview] => Examination, ReturnToExamination, [Head], reasons [], starts [], "what is still needed";
    [CaseReview] => AwaitingReporterResponse, FixResult, [Head], reasons [], starts [],
        "found with its kinds, not found or stopped, and who drafted it (Perori 48/2020 art. 25)";
    [AwaitingReporterResponse] => stays, RecordNoticeReceipt, [Examiner, Intake, Head], reasons [], starts [D06],
        "the day on which the reporter received the result; D06 counts from it";
    [AwaitingReporterResponse] => stays, RecordReporterResponse, [Reporter, OfficeClient, Examiner, Intake],
        reasons [], starts [], "closes D06";
    [AwaitingReporterResponse] => Examination, Reexamine, [Head], reasons [], starts [],
        "response recorded, its argument and evidence accepted (Perori 48/2020 art. 25); counted";
    [AwaitingReporterResponse] => ResultIssued, IssueResult, [Head], reasons [], starts [],
        "response handled, or D06 lapsed; signer is not the drafter";

    // The result and its execution.
    [ResultIssued] => Closed, Close, [Examiner], reasons [T7, T13], starts [],
        "letter; T7 not found, T13 stopped; copy sent to the respondent";
    [ResultIssued] => CorrectiveAction, BeginCorrectiveAction, [Examiner], reasons [], starts [D07],
        "found; an action for every addressee; one addressee at least has received it";
    [CorrectiveAction] => stays, RecordAddresseeReceipt, [Examiner, Head], reasons [], starts [D07],
        "D07 counts from each addressee's own receipt (Perori 58/2023 art. 54)";
    [CorrectiveAction, ResolutionMonitoring] => stays, RecordCarriedOut, [Examiner, Head, Resolution], reasons [],
        starts [], "the addressee has received it; evidence described; closes its D07";
    [CorrectiveAction] => stays, RecordMonitoring, [Examiner], reasons [], starts [], "what was seen, and when";
    [CorrectiveAction] => Closed, Close, [Head], reasons [T12], starts [],
        "letter, minutes; every addressee carried out its actions";
    [CorrectiveAction] => ResolutionMonitoring, HandOver, [Head], reasons [], starts [],
        "a D07 lapsed, monitoring since recorded, bundle listed (Perori 58/2023 art. 54)";

    // Resolution and monitoring (centre), mirrored by the office.
    [ResolutionMonitoring] => CorrectiveAction, ReturnBundle, [Resolution, Head], reasons [], starts [],
        "what is missing; central document number (Perori 58/2023 art. 54)";
    [ResolutionMonitoring] => Closed, Close, [Resolution, Head], reasons [T6, T12], starts [], "letter";
    [ResolutionMonitoring] => Recommendation, Recommend, [Resolution, Head], reasons [], starts [],
        "central document number; the recommendation has its own table";
    [Recommendation] => Closed, Close, [Resolution, Head], reasons [T14, T15], starts [],
        "letter; T14 every recommendation carried out, T15 published and reported upward";

    // After the end.
    [Closed] => stays, RecordReporterNotified, [Intake, Examiner, Head], reasons [], starts [], "closes D02";
    [Closed] => Examination, Reopen, [Head], reasons [], starts [D13Simple, D13Medium, D13Heavy],
        "new evidence and reason; the earlier outcome stays in the history; the class's clock starts afresh";
}
