//! The closed lists of a report (domain handbook 3.3, 4.1, 4.5–4.8, 12.1).

use super::super::lifecycle::DeadlineCode;

crate::codes! {
    /// Where a report is on its way (*tahap laporan*).
    pub enum State("report_state") {
        /// DRAF: only the writer sees it.
        Draft => "draft", "Konsep, belum dikirim", "Draft, not yet submitted";
        /// DITERIMA.
        Received => "received", "Diterima", "Received";
        /// VERIFIKASI_FORMIL.
        FormalVerification => "formal_verification", "Verifikasi formil", "Formal verification";
        /// MENUNGGU_KELENGKAPAN.
        AwaitingCompletion => "awaiting_completion", "Menunggu kelengkapan dari pelapor", "Awaiting completion by the reporter";
        /// VERIFIKASI_MATERIIL.
        MaterialVerification => "material_verification", "Verifikasi materiil", "Material verification";
        /// MENUNGGU_RAPAT.
        AwaitingMeeting => "awaiting_meeting", "Menunggu Rapat Perwakilan", "Awaiting the office meeting";
        /// PEMERIKSAAN.
        Examination => "examination", "Pemeriksaan", "Examination";
        /// BEDAH_LAPORAN.
        CaseReview => "case_review", "Bedah laporan", "Internal case review";
        /// MENUNGGU_TANGGAPAN_PELAPOR.
        AwaitingReporterResponse => "awaiting_reporter_response", "Menunggu tanggapan pelapor", "Awaiting the reporter's response";
        /// LHP_TERBIT.
        ResultIssued => "result_issued", "Hasil pemeriksaan terbit", "Examination result issued";
        /// PELAKSANAAN_TK.
        CorrectiveAction => "corrective_action", "Pelaksanaan tindakan korektif", "Corrective action under way";
        /// RESMON.
        ResolutionMonitoring => "resolution_monitoring", "Resolusi dan Monitoring", "Resolution and monitoring";
        /// REKOMENDASI.
        Recommendation => "recommendation", "Rekomendasi", "Recommendation";
        /// DITUTUP.
        Closed => "closed", "Ditutup", "Closed";
        /// DILIMPAHKAN.
        Transferred => "transferred", "Dilimpahkan", "Transferred to another office";
        /// DICABUT.
        Withdrawn => "withdrawn", "Dicabut pelapor", "Withdrawn by the reporter";
        /// DIALIHKAN_KNL.
        ConvertedToConsultation => "converted_to_consultation", "Selesai tanpa menjadi laporan (konsultasi)", "Ended as a consultation";
    }
}

impl State {
    /// No clock runs and nobody owes anything any more. A closed report can be reopened all the same.
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Closed | Self::Transferred | Self::Withdrawn | Self::ConvertedToConsultation)
    }
}

crate::codes! {
    /// Kind of access (*jenis akses*).
    pub enum IntakeKind("intake_kind") {
        /// A report that the office processes.
        Lm => "LM", "Laporan Masyarakat", "Report";
        /// A consultation that did not become a report.
        Knl => "KNL", "Konsultasi Non Laporan", "Consultation";
        /// A copy of a letter addressed to another agency.
        Tb => "TB", "Tembusan", "Copy of a letter";
        /// The fast track.
        Rco => "RCO", "Respon Cepat Ombudsman", "Ombudsman fast response";
        /// An investigation on the office's own initiative.
        Iaps => "IAPS", "Investigasi Atas Prakarsa Sendiri", "Own-initiative investigation";
    }
}

impl IntakeKind {
    /// Whether the published figures count it as a report (domain 4.1), and so whether it may be verified and examined.
    pub const fn counts_as_report(self) -> bool {
        matches!(self, Self::Lm | Self::Rco | Self::Iaps)
    }
}

crate::codes! {
    /// How the report reached the office (*cara penyampaian*).
    pub enum Channel("channel") {
        /// At the office's desk.
        InPerson => "in_person", "datang langsung", "in person";
        /// By post.
        Letter => "letter", "surat", "letter";
        /// By e-mail.
        Email => "email", "surat elektronik", "e-mail";
        /// By WhatsApp.
        Whatsapp => "whatsapp", "WhatsApp", "WhatsApp";
        /// By telephone or call centre 137.
        Telephone => "telephone", "telepon", "telephone";
        /// Through a website.
        Website => "website", "situs web", "website";
        /// Through a mobile application.
        MobileApp => "mobile_app", "aplikasi seluler", "mobile app";
        /// Through social media.
        SocialMedia => "social_media", "media sosial", "social media";
        /// At an outreach desk.
        OnTheSpot => "on_the_spot", "PVL On The Spot", "outreach desk";
        /// On the radio.
        Radio => "radio", "radio", "radio";
        /// Taken from the press.
        Media => "media", "media massa", "press";
        /// The office's own initiative.
        OwnInitiative => "own_initiative", "inisiatif", "own initiative";
        /// Passed on by the national complaint system.
        Sp4n => "sp4n_lapor", "SP4N-LAPOR!", "SP4N-LAPOR!";
        /// Any other way.
        Other => "other", "cara lain", "other";
    }
}

crate::codes! {
    /// Kind of reporter (*kategori pelapor*).
    pub enum ReporterCategory("reporter_category") {
        /// The person harmed.
        DirectVictim => "direct_victim", "perorangan/korban langsung", "direct victim";
        /// Family of the person harmed.
        VictimFamily => "victim_family", "keluarga korban", "victim's family";
        /// Somebody with a power of attorney, who need not be a lawyer.
        Proxy => "proxy", "kuasa", "proxy";
        /// A lawyer or legal aid.
        LegalAid => "legal_aid", "kuasa hukum/LBH", "lawyer or legal aid";
        /// A group of people.
        CommunityGroup => "community_group", "kelompok masyarakat", "community group";
        /// A legal person.
        LegalEntity => "legal_entity", "badan hukum/perusahaan", "legal entity";
        /// A civil society organisation.
        CivilOrganisation => "civil_organisation", "LSM/ormas", "civil society organisation";
        /// A professional body.
        ProfessionalBody => "professional_body", "organisasi profesi", "professional body";
        /// A government agency.
        GovernmentAgency => "government_agency", "instansi pemerintah", "government agency";
        /// The press.
        Media => "media", "media", "media";
        /// The office itself.
        OwnInitiative => "own_initiative", "inisiatif Ombudsman", "the Ombudsman's own initiative";
    }
}

crate::codes! {
    /// Why a report ended (*alasan penutupan*).
    pub enum ClosingReason("closing_reason") {
        /// UU 37/2008 art. 36(1)a.
        T1 => "T1", "Pelapor belum menyampaikan keberatan kepada instansi", "No prior complaint to the agency";
        /// UU 37/2008 art. 36(1)b.
        T2 => "T2", "Sedang atau telah diperiksa pengadilan", "Before, or decided by, a court";
        /// UU 37/2008 art. 36(1)c.
        T3 => "T3", "Masih dalam tenggang waktu penyelesaian instansi yang patut", "The agency is still within reasonable time";
        /// UU 37/2008 art. 36(1)d.
        T4 => "T4", "Telah diselesaikan instansi", "Already settled by the agency";
        /// UU 37/2008 art. 36(1)e.
        T5 => "T5", "Bukan wewenang Ombudsman", "Outside the Ombudsman's competence";
        /// UU 37/2008 art. 36(1)f.
        T6 => "T6", "Selesai melalui mediasi atau konsiliasi", "Settled by mediation or conciliation";
        /// UU 37/2008 art. 36(1)g.
        T7 => "T7", "Tidak ditemukan maladministrasi", "Maladministration not found";
        /// UU 37/2008 art. 25.
        T8 => "T8", "Data tidak dilengkapi (dianggap mencabut laporan)", "Data not completed (deemed withdrawn)";
        /// Withdrawn.
        T9 => "T9", "Dicabut pelapor", "Withdrawn by the reporter";
        /// UU 37/2008 art. 24(3).
        T10 => "T10", "Peristiwa lebih dari dua tahun", "Event older than two years";
        /// Perori 58/2023 art. 17.
        T11 => "T11", "Dilimpahkan ke kantor lain atau pusat", "Handed to another office or the centre";
        /// Found and repaired.
        T12 => "T12", "Maladministrasi ditemukan dan telah diperbaiki", "Maladministration found and repaired";
        /// Perori 48/2020 art. 25.
        T13 => "T13", "Pemeriksaan dihentikan", "Examination stopped";
        /// Recommendation carried out.
        T14 => "T14", "Rekomendasi dilaksanakan", "Recommendation carried out";
        /// UU 37/2008 art. 38(4).
        T15 => "T15", "Rekomendasi tidak dilaksanakan: dipublikasikan dan dilaporkan", "Recommendation not carried out: published and reported";
    }
}

crate::codes! {
    /// Whether the reporter complained to the agency first (UU 37/2008 art. 24(1)c, UU 25/2009 art. 46(2)).
    pub enum PriorComplaint("prior_complaint") {
        /// *Sudah*.
        Done => "done", "sudah", "done";
        /// *Belum*.
        NotYet => "not_yet", "belum", "not yet";
        /// *Dikecualikan*: the fast track, or the reporter does not want the agency to settle it.
        Exempted => "exempted", "dikecualikan", "exempted";
    }
}

crate::codes! {
    /// Formal requirements (*syarat formil*), UU 37/2008 art. 24(1) and practice.
    pub enum FormalItem("formal_item") {
        /// F1.
        F1 => "F1", "Nama lengkap", "Full name";
        /// F2.
        F2 => "F2", "Tempat dan tanggal lahir", "Place and date of birth";
        /// F3.
        F3 => "F3", "Status perkawinan", "Marital status";
        /// F4.
        F4 => "F4", "Pekerjaan", "Occupation";
        /// F5.
        F5 => "F5", "Alamat lengkap", "Full address";
        /// F6.
        F6 => "F6", "Salinan identitas (KTP)", "Copy of identity document";
        /// F7.
        F7 => "F7", "Uraian peristiwa, tindakan, atau keputusan", "Account of the event, action or decision";
        /// F8.
        F8 => "F8", "Pengaduan sebelumnya kepada terlapor atau atasannya", "Prior complaint to the respondent or its superior";
        /// F9.
        F9 => "F9", "Harapan pelapor", "What the reporter expects";
        /// F10.
        F10 => "F10", "Surat kuasa bila bukan korban", "Power of attorney if not the victim";
        /// F11.
        F11 => "F11", "Untuk kelompok: pernyataan dan KTP semua anggota", "For a group: statement and identity of all members";
        /// F12.
        F12 => "F12", "Nomor telepon yang dapat dihubungi", "Reachable telephone number";
    }
}

crate::codes! {
    /// Answer to a formal item.
    pub enum ItemStatus("item_status") {
        /// It is there.
        Met => "met", "ada", "met";
        /// It is not there and is needed.
        Missing => "missing", "belum ada", "missing";
        /// It is not needed here.
        Excused => "excused", "dikecualikan", "excused";
    }
}

crate::codes! {
    /// Material requirements (*syarat materiil*).
    pub enum MaterialItem("material_item") {
        /// UU 37/2008 art. 24(3).
        M1 => "M1", "Peristiwa tidak lebih dari dua tahun", "Event within two years";
        /// UU 37/2008 art. 26.
        M2 => "M2", "Wewenang Ombudsman", "Within the Ombudsman's competence";
        /// Practice.
        M3 => "M3", "Belum dilaporkan ke pusat atau kantor lain", "Not already reported to the centre or another office";
        /// UU 37/2008 art. 36(1)d.
        M4 => "M4", "Belum diselesaikan instansi", "Not already settled by the agency";
        /// UU 37/2008 art. 36(1)c.
        M5 => "M5", "Tenggang waktu patut instansi telah lewat", "The agency's reasonable time has passed";
        /// UU 37/2008 art. 36(1)b.
        M6 => "M6", "Tidak sedang di pengadilan", "Not before a court";
    }
}

crate::codes! {
    /// Answer to a material item.
    pub enum MaterialAnswer("material_answer") {
        /// It holds.
        Met => "met", "terpenuhi", "met";
        /// It does not hold.
        NotMet => "not_met", "tidak terpenuhi", "not met";
        /// The question does not arise.
        NotApplicable => "not_applicable", "tidak relevan", "not applicable";
    }
}

crate::codes! {
    /// Class of a report (*klasifikasi*); sets the limit of the whole examination.
    pub enum Complexity("complexity") {
        /// *Sederhana*.
        Simple => "simple", "sederhana", "simple";
        /// *Sedang*.
        Medium => "medium", "sedang", "medium";
        /// *Berat*.
        Heavy => "heavy", "berat", "heavy";
    }
}

impl Complexity {
    /// The clock of the whole examination for this class (D13).
    pub const fn deadline(self) -> DeadlineCode {
        match self {
            Self::Simple => DeadlineCode::D13Simple,
            Self::Medium => DeadlineCode::D13Medium,
            Self::Heavy => DeadlineCode::D13Heavy,
        }
    }
}

crate::codes! {
    /// Whether the reporter's identity is kept secret (UU 37/2008 art. 24(2)).
    pub enum Secrecy("secrecy") {
        /// *Tidak rahasia*.
        Open => "open", "tidak rahasia", "open";
        /// *Rahasia*.
        Secret => "secret", "rahasia", "secret";
    }
}

crate::codes! {
    /// Why a report is on the fast track; any one is enough (domain 3.4).
    pub enum RcoCriterion("rco_criterion") {
        /// Unforeseen, such as a disaster or an epidemic.
        Emergency => "emergency", "keadaan darurat", "emergency";
        /// Threat to body or mind.
        ThreatToLife => "threat_to_life", "mengancam keselamatan jiwa", "threat to life";
        /// Also education and economic rights.
        ThreatToRightToLive => "threat_to_right_to_live", "mengancam hak hidup", "threat to the right to live";
    }
}

crate::codes! {
    /// Conclusion of an examination (Perori 48/2020 art. 25).
    pub enum ExaminationOutcome("examination_outcome") {
        /// Maladministration found.
        Found => "found", "ditemukan maladministrasi", "maladministration found";
        /// Not found.
        NotFound => "not_found", "tidak ditemukan maladministrasi", "maladministration not found";
        /// Examination stopped.
        Stopped => "stopped", "pemeriksaan dihentikan", "examination stopped";
    }
}

crate::codes! {
    /// How a withdrawal was made.
    pub enum WithdrawalForm("withdrawal_form") {
        /// In writing, also through this service.
        Written => "written", "tertulis", "written";
        /// Spoken, and recorded by an officer.
        Recorded => "recorded", "lisan, dicatat petugas", "spoken and recorded";
    }
}
