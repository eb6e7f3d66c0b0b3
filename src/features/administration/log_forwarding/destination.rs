//! Where logs go, and what of them: one record, with history and undo.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Error, Id, Problems, Result},
    choices,
    data::{Change, Declares, Kind, record},
};

choices! {
    /// Which entries of the journal go.
    pub enum Forwarded {
        All: "all", "Every deed";
        Security: "security", "What has to do with security";
    }
}

choices! {
    /// From which severity on the program's own log goes.
    pub enum LogLevel {
        Nothing: "nothing", "None of it";
        Errors: "errors", "Errors";
        Warnings: "warnings", "Errors and warnings";
        Info: "info", "All that it says";
    }
}

impl LogLevel {
    /// The least grave severity that goes.
    pub fn severity(self) -> Option<u8> {
        match self {
            LogLevel::Nothing | LogLevel::Unknown => None,
            LogLevel::Errors => Some(3),
            LogLevel::Warnings => Some(4),
            LogLevel::Info => Some(6),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogDestination {
    #[serde(skip)]
    pub id: Id<LogDestination>,
    #[serde(skip)]
    pub version: u64,
    pub on: bool,
    /// A name or an address.
    pub host: String,
    pub port: u16,
    pub journal: Forwarded,
    pub program: LogLevel,
}

/// There is one, made when it is first saved.
pub const DESTINATION: Id<LogDestination> = Id::new(1);

impl Default for LogDestination {
    fn default() -> Self {
        LogDestination {
            id: Id::NONE,
            version: 0,
            on: false,
            host: String::new(),
            port: 6514,
            journal: Forwarded::Security,
            program: LogLevel::Warnings,
        }
    }
}

impl LogDestination {
    fn title(&self) -> String {
        "Forwarding of logs".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}

    pub fn problems(&self) -> Problems {
        let mut found = Problems::default();
        let named = self.host.len() <= 253
            && self
                .host
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-.:".contains(c));
        match self.host.is_empty() {
            true if self.on => found.add("host", "Logs need a collector to go to."),
            false if !named => found.add(
                "host",
                "The collector should be a name or an address such as logs.example.org.",
            ),
            _ => {}
        }
        if self.port == 0 {
            found.add(
                "port",
                "A port is a number from 1 to 65535: 6514 for syslog over TLS.",
            );
        }
        if self.journal == Forwarded::Unknown {
            found.add("journal", "Choose every deed, or those of security.");
        }
        if self.program == LogLevel::Unknown {
            found.add(
                "program",
                "Choose nothing, errors, warnings or all that it says.",
            );
        }
        found
    }
}

record!(LogDestination, Kind::new(13, "log-destinations", "LOG"), view: VIEW);

/// Held wherever it is written, Undo as well.
pub fn guard(
    _: &mut Change<'_, '_>,
    _: Option<&LogDestination>,
    is: Option<&LogDestination>,
) -> Result<()> {
    match is.map(LogDestination::problems) {
        Some(problems) if !problems.is_empty() => Err(Error::Invalid(problems)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_needs_a_place_to_go_to() {
        let mut held = LogDestination::default();
        assert!(held.problems().is_empty());
        held.on = true;
        assert!(held.problems().of("host").is_some());
        for host in ["logs.example.org", "10.0.0.9", "fd00::9"] {
            held.host = host.into();
            assert!(held.problems().is_empty(), "{host}");
        }
        for host in ["logs example", "https://logs.example.org", "logs\r\n"] {
            held.host = host.into();
            assert!(held.problems().of("host").is_some(), "{host}");
        }
    }
}
