//! The words of the demo's reports. Nobody wrote them about a real case.

use crate::domain::report::{Channel, IntakeKind};

/// Alleged maladministration, as often as it is in the published years (handbook 10.2): mostly no service, undue delay
/// and deviation from procedure.
pub const MALADMINISTRATION: [&str; 12] =
    ["TMP", "TMP", "TMP", "TMP", "TMP", "TMP", "TMP", "PB", "PB", "PP", "PP", "PI"];

/// How people of South Kalimantan come: mostly in person.
pub const CHANNELS: [Channel; 8] = [
    Channel::InPerson,
    Channel::InPerson,
    Channel::InPerson,
    Channel::InPerson,
    Channel::Whatsapp,
    Channel::Letter,
    Channel::Telephone,
    Channel::OnTheSpot,
];

fn topic(substance: &str) -> String {
    substance.replace('_', " ")
}

/// One line.
pub fn subject(kind: IntakeKind, substance: &str, maladministration: &str) -> String {
    let topic = topic(substance);
    match (kind, maladministration) {
        (IntakeKind::Knl, _) => format!("Konsultasi tentang {topic}"),
        (IntakeKind::Tb, _) => format!("Tembusan surat tentang {topic}"),
        (IntakeKind::Iaps, _) => format!("Prakarsa sendiri: mutu layanan {topic}"),
        (_, "PB") => format!("Layanan {topic} tertunda berlarut-larut"),
        (_, "PP") => format!("Layanan {topic} menyimpang dari prosedur"),
        (_, "PI") => format!("Permintaan imbalan pada layanan {topic}"),
        _ => format!("Permohonan layanan {topic} tidak dilayani"),
    }
}

/// What happened.
pub fn account(kind: IntakeKind, substance: &str, agency: &str) -> String {
    let topic = topic(substance);
    match kind {
        IntakeKind::Knl => format!("Menanyakan syarat dan jalur pengaduan layanan {topic}."),
        IntakeKind::Tb => format!("Tembusan surat keberatan tentang layanan {topic}, ditujukan kepada {agency}."),
        IntakeKind::Iaps => {
            format!("Beberapa keluhan serupa tentang layanan {topic} pada {agency} dalam waktu berdekatan.")
        }
        _ => format!(
            "Permohonan layanan {topic} diajukan kepada {agency} dengan berkas lengkap. Sampai batas waktu standar \
             pelayanan tidak ada jawaban, dan keberatan tertulis tidak ditanggapi."
        ),
    }
}
