//! Values that must not be shown, logged, serialised or left in memory.

use super::random;
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// Plain text that identifies a person, or a secret: no `Display`, no `Serialize`, wiped when dropped.
///
/// ```
/// use narahubung::crypto::secret::Secret;
/// let name = Secret::new(String::from("Contoh"));
/// assert_eq!(format!("{name:?}"), "[redacted]");
/// assert_eq!(name.expose(), "Contoh");
/// ```
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes the value into custody.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Search for this name to find every place that sees plain text.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

/// A 256-bit symmetric key, wiped when dropped.
#[derive(Clone)]
pub struct KeyBytes(Zeroizing<[u8; 32]>);

impl KeyBytes {
    /// A fresh random key.
    pub fn generate() -> Self {
        Self(Zeroizing::new(random::bytes()))
    }

    /// A key from its 32 bytes; `None` for any other length.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return None;
        }
        key.copy_from_slice(bytes);
        Some(Self(key))
    }

    /// The key's bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for KeyBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_print() {
        assert_eq!(format!("{:?}", Some(Secret::new(vec![1u8]))), "Some([redacted])");
        assert_eq!(format!("{:?}", KeyBytes::generate()), "[redacted]");
    }

    #[test]
    fn a_key_has_32_bytes() {
        assert!(KeyBytes::from_slice(&[0; 31]).is_none());
        assert!(KeyBytes::from_slice(&[0; 33]).is_none());
        assert_eq!(KeyBytes::from_slice(&[7; 32]).unwrap().as_bytes(), &[7; 32]);
    }
}
