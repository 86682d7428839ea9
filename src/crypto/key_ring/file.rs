//! The key ring's file: JSON, readable by its owner alone, replaced as a whole.
//!
//! Writers take a lock beside the file, so that two instances that start or rotate together agree; readers need none,
//! because a new ring replaces the old by a rename. An instance notices another's change by the file's stamp.

use super::signing::{KeyState, SigningAlgorithm, SigningKey};
use super::{KeyGenerationFailed, KeyRing, NumberedKey, RotationRefused};
use crate::crypto::secret::KeyBytes;
use crate::domain::code::Code;
use crate::domain::time::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use zeroize::Zeroizing;

const FORMAT: u32 = 1;
/// No honest ring is larger: a key takes about 300 bytes.
const MAX_BYTES: u64 = 1024 * 1024;

/// Why the key file cannot be used. [`KeyFileError::in_indonesian`] says it to whoever runs the service.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is no such file.
    #[error("the key file {0} does not exist")]
    Missing(PathBuf),
    /// The operating system refuses.
    #[error("the key file {path} cannot be used: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Others than the owner may read or write it.
    #[error("the key file {path} has mode {mode:04o}; others may read it. Run: chmod 600 {path}")]
    Exposed {
        /// Which file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Its content is not a key ring of this version.
    #[error("the key file {path} is not a key ring: {reason}")]
    Content {
        /// Which file.
        path: PathBuf,
        /// What is wrong; never a key.
        reason: String,
    },
    /// The change to the ring was refused.
    #[error(transparent)]
    Refused(#[from] RotationRefused),
}

impl From<KeyGenerationFailed> for KeyFileError {
    fn from(failed: KeyGenerationFailed) -> Self {
        Self::Refused(failed.into())
    }
}

impl KeyFileError {
    /// The same in Indonesian.
    pub fn in_indonesian(&self) -> String {
        match self {
            Self::Missing(path) => format!("berkas kunci {} tidak ada", path.display()),
            Self::Io { path, source } => format!("berkas kunci {} tidak dapat dipakai: {source}", path.display()),
            Self::Exposed { path, mode } => format!(
                "berkas kunci {0} bermode {mode:04o} sehingga dapat dibaca pihak lain. Jalankan: chmod 600 {0}",
                path.display()
            ),
            Self::Content { path, reason } => {
                format!("isi berkas kunci {} bukan gantungan kunci yang sah: {reason}", path.display())
            }
            Self::Refused(RotationRefused::TooSoon(at)) => {
                format!("kunci penanda tangan berikutnya belum boleh dipakai sebelum {at}")
            }
            Self::Refused(RotationRefused::Generation(_)) => "pasangan kunci tidak dapat dibuat".into(),
        }
    }
}

/// What tells one content of the file from another without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: (i64, i64),
    length: u64,
    inode: u64,
}

impl Stamp {
    fn of(metadata: &fs::Metadata) -> Self {
        let modified = (metadata.mtime(), metadata.mtime_nsec());
        Self { modified, length: metadata.len(), inode: metadata.ino() }
    }
}

/// A ring together with the file that it came from: what a running instance holds.
#[derive(Debug)]
pub struct KeyFile {
    path: PathBuf,
    current: RwLock<(Arc<KeyRing>, Stamp)>,
}

impl KeyFile {
    /// Reads the ring of an existing file.
    ///
    /// # Errors
    /// The file is missing, exposed or not a ring.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, KeyFileError> {
        let path = path.into();
        let (ring, stamp) = read(&path)?;
        Ok(Self { path, current: RwLock::new((Arc::new(ring), stamp)) })
    }

    /// Reads the ring, or makes the file with a new one when there is none. Of several instances that start together,
    /// one makes it and all use the same.
    ///
    /// # Errors
    /// As [`KeyFile::open`], and when no keys can be made.
    pub fn open_or_create(path: impl Into<PathBuf>, now: Timestamp) -> Result<Self, KeyFileError> {
        let path = path.into();
        // A ring from a secret store may lie where nothing can be written, not even a lock.
        match Self::open(&path) {
            Err(KeyFileError::Missing(_)) => {}
            outcome => return outcome,
        }
        let lock = lock(&path)?;
        if matches!(path.try_exists(), Ok(false)) {
            KeyRing::generate(now)?.save(&path)?;
        }
        drop(lock);
        Self::open(path)
    }

    /// The ring as last read.
    pub fn ring(&self) -> Arc<KeyRing> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner).0)
    }

    /// Reads the file again if it was replaced; costs one `stat` otherwise. Says whether there is a new ring.
    ///
    /// # Errors
    /// As [`KeyFile::open`]; the ring in use stays.
    pub fn reload_if_changed(&self) -> Result<bool, KeyFileError> {
        let metadata = fs::metadata(&self.path).map_err(|source| io_error(&self.path, source))?;
        let known = self.current.read().unwrap_or_else(PoisonError::into_inner).1;
        if Stamp::of(&metadata) == known {
            return Ok(false);
        }
        let (ring, stamp) = read(&self.path)?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = (Arc::new(ring), stamp);
        Ok(true)
    }

    /// Changes the ring in the file and here, while no other instance can.
    ///
    /// # Errors
    /// As [`KeyFile::open`], or `change` was refused; then nothing is changed.
    pub fn update<T>(
        &self,
        change: impl FnOnce(&mut KeyRing) -> Result<T, RotationRefused>,
    ) -> Result<T, KeyFileError> {
        let lock = lock(&self.path)?;
        let (mut ring, _) = read(&self.path)?;
        let outcome = change(&mut ring)?;
        ring.save(&self.path)?;
        drop(lock);
        self.reload_if_changed()?;
        Ok(outcome)
    }
}

impl KeyRing {
    /// Reads a ring from its file.
    ///
    /// # Errors
    /// The file is missing, readable by others than its owner, or not a ring.
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        read(path).map(|(ring, _)| ring)
    }

    /// Writes the ring to its file: into a new one with mode 0600, made durable, which then replaces the old.
    ///
    /// # Errors
    /// The operating system refuses; the old file stays as it was.
    pub fn save(&self, path: &Path) -> Result<(), KeyFileError> {
        let json = self.to_json().map_err(|reason| KeyFileError::Content { path: path.into(), reason })?;
        let temporary = beside(path, &format!("new-{}", std::process::id()));
        let written = write_new(&temporary, &json)
            .and_then(|()| fs::rename(&temporary, path))
            .and_then(|()| File::open(directory_of(path))?.sync_all());
        written.map_err(|source| {
            // The reason to report is the first failure, not that of tidying up after it.
            let _ = fs::remove_file(&temporary);
            io_error(path, source)
        })
    }

    fn to_json(&self) -> Result<Zeroizing<Vec<u8>>, String> {
        let form = RingForm {
            format: FORMAT,
            signing_keys: self.signing.iter().map(SigningForm::from).collect(),
            encryption_keys: self.encryption.iter().map(NumberedForm::from).collect(),
            seal_keys: self.seal.iter().map(NumberedForm::from).collect(),
            blind_index_key: Encoded::of(self.blind_index.as_bytes()),
            client_secret_pepper: Encoded::of(self.client_secret_pepper.as_bytes()),
            tracking_key: Encoded::of(self.tracking.as_bytes()),
        };
        // Large enough that it need not grow: growing would leave copies of keys behind.
        let mut json = Zeroizing::new(Vec::with_capacity(4096 + 1024 * (self.signing.len() + self.seal.len())));
        serde_json::to_writer_pretty(&mut *json, &form).map_err(|error| error.to_string())?;
        json.push(b'\n');
        Ok(json)
    }

    fn from_json(json: &[u8]) -> Result<Self, String> {
        // serde_json's message may quote a value, and a value may be a key: only the place is passed on.
        let form: RingForm = serde_json::from_slice(json)
            .map_err(|error| format!("line {}, column {}", error.line(), error.column()))?;
        if form.format != FORMAT {
            return Err(format!("format {} is unknown", form.format));
        }
        let signing = form.signing_keys.into_iter().map(SigningKey::try_from).collect::<Result<Vec<_>, _>>()?;
        for state in [KeyState::Active, KeyState::Next] {
            let count = signing.iter().filter(|key| key.state == state).count();
            if count != 1 {
                return Err(format!("{count} signing keys are {} where one must be", state.code()));
            }
        }
        Ok(Self {
            signing,
            encryption: numbered(form.encryption_keys, "encryption_keys")?,
            seal: numbered(form.seal_keys, "seal_keys")?,
            blind_index: form.blind_index_key.key("blind_index_key")?,
            client_secret_pepper: form.client_secret_pepper.key("client_secret_pepper")?,
            tracking: form.tracking_key.key("tracking_key")?,
        })
    }
}

fn read(path: &Path) -> Result<(KeyRing, Stamp), KeyFileError> {
    let failed = |source| io_error(path, source);
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.mode() & 0o077 != 0 {
        return Err(KeyFileError::Exposed { path: path.into(), mode: metadata.mode() & 0o7777 });
    }
    let content = |reason: String| KeyFileError::Content { path: path.into(), reason };
    if !metadata.is_file() || metadata.len() > MAX_BYTES {
        return Err(content("not a regular file of at most 1 MiB".into()));
    }
    let mut json = Zeroizing::new(Vec::with_capacity(metadata.len() as usize + 1));
    (&file).take(MAX_BYTES).read_to_end(&mut json).map_err(failed)?;
    Ok((KeyRing::from_json(&json).map_err(content)?, Stamp::of(&metadata)))
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    // A writer that died may have left its file behind; the lock says that nobody else writes now.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Takes the lock that writers of `path` share; dropping the file gives it back.
fn lock(path: &Path) -> Result<File, KeyFileError> {
    let at = beside(path, "lock");
    let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&at);
    file.and_then(|file| file.lock().map(|()| file)).map_err(|source| KeyFileError::Io { path: at, source })
}

fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn io_error(path: &Path, source: io::Error) -> KeyFileError {
    match source.kind() {
        io::ErrorKind::NotFound => KeyFileError::Missing(path.into()),
        _ => KeyFileError::Io { path: path.into(), source },
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RingForm {
    format: u32,
    signing_keys: Vec<SigningForm>,
    encryption_keys: Vec<NumberedForm>,
    seal_keys: Vec<NumberedForm>,
    blind_index_key: Encoded,
    client_secret_pepper: Encoded,
    tracking_key: Encoded,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SigningForm {
    kid: String,
    alg: String,
    state: String,
    public_key: Encoded,
    #[serde(skip_serializing_if = "Option::is_none")]
    private_key: Option<Encoded>,
    created_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    activated_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retired_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<Instant>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NumberedForm {
    id: u32,
    key: Encoded,
    created_at: Instant,
}

/// Key material in base64, wiped when dropped.
struct Encoded(Zeroizing<String>);

impl Encoded {
    fn of(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(STANDARD.encode(bytes)))
    }

    fn bytes(&self, what: &str) -> Result<Zeroizing<Vec<u8>>, String> {
        STANDARD.decode(self.0.as_bytes()).map(Zeroizing::new).map_err(|_| format!("{what} is not base64"))
    }

    fn key(&self, what: &str) -> Result<KeyBytes, String> {
        KeyBytes::from_slice(&self.bytes(what)?).ok_or_else(|| format!("{what} has not 32 bytes"))
    }
}

impl Serialize for Encoded {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Encoded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

/// An instant in RFC 3339.
struct Instant(Timestamp);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Timestamp::parse(&text).map(Self).ok_or_else(|| serde::de::Error::custom("not an instant"))
    }
}

impl From<&SigningKey> for SigningForm {
    fn from(key: &SigningKey) -> Self {
        Self {
            kid: key.kid().into(),
            alg: key.algorithm().code().into(),
            state: key.state.code().into(),
            public_key: Encoded::of(key.public_point()),
            private_key: key.private_key().map(Encoded::of),
            created_at: Instant(key.created_at),
            activated_at: key.activated_at.map(Instant),
            retired_at: key.retired_at.map(Instant),
            revoked_at: key.revoked_at.map(Instant),
        }
    }
}

impl TryFrom<SigningForm> for SigningKey {
    type Error = String;

    fn try_from(form: SigningForm) -> Result<Self, String> {
        let about = |what: &str| format!("signing key {}: {what}", form.kid);
        if SigningAlgorithm::from_code(&form.alg).is_none() {
            return Err(about("unknown alg"));
        }
        let state = KeyState::from_code(&form.state).ok_or_else(|| about("unknown state"))?;
        let public = form.public_key.bytes("public_key")?;
        let key = match &form.private_key {
            Some(private) => SigningKey::from_private(private.bytes("private_key")?, form.created_at.0),
            None => SigningKey::from_public(&public, form.created_at.0),
        };
        let mut key = key.ok_or_else(|| about("not a key on P-256"))?;
        if key.kid() != form.kid || key.public_point() != public.as_slice() {
            return Err(about("kid, public and private key do not belong together"));
        }
        let complete = match state {
            KeyState::Next => form.private_key.is_some(),
            KeyState::Active => form.private_key.is_some() && form.activated_at.is_some(),
            KeyState::Retired => form.retired_at.is_some(),
            KeyState::Revoked => form.revoked_at.is_some(),
        };
        if !complete {
            return Err(about("private key or instant missing for its state"));
        }
        key.state = state;
        key.activated_at = form.activated_at.map(|at| at.0);
        key.retired_at = form.retired_at.map(|at| at.0);
        key.revoked_at = form.revoked_at.map(|at| at.0);
        Ok(key)
    }
}

impl From<&NumberedKey> for NumberedForm {
    fn from(key: &NumberedKey) -> Self {
        Self { id: key.id, key: Encoded::of(key.bytes.as_bytes()), created_at: Instant(key.created_at) }
    }
}

fn numbered(forms: Vec<NumberedForm>, what: &str) -> Result<Vec<NumberedKey>, String> {
    if forms.is_empty() || !forms.is_sorted_by(|a, b| a.id < b.id) {
        return Err(format!("{what} must hold at least one key, ids ascending"));
    }
    let key =
        |form: NumberedForm| Ok(NumberedKey { id: form.id, bytes: form.key.key(what)?, created_at: form.created_at.0 });
    forms.into_iter().map(key).collect()
}

#[cfg(test)]
mod tests;
