//! How the log of a server is written: for a terminal, for the journal of the system with each line's priority, or as JSON,
//! one object in a line.

use std::{borrow::Cow, fmt, io::IsTerminal, sync::Arc};

use serde::Deserialize;
use serde_json::{Map, Value};
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::{Format, Writer},
    },
    layer::{Context, SubscriberExt},
    registry::LookupSpan,
    util::SubscriberInitExt,
};

use crate::{
    base::Moment,
    jobs::{LogLine, LogLines},
};

/// The key `log_format`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// By where it goes: the journal of the system gets priorities, a terminal colours.
    #[default]
    Auto,
    Text,
    Journal,
    Json,
}

/// Writes the log to the error output from here on; and to whoever forwards it, what they want of it.
pub fn begin(format: LogFormat) -> Arc<LogLines> {
    let levels = levels(std::env::var("ATRIUM_LOG").ok().as_deref());
    let lines = Arc::new(LogLines::default());
    let registry = tracing_subscriber::registry()
        .with(levels)
        .with(Kept(lines.clone()));
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let journal = is_journal(std::env::var("JOURNAL_STREAM").ok().as_deref());
    let begun = match format {
        LogFormat::Json => registry.with(layer.event_format(JSON)).try_init(),
        LogFormat::Auto if journal => registry.with(layer.event_format(JOURNAL)).try_init(),
        LogFormat::Journal => registry.with(layer.event_format(JOURNAL)).try_init(),
        LogFormat::Auto | LogFormat::Text => registry
            .with(
                layer
                    .with_ansi(std::io::stderr().is_terminal())
                    .event_format(Text),
            )
            .try_init(),
    };
    if let Err(error) = begun {
        eprintln!("atrium: logging was set up already: {error}");
    }
    lines
}

/// Keeps what is to be forwarded.
struct Kept(Arc<LogLines>);

impl<S: Subscriber> Layer<S> for Kept {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let about = event.metadata();
        let severity = priority(*about.level());
        if self.0.wants(severity) {
            self.0.note(LogLine {
                at: Moment::now(),
                severity,
                target: part(about.target()).into_owned(),
                text: Said::of(event).in_a_line(),
            });
        }
    }
}

/// Whether the error output is the stream to the system's journal, which systemd names by its device and inode. Whatever
/// a shell that has it starts inherits the name, and mostly not the stream.
fn is_journal(named: Option<&str>) -> bool {
    let stream = rustix::fs::fstat(std::io::stderr());
    let stream = stream.map(|found| format!("{}:{}", found.st_dev, found.st_ino));
    stream.is_ok_and(|stream| named == Some(stream.as_str()))
}

/// The crates that Atrium stands on: its floors, and the rooms below the others.
const BELOW: [&str; 2] = ["atrium_kernel", "atrium_platform"];

/// The part of the program that says something. Which crate that lies in is nobody's business but the builder's:
/// `atrium_kernel::web` is called `atrium::web`.
fn part(target: &str) -> Cow<'_, str> {
    match BELOW.iter().find_map(|below| target.strip_prefix(below)) {
        Some(rest) => format!("atrium{rest}").into(),
        None => target.into(),
    }
}

/// What is written to the log: `warn,atrium=info` unless something readable is asked for.
fn levels(asked: Option<&str>) -> Targets {
    let usual = || {
        Targets::new()
            .with_default(LevelFilter::WARN)
            .with_target("atrium", LevelFilter::INFO)
    };
    let asked: Targets = asked
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(usual);
    let mut levels = asked.clone();
    for (target, level) in &asked {
        if let Some(rest) = target.strip_prefix("atrium::") {
            for below in BELOW {
                levels = levels.with_target(format!("{below}::{rest}"), level);
            }
        }
    }
    levels
}

/// What an event says: its message, and its fields in their order.
#[derive(Default)]
struct Said {
    message: String,
    fields: Vec<(&'static str, Value)>,
}

impl Said {
    fn of(event: &Event<'_>) -> Said {
        let mut said = Said::default();
        event.record(&mut said);
        said
    }

    /// Its message and then its fields.
    fn in_a_line(&self) -> String {
        let mut line = self.message.clone();
        for (name, value) in &self.fields {
            match value {
                Value::String(text) => line.push_str(&format!(" {name}={text}")),
                other => line.push_str(&format!(" {name}={other}")),
            }
        }
        // A second line would be an entry of its own, of any priority that it says it has.
        line.replace(['\n', '\r'], " ")
    }

    fn put(&mut self, field: &Field, value: Value) {
        match (field.name(), value) {
            ("message", Value::String(text)) => self.message = text,
            (name, value) => self.fields.push((name, value)),
        }
    }
}

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, Value::String(format!("{value:?}")));
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value.into());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value.into());
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }
}

fn priority(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        _ => 7,
    }
}

/// `<6>atrium::web: a certificate was taken up until=...`: the priorities of syslog (RFC 5424), as sd-daemon(3) reads
/// them. The journal knows the time itself.
fn journal_line(level: Level, target: &str, said: &Said) -> String {
    format!("<{}>{target}: {}", priority(level), said.in_a_line())
}

/// `{"time":..,"level":"info","target":..,"message":..}` and the event's fields.
fn json_line(at: Moment, level: Level, target: &str, said: Said) -> String {
    let mut line = Map::new();
    for (name, value) in said.fields {
        line.insert(name.to_owned(), value);
    }
    line.insert("time".into(), at.rfc3339().into());
    line.insert("level".into(), level.as_str().to_lowercase().into());
    line.insert("target".into(), target.into());
    line.insert("message".into(), said.message.into());
    Value::Object(line).to_string()
}

/// Writes each event as such a line.
struct Lines(fn(&Metadata<'_>, Said) -> String);

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        writeln!(writer, "{}", (self.0)(event.metadata(), Said::of(event)))
    }
}

/// Writes each event for people: as the library writes it, with the part of the program called as elsewhere.
struct Text;

impl<S, N> FormatEvent<S, N> for Text
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        let format = Format::default().with_ansi(writer.has_ansi_escapes());
        format.format_event(context, Writer::new(&mut line), event)?;
        let target = event.metadata().target();
        // It stands before what is said.
        writer.write_str(&line.replacen(target, &part(target), 1))
    }
}

const JOURNAL: Lines =
    Lines(|about, said| journal_line(*about.level(), &part(about.target()), &said));
const JSON: Lines =
    Lines(|about, said| json_line(Moment::now(), *about.level(), &part(about.target()), said));

#[cfg(test)]
mod tests {
    use std::{io::Write, sync::Mutex};

    use super::*;

    #[test]
    fn the_log_says_what_it_is_asked_for() {
        let says = |asked: Option<&str>, target: &str, level: Level| {
            levels(asked).would_enable(target, &level)
        };
        assert!(says(None, "atrium::web", Level::INFO) && says(None, "redb", Level::WARN));
        assert!(!says(None, "atrium::web", Level::DEBUG) && !says(None, "redb", Level::INFO));
        assert!(says(Some("debug"), "redb", Level::DEBUG));
        let some = Some("error,atrium=info,atrium::data=trace");
        assert!(says(some, "atrium::data::engine", Level::TRACE));
        assert!(!says(some, "atrium::web", Level::DEBUG) && !says(some, "redb", Level::WARN));
        assert!(says(Some("atrium=loud"), "atrium", Level::INFO));
        // The floors that lie in a crate of their own are parts of Atrium like the others.
        assert!(says(None, "atrium_kernel::web", Level::INFO));
        assert!(says(some, "atrium_kernel::data::engine", Level::TRACE));
        assert!(!says(some, "atrium_kernel::web", Level::DEBUG));
        assert_eq!(part("atrium_kernel::data::engine"), "atrium::data::engine");
        let mail = Some("error,atrium::features::mail=debug");
        assert!(says(mail, "atrium_platform::features::mail", Level::DEBUG));
        assert!(says(None, "atrium_platform::features::mail", Level::INFO));
        assert_eq!(
            part("atrium_platform::features::mail"),
            "atrium::features::mail"
        );
        assert_eq!(part("atrium::features"), "atrium::features");
    }

    #[test]
    fn a_line_for_people_calls_the_parts_as_the_others_do() {
        #[derive(Clone, Default)]
        struct Written(Arc<Mutex<Vec<u8>>>);
        impl Write for Written {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.lock().unwrap().extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let written = Written::default();
        let writer = written.clone();
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .event_format(Text);
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, || {
            tracing::warn!(target: "atrium_kernel::jobs", times = 3, "nothing was sent");
        });
        let said = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert!(
            said.ends_with("WARN atrium::jobs: nothing was sent times=3\n"),
            "{said}"
        );
    }

    #[test]
    fn a_line_is_one_line_whatever_is_in_it() {
        let said = || Said {
            message: "nothing was\n<0>sent".into(),
            fields: vec![("times", 3.into()), ("why", "\"no\"".into())],
        };
        assert_eq!(
            journal_line(Level::WARN, "atrium::jobs", &said()),
            "<4>atrium::jobs: nothing was <0>sent times=3 why=\"no\""
        );
        let line = json_line(Moment(0), Level::INFO, "atrium", said());
        assert!(!line.contains('\n'));
        let read: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["level"], "info");
        assert_eq!(read["times"], 3);
        assert_eq!(read["message"], "nothing was\n<0>sent");
        assert_eq!(read["time"], "1970-01-01T00:00:00Z");
    }
}
