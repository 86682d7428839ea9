//! Every problem that a client can meet: code, status, words (contract 2.2).

macro_rules! catalogue {
    ($($(#[$meta:meta])* $variant:ident = $status:literal $code:literal,
        $title_id:literal, $title_en:literal,
        $detail_id:literal, $detail_en:literal;)+
    ) => {
        /// The stable code of a problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$meta])* $variant,)+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// The code on the wire, snake case.
            pub const fn as_str(self) -> &'static str { match self { $(Code::$variant => $code),+ } }

            /// The HTTP status that it comes with.
            pub const fn status(self) -> u16 { match self { $(Code::$variant => $status),+ } }

            /// Short name of the problem: Indonesian, English.
            pub const fn title(self) -> (&'static str, &'static str) {
                match self { $(Code::$variant => ($title_id, $title_en)),+ }
            }

            /// What to do about it: Indonesian, English.
            pub const fn detail(self) -> (&'static str, &'static str) {
                match self { $(Code::$variant => ($detail_id, $detail_en)),+ }
            }
        }
    };
}

catalogue! {
    /// The body cannot be parsed.
    MalformedBody = 400 "malformed_body", "Isi permintaan tidak terbaca", "Malformed body",
        "Isi permintaan bukan JSON yang sah.", "The body is not valid JSON.";
    /// A parameter or header cannot be parsed.
    MalformedParameter = 400 "malformed_parameter", "Parameter tidak terbaca", "Malformed parameter",
        "Periksa bentuk parameter yang disebut.", "Check the form of the parameters named.";
    /// A parameter that the operation does not have, or one given twice.
    UnknownParameter = 400 "unknown_parameter", "Parameter tidak dikenal", "Unknown parameter",
        "Hapus atau perbaiki parameter yang disebut.", "Remove or correct the parameters named.";
    /// The client is one that must be able to repeat every request safely (contract 4.4).
    IdempotencyKeyRequired = 400 "idempotency_key_required", "Perlu Idempotency-Key", "Idempotency-Key required",
        "Klien ini wajib menyertakan Idempotency-Key pada setiap permintaan POST; ulangi dengan kunci baru.",
        "This client must send an Idempotency-Key with every POST; try again with a new key.";
    /// The cursor is not one of ours, or belongs to another list.
    InvalidCursor = 400 "invalid_cursor", "Penanda halaman tidak sah", "Invalid cursor",
        "Mulai lagi dari halaman pertama.", "Start again from the first page.";
    /// The cursor is too old.
    CursorExpired = 400 "cursor_expired", "Penanda halaman kedaluwarsa", "Cursor expired",
        "Mulai lagi dari halaman pertama.", "Start again from the first page.";
    /// No credentials.
    AuthenticationRequired = 401 "authentication_required", "Perlu masuk", "Authentication required",
        "Sertakan token akses.", "Send an access token.";
    /// Bad credentials, of whatever kind.
    InvalidToken = 401 "invalid_token", "Token tidak sah", "Invalid token",
        "Token akses tidak sah atau sudah berakhir; masuk lagi.", "The access token is not valid or has ended; log in again.";
    /// The user name or password is wrong, the account does not exist or is locked: one answer for all.
    InvalidCredentials = 401 "invalid_credentials", "Gagal masuk", "Log-in failed",
        "Nama pengguna atau kata sandi salah.", "The user name or the password is wrong.";
    /// The password is right; the account has a second factor.
    OtpRequired = 401 "otp_required", "Perlu kode sekali pakai", "One-time code required",
        "Sertakan kode dari aplikasi autentikator sebagai otp.", "Send the code from the authenticator app as otp.";
    /// The token lacks a scope.
    InsufficientScope = 403 "insufficient_scope", "Cakupan token kurang", "Insufficient scope",
        "Token tidak memuat cakupan yang diperlukan.", "The token lacks the scope that this needs.";
    /// The caller's role may not do this.
    ActionNotAllowed = 403 "action_not_allowed", "Tindakan tidak diizinkan", "Action not allowed",
        "Peran Anda tidak boleh melakukan ini.", "Your role may not do this.";
    /// The caller's role may do this, but not this person, or not on this object.
    NotThisPerson = 403 "not_this_person", "Tidak diizinkan bagi Anda di sini", "Not allowed for you here",
        "Peran Anda boleh melakukan ini, tetapi Anda tidak boleh melakukannya pada objek ini.",
        "Your role may do this, but you may not do it on this object.";
    /// Identity is revealed for a stated purpose only.
    PurposeRequired = 403 "purpose_required", "Perlu tujuan", "Purpose required",
        "Sebutkan tujuan pembukaan identitas.", "State the purpose of the reveal.";
    /// The log-in is too old for this act.
    StepUpRequired = 403 "step_up_required", "Perlu masuk ulang", "Step-up required",
        "Masuk ulang sebelum melakukan ini.", "Log in again before you do this.";
    /// The act needs a log-in with a second factor, and the account has none.
    SecondFactorRequired = 403 "second_factor_required", "Perlu faktor kedua", "Second factor required",
        "Pasang aplikasi autentikator pada akun ini, lalu masuk lagi dengan kodenya.",
        "Set up an authenticator app for this account, then log in again with its code.";
    /// The person logged in with a password that the service made.
    PasswordChangeRequired = 403 "password_change_required", "Ganti kata sandi dahulu", "Password change required",
        "Ganti kata sandi awal sebelum melakukan yang lain.", "Choose a password of your own before anything else.";
    /// No such route, or no such object in the caller's view.
    NotFound = 404 "not_found", "Tidak ditemukan", "Not found",
        "Tidak ada yang ditemukan pada alamat ini.", "There is nothing at this address.";
    /// The address exists, but not for this method.
    MethodNotAllowed = 405 "method_not_allowed", "Metode tidak didukung", "Method not allowed",
        "Lihat tajuk Allow.", "See the Allow header.";
    /// None of the forms that the client accepts can be made.
    NotAcceptable = 406 "not_acceptable", "Bentuk jawaban tidak tersedia", "Not acceptable",
        "Layanan ini menjawab dengan application/json.", "This service answers in application/json.";
    /// The body did not arrive in time.
    RequestTimeout = 408 "request_timeout", "Isi permintaan terlambat", "Request timeout",
        "Isi permintaan tidak selesai diterima pada waktunya.", "The body did not arrive in time.";
    /// The state of the object does not allow this step.
    InvalidTransition = 409 "invalid_transition", "Tahap tidak mengizinkan", "Invalid transition",
        "Langkah ini tidak diizinkan pada tahap sekarang.", "This step is not allowed in the present state.";
    /// Another object already carries this external reference.
    DuplicateExternalReference = 409 "duplicate_external_reference", "Rujukan luar sudah dipakai", "Duplicate external reference",
        "Rujukan luar ini sudah tercatat pada laporan lain.", "This external reference already belongs to another report.";
    /// The same request is being worked on.
    IdempotencyInProgress = 409 "idempotency_in_progress", "Permintaan sama sedang diproses", "Idempotency in progress",
        "Ulangi sebentar lagi.", "Try again in a moment.";
    /// The object's present condition stands against it.
    Conflict = 409 "conflict", "Bertentangan dengan keadaan sekarang", "Conflict",
        "Baca keadaan terbaru, lalu putuskan.", "Read the present state, then decide.";
    /// The `If-Match` tag is not the present version.
    PreconditionFailed = 412 "precondition_failed", "Versi sudah berubah", "Precondition failed",
        "Objek sudah diubah orang lain; baca lagi lalu ulangi.", "Somebody changed the object; read it again and reapply.";
    /// The body is over the limit.
    BodyTooLarge = 413 "body_too_large", "Isi permintaan terlalu besar", "Body too large",
        "Perkecil isi permintaan.", "Make the body smaller.";
    /// The address is over the limit.
    UriTooLong = 414 "uri_too_long", "Alamat terlalu panjang", "URI too long",
        "Perpendek alamat permintaan.", "Shorten the address.";
    /// The body's type or encoding is not one that this operation reads.
    UnsupportedMediaType = 415 "unsupported_media_type", "Jenis isi tidak didukung", "Unsupported media type",
        "Kirim isi sebagai application/json tanpa pemampatan.", "Send the body as application/json without compression.";
    /// Well formed, but not valid.
    ValidationFailed = 422 "validation_failed", "Data belum sesuai", "Validation failed",
        "{count} isian perlu diperbaiki.", "{count} field(s) need correction.";
    /// The key was used for another request.
    IdempotencyKeyReused = 422 "idempotency_key_reused", "Kunci permintaan sudah dipakai", "Idempotency key reused",
        "Kunci ini sudah dipakai untuk permintaan lain.", "This key was used for a different request.";
    /// A change must say which version it is about.
    PreconditionRequired = 428 "precondition_required", "Perlu If-Match", "Precondition required",
        "Sertakan If-Match dengan ETag terbaru.", "Send If-Match with the latest ETag.";
    /// Too many requests.
    QuotaExceeded = 429 "quota_exceeded", "Terlalu banyak permintaan", "Quota exceeded",
        "Tunggu sebelum mencoba lagi.", "Wait before you try again.";
    /// Our own fault.
    Internal = 500 "internal", "Kesalahan pada layanan", "Internal error",
        "Terjadi kesalahan pada layanan; sebutkan request_id saat melapor.", "Something failed on our side; quote the request_id.";
    /// Come back later.
    Unavailable = 503 "unavailable", "Layanan sedang tidak tersedia", "Unavailable",
        "Ulangi sebentar lagi dengan Idempotency-Key yang sama.", "Try again in a moment with the same Idempotency-Key.";
    /// The work took too long.
    UpstreamTimeout = 504 "upstream_timeout", "Pekerjaan terlalu lama", "Timed out",
        "Pekerjaan tidak selesai pada waktunya; ulangi dengan Idempotency-Key yang sama.",
        "The work did not end in time; try again with the same Idempotency-Key.";
}

impl Code {
    /// The code as a path segment, kebab case: `validation-failed`.
    pub fn slug(self) -> String {
        self.as_str().replace('_', "-")
    }

    /// The code with this slug, if there is one.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.slug() == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_name_and_words_in_both_languages() {
        let mut seen = std::collections::HashSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.as_str()), "{code:?} twice");
            assert!((400..600).contains(&code.status()));
            let (title, detail) = (code.title(), code.detail());
            for text in [title.0, title.1, detail.0, detail.1] {
                assert!(!text.trim().is_empty(), "{code:?}");
            }
            assert_eq!(Code::from_slug(&code.slug()), Some(*code));
        }
    }
}
