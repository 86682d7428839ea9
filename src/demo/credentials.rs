//! `demo-credentials.json`: who can log in to the demo. Readable by its owner alone.

use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A person's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// For logging in.
    pub username: String,
    /// For logging in.
    pub password: String,
    /// Role code.
    pub role: String,
    /// Code of the agency where the account works; none for the office.
    pub agency_code: Option<String>,
}

/// A machine client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// For `/oauth/token`.
    pub client_id: String,
    /// For `/oauth/token`.
    pub client_secret: String,
    /// What it may ask for.
    pub scopes: Vec<String>,
    /// Code of the agency to which it is bound; none for the office.
    pub agency_code: Option<String>,
}

/// All accounts of the demo, and where it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// Where the demo answers, without a trailing slash.
    pub base_url: String,
    /// People.
    pub users: Vec<User>,
    /// Machines.
    pub clients: Vec<Client>,
}

/// Where the file is in a data folder.
pub fn path_in(data_dir: &Path) -> PathBuf {
    data_dir.join("demo-credentials.json")
}

impl Credentials {
    /// Reads the file; `None` when there is none.
    ///
    /// # Errors
    /// When it cannot be read or is not such a file.
    pub fn read(path: &Path) -> io::Result<Option<Self>> {
        match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes the file anew, mode 0600, in one piece.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let temporary = path.with_extension("json.new");
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(&serde_json::to_vec_pretty(self).map_err(io::Error::other)?)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    }

    /// The first person with this role at an agency whose code begins so.
    pub fn user(&self, role: &str, agency: &str) -> Option<&User> {
        let there = |user: &&User| user.agency_code.as_deref().unwrap_or_default().starts_with(agency);
        self.users.iter().filter(|user| user.role == role).find(there)
    }
}
