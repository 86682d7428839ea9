//! Text search that answers alike on both databases: texts are folded when they are stored, and so is what is looked for.

/// Text as it is searched: lower case without accents, so that neither decides whether something is found.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    text.nfkd().filter(|character| !is_combining_mark(*character)).flat_map(char::to_lowercase).collect()
}

/// A LIKE pattern (escape `\`) for "holds this text", in which nothing of the text is a wildcard.
pub fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_do_not_count() {
        assert_eq!(fold("Désa ÉMPAT ﬁ"), "desa empat fi");
    }

    #[test]
    fn wildcards_are_looked_for_as_they_are() {
        assert_eq!(containing(r"5%_\"), r"%5\%\_\\%");
    }
}
