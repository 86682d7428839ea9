//! What the demo says when it is ready: where the documentation is, and a session to copy.

use super::credentials::Credentials;
use std::fmt::Write;
use std::path::Path;

/// The greeting, in Indonesian.
pub fn text(credentials: &Credentials, file: &Path) -> String {
    let url = &credentials.base_url;
    let mut text = format!(
        "\n\
         Demo Narahubung siap di {url}\n\
         \n\
         \x20 Dokumentasi API   {url}/docs\n\
         \x20 Dokumen OpenAPI   {url}/openapi.json\n\
         \x20 Semua akun        {file}\n\
         \n\
         Tidak ada data orang sungguhan di dalamnya. Coba dari terminal lain:\n",
        file = file.display()
    );
    let Some(head) = credentials.user("head", "") else { return text };
    // Writing into a string cannot fail.
    let _ = write!(
        text,
        "\n\
         \x20 # 1. Masuk sebagai Kepala Perwakilan\n\
         \x20 TOKEN=$(curl -s {url}/v1/sessions -H 'Content-Type: application/json' \\\n\
         \x20   -d '{{\"username\":\"{user}\",\"password\":\"{password}\"}}' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n\
         \n\
         \x20 # 2. Statistik 2023: 227 ditangani, 209 selesai, 92,07 %, 1.231 akses\n\
         \x20 curl -s \"{url}/v1/statistics/reports?year=2023\" -H \"Authorization: Bearer $TOKEN\"\n\
         \n\
         \x20 # 3. Laporan yang sedang diperiksa\n\
         \x20 curl -s \"{url}/v1/reports?state=examination\" -H \"Authorization: Bearer $TOKEN\"\n\
         \n\
         \x20 # 4. Siapa berutang apa, kapan\n\
         \x20 curl -s \"{url}/v1/deadlines?status=open,overdue&limit=5\" -H \"Authorization: Bearer $TOKEN\"\n",
        user = head.username,
        password = head.password,
    );
    if let Some(narahubung) = credentials.user("narahubung", "63.07") {
        let _ = write!(
            text,
            "\n\
             \x20 # 5. Masuk sebagai narahubung Hulu Sungai Tengah: hanya melihat yang disampaikan kepada pemdanya\n\
             \x20 TOKEN=$(curl -s {url}/v1/sessions -H 'Content-Type: application/json' \\\n\
             \x20   -d '{{\"username\":\"{user}\",\"password\":\"{password}\"}}' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')\n\
             \x20 curl -s \"{url}/v1/reports\" -H \"Authorization: Bearer $TOKEN\"\n",
            user = narahubung.username,
            password = narahubung.password,
        );
    }
    text.push_str("\nBerhenti: Ctrl+C. Menjalankan lagi: perintah yang sama; data dan akun tetap.\n");
    text
}
