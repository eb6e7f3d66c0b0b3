//! What somebody has chosen of how notices reach them: only what differs from the defaults of their roles, when it is
//! quiet, and when what came together goes (`quiet`).

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{
    actions::PREFER,
    notice_type::{ByMail, NoticeType, Reach},
};
use crate::{
    access::Placement,
    base::{Id, Result},
    choices,
    data::{Change, Declares, Index, Key, Kind, record},
    features::people::{Directory, User},
};

choices! {
    /// When what came together goes.
    pub enum DigestRhythm {
        Daily: "daily", "Every day";
        Hourly: "hourly", "Every hour";
        Weekly: "weekly", "Once a week";
        Never: "never", "Never";
    }
}

/// What of one type is another than by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// The type's key.
    pub of: String,
    #[serde(default)]
    pub app: Option<bool>,
    #[serde(default)]
    pub mail: Option<ByMail>,
    #[serde(default)]
    pub browser: Option<bool>,
    #[serde(default)]
    pub push: Option<bool>,
    #[serde(default)]
    pub sms: Option<bool>,
}

impl Chosen {
    /// What of `wanted` differs from the default; None when nothing does.
    pub fn between(of: &NoticeType, usual: Reach, wanted: Reach) -> Option<Chosen> {
        fn other<T: PartialEq>(is: T, usual: T) -> Option<T> {
            (is != usual).then_some(is)
        }
        let chosen = Chosen {
            of: of.key.to_owned(),
            app: other(wanted.app, usual.app),
            mail: other(wanted.mail, usual.mail),
            browser: other(wanted.browser, usual.browser),
            push: other(wanted.push, usual.push),
            sms: other(wanted.sms, usual.sms),
        };
        let bare = Chosen {
            of: chosen.of.clone(),
            ..Chosen::default()
        };
        (chosen != bare).then_some(chosen)
    }

    fn over(&self, usual: Reach) -> Reach {
        Reach {
            app: self.app.unwrap_or(usual.app),
            mail: self.mail.unwrap_or(usual.mail),
            browser: self.browser.unwrap_or(usual.browser),
            push: self.push.unwrap_or(usual.push),
            sms: self.sms.unwrap_or(usual.sms),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NotificationPreferences {
    #[serde(skip)]
    pub id: Id<NotificationPreferences>,
    #[serde(skip)]
    pub version: u64,
    pub person: Id<User>,
    #[serde(default)]
    pub chosen: Vec<Chosen>,
    /// The name of the zone they live by; empty is the house's.
    #[serde(default)]
    pub zone: String,
    /// Whether hours and days are kept quiet at all.
    #[serde(default)]
    pub quiet: bool,
    /// From when to when it is quiet, in minutes of the day; over midnight when it ends before it begins.
    pub quiet_from: i64,
    pub quiet_to: i64,
    /// Days that are quiet as a whole; Monday is 0.
    #[serde(default)]
    pub quiet_days: Vec<u8>,
    /// Whether what is urgent comes through all the same.
    pub urgent_through: bool,
    #[serde(default)]
    pub digest: DigestRhythm,
    /// When the digest of a day or week goes, in minutes of the day.
    pub digest_at: i64,
    /// On which day that of a week goes; Monday is 0.
    #[serde(default)]
    pub digest_day: u8,
    /// Whether mails leave out what was read in the inbox meanwhile.
    pub skip_read: bool,
    /// Where text messages go; empty is nowhere.
    #[serde(default)]
    pub phone: String,
}

pub const BY_PERSON: Index = Index::unique(1);

impl Default for NotificationPreferences {
    fn default() -> Self {
        NotificationPreferences {
            id: Id::NONE,
            version: 0,
            person: Id::NONE,
            chosen: Vec::new(),
            zone: String::new(),
            quiet: false,
            quiet_from: 18 * 60 + 30,
            quiet_to: 8 * 60,
            quiet_days: vec![5, 6],
            urgent_through: true,
            digest: DigestRhythm::Daily,
            digest_at: 8 * 60,
            digest_day: 0,
            skip_read: true,
            phone: String::new(),
        }
    }
}

impl NotificationPreferences {
    fn title(&self) -> String {
        "Notification choices".into()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.person.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_PERSON, Key::new().id(self.person));
    }

    /// How a type reaches its person. What is locked reaches them as it does by default, and further if they want.
    pub fn reach(&self, of: &NoticeType, usual: Reach) -> Reach {
        let chosen = self.chosen.iter().find(|held| held.of == of.key);
        NotificationPreferences::as_locked(of, chosen.map_or(usual, |chosen| chosen.over(usual)))
    }

    fn as_locked(of: &NoticeType, wanted: Reach) -> Reach {
        match of.locked {
            false => wanted,
            true => Reach {
                app: true,
                mail: ByMail::AtOnce,
                ..wanted
            },
        }
    }

    /// Whether what goes by mail in this way goes at all.
    pub fn takes(&self, by_mail: ByMail) -> bool {
        match by_mail {
            ByMail::AtOnce => true,
            ByMail::Digest => self.digest != DigestRhythm::Never,
            ByMail::Off | ByMail::Unknown => false,
        }
    }

    /// Sets how a type reaches them; what is as by default isn't kept.
    pub fn choose(&mut self, of: &NoticeType, usual: Reach, wanted: Reach) {
        self.chosen.retain(|held| held.of != of.key);
        let wanted = NotificationPreferences::as_locked(of, wanted);
        self.chosen.extend(Chosen::between(of, usual, wanted));
        self.chosen.sort_by(|a, b| a.of.cmp(&b.of));
    }

    /// The zone they live by.
    pub fn zone(&self, house: &TimeZone) -> TimeZone {
        match self.zone.as_str() {
            "" => house.clone(),
            name => TimeZone::get(name).unwrap_or_else(|_| house.clone()),
        }
    }
}

record!(NotificationPreferences, Kind::new(100, "notification-preferences", "NP").personal(), view: PREFER);

/// What somebody has chosen, as a deed finds it; what holds for whoever chose nothing, when they didn't.
pub fn preferences_in(
    change: &mut Change<'_, '_>,
    person: Id<User>,
) -> Result<NotificationPreferences> {
    let held = change
        .unscoped("how somebody is told is asked by whatever tells them")
        .by_unique(BY_PERSON, Key::new().id(person))?;
    Ok(held.unwrap_or_else(|| NotificationPreferences {
        person,
        ..NotificationPreferences::default()
    }))
}

/// How a type reaches somebody: as they chose, else as for those on its duty, else as usual.
pub fn reach_in(
    change: &mut Change<'_, '_>,
    person: &User,
    of: &NoticeType,
    preferences: &NotificationPreferences,
) -> Result<Reach> {
    let on_duty = match of.duty() {
        Some(duty) => Directory::has_duty_in(change, person, duty)?,
        None => false,
    };
    Ok(preferences.reach(of, of.default_for(on_duty)))
}

/// What one click on a digest ends.
pub const DIGESTS: &str = "digests";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::inbox::Reason;

    const TOLD: NoticeType = NoticeType::new("t.told", "Told", "of a test", Reason::Reminder);
    const SAFE: NoticeType = NoticeType::new("t.safe", "Safe", "of a test", Reason::Security)
        .usually(Reach::PROMPT)
        .locked();

    #[test]
    fn only_what_differs_is_kept_and_what_is_locked_stays() {
        let mut held = NotificationPreferences::default();
        let quiet = Reach {
            mail: ByMail::Off,
            ..Reach::DIGEST
        };
        held.choose(&TOLD, Reach::DIGEST, quiet);
        assert_eq!(held.chosen.len(), 1);
        assert_eq!(held.reach(&TOLD, Reach::DIGEST), quiet);
        // Another default, and the choice stays what it was.
        assert_eq!(held.reach(&TOLD, Reach::PROMPT).mail, ByMail::Off);
        assert!(held.reach(&TOLD, Reach::PROMPT).browser);
        held.choose(&TOLD, Reach::DIGEST, Reach::DIGEST);
        assert!(held.chosen.is_empty());
        let nothing = Reach {
            app: false,
            ..Reach::APP
        };
        held.choose(&SAFE, Reach::PROMPT, nothing);
        let safe = held.reach(&SAFE, Reach::PROMPT);
        assert!(safe.app && safe.mail == ByMail::AtOnce && !safe.browser);
    }
}
