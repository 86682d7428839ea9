use super::*;
use crate::crypto::key_ring::Rotation;
use crate::crypto::random;
use std::os::unix::fs::PermissionsExt;

const NOW: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);

/// A directory of its own for each test, removed at the end.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        let name = format!("narahubung-keys-{:032x}", u128::from_be_bytes(random::bytes()));
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("keys.json")
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn json(ring: &KeyRing) -> serde_json::Value {
    serde_json::from_slice(&ring.to_json().unwrap()).unwrap()
}

fn rotated() -> KeyRing {
    let mut ring = KeyRing::generate(NOW).unwrap();
    ring.rotate_signing(NOW.plus_seconds(600), Rotation::Planned).unwrap();
    ring.rotate_signing(NOW.plus_seconds(600), Rotation::Compromised).unwrap();
    ring.add_encryption_key(NOW.plus_seconds(600));
    ring
}

#[test]
fn a_ring_reads_back_as_it_was_written() {
    let (directory, ring) = (Directory::new(), rotated());
    ring.save(&directory.file()).unwrap();
    let read = KeyRing::load(&directory.file()).unwrap();
    assert_eq!(json(&read), json(&ring));
    assert_eq!(fs::metadata(directory.file()).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 1, "no temporary file stays");
}

#[test]
fn a_file_that_others_may_read_is_refused_with_the_remedy() {
    let directory = Directory::new();
    rotated().save(&directory.file()).unwrap();
    for mode in [0o640, 0o604, 0o620, 0o601] {
        fs::set_permissions(directory.file(), fs::Permissions::from_mode(mode)).unwrap();
        let error = KeyRing::load(&directory.file()).unwrap_err();
        assert!(error.to_string().contains("chmod 600"), "{error}");
        assert!(error.in_indonesian().contains(&format!("{mode:04o}")), "{}", error.in_indonesian());
    }
}

#[test]
fn what_is_no_ring_is_refused_without_quoting_it() {
    let directory = Directory::new();
    assert!(matches!(KeyRing::load(&directory.file()), Err(KeyFileError::Missing(_))));
    let good = json(&rotated());
    let secret = good["tracking_key"].as_str().unwrap();
    type Damage = fn(&mut serde_json::Value);
    let broken: [(&str, Damage); 10] = [
        ("format", |ring| ring["format"] = 2.into()),
        ("no active", |ring| ring["signing_keys"][2]["state"] = "revoked".into()),
        ("two next", |ring| ring["signing_keys"][2]["state"] = "next".into()),
        ("foreign kid", |ring| ring["signing_keys"][2]["kid"] = ring["signing_keys"][3]["kid"].clone()),
        ("foreign half", |ring| {
            ring["signing_keys"][2]["private_key"] = ring["signing_keys"][3]["private_key"].clone()
        }),
        ("alg", |ring| ring["signing_keys"][2]["alg"] = "HS256".into()),
        ("half missing", |ring| ring["signing_keys"][2]["private_key"] = serde_json::Value::Null),
        ("ids", |ring| ring["encryption_keys"][1]["id"] = 1.into()),
        ("empty", |ring| ring["seal_keys"] = serde_json::json!([])),
        ("short", |ring| ring["blind_index_key"] = "AAAA".into()),
    ];
    for (name, change) in broken {
        let mut ring = good.clone();
        change(&mut ring);
        assert!(KeyRing::from_json(ring.to_string().as_bytes()).is_err(), "{name}");
    }
    for text in ["", "{}", "[]", "null", &format!("{{\"format\": \"{secret}\"}}"), &good.to_string()[..900]] {
        let reason = KeyRing::from_json(text.as_bytes()).unwrap_err();
        assert!(!reason.contains(secret), "{reason}");
    }
}

#[test]
fn instances_that_start_together_share_one_ring() {
    let directory = Directory::new();
    let start = || KeyFile::open_or_create(directory.file(), NOW).unwrap();
    let kids: Vec<String> = std::thread::scope(|scope| {
        let started: Vec<_> = (0..4).map(|_| scope.spawn(start)).collect();
        started.into_iter().map(|one| one.join().unwrap().ring().active_signing_key().kid().to_owned()).collect()
    });
    assert!(kids.iter().all(|kid| *kid == kids[0]), "{kids:?}");
}

#[test]
fn an_instance_follows_anothers_rotation() {
    let directory = Directory::new();
    let here = KeyFile::open_or_create(directory.file(), NOW).unwrap();
    let there = KeyFile::open(directory.file()).unwrap();
    assert!(!there.reload_if_changed().unwrap());

    here.update(|ring| ring.rotate_signing(NOW, Rotation::Compromised)).unwrap();
    assert_ne!(here.ring().active_signing_key().kid(), there.ring().active_signing_key().kid());
    assert!(there.reload_if_changed().unwrap());
    assert_eq!(here.ring().active_signing_key().kid(), there.ring().active_signing_key().kid());
    assert!(!there.reload_if_changed().unwrap());
}

#[test]
fn a_broken_file_leaves_the_ring_in_use() {
    let directory = Directory::new();
    let here = KeyFile::open_or_create(directory.file(), NOW).unwrap();
    let kid = here.ring().active_signing_key().kid().to_owned();
    fs::write(directory.file(), "{").unwrap();
    assert!(here.reload_if_changed().is_err());
    assert_eq!(here.ring().active_signing_key().kid(), kid);
}

#[test]
fn a_refused_change_is_not_written() {
    let directory = Directory::new();
    let here = KeyFile::open_or_create(directory.file(), NOW).unwrap();
    let before = fs::read(directory.file()).unwrap();
    let refused = here.update(|ring| {
        ring.add_seal_key(NOW);
        ring.rotate_signing(NOW, Rotation::Planned)
    });
    let reason = refused.unwrap_err().in_indonesian();
    assert!(reason.contains(&NOW.plus_seconds(600).to_string()), "{reason}");
    assert_eq!(fs::read(directory.file()).unwrap(), before);
}

#[test]
fn an_existing_file_needs_no_place_to_write() {
    let directory = Directory::new();
    KeyRing::generate(NOW).unwrap().save(&directory.file()).unwrap();
    KeyFile::open_or_create(directory.file(), NOW).unwrap();
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 1, "no lock was taken");

    let nowhere = directory.0.join("none").join("keys.json");
    assert!(matches!(KeyFile::open_or_create(nowhere, NOW), Err(KeyFileError::Io { .. })));
}
