//! Words for the faults of single fields: code, Indonesian, English. `{name}` takes the fault's parameter.

/// Every code that a [`FieldFault`](super::FieldFault) may carry, with its words.
pub const FIELD_TEXTS: &[(&str, &str, &str)] = &[
    // Shape: what the API document's schema says.
    ("required", "Wajib diisi.", "This is required."),
    ("unknown_field", "Isian ini tidak dikenal.", "This field is not known."),
    ("wrong_type", "Jenis nilainya salah; harus {expected}.", "The value has the wrong type; it must be {expected}."),
    ("not_in_list", "Nilai tidak ada dalam daftar yang diizinkan.", "The value is not in the list of allowed values."),
    ("too_short", "Terlalu pendek; paling sedikit {limit} karakter.", "Too short; at least {limit} characters."),
    ("too_long", "Terlalu panjang; paling banyak {limit} karakter.", "Too long; at most {limit} characters."),
    ("too_few_items", "Terlalu sedikit; paling sedikit {limit} butir.", "Too few; at least {limit} items."),
    ("too_many_items", "Terlalu banyak; paling banyak {limit} butir.", "Too many; at most {limit} items."),
    ("repeated_items", "Ada butir yang berulang.", "Some items are repeated."),
    ("too_small", "Terlalu kecil; paling kecil {limit}.", "Too small; the least is {limit}."),
    ("too_large", "Terlalu besar; paling besar {limit}.", "Too large; the most is {limit}."),
    ("format", "Bentuknya tidak sesuai.", "The form is not right."),
    (
        "date_format",
        "Tulis tanggal sebagai TTTT-BB-HH, misalnya 2026-11-25.",
        "Write the date as YYYY-MM-DD, such as 2026-11-25.",
    ),
    (
        "timestamp_format",
        "Tulis waktu dengan zona, misalnya 2026-11-25T08:00:00+08:00.",
        "Write the time with its zone, such as 2026-11-25T08:00:00+08:00.",
    ),
    ("id_format", "Bukan id yang sah.", "Not a valid id."),
    (
        "control_characters",
        "Mengandung karakter kendali yang tidak diizinkan.",
        "Contains control characters, which are not allowed.",
    ),
    ("blank", "Tidak boleh kosong atau hanya spasi.", "This must not be empty or blank."),
    ("shape", "Susunan isian tidak sesuai.", "The structure of the value is not right."),
    ("unknown_parameter", "Parameter ini tidak dikenal.", "This parameter is not known."),
    ("repeated_parameter", "Parameter ini diberikan lebih dari sekali.", "This parameter was given more than once."),
    ("header_format", "Bentuk tajuk tidak sesuai.", "The form of the header is not right."),
    ("header_required", "Tajuk ini wajib disertakan.", "This header is required."),
    // Meaning: what the domain says.
    ("unknown_agency", "Instansi tidak ditemukan.", "There is no such agency."),
    ("agency_inactive", "Instansi sudah tidak aktif.", "The agency is no longer active."),
    (
        "username_format",
        "Nama pengguna terdiri atas 3 sampai 100 huruf, angka dan tanda . _ - + @; huruf atau angka di awal dan akhir.",
        "A user name has 3 to 100 letters, digits and the signs . _ - + @; a letter or digit at both ends.",
    ),
    ("role_not_for_people", "Peran ini hanya untuk klien mesin.", "This role is for machine clients only."),
    ("role_not_for_machines", "Peran ini hanya untuk orang.", "This role is for people only."),
    (
        "agency_required",
        "Peran ini bekerja pada suatu instansi; sebutkan instansinya.",
        "This role works at an agency; name it.",
    ),
    ("agency_not_allowed", "Peran ini tidak bekerja pada instansi.", "This role does not work at an agency."),
    ("scope_not_allowed", "Cakupan ini tidak berguna bagi peran tersebut.", "This scope is of no use to that role."),
    ("password_wrong", "Kata sandi sekarang salah.", "The present password is wrong."),
    (
        "otp_wrong",
        "Kode tidak cocok; periksa jam ponsel, lalu coba kode berikutnya.",
        "The code does not match; check the phone's clock and try the next code.",
    ),
    ("password_unchanged", "Kata sandi baru harus berbeda.", "The new password must be another one."),
    (
        "password_control_characters",
        "Kata sandi mengandung karakter kendali, seperti ganti baris.",
        "The password contains control characters, such as a line break.",
    ),
    (
        "password_too_short",
        "Kata sandi sekurang-kurangnya {limit} karakter.",
        "A password has at least {limit} characters.",
    ),
    ("password_too_long", "Kata sandi paling panjang {limit} bita.", "A password has at most {limit} bytes."),
    (
        "password_predictable",
        "Kata sandi mudah ditebak: terdiri atas kata umum, nama, angka, atau pengulangan.",
        "The password is easy to guess: it consists of common words, names, digits or repetitions.",
    ),
    ("unknown_user", "Akun tidak ditemukan.", "There is no such account."),
    ("unknown_region", "Kode wilayah tidak ditemukan.", "There is no such region code."),
    ("unknown_code", "Kode tidak ada dalam daftar rujukan.", "The code is not in the reference list."),
    ("in_the_future", "Tanggal tidak boleh di masa depan.", "The date must not be in the future."),
    ("end_before_start", "Akhir tidak boleh mendahului awal.", "The end must not be before the start."),
    (
        "would_be_a_cycle",
        "Induk tidak boleh berada di bawah instansi itu sendiri.",
        "The parent must not be below the agency itself.",
    ),
    (
        "agency_code_format",
        "Kode instansi diawali kode wilayah, misalnya 63.07.DISDIK.",
        "An agency's code begins with a region code, such as 63.07.DISDIK.",
    ),
    (
        "wrong_parent_kind",
        "Instansi jenis ini tidak dapat berada di bawah induk tersebut.",
        "An agency of this kind cannot hang under that parent.",
    ),
    (
        "second_inspectorate",
        "Pemerintah daerah ini sudah mempunyai Inspektorat.",
        "This government already has its Inspektorat.",
    ),
    ("unknown_report", "Laporan tidak ditemukan.", "There is no such report."),
    (
        "report_not_at_recommendation",
        "Laporan belum pada tahap rekomendasi.",
        "The report is not at the stage of recommendation.",
    ),
    ("already_taken", "Sudah dipakai.", "This is already taken."),
    // Steps that the lifecycles refuse (`domain/lifecycle/violation.rs`).
    (
        "invalid_transition",
        "Langkah {transition} tidak ada pada tahap {state}; yang tersedia: {allowed}.",
        "There is no step {transition} in the state {state}; available: {allowed}.",
    ),
    (
        "role_not_allowed",
        "Langkah {transition} hanya untuk peran: {roles}.",
        "The step {transition} is for these roles only: {roles}.",
    ),
    ("date_in_future", "Tanggal tidak boleh setelah hari ini, {today}.", "The date must not be after today, {today}."),
    ("date_too_early", "Tanggal tidak boleh sebelum {earliest}.", "The date must not be before {earliest}."),
    ("date_too_late", "Tanggal tidak boleh setelah {latest}.", "The date must not be after {latest}."),
    ("time_in_future", "Waktu tidak boleh setelah sekarang, {now}.", "The time must not be after now, {now}."),
    ("time_too_early", "Waktu tidak boleh sebelum {earliest}.", "The time must not be before {earliest}."),
    (
        "arrival_of_office",
        "Hari tiba dicatat oleh petugas penerimaan.",
        "The day of arrival is recorded by those who take reports in.",
    ),
    (
        "arrival_by_hand",
        "Hari tiba hanya dicatat untuk surat dan untuk laporan yang diterima langsung.",
        "A day of arrival is recorded only for letters and for what is taken in person.",
    ),
    (
        "nothing_found",
        "Hanya diisi bila maladministrasi ditemukan.",
        "This is given only where maladministration was found.",
    ),
    ("repeated", "Sudah disebut sebelumnya.", "This was named before."),
    (
        "code_not_allowed",
        "Kode {code} tidak berlaku di sini; yang berlaku: {allowed}.",
        "The code {code} does not apply here; those that do: {allowed}.",
    ),
    (
        "intake_kind_not_allowed",
        "Jenis akses {intake_kind} tidak dapat menempuh langkah ini; yang dapat: {allowed}.",
        "The intake kind {intake_kind} cannot take this step; those that can: {allowed}.",
    ),
    (
        "formal_items_open",
        "Syarat formil belum dijawab atau belum ada: {items}.",
        "Formal requirements are unanswered or missing: {items}.",
    ),
    (
        "item_not_missing",
        "Syarat {item} tidak ditandai belum ada pada daftar periksa.",
        "The checklist does not call {item} missing.",
    ),
    (
        "material_items_open",
        "Syarat materiil belum dijawab: {items}.",
        "Material requirements are unanswered: {items}.",
    ),
    (
        "event_too_old",
        "Peristiwa hanya dapat dilaporkan sampai {admissible_through} (UU 37/2008 Pasal 24 ayat (3)): M1 tidak terpenuhi.",
        "The event could be reported through {admissible_through} only (UU 37/2008 art. 24(3)): M1 is not met.",
    ),
    (
        "event_date_unknown",
        "Tanggal peristiwa belum dicatat, sehingga M1 tidak dapat dijawab terpenuhi (UU 37/2008 Pasal 24 ayat (3)).",
        "The date of the event is not recorded, so M1 cannot be answered met (UU 37/2008 art. 24(3)).",
    ),
    (
        "inadmissible",
        "M1 tidak terpenuhi: laporan tidak dapat diterima untuk diperiksa.",
        "M1 is not met: the report cannot be admitted to examination.",
    ),
    (
        "notice_receipt_unknown",
        "Tanggal surat diterima pelapor belum dicatat; catat dahulu.",
        "The day on which the reporter received the notice is not recorded; record it first.",
    ),
    (
        "deadline_not_lapsed",
        "Tenggat {deadline} belum lewat; hari terakhirnya {due_on}.",
        "The deadline {deadline} has not lapsed; its last day is {due_on}.",
    ),
    (
        "reporter_response_pending",
        "Pelapor belum menanggapi dan waktunya belum lewat; hari terakhirnya {due_on}.",
        "The reporter has not responded, and the time has not passed; its last day is {due_on}.",
    ),
    (
        "nothing_missing",
        "Tidak ada syarat formil yang dijawab belum ada.",
        "No formal requirement is answered missing.",
    ),
    ("reporter_response_missing", "Tanggapan pelapor belum dicatat.", "The reporter's response is not recorded."),
    (
        "signer_is_drafter",
        "Penyusun hasil tidak boleh menandatanganinya.",
        "Whoever drafted the result cannot sign it.",
    ),
    ("verifier_is_filer", "Yang menyampaikan tidak boleh memverifikasinya.", "Whoever filed it cannot verify it."),
    (
        "outcome_mismatch",
        "Langkah ini tidak sesuai dengan hasil pemeriksaan ({outcome}).",
        "This step does not follow from the result of the examination ({outcome}).",
    ),
    (
        "no_addressee_receipt",
        "Belum ada instansi yang menerima hasil pemeriksaan.",
        "No addressee has received the result yet.",
    ),
    (
        "not_an_addressee",
        "Instansi ini bukan penerima tindakan korektif.",
        "This agency is not an addressee of the corrective action.",
    ),
    (
        "addressee_receipt_unknown",
        "Tanggal instansi ini menerima hasil pemeriksaan belum dicatat.",
        "The day on which this agency received the result is not recorded.",
    ),
    ("actions_outstanding", "Tindakan korektif belum dilaksanakan semuanya.", "Corrective actions are outstanding."),
    (
        "nothing_outstanding",
        "Semua tindakan korektif sudah dilaksanakan; tidak ada yang diserahkan.",
        "Everything is carried out; there is nothing to hand over.",
    ),
    (
        "monitoring_missing",
        "Monitoring oleh unit pemeriksaan belum dicatat (Perori 58/2023 Pasal 54).",
        "The examining unit's monitoring is not recorded (Perori 58/2023 art. 54).",
    ),
    (
        "recommendations_open",
        "Rekomendasi laporan ini belum berakhir sesuai alasan penutupan.",
        "The recommendations of this report have not ended as the closing reason says.",
    ),
    ("already_registered", "Laporan sudah diregistrasi.", "The report is already registered."),
    ("not_fast_track", "Laporan ini bukan Respon Cepat Ombudsman.", "The report is not on the fast track."),
    (
        "already_contacted",
        "Kontak pertama sudah dicatat; kontak berikutnya dicatat sebagai catatan.",
        "The first contact is recorded already; record further contacts as notes.",
    ),
    (
        "reason_accepted",
        "Alasan pelaksanaan sebagian sudah diterima; tidak ada yang dipublikasikan.",
        "The reason for the partial execution was accepted; there is nothing to publish.",
    ),
    // Imported files: the place is line and column.
    ("unreadable", "Berkas tidak dapat dibaca.", "The file cannot be read."),
    ("not_utf8", "Berkas harus berupa teks UTF-8.", "The file must be UTF-8 text."),
    ("repeated_row", "Baris ini mengulang baris lain.", "This line repeats another."),
    (
        "level_and_code_differ",
        "Tingkat wilayah tidak sesuai dengan kodenya.",
        "The region's level does not fit its code.",
    ),
    // Deadlines.
    (
        "rule_not_in_force",
        "Aturan ini belum atau tidak lagi berlaku pada hari mulai.",
        "This rule is not in force on the start day.",
    ),
    ("exactly_one", "Isi tepat satu di antara {fields}.", "Give exactly one of {fields}."),
    ("deadline_zero_length", "Tenggat tidak boleh nol.", "A deadline cannot be zero long."),
    (
        "deadline_out_of_range",
        "Tenggat ini berada di luar tahun 1–9999 atau lebih dari seratus tahun.",
        "This deadline lies outside the years 1 to 9999, or more than a hundred years away.",
    ),
    (
        "deadline_start_needs_instant",
        "Tenggat dalam jam memerlukan waktu mulai yang lengkap.",
        "A deadline in hours needs an instant to start at.",
    ),
    // Identifiers (domain/identifiers).
    ("phone_format", "Bukan nomor telepon Indonesia.", "Not an Indonesian phone number."),
    (
        "phone_area",
        "Kode area telepon tetap bukan dari Kalimantan Selatan.",
        "The area code is not one of South Kalimantan.",
    ),
    ("phone_length", "Jumlah angka nomor telepon tidak sesuai.", "The phone number has too few or too many digits."),
    ("email_format", "Bukan alamat surel.", "Not an e-mail address."),
    (
        "website_format",
        "Tulis alamat situs lengkap, misalnya https://example.org.",
        "Write the full address, such as https://example.org.",
    ),
    ("postal_code_format", "Kode pos terdiri dari 5 angka.", "A postal code has 5 digits."),
    (
        "region_code_format",
        "Kode wilayah ditulis seperti 63, 63.07, 63.07.01 atau 63.07.01.2003.",
        "A region code looks like 63, 63.07, 63.07.01 or 63.07.01.2003.",
    ),
    ("nik_format", "NIK harus 16 angka.", "A NIK has 16 digits."),
    ("nik_day", "Tanggal lahir dalam NIK tidak ada.", "The NIK holds a birth day that does not exist."),
    ("nik_month", "Bulan lahir dalam NIK tidak ada.", "The NIK holds a birth month that does not exist."),
    ("nik_serial", "Nomor urut NIK tidak boleh 0000.", "The serial of a NIK is never 0000."),
    ("nip_format", "NIP harus 18 angka.", "A NIP has 18 digits."),
    ("nip_birth_date", "Tanggal lahir dalam NIP tidak ada.", "The NIP holds a birth date that does not exist."),
    ("nip_sex", "Angka ke-15 NIP harus 1 atau 2.", "The 15th digit of a NIP is 1 or 2."),
    (
        "staff_number_format",
        "Tulis NIP atau nomor pegawai: 3 sampai 30 huruf, angka, titik, garis miring atau strip.",
        "Write a NIP or a staff number: 3 to 30 letters, digits, dots, slashes or hyphens.",
    ),
    ("agenda_number_format", "Bentuk nomor agenda tidak sesuai.", "The form of the agenda number is not right."),
    ("archive_number_format", "Bentuk nomor arsip tidak sesuai.", "The form of the archive number is not right."),
    (
        "archive_number_month",
        "Bulan dalam nomor arsip bukan bulan registrasi.",
        "The month in the archive number is not that of the registration.",
    ),
    ("archive_number_year", "Tahun dalam nomor arsip tidak sesuai.", "The year in the archive number is not right."),
    (
        "archive_number_office",
        "Kode perwakilan dalam nomor arsip tidak sesuai.",
        "The office in the archive number is another one.",
    ),
    ("letter_number_length", "Panjang nomor surat tidak sesuai.", "The letter number is too short or too long."),
    (
        "letter_number_characters",
        "Nomor surat memuat karakter yang tidak diizinkan.",
        "The letter number holds characters that are not allowed.",
    ),
    // Agencies and narahubung.
    ("unknown_government", "Pemerintah daerah tidak ditemukan.", "There is no such government."),
    (
        "government_code_format",
        "Kode pemerintah daerah adalah kode wilayahnya, misalnya 63.07.",
        "A government's code is its region code, such as 63.07.",
    ),
    (
        "children_do_not_fit",
        "Instansi di bawahnya tidak dapat berada di bawah jenis tersebut.",
        "The agencies under it cannot hang under that kind.",
    ),
    ("before_agency_began", "Instansi belum ada pada tanggal itu.", "The agency does not exist yet on that day."),
    (
        "level_does_not_fit",
        "Tingkat narahubung tidak sesuai dengan jenis instansi.",
        "The level does not fit the kind of agency.",
    ),
    (
        "overlapping_designation",
        "Penunjukan lain untuk peran ini masih berlaku pada masa tersebut; akhiri lebih dahulu.",
        "Another designation for this role holds in that period; end it first.",
    ),
    (
        "after_present_end",
        "Tidak boleh melewati akhir masa penunjukan; perpanjangan memerlukan penunjukan baru.",
        "This must not be after the present end; longer takes a new designation.",
    ),
    ("is_itself", "Tidak boleh menunjuk dirinya sendiri.", "This must not name the agency itself."),
    (
        "not_at_this_time",
        "Hanya petugas penerimaan yang mengisinya, dan baru setelah laporan dikirim.",
        "Only intake officers fill this in, and only once the report is submitted.",
    ),
    (
        "successor_needed",
        "Masih ada {count} laporan terbuka atas instansi ini; sebutkan instansi penerusnya sebagai successor_id.",
        "There are still {count} open reports on this agency; name the agency that takes them as successor_id.",
    ),
    (
        "result_is_out",
        "Hasil sudah terbit atau laporan sudah berakhir; data laporan tidak dapat diubah lagi.",
        "The result is out or the report has ended; its data cannot be changed any more.",
    ),
    (
        "nothing_to_search_for",
        "Isi paling sedikit satu dari NIK, telepon, atau surel.",
        "Give at least one of NIK, telephone and e-mail.",
    ),
    (
        "filter_not_available",
        "Saringan ini hanya untuk petugas kantor.",
        "This filter is for staff of the office only.",
    ),
    (
        "only_for_machines",
        "Nomor sistem sendiri hanya untuk klien mesin.",
        "Numbers of an own system are for machine clients only.",
    ),
    ("not_an_examiner", "Bukan asisten pemeriksaan yang aktif.", "Not an active examination assistant."),
    (
        "has_conflict",
        "Orang ini menyatakan benturan kepentingan pada laporan ini.",
        "This person declared a conflict of interest on this report.",
    ),
    (
        "not_under_examination",
        "Penugasan hanya pada laporan yang sedang diperiksa atau ditindaklanjuti.",
        "Assignments are for reports under examination or in execution.",
    ),
    (
        "government_not_bypassed",
        "Pemerintah daerah tidak dapat dilewati seluruhnya; sebutkan instansi yang berbenturan kepentingan.",
        "A whole government cannot be bypassed; name the agency with the conflict of interest.",
    ),
    (
        "bypassed_agency",
        "Instansi ini dilewati karena benturan kepentingan; sampaikan kepada pengganti, Sekretaris Daerah atau kepala daerah.",
        "This agency is bypassed because of a conflict of interest; deliver to the alternate, the regional secretary or the head of region.",
    ),
    (
        "only_for_others",
        "Hanya Kepala Perwakilan yang dapat mencatatkannya untuk orang lain.",
        "Only the head of the office can record this for somebody else.",
    ),
    (
        "tracking_code_form",
        "Kode lacak terdiri dari 28 huruf dan angka, seperti pada tanda terima.",
        "A tracking code has 28 letters and digits, as on the receipt.",
    ),
    (
        "tracking_code_mistyped",
        "Kode lacak salah ketik; periksa lagi tanda terima.",
        "The tracking code was mistyped; check the receipt.",
    ),
    ("tracking_mismatch", "Kode lacak atau PIN tidak sesuai.", "The tracking code or the PIN is not right."),
];

/// The words for a code, in Indonesian or English, with its parameters filled in.
pub fn field_text(code: &str, english: bool, params: &serde_json::Map<String, serde_json::Value>) -> String {
    let Some((_, indonesian_text, english_text)) = FIELD_TEXTS.iter().find(|(known, _, _)| *known == code) else {
        debug_assert!(false, "field code without texts: {code}");
        return if english { "This is not valid.".to_owned() } else { "Isian ini tidak sah.".to_owned() };
    };
    let mut text = if english { *english_text } else { *indonesian_text }.to_owned();
    for (name, value) in params {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let value = if name == "expected" && !english { types_in_indonesian(&value) } else { value };
        text = text.replace(&format!("{{{name}}}"), &value);
    }
    text
}

/// JSON's types, as `wrong_type` names them, in Indonesian.
fn types_in_indonesian(names: &str) -> String {
    let word = |name| match name {
        "string" => "teks",
        "integer" => "bilangan bulat",
        "number" => "angka",
        "boolean" => "true atau false",
        "array" => "daftar",
        "object" => "objek",
        other => other,
    };
    names.split(" / ").map(word).collect::<Vec<_>>().join(" atau ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_a_lifecycle_has_its_words() {
        for code in crate::domain::lifecycle::Violation::CODES {
            assert!(FIELD_TEXTS.iter().any(|(known, ..)| known == code), "{code}");
        }
    }

    #[test]
    fn a_wrong_type_is_told_in_the_readers_language() {
        let params = serde_json::Map::from_iter([("expected".to_owned(), "integer / array".into())]);
        assert_eq!(field_text("wrong_type", false, &params), "Jenis nilainya salah; harus bilangan bulat atau daftar.");
        assert_eq!(
            field_text("wrong_type", true, &params),
            "The value has the wrong type; it must be integer / array."
        );
    }

    #[test]
    fn codes_are_unique_and_both_languages_are_there() {
        let mut seen = std::collections::HashSet::new();
        for (code, id, en) in FIELD_TEXTS {
            assert!(seen.insert(code), "{code} twice");
            assert!(!id.is_empty() && !en.is_empty(), "{code}");
        }
    }
}
