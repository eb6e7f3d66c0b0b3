//! Where logs go, as it is typed.

use super::destination::{Forwarded, LogDestination, LogLevel};
use crate::web::form::{Form, Optional, Reader, Required};

#[derive(Debug, Clone)]
pub struct LogForm {
    pub destination: LogDestination,
    pub version: Option<u64>,
}

impl Form for LogForm {
    fn read(f: &mut Reader) -> Self {
        let destination = LogDestination {
            on: f.flag("on", "Logs are forwarded"),
            host: f.text("host", "Collector", Optional, 253).to_lowercase(),
            port: f
                .whole("port", "Port", Required, 1..=65_535)
                .and_then(|port| u16::try_from(port).ok())
                .unwrap_or_default(),
            journal: f
                .choice::<Forwarded>("journal", "Of the journal", Required)
                .unwrap_or_default(),
            program: f
                .choice::<LogLevel>("program", "Of the program's own log", Required)
                .unwrap_or_default(),
            ..LogDestination::default()
        };
        LogForm {
            destination,
            version: f.version(),
        }
    }
}

/// What the form shows of it as it is.
pub fn values(held: &LogDestination) -> Vec<(&'static str, String)> {
    use crate::base::Choice;
    let mut values = vec![
        ("host", held.host.clone()),
        ("port", held.port.to_string()),
        ("journal", held.journal.key().to_owned()),
        ("program", held.program.key().to_owned()),
        ("version", held.version.to_string()),
    ];
    if held.on {
        values.push(("on", "true".into()));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_reads_back() {
        let held = LogDestination {
            on: true,
            host: "logs.example.org".into(),
            ..LogDestination::default()
        };
        let typed = values(&held).into_iter();
        let mut reader = Reader::over(
            typed
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        );
        let form = LogForm::read(&mut reader);
        assert!(reader.problems.is_empty(), "{}", reader.problems);
        assert_eq!(form.destination, held);
    }
}
