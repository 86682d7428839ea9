//! Progress on the terminal, while the demo loads.

use std::io::{IsTerminal, Write, stderr};

/// Counts steps and shows how far they are.
#[derive(Debug, Default)]
pub struct Progress {
    done: usize,
    expected: usize,
}

impl Progress {
    /// Says what begins.
    pub fn begin(&self, what: &str) {
        self.show(&format!("  • {what}"), "\n");
    }

    /// More steps are to come.
    pub fn expect(&mut self, steps: usize) {
        self.expected += steps;
    }

    /// A step is done. A terminal sees every percent, a file every tenth.
    pub fn advance(&mut self) {
        let percent = |done: usize| done * 100 / self.expected.max(1);
        let (before, after) = (percent(self.done), percent(self.done + 1));
        self.done += 1;
        let (start, end, every) = if stderr().is_terminal() { ("\r", "", 1) } else { ("", "\n", 10) };
        if before / every < after / every {
            self.show(&format!("{start}    {after:3} % ({} dari {} langkah)", self.done, self.expected), end);
        }
        if self.done == self.expected && end.is_empty() {
            self.show("", "\n");
        }
    }

    /// A terminal that has gone away is no reason to stop loading.
    fn show(&self, text: &str, end: &str) {
        let mut out = stderr().lock();
        let _ = write!(out, "{text}{end}").and_then(|()| out.flush());
    }
}
