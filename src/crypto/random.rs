//! The single source of randomness: the operating system's generator.

/// `N` unpredictable bytes.
///
/// # Panics
/// When the operating system has no random source: then no key, nonce or code may be made at all.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut buffer = [0; N];
    getrandom::fill(&mut buffer).expect("the operating system has a random source");
    buffer
}

#[cfg(test)]
mod tests {
    #[test]
    fn two_draws_differ() {
        assert_ne!(super::bytes::<32>(), super::bytes::<32>());
    }
}
