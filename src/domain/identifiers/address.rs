//! Addresses on the net that offices give out.

/// An e-mail address, as far as its form tells: one `@`, a host with a dot, nothing that needs quoting. The host is
/// kept in lower case.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

written!(Email);

/// A text that is not shaped like an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct EmailError;

impl EmailError {
    /// Stable code for an error document.
    pub const fn code(self) -> &'static str {
        "email_format"
    }
}

impl Email {
    /// The longest address that is taken (RFC 5321 allows 254).
    pub const MOST_CHARS: usize = 200;

    /// Checks the form.
    ///
    /// # Errors
    /// [`EmailError`].
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim_matches(' ');
        let (local, host) = text.split_once('@').ok_or(EmailError)?;
        let local_is_sound = (1..=64).contains(&local.len())
            && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte))
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        if text.len() > Self::MOST_CHARS || !local_is_sound || !is_host(host) {
            return Err(EmailError);
        }
        Ok(Self(format!("{local}@{}", host.to_ascii_lowercase())))
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email(redacted)")
    }
}

/// The address of a website: `http` or `https`, a host with a dot, no credentials.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Website(String);

written!(Website);

/// A text that is not shaped like the address of a website.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a website")]
pub struct WebsiteError;

impl WebsiteError {
    /// Stable code for an error document.
    pub const fn code(self) -> &'static str {
        "website_format"
    }
}

impl Website {
    /// The longest address that is taken.
    pub const MOST_CHARS: usize = 300;

    /// Checks the form.
    ///
    /// # Errors
    /// [`WebsiteError`].
    pub fn parse(text: &str) -> Result<Self, WebsiteError> {
        let text = text.trim_matches(' ');
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(WebsiteError)?;
        let (authority, path) = rest.find(['/', '?', '#']).map_or((rest, ""), |end| rest.split_at(end));
        let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
        let port_is_sound = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
        let path_is_sound = path.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&byte));
        if text.len() > Self::MOST_CHARS || !is_host(host) || !port_is_sound || !path_is_sound {
            return Err(WebsiteError);
        }
        Ok(Self(text.to_owned()))
    }
}

/// Labels of letters, digits and inner hyphens (RFC 1123), at least two.
fn is_host(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_at_and_a_host() {
        assert_eq!(Email::parse("Itda@HST.Example.ORG").unwrap().as_str(), "Itda@hst.example.org");
        for bad in ["", "itda", "@example.org", "a@b", "a@@example.org", "a b@example.org", "a.@example.org", "é@x.org"]
        {
            assert_eq!(Email::parse(bad), Err(EmailError), "{bad}");
        }
        assert!(Email::parse(&format!("{}@example.org", "a".repeat(65))).is_err());
    }

    #[test]
    fn websites_have_a_scheme_and_a_host_and_no_secrets() {
        for good in ["https://hst.example.org", "http://example.org:8080/layanan?x=1#atas"] {
            assert_eq!(Website::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "example.org",
            "ftp://example.org",
            "javascript:alert(1)",
            "https://u:p@example.org",
            "https://localhost",
            "https://example.org/a b",
            "https://example.org:0",
            "https://-x.example.org",
        ] {
            assert_eq!(Website::parse(bad), Err(WebsiteError), "{bad}");
        }
    }
}
