//! What a reporter sees when tracking a report: the stage in plain words, what happens now and who acts next. Nothing
//! internal, no name of a person or an agency.

use super::codes::{ClosingReason, State};
use crate::domain::lifecycle::DeadlineCode;

crate::codes! {
    /// Where a report is, for its reporter.
    pub enum PublicStage("public_stage") {
        /// Not sent yet.
        NotSubmitted => "not_submitted", "Belum dikirim", "Not submitted";
        /// It arrived.
        Received => "received", "Laporan diterima", "Report received";
        /// Formal and material verification.
        BeingChecked => "being_checked", "Sedang diperiksa kelengkapan dan syaratnya", "Being checked";
        /// The reporter must send something.
        AwaitingYourData => "awaiting_your_data", "Menunggu kelengkapan dari Anda", "Waiting for your documents";
        /// The office decides whether to examine.
        AwaitingDecision => "awaiting_decision", "Menunggu keputusan kantor", "Waiting for the office's decision";
        /// Examination, with its internal review.
        UnderExamination => "under_examination", "Sedang diperiksa", "Under examination";
        /// The reporter may respond to the result.
        AwaitingYourResponse => "awaiting_your_response", "Menunggu tanggapan Anda", "Waiting for your response";
        /// The result is out.
        ResultIssued => "result_issued", "Hasil pemeriksaan telah terbit", "Result issued";
        /// The agency must act.
        BeingRepaired => "being_repaired", "Instansi sedang melakukan perbaikan", "The agency is putting it right";
        /// With the centre.
        InResolution => "in_resolution", "Ditangani Resolusi dan Monitoring", "With resolution and monitoring";
        /// A recommendation is made or carried out.
        Recommendation => "recommendation", "Tahap rekomendasi", "Recommendation";
        /// It ended.
        Finished => "finished", "Selesai", "Finished";
        /// Another office has it.
        Transferred => "transferred", "Dilimpahkan ke kantor lain", "Handed to another office";
        /// The reporter withdrew it.
        Withdrawn => "withdrawn", "Dicabut", "Withdrawn";
        /// It was a consultation.
        ConsultationFinished => "consultation_finished", "Konsultasi selesai", "Consultation finished";
    }
}

/// The stage that a reporter sees.
pub const fn public_stage(state: State) -> PublicStage {
    match state {
        State::Draft => PublicStage::NotSubmitted,
        State::Received => PublicStage::Received,
        State::FormalVerification | State::MaterialVerification => PublicStage::BeingChecked,
        State::AwaitingCompletion => PublicStage::AwaitingYourData,
        State::AwaitingMeeting => PublicStage::AwaitingDecision,
        State::Examination | State::CaseReview => PublicStage::UnderExamination,
        State::AwaitingReporterResponse => PublicStage::AwaitingYourResponse,
        State::ResultIssued => PublicStage::ResultIssued,
        State::CorrectiveAction => PublicStage::BeingRepaired,
        State::ResolutionMonitoring => PublicStage::InResolution,
        State::Recommendation => PublicStage::Recommendation,
        State::Closed => PublicStage::Finished,
        State::Transferred => PublicStage::Transferred,
        State::Withdrawn => PublicStage::Withdrawn,
        State::ConvertedToConsultation => PublicStage::ConsultationFinished,
    }
}

/// An explanation in Indonesian and English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    /// For an Indonesian reader.
    pub id: &'static str,
    /// For an English reader.
    pub en: &'static str,
}

const fn explained(id: &'static str, en: &'static str) -> Explained {
    Explained { id, en }
}

impl PublicStage {
    /// What happens now and who acts next.
    pub const fn explanation(self) -> Explained {
        match self {
            Self::NotSubmitted => explained(
                "Laporan masih berupa konsep. Kirimkan agar kami dapat memprosesnya.",
                "The report is still a draft. Submit it so that we can handle it.",
            ),
            Self::Received => explained(
                "Laporan sudah kami terima. Petugas kami akan memeriksa kelengkapannya.",
                "We have received the report. Our officer will check that it is complete.",
            ),
            Self::BeingChecked => explained(
                "Petugas kami sedang memeriksa kelengkapan dan syarat laporan. Anda tidak perlu melakukan apa-apa.",
                "Our officer is checking that the report is complete and admissible. You need not do anything.",
            ),
            Self::AwaitingYourData => explained(
                "Laporan belum lengkap. Kami telah mengirim surat berisi daftar kekurangannya; mohon dilengkapi. Bila tidak dilengkapi dalam waktunya, laporan dianggap dicabut.",
                "The report is incomplete. We sent you a letter that lists what is missing; please complete it. If it is not completed in time, the report is deemed withdrawn.",
            ),
            Self::AwaitingDecision => explained(
                "Pemeriksaan syarat selesai. Rapat kantor akan memutuskan apakah laporan diperiksa lebih lanjut.",
                "The check is done. The office meeting will decide whether the report is examined.",
            ),
            Self::UnderExamination => explained(
                "Tim kami sedang memeriksa laporan. Kami akan memberitahukan hasilnya kepada Anda.",
                "Our team is examining the report. We will tell you the result.",
            ),
            Self::AwaitingYourResponse => explained(
                "Hasil pemeriksaan telah kami sampaikan. Anda dapat menanggapi dengan alasan dan bukti; bila tidak ada tanggapan dalam waktunya, hasil pemeriksaan diterbitkan.",
                "We have told you the result. You may respond with argument and evidence; without a response in time, the result is issued.",
            ),
            Self::ResultIssued => explained(
                "Hasil pemeriksaan telah diterbitkan. Kami sedang menyiapkan tindak lanjutnya.",
                "The result has been issued. We are preparing what follows from it.",
            ),
            Self::BeingRepaired => explained(
                "Instansi yang dilaporkan wajib melakukan perbaikan. Kami memantau pelaksanaannya.",
                "The agency complained of must put it right. We are watching over it.",
            ),
            Self::InResolution => explained(
                "Perbaikan belum dilaksanakan sepenuhnya. Laporan kini ditangani unit Resolusi dan Monitoring Ombudsman.",
                "It has not been put right completely. The Ombudsman's resolution and monitoring unit now handles the report.",
            ),
            Self::Recommendation => explained(
                "Ombudsman menangani laporan pada tahap rekomendasi, yang wajib dilaksanakan oleh instansi dan atasannya.",
                "The Ombudsman handles the report by recommendation, which the agency and its superior must carry out.",
            ),
            Self::Finished => explained("Penanganan laporan telah selesai.", "The handling of the report is finished."),
            Self::Transferred => explained(
                "Laporan dilimpahkan ke kantor Ombudsman lain, yang akan melanjutkan penanganannya.",
                "The report was handed to another Ombudsman office, which will go on handling it.",
            ),
            Self::Withdrawn => explained(
                "Laporan dicabut dan tidak kami proses lebih lanjut.",
                "The report was withdrawn and is not handled any further.",
            ),
            Self::ConsultationFinished => explained(
                "Permintaan Anda telah kami jawab sebagai konsultasi dan tidak diproses sebagai laporan.",
                "We answered your request as a consultation; it is not handled as a report.",
            ),
        }
    }

    /// The clocks whose next date a reporter may see.
    pub const fn clocks(self) -> &'static [DeadlineCode] {
        use DeadlineCode::{D01, D06, D07, D09, D11, D12, D13Heavy, D13Medium, D13Simple};
        match self {
            Self::BeingChecked => &[D11, D12],
            Self::AwaitingYourData => &[D01],
            Self::UnderExamination => &[D13Simple, D13Medium, D13Heavy],
            Self::AwaitingYourResponse => &[D06],
            Self::BeingRepaired => &[D07],
            Self::Recommendation => &[D09],
            _ => &[],
        }
    }
}

impl ClosingReason {
    /// Why the report ended, said to its reporter.
    pub const fn explanation(self) -> Explained {
        match self {
            Self::T1 => explained(
                "Anda belum menyampaikan keberatan kepada instansi yang dilaporkan. Sampaikan dahulu; bila tidak ditanggapi dengan baik, Anda dapat melapor kembali.",
                "You have not complained to the agency yet. Please do so first; if it is not settled properly, you can report again.",
            ),
            Self::T2 => {
                explained("Perkara ini sedang atau telah diperiksa pengadilan.", "The matter is or was before a court.")
            }
            Self::T3 => explained(
                "Instansi masih dalam waktu yang patut untuk menyelesaikannya. Bila waktunya lewat, Anda dapat melapor kembali.",
                "The agency is still within a reasonable time. When it has passed, you can report again.",
            ),
            Self::T4 => explained(
                "Instansi telah menyelesaikan hal yang Anda laporkan.",
                "The agency has settled what you reported.",
            ),
            Self::T5 => explained(
                "Hal yang dilaporkan bukan wewenang Ombudsman. Surat kami menjelaskan ke mana Anda dapat menyampaikannya.",
                "The matter is outside the Ombudsman's competence. Our letter says where you can take it.",
            ),
            Self::T6 => explained(
                "Para pihak mencapai penyelesaian melalui mediasi atau konsiliasi.",
                "The parties reached a settlement by mediation or conciliation.",
            ),
            Self::T7 => {
                explained("Pemeriksaan tidak menemukan maladministrasi.", "The examination found no maladministration.")
            }
            Self::T8 => explained(
                "Kelengkapan yang kami minta tidak kami terima dalam waktunya, sehingga laporan dianggap dicabut.",
                "What we asked for did not arrive in time, so the report is deemed withdrawn.",
            ),
            Self::T9 => explained("Laporan dicabut oleh pelapor.", "The reporter withdrew the report."),
            Self::T10 => explained(
                "Peristiwa yang dilaporkan sudah lewat dari dua tahun.",
                "The event happened more than two years before the report.",
            ),
            Self::T11 => explained(
                "Laporan dilimpahkan ke kantor Ombudsman lain atau pusat.",
                "The report was handed to another Ombudsman office or the centre.",
            ),
            Self::T12 => explained(
                "Maladministrasi ditemukan dan telah diperbaiki.",
                "Maladministration was found and has been put right.",
            ),
            Self::T13 => explained("Pemeriksaan dihentikan.", "The examination was stopped."),
            Self::T14 => explained(
                "Rekomendasi Ombudsman telah dilaksanakan.",
                "The Ombudsman's recommendation has been carried out.",
            ),
            Self::T15 => explained(
                "Rekomendasi Ombudsman tidak dilaksanakan; hal itu telah dipublikasikan dan dilaporkan kepada DPR dan Presiden.",
                "The Ombudsman's recommendation was not carried out; this was published and reported to Parliament and the President.",
            ),
        }
    }
}
