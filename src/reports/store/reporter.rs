//! The reporter (*pelapor*): encrypted field by field, found by blind index only (contract 12.2, 12.3).

use crate::crypto::OpenError;
use crate::crypto::field::{Cell, Dek};
use crate::crypto::key_ring::KeyRing;
use crate::crypto::secret::Secret;
use crate::db::AnyConnection;
use crate::db::schema::reporters;
use crate::domain::id::{ReportId, ReporterId};
use crate::domain::time::Timestamp;
use diesel::prelude::*;
use uuid::Uuid;

/// Whose data a reporter's identity is: the office's. Agencies never hold it.
const OFFICE: Uuid = Uuid::nil();

crate::codes! {
    /// A part of a reporter's identity.
    pub enum IdentityField("identity_field") {
        /// Full name.
        Name => "name", "nama lengkap", "full name";
        /// *Nomor Induk Kependudukan*.
        Nik => "nik", "NIK", "resident's number";
        /// Place of birth.
        BirthPlace => "birth_place", "tempat lahir", "place of birth";
        /// Date of birth.
        BirthOn => "birth_on", "tanggal lahir", "date of birth";
        /// Marital status.
        MaritalStatus => "marital_status", "status perkawinan", "marital status";
        /// Occupation.
        Occupation => "occupation", "pekerjaan", "occupation";
        /// Address.
        Address => "address", "alamat", "address";
        /// Telephone.
        Phone => "phone", "telepon", "telephone";
        /// E-mail.
        Email => "email", "surel", "e-mail";
        /// For whom the reporter speaks.
        Representing => "representing", "mewakili", "for whom the reporter speaks";
    }
}

/// A reporter's identity in plain text: each field as it is to be read, `None` where it is not known.
#[derive(Debug, Clone, Default)]
pub struct Identity(Vec<(IdentityField, Secret<String>)>);

impl Identity {
    /// Sets a field, or forgets it.
    pub fn set(&mut self, field: IdentityField, value: Option<Secret<String>>) {
        self.0.retain(|(known, _)| *known != field);
        if let Some(value) = value {
            self.0.push((field, value));
        }
    }

    /// A field, if it is known.
    pub fn get(&self, field: IdentityField) -> Option<&Secret<String>> {
        self.0.iter().find(|(known, _)| *known == field).map(|(_, value)| value)
    }
}

/// A reporter's row: nothing in it is readable without the key ring.
#[derive(Clone, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = reporters, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Reporter {
    /// Id.
    pub id: ReporterId,
    /// The report.
    pub report_id: ReportId,
    wrapped_key: Vec<u8>,
    name: Option<Vec<u8>>,
    nik: Option<Vec<u8>>,
    birth_place: Option<Vec<u8>>,
    birth_on: Option<Vec<u8>>,
    marital_status: Option<Vec<u8>>,
    occupation: Option<Vec<u8>>,
    address: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
    email: Option<Vec<u8>>,
    representing: Option<Vec<u8>>,
    identity_notes: Option<Vec<u8>>,
    nik_index: Option<Vec<u8>>,
    phone_index: Option<Vec<u8>>,
    email_index: Option<Vec<u8>>,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Reporter {
    fn cell(id: ReporterId, column: &'static str) -> Cell {
        Cell { table: "reporters", column, row: id.0, tenant: OFFICE }
    }

    fn column(&self, field: IdentityField) -> &Option<Vec<u8>> {
        match field {
            IdentityField::Name => &self.name,
            IdentityField::Nik => &self.nik,
            IdentityField::BirthPlace => &self.birth_place,
            IdentityField::BirthOn => &self.birth_on,
            IdentityField::MaritalStatus => &self.marital_status,
            IdentityField::Occupation => &self.occupation,
            IdentityField::Address => &self.address,
            IdentityField::Phone => &self.phone,
            IdentityField::Email => &self.email,
            IdentityField::Representing => &self.representing,
        }
    }

    /// Whether a field is known, without opening it.
    pub fn has(&self, field: IdentityField) -> bool {
        self.column(field).is_some()
    }
}

/// The blind indices by which a reporter is found; `None` where the field is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indices {
    /// Of the NIK.
    pub nik: Option<Vec<u8>>,
    /// Of the telephone number in E.164.
    pub phone: Option<Vec<u8>>,
    /// Of the e-mail address in lower case.
    pub email: Option<Vec<u8>>,
}

impl Indices {
    /// The indices of an identity whose fields are in their one normal form.
    pub fn of(ring: &KeyRing, identity: &Identity) -> Self {
        let index = |field, column| {
            identity.get(field).map(|value| ring.blind_index(OFFICE, column, &value.expose().to_lowercase()).to_vec())
        };
        Self {
            nik: index(IdentityField::Nik, "nik"),
            phone: index(IdentityField::Phone, "phone"),
            email: index(IdentityField::Email, "email"),
        }
    }
}

/// Encrypts an identity for a row of its own, under a key of its own.
pub fn seal(ring: &KeyRing, id: ReporterId, report_id: ReportId, identity: &Identity, now: Timestamp) -> Reporter {
    let dek = Dek::generate();
    let wrapped_key = dek.wrap(ring, Reporter::cell(id, "wrapped_key"));
    let column = |field: IdentityField, column: &'static str| {
        identity.get(field).map(|value| dek.seal_field(Reporter::cell(id, column), value))
    };
    let indices = Indices::of(ring, identity);
    Reporter {
        id,
        report_id,
        wrapped_key,
        name: column(IdentityField::Name, "name"),
        nik: column(IdentityField::Nik, "nik"),
        birth_place: column(IdentityField::BirthPlace, "birth_place"),
        birth_on: column(IdentityField::BirthOn, "birth_on"),
        marital_status: column(IdentityField::MaritalStatus, "marital_status"),
        occupation: column(IdentityField::Occupation, "occupation"),
        address: column(IdentityField::Address, "address"),
        phone: column(IdentityField::Phone, "phone"),
        email: column(IdentityField::Email, "email"),
        representing: column(IdentityField::Representing, "representing"),
        identity_notes: None,
        nik_index: indices.nik,
        phone_index: indices.phone,
        email_index: indices.email,
        created_at: now,
        updated_at: now,
    }
}

/// Decrypts some fields of a reporter.
///
/// # Errors
/// The ring lacks the key, or a value was changed or moved.
pub fn open(ring: &KeyRing, reporter: &Reporter, fields: &[IdentityField]) -> Result<Identity, OpenError> {
    use crate::domain::code::Code;
    let dek = Dek::unwrap(ring, Reporter::cell(reporter.id, "wrapped_key"), &reporter.wrapped_key)?;
    let mut identity = Identity::default();
    for field in fields {
        if let Some(sealed) = reporter.column(*field) {
            identity.set(*field, Some(dek.open_field(Reporter::cell(reporter.id, field.code()), sealed)?));
        }
    }
    Ok(identity)
}

/// The reporter of a report that was found before.
pub fn reporter(conn: &mut AnyConnection, report_id: ReportId) -> QueryResult<Option<Reporter>> {
    reporters::table.filter(reporters::report_id.eq(report_id)).get_result(conn).optional()
}

/// Inserts a reporter.
pub fn insert_reporter(conn: &mut AnyConnection, reporter: &Reporter) -> QueryResult<()> {
    diesel::insert_into(reporters::table).values(reporter.clone()).execute(conn).map(drop)
}

/// Replaces a reporter's row.
pub fn update_reporter(conn: &mut AnyConnection, reporter: &Reporter) -> QueryResult<()> {
    let target = reporters::table.filter(reporters::id.eq(reporter.id));
    diesel::update(target).set(reporter.clone()).execute(conn).map(drop)
}
