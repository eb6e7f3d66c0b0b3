//! An announcement as it is typed.

use jiff::tz::TimeZone;

use super::Matter;
use crate::{
    base::{Day, Moment},
    web::form::{Form, Optional, Reader, Required},
};

/// When something is, as programs say it, or as a day with its time.
#[derive(Debug, Clone, Default)]
pub struct When {
    pub moment: Option<Moment>,
    pub day: Option<Day>,
    pub clock: Option<i64>,
}

impl When {
    fn read(f: &mut Reader, name: &str, label: &str) -> When {
        When {
            moment: f.moment(name, label, Optional),
            day: f.day(&format!("{name}_day"), label, Optional),
            clock: f.clock(&format!("{name}_clock"), label, Optional),
        }
    }

    /// None when nothing was said.
    pub fn moment(&self, zone: &TimeZone) -> Option<Moment> {
        let of_day = |day| Moment::at(day, self.clock.unwrap_or(0), zone);
        self.moment.or_else(|| self.day.map(of_day))
    }
}

#[derive(Debug, Clone)]
pub struct NewAnnouncement {
    pub matter: Matter,
    pub text: String,
    /// None is at once.
    pub from: When,
    pub until: When,
    pub to_clients: bool,
}

impl Form for NewAnnouncement {
    fn read(f: &mut Reader) -> Self {
        let matter = f.choice("matter", "About", Required).unwrap_or_default();
        let text = f.text("text", "What everybody is to know", Required, 400);
        let from = When::read(f, "from", "From");
        let until = When::read(f, "until", "Until");
        if until.moment.is_none() && until.day.is_none() {
            f.problem("until", "Say until when it stands above every page.");
        }
        NewAnnouncement {
            matter,
            text,
            from,
            until,
            to_clients: f.flag("to_clients", "Clients read it too"),
        }
    }
}
