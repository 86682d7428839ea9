//! Reads what people write about a designation, and collects the faults.

use crate::domain::identifiers::{Email, Phone, StaffNumber};
use crate::error::FieldFault;

/// Collects faults while it reads; what it gives back for a fault is never stored.
#[derive(Default)]
pub(super) struct Reader {
    faults: Vec<FieldFault>,
}

impl Reader {
    /// Text that must say something.
    pub fn text(&mut self, pointer: &str, text: &str) -> String {
        let text = text.trim();
        if text.is_empty() {
            self.faults.push(FieldFault::body(pointer, "blank"));
        }
        text.to_owned()
    }

    /// Text that may be missing, but not blank.
    pub fn optional_text(&mut self, pointer: &str, text: Option<&str>) -> Option<String> {
        text.map(|text| self.text(pointer, text))
    }

    /// A telephone number, as E.164.
    pub fn phone(&mut self, pointer: &str, text: &str) -> String {
        let phone = Phone::parse(text).map(|phone| phone.as_str().to_owned());
        phone.unwrap_or_else(|error| self.fault(pointer, error.code()))
    }

    /// An e-mail address.
    pub fn email(&mut self, pointer: &str, text: Option<&str>) -> Option<String> {
        let email = Email::parse(text?).map(|email| email.as_str().to_owned());
        Some(email.unwrap_or_else(|error| self.fault(pointer, error.code())))
    }

    /// A staff number.
    pub fn staff_number(&mut self, pointer: &str, text: Option<&str>) -> Option<String> {
        let number = StaffNumber::parse(text?).map(|number| number.as_str().to_owned());
        Some(number.unwrap_or_else(|error| self.fault(pointer, error.code())))
    }

    /// Everything that was wrong.
    pub fn into_faults(self) -> Vec<FieldFault> {
        self.faults
    }

    fn fault(&mut self, pointer: &str, code: &'static str) -> String {
        self.faults.push(FieldFault::body(pointer, code));
        String::new()
    }
}
