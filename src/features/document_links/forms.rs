//! What people submit about links.

use super::{LinkRules, rules::LONGEST};
use crate::{
    base::Day,
    web::{
        Filled,
        form::{Form, Optional, Reader, Required},
    },
};

/// Downloads that can be counted to.
const MOST: i64 = 1_000;
/// Letters of a password at most.
const PASSWORD: usize = 200;

#[derive(Debug, Clone, Default)]
pub struct LinkForm {
    pub whom: String,
    /// The last day on which it opens anything.
    pub until: Option<Day>,
    /// Empty: none is asked for.
    pub password: String,
    pub most: Option<i64>,
    /// Whether whom it is for and when stand over each page.
    pub watermark: bool,
    /// The version that it gives, as people count; the newest where none is said.
    pub only: Option<i64>,
}

impl Form for LinkForm {
    fn read(f: &mut Reader) -> Self {
        let form = LinkForm {
            whom: f.text("whom", "For", Optional, 120),
            until: f.day("until", "Until", Optional),
            password: f.secret("password", "Password", Optional),
            most: f.whole("most", "Downloads at most", Optional, 1..=MOST),
            watermark: f.flag("watermark", "Mark every page"),
            only: f.whole("only", "Version", Optional, 1..=1_000_000),
        };
        if form.watermark && form.whom.is_empty() {
            f.problem(
                "whom",
                "Say whom it is for: that is what stands on every page.",
            );
        }
        if form.password.chars().count() > PASSWORD {
            f.problem(
                "password",
                format!("{PASSWORD} characters fit. Shorten it."),
            );
        }
        form
    }
}

#[derive(Debug, Clone)]
pub struct RulesForm {
    pub days: i64,
    pub longest: i64,
    pub needs_password: bool,
    pub version: Option<u64>,
}

impl Form for RulesForm {
    fn read(f: &mut Reader) -> Self {
        let most = i64::from(LONGEST);
        let form = RulesForm {
            days: f
                .whole("days", "Days of a link", Required, 1..=most)
                .unwrap_or(1),
            longest: f
                .whole("longest", "Days at most", Required, 1..=most)
                .unwrap_or(most),
            needs_password: f.flag("needs_password", "Every link has a password"),
            version: f.version(),
        };
        if form.days > form.longest {
            f.problem(
                "days",
                "A link can't live longer than the days at most. Choose fewer.",
            );
        }
        form
    }
}

impl RulesForm {
    pub fn of(rules: &LinkRules) -> Filled<RulesForm> {
        let mut values = vec![
            ("days", rules.days.to_string()),
            ("longest", rules.longest.to_string()),
        ];
        if rules.needs_password {
            values.push(("needs_password", "on".into()));
        }
        Filled::blank(&values)
    }
}

/// What a visitor shows of a link with a password.
#[derive(Debug, Clone)]
pub struct PasswordForm {
    pub password: String,
}

impl Form for PasswordForm {
    fn read(f: &mut Reader) -> Self {
        PasswordForm {
            password: f.secret("password", "Password", Required),
        }
    }
}
