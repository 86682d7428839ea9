//! The closed lists of a recommendation (domain handbook 12.4).

crate::codes! {
    /// Where a recommendation is (*tahap rekomendasi*).
    pub enum State("recommendation_state") {
        /// DRAF.
        Draft => "draft", "Konsep", "Draft";
        /// CLEARANCE_MUTU.
        QualityClearance => "quality_clearance", "Telaah unit mutu", "Clearance by the quality unit";
        /// CLEARANCE_ANGGOTA.
        MemberClearance => "member_clearance", "Telaah Anggota Ombudsman", "Clearance by a Member";
        /// DITANDATANGANI.
        Signed => "signed", "Ditandatangani Ketua", "Signed by the Chair";
        /// DISAMPAIKAN.
        Delivered => "delivered", "Disampaikan", "Delivered";
        /// MENUNGGU_LAPORAN.
        AwaitingReport => "awaiting_report", "Menunggu laporan pelaksanaan", "Awaiting the execution report";
        /// DILAPORKAN.
        Reported => "reported", "Pelaksanaan dilaporkan", "Execution reported";
        /// DIPERIKSA.
        UnderReview => "under_review", "Pelaksanaan diperiksa", "Execution under review";
        /// DILAKSANAKAN.
        CarriedOut => "carried_out", "Dilaksanakan", "Carried out";
        /// SEBAGIAN.
        PartlyCarriedOut => "partly_carried_out", "Dilaksanakan sebagian", "Partly carried out";
        /// TIDAK_DILAKSANAKAN.
        NotCarriedOut => "not_carried_out", "Tidak dilaksanakan", "Not carried out";
        /// DIPUBLIKASIKAN.
        Published => "published", "Dipublikasikan", "Published";
        /// DILAPORKAN_DPR_PRESIDEN.
        ReportedUpward => "reported_upward", "Dilaporkan kepada DPR dan Presiden", "Reported to Parliament and the President";
    }
}

crate::codes! {
    /// Whether the reason for a partial execution is accepted (UU 37/2008 art. 38(4)).
    pub enum Judgement("reason_judgement") {
        /// Nothing is published.
        Accepted => "accepted", "alasan diterima", "reason accepted";
        /// It is published and reported.
        Refused => "refused", "alasan tidak diterima", "reason refused";
    }
}

crate::codes! {
    /// Who receives a recommendation (UU 37/2008 art. 37).
    pub enum Party("recommendation_party") {
        /// *Pelapor*.
        Reporter => "reporter", "pelapor", "reporter";
        /// *Terlapor*.
        Respondent => "respondent", "terlapor", "respondent";
        /// *Atasan terlapor*.
        Superior => "superior", "atasan terlapor", "superior of the respondent";
    }
}

crate::codes! {
    /// How far a recommendation was carried out.
    pub enum Execution("execution") {
        /// Fully.
        CarriedOut => "carried_out", "dilaksanakan", "carried out";
        /// In part.
        PartlyCarriedOut => "partly_carried_out", "dilaksanakan sebagian", "partly carried out";
        /// Not at all.
        NotCarriedOut => "not_carried_out", "tidak dilaksanakan", "not carried out";
    }
}

crate::codes! {
    /// What can be done to a recommendation.
    pub enum Transition("recommendation_transition") {
        /// DRAF → CLEARANCE_MUTU.
        SubmitToQuality => "submit_to_quality", "Ajukan ke unit mutu", "Submit to the quality unit";
        /// CLEARANCE_MUTU → CLEARANCE_ANGGOTA.
        ClearQuality => "clear_quality", "Lolos telaah mutu", "Cleared by the quality unit";
        /// CLEARANCE_ANGGOTA → DITANDATANGANI.
        Sign => "sign", "Catat penandatanganan", "Record the signature";
        /// DITANDATANGANI → DISAMPAIKAN.
        Deliver => "deliver", "Sampaikan", "Deliver";
        /// A party received it, or a receipt is corrected.
        RecordReceipt => "record_receipt", "Catat tanggal diterima", "Record a receipt";
        /// DISAMPAIKAN → MENUNGGU_LAPORAN.
        RecordSuperiorReceipt => "record_superior_receipt", "Catat diterima atasan terlapor", "Record the superior's receipt";
        /// MENUNGGU_LAPORAN → DILAPORKAN.
        FileReport => "file_report", "Laporkan pelaksanaan", "File the execution report";
        /// DILAPORKAN → DIPERIKSA.
        Review => "review", "Mulai pemeriksaan pelaksanaan", "Begin the review";
        /// DIPERIKSA → DILAKSANAKAN.
        FindCarriedOut => "find_carried_out", "Nyatakan dilaksanakan", "Find it carried out";
        /// DIPERIKSA → SEBAGIAN.
        FindPartlyCarriedOut => "find_partly_carried_out", "Nyatakan dilaksanakan sebagian", "Find it partly carried out";
        /// DIPERIKSA → TIDAK_DILAKSANAKAN.
        FindNotCarriedOut => "find_not_carried_out", "Nyatakan tidak dilaksanakan", "Find it not carried out";
        /// MENUNGGU_LAPORAN → TIDAK_DILAKSANAKAN.
        ConfirmLapse => "confirm_lapse", "Pastikan tenggat lewat", "Confirm the lapse";
        /// → DIPUBLIKASIKAN.
        Publish => "publish", "Publikasikan", "Publish";
        /// DIPUBLIKASIKAN → DILAPORKAN_DPR_PRESIDEN.
        ReportUpward => "report_upward", "Laporkan kepada DPR dan Presiden", "Report upward";
    }
}
