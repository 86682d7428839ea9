//! Which passwords are accepted (contract 3.5; NIST SP 800-63B-4; ASVS 6.2).
//!
//! At least 15 characters, any of Unicode's, no rules of composition and no expiry; but nothing that an attacker would
//! try first. `data/blocked-passwords.txt` lists the words; the service cannot ask anybody else.

use super::normalise;
use crate::crypto::secret::Secret;
use std::sync::LazyLock;

/// The least number of characters, after normalisation.
pub const MIN_CHARACTERS: usize = 15;
/// The greatest number of bytes as typed: enough for 64 characters of any script, and a bound on the work.
pub const MAX_BYTES: usize = 256;
/// The least number of characters that must be left of a password when everything predictable counts as one.
const MIN_UNPREDICTABLE: usize = 8;
/// Shorter words occur in too many good passwords.
const MIN_WORD: usize = 3;

static BLOCKED: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    let list = include_str!("../../../data/blocked-passwords.txt");
    list.lines().filter(|line| !line.starts_with('#')).flat_map(words_of).collect()
});

crate::codes! {
    /// Why a password is not accepted.
    pub enum PasswordFault("password_fault") {
        /// Fewer than 15 characters.
        TooShort => "too_short", "Kata sandi sekurang-kurangnya 15 karakter.", "A password has at least 15 characters.";
        /// More than 256 bytes.
        TooLong => "too_long", "Kata sandi paling panjang 256 bita.", "A password has at most 256 bytes.";
        /// A control character, which no keyboard types twice alike.
        ControlCharacter => "control_character", "Kata sandi tidak boleh memuat karakter kendali.", "A password has no control characters.";
        /// Made of listed words, the account's own names, digits and repetitions.
        Predictable => "predictable", "Kata sandi mudah ditebak: terdiri atas kata umum, nama, angka, atau pengulangan.", "The password is easy to guess: it consists of common words, names, digits or repetitions.";
    }
}

/// A password that may be kept. Prints as `[redacted]`.
#[derive(Debug, Clone)]
pub struct AcceptedPassword(Secret<String>);

impl AcceptedPassword {
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }

    #[cfg(test)]
    pub(super) fn for_tests(typed: &str) -> Self {
        Self(normalise(typed))
    }
}

/// Judges a new password. `about` is what an attacker knows of the account: user name, names, e-mail address.
///
/// # Errors
/// Everything that is wrong with it.
pub fn accept(typed: &str, about: &[&str]) -> Result<AcceptedPassword, Vec<PasswordFault>> {
    // Nothing else is judged of an overlong one: that is what the bound is for.
    if typed.len() > MAX_BYTES {
        return Err(vec![PasswordFault::TooLong]);
    }
    let password = normalise(typed);
    let text = password.expose();
    let mut faults = Vec::new();
    if text.chars().count() < MIN_CHARACTERS {
        faults.push(PasswordFault::TooShort);
    }
    if text.chars().any(char::is_control) {
        faults.push(PasswordFault::ControlCharacter);
    }
    if unpredictable_length(text, about) < MIN_UNPREDICTABLE {
        faults.push(PasswordFault::Predictable);
    }
    if faults.is_empty() { Ok(AcceptedPassword(password)) } else { Err(faults) }
}

/// How long the password is when each listed word (also with digits for letters: `0mbud5man`), each run of digits and
/// signs, each run of equal or successive letters (`aaaa`, `abcd`) counts as one character, and a password that repeats
/// itself counts once.
fn unpredictable_length(password: &str, about: &[&str]) -> usize {
    let own: Vec<Vec<char>> = about.iter().flat_map(|text| words_of(text)).collect();
    let letters: Vec<char> = password.chars().flat_map(char::to_lowercase).collect();
    let letters = &letters[..period_of(&letters)];

    // shortest[i]: the length of what comes before letter i.
    let mut shortest = vec![usize::MAX; letters.len() + 1];
    shortest[0] = 0;
    for start in 0..letters.len() {
        let length = shortest[start] + 1;
        let rest = &letters[start..];
        let words = BLOCKED.iter().chain(&own).filter(|word| begins_with(rest, word)).map(Vec::len);
        for step in words.chain([run_of(rest), 1]) {
            let end = &mut shortest[start + step];
            *end = length.min(*end);
        }
    }
    shortest[letters.len()]
}

/// The length of the part that the whole repeats three times or more; else the whole length.
fn period_of(letters: &[char]) -> usize {
    (1..=letters.len() / 3)
        .find(|&period| letters.iter().zip(&letters[period..]).all(|(one, next)| one == next))
        .unwrap_or(letters.len())
}

/// The length of the run that `letters` begins with: of digits and signs, or of letters that follow each other in the
/// alphabet in steps of 0, 1 or -1.
fn run_of(letters: &[char]) -> usize {
    let signs = letters.iter().take_while(|letter| !letter.is_alphabetic()).count();
    let steps: Vec<i64> =
        letters.windows(2).map(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]))).collect();
    let alphabetic = match steps.first() {
        Some(first @ -1..=1) => 1 + steps.iter().take_while(|step| *step == first).count(),
        _ => 1,
    };
    signs.max(if alphabetic >= MIN_WORD { alphabetic } else { 1 })
}

fn begins_with(letters: &[char], word: &[char]) -> bool {
    letters.len() >= word.len() && letters.iter().zip(word).all(|(&typed, &meant)| stands_for(typed, meant))
}

/// Whether somebody types `typed` to mean `meant`.
fn stands_for(typed: char, meant: char) -> bool {
    typed == meant
        || matches!(
            (typed, meant),
            ('0', 'o')
                | ('1' | '!' | '|', 'i' | 'l')
                | ('3', 'e')
                | ('4' | '@', 'a')
                | ('5' | '$', 's')
                | ('7', 't')
                | ('8', 'b')
                | ('9', 'g')
        )
}

/// The words of a text that are long enough to matter, in lower case.
fn words_of(text: &str) -> Vec<Vec<char>> {
    let lower = normalise(text).expose().to_lowercase();
    lower
        .split(|letter: char| !letter.is_alphabetic())
        .map(|word| word.chars().collect::<Vec<char>>())
        .filter(|word| word.len() >= MIN_WORD)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(typed: &str, about: &[&str]) -> Vec<PasswordFault> {
        accept(typed, about).err().unwrap_or_default()
    }

    #[test]
    fn the_list_is_read() {
        assert!(BLOCKED.len() >= 300, "{} words", BLOCKED.len());
        for word in ["ombudsman", "narahubung", "kalsel", "banjarmasin", "password", "rahasia", "inspektorat"] {
            assert!(BLOCKED.contains(&word.chars().collect()), "{word}");
        }
    }

    #[test]
    fn good_passwords_are_accepted() {
        for typed in [
            "tujuh kerbau biru melompat",
            "k3v9-x7q2-m4z8-p1w6",
            "Zq8vNc2LpXw4RtYb",
            "mawar itu berduri kawan",
            "ſtraße über dem Fluß",
            "赤い橋の下で眠る三毛猫が夢を見る",
            "🦜🦜 burung di atas pohon ulin",
            "ombudsman tujuh kerbau melompat",
        ] {
            assert_eq!(faults(typed, &["rina.contoh"]), [], "{typed}");
        }
    }

    #[test]
    fn predictable_passwords_are_not() {
        for typed in [
            "Ombudsman2026!!!",
            "0mbud5m@n-Kalsel-2026",
            "narahubung.banjarmasin.2026",
            "passwordpassword",
            "P@ssw0rd12345678",
            "rahasia12345678!",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "xyqxyqxyqxyqxyqxyq",
            "abcdefghijklmnopqrstuvwxyz",
            "zyxwvutsrqponmlk",
            "qwertyuiopasdfghjkl",
            "1234567890123456",
            "6371010101900001",
            "................",
            "admin admin admin admin",
            "iloveyouiloveyou1",
            "KabupatenBanjar2026",
        ] {
            assert_eq!(faults(typed, &[]), [PasswordFault::Predictable], "{typed}");
        }
    }

    #[test]
    fn the_accounts_own_names_are_predictable() {
        let typed = "Zubaidah.Contohwati1980";
        assert_eq!(faults(typed, &[]), []);
        let about = ["zubaidah@dinas.example", "Zubaidah Contohwati"];
        assert_eq!(faults(typed, &about), [PasswordFault::Predictable]);
    }

    #[test]
    fn length_is_counted_in_characters_and_bounded_in_bytes() {
        assert_eq!(faults("kvzqxwmrtplnbc", &[]), [PasswordFault::TooShort]);
        assert_eq!(faults("kvzqxwmrtplnbcd", &[]), []);
        assert_eq!(faults("赤橋下眠三毛猫夢見山川空雲雨", &[]), [PasswordFault::TooShort]);
        assert_eq!(faults("", &[]), [PasswordFault::TooShort, PasswordFault::Predictable]);
        assert_eq!(faults(&"kvzqxwmr".repeat(40), &[]), [PasswordFault::TooLong]);
        let widest = "\u{fdfa}".repeat(85);
        assert_eq!(faults(&widest, &[]), [], "the longest expansion of NFKC is judged in bounded time");
    }

    #[test]
    fn control_characters_are_refused() {
        for control in ['\0', '\n', '\u{1b}', '\u{7f}', '\u{85}'] {
            let typed = format!("tujuh kerbau{control} biru");
            assert_eq!(faults(&typed, &[]), [PasswordFault::ControlCharacter], "{control:?}");
        }
    }

    #[test]
    fn every_fault_is_told_at_once() {
        assert_eq!(
            faults("admin\n", &[]),
            [PasswordFault::TooShort, PasswordFault::ControlCharacter, PasswordFault::Predictable]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_judgement_panic(typed in "\\PC{0,64}", about in "\\PC{0,32}") {
            let _ = accept(&typed, &[&about]);
        }
    }
}
