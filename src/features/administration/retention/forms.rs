//! What may be submitted about retention. Left empty, a kind is kept for ever.

use crate::{
    features::settings::{RETENTION_DAYS, Retention},
    web::form::{Form, Optional, Reader},
};

#[derive(Debug, Clone)]
pub struct RetentionForm {
    pub notifications: Option<u32>,
    pub sign_ins: Option<u32>,
    pub alerts: Option<u32>,
    pub checks: Option<u32>,
    pub version: Option<u64>,
}

/// Each of them: its field, what it is called, and what it means.
pub const CLASSES: [(&str, &str, &str); 4] = [
    (
        "notifications",
        "Notifications",
        "Once they were read; unread ones stay.",
    ),
    (
        "sign_ins",
        "Sessions, tokens and requests for links",
        "Once they are over.",
    ),
    ("alerts", "Alerts", "Once they were closed; open ones stay."),
    (
        "checks",
        "Views as another person, and restore drills",
        "Once they are over. The newest drill of each outcome stays.",
    ),
];

impl Form for RetentionForm {
    fn read(f: &mut Reader) -> Self {
        let [notifications, sign_ins, alerts, checks] = CLASSES.map(|(name, label, _)| {
            f.whole(name, label, Optional, RETENTION_DAYS)
                .and_then(|days| u32::try_from(days).ok())
        });
        RetentionForm {
            notifications,
            sign_ins,
            alerts,
            checks,
            version: f.version(),
        }
    }
}

/// The days of each class, in the order of `CLASSES`.
pub fn days(held: &Retention) -> [Option<u32>; 4] {
    [held.notifications, held.sign_ins, held.alerts, held.checks]
}

/// What the form shows of it as it is.
pub fn values(held: &Retention) -> Vec<(&'static str, String)> {
    let shown = |days: Option<u32>| days.map(|days| days.to_string()).unwrap_or_default();
    let mut values: Vec<(&str, String)> = CLASSES
        .iter()
        .zip(days(held))
        .map(|((name, _, _), days)| (*name, shown(days)))
        .collect();
    values.push(("version", held.version.to_string()));
    values
}
