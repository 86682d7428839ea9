//! What figures and breakdowns are called, and what each figure means.

crate::codes! {
    /// What figures can be broken down by.
    pub enum GroupBy("statistics_group_by") {
        /// Calendar year.
        Year => "year", "tahun", "year";
        /// Month in WITA.
        Month => "month", "bulan", "month";
        /// Government of the respondent.
        Government => "government", "pemerintah daerah terlapor", "government of the respondent";
        /// Fine class of the respondent.
        AgencyClass => "agency_class", "klasifikasi instansi terlapor", "class of the respondent";
        /// Substance.
        Substance => "substance", "substansi laporan", "substance";
        /// Main alleged maladministration.
        Maladministration => "maladministration", "dugaan maladministrasi", "alleged maladministration";
        /// Where the reports stand.
        State => "state", "tahap", "state";
        /// Kind of access.
        IntakeKind => "intake_kind", "jenis akses", "kind of access";
        /// Conclusion of the examination.
        Outcome => "outcome", "hasil pemeriksaan", "outcome of the examination";
        /// Main maladministration that was found.
        FoundMaladministration => "found_maladministration", "maladministrasi yang ditemukan", "maladministration found";
        /// Why they ended.
        ClosingReason => "closing_reason", "alasan penutupan", "closing reason";
    }
}

crate::codes! {
    /// A figure.
    pub enum Figure("statistics_figure") {
        /// *Akses*.
        Accesses => "accesses", "Akses", "Accesses";
        /// *Ditangani*.
        Handled => "handled", "Laporan ditangani", "Reports handled";
        /// *Selesai*.
        Closed => "closed", "Laporan selesai", "Reports closed";
        /// *Belum selesai*.
        Open => "open", "Laporan belum selesai", "Reports open";
        /// *Tidak diperiksa*.
        NotAdmitted => "not_admitted", "Berakhir tanpa pemeriksaan", "Ended without examination";
        /// *Tingkat penyelesaian*.
        CompletionRate => "completion_rate", "Tingkat penyelesaian", "Completion rate";
    }
}

impl Figure {
    /// What exactly is counted: Indonesian, English.
    pub const fn definition(self) -> (&'static str, &'static str) {
        match self {
            Self::Accesses => (
                "Semua akses (LM, KNL, TB, RCO, IAPS) yang diterima dalam periode, menurut tanggal diterima (WITA). \
                 Konsep yang belum dikirim tidak dihitung. Akses bukan laporan: jenisnya dihitung terpisah.",
                "Every access (LM, KNL, TB, RCO, IAPS) received in the period, by the day of receipt (WITA). Drafts are \
                 not counted. An access is not a report: each kind is counted apart.",
            ),
            Self::Handled => (
                "Laporan yang diterima untuk diperiksa dalam periode, ditambah yang sudah diterima sebelumnya dan belum \
                 berakhir pada awal periode. Dalam rincian bulanan, sisa periode sebelumnya menjadi baris tersendiri dan \
                 setiap bulan menghitung yang mulai ditangani pada bulan itu.",
                "Reports admitted to examination in the period, and those admitted before and not ended when it began. In \
                 the breakdown by month, what was carried over is a row of its own and each month counts what came under \
                 handling in it.",
            ),
            Self::Closed => (
                "Laporan yang diperiksa dan berakhir dalam periode, menurut tanggal berakhir (WITA). Laporan yang dibuka \
                 kembali tidak lagi dihitung selesai.",
                "Examined reports that ended in the period, by the day on which they ended (WITA). A report that was \
                 reopened no longer counts as closed.",
            ),
            Self::Open => (
                "Ditangani dikurangi selesai: yang belum berakhir pada akhir periode, termasuk yang sedang menunggu pihak \
                 lain. Dalam rincian bulanan: keadaan pada akhir bulan.",
                "Handled minus closed: what had not ended at the end of the period, also while it waits for somebody else. \
                 In the breakdown by month: as it stood at the end of the month.",
            ),
            Self::NotAdmitted => (
                "Laporan dan akses yang berakhir dalam periode tanpa diterima untuk diperiksa: tidak memenuhi syarat, \
                 dilimpahkan, dicabut, atau selesai sebagai konsultasi.",
                "Reports and accesses that ended in the period without having been admitted to examination: requirements \
                 not met, transferred, withdrawn, or ended as a consultation.",
            ),
            Self::CompletionRate => (
                "Selesai dibagi ditangani, dalam persen, dua desimal, setengah dibulatkan ke atas. Dalam rincian bulanan: \
                 keadaan pada akhir bulan.",
                "Closed divided by handled, in per cent, two decimals, half up. In the breakdown by month: as it stood at \
                 the end of the month.",
            ),
        }
    }
}
