//! How somebody wants to be told, as it is typed.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{
    notice_type::{NoticeTypes, Reach},
    preferences::NotificationPreferences,
};
use crate::{
    base::{Choice, Error, Result, time},
    web::form::{Form, Optional, Reader, Required},
};

/// Types that one form holds at most.
const MOST: usize = 300;

pub const WEEK: [(&str, &str); 7] = [
    ("mon", "Mo"),
    ("tue", "Tu"),
    ("wed", "We"),
    ("thu", "Th"),
    ("fri", "Fr"),
    ("sat", "Sa"),
    ("sun", "Su"),
];

/// How one type is to reach its person.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub of: String,
    pub reach: Reach,
}

#[derive(Debug, Clone)]
pub struct ChoicesForm {
    pub wanted: Vec<Wanted>,
    /// Everything beside the choices themselves.
    pub rest: NotificationPreferences,
    pub version: Option<u64>,
}

impl Form for ChoicesForm {
    fn read(f: &mut Reader) -> Self {
        let wanted = f.rows("choices", MOST, |row| Wanted {
            of: row.text("of", "Type", Required, 60),
            reach: Reach {
                app: row.flag("app", "In the inbox"),
                mail: row.choice("mail", "By mail", Required).unwrap_or_default(),
                browser: row.flag("browser", "In the browser"),
                push: row.flag("push", "Pushed"),
                sms: row.flag("sms", "Text message"),
            },
        });
        if f.usual("choices") == Required {
            f.problem(
                "choices",
                "Name those that change. The others stay as they are.",
            );
        }
        let zone = f.text("zone", "Time zone", Optional, 60);
        f.tell("A name of the IANA's list such as Europe/Berlin; empty is the house's.");
        if !zone.is_empty() && TimeZone::get(&zone).is_err() {
            f.problem(
                "zone",
                format!("{zone} is no time zone. Choose one such as Europe/Berlin."),
            );
        }
        let quiet = f.flag("quiet", "Quiet hours");
        let (from, to) = (f.usual("quiet_from"), f.usual("quiet_to"));
        let quiet_from = f.clock("quiet_from", "Quiet from", from);
        let quiet_to = f.clock("quiet_to", "Quiet until", to);
        if quiet {
            let ends = [
                ("quiet_from", "From", quiet_from),
                ("quiet_to", "Until", quiet_to),
            ];
            for (name, label, held) in ends {
                if held.is_none() {
                    f.problem(name, format!("{label} is missing: a time such as 18:30."));
                }
            }
        }
        let digest_at = f.usual("digest_at");
        let usual = NotificationPreferences::default();
        let rest = NotificationPreferences {
            zone,
            quiet,
            quiet_from: quiet_from.unwrap_or(usual.quiet_from),
            quiet_to: quiet_to.unwrap_or(usual.quiet_to),
            quiet_days: days(f),
            urgent_through: f.flag("urgent_through", "What is urgent comes through"),
            digest: f.choice("digest", "Digest", Required).unwrap_or_default(),
            digest_at: f
                .clock("digest_at", "Digest at", digest_at)
                .unwrap_or(usual.digest_at),
            digest_day: digest_day(f),
            skip_read: f.flag("skip_read", "Mails leave out what was read"),
            phone: f.phone("phone", "Text messages go to", Optional),
            ..usual
        };
        ChoicesForm {
            wanted,
            rest,
            version: f.version(),
        }
    }
}

fn days(f: &mut Reader) -> Vec<u8> {
    let named = f.all("quiet_days", "Quiet days");
    if let Some(other) = named
        .iter()
        .find(|name| !WEEK.iter().any(|(key, _)| key == name))
    {
        let keys = WEEK.map(|(key, _)| key).join(", ");
        let said = format!("{other} is no day of the week. Choose some of {keys}.");
        f.problem("quiet_days", said);
    }
    let held = |key: &str| named.iter().any(|name| name == key);
    let days = (0u8..).zip(WEEK).filter(|(_, (key, _))| held(key));
    days.map(|(day, _)| day).collect()
}

fn digest_day(f: &mut Reader) -> u8 {
    let word = f.word("digest_day", "Day of the digest", &WEEK.map(|(key, _)| key));
    if f.usual("digest_day") == Required {
        f.problem("digest_day", "Day of the digest is missing.");
    }
    let place = WEEK.iter().position(|(key, _)| Some(*key) == word);
    place.and_then(|day| u8::try_from(day).ok()).unwrap_or(0)
}

impl ChoicesForm {
    /// Puts what was typed into what is held. `usual` is how a type reaches this person by default.
    ///
    /// # Errors
    /// `Invalid` when a type is named that there is not.
    pub fn apply(
        self,
        held: &mut NotificationPreferences,
        types: &NoticeTypes,
        usual: &dyn Fn(&super::NoticeType) -> Reach,
    ) -> Result<()> {
        let chosen = std::mem::take(&mut held.chosen);
        *held = NotificationPreferences {
            id: held.id,
            version: held.version,
            person: held.person,
            chosen,
            ..self.rest
        };
        for (n, wanted) in self.wanted.into_iter().enumerate() {
            let Some(of) = types.find(&wanted.of) else {
                let said = format!("There is nothing called {} that one is told of.", wanted.of);
                return Err(Error::field(&format!("choices.{n}.of"), said));
            };
            held.choose(of, usual(of), wanted.reach);
        }
        Ok(())
    }
}

/// One type as its person is told of it now.
pub struct Row {
    pub of: &'static super::NoticeType,
    pub usual: Reach,
    pub now: Reach,
}

/// What the form starts from.
pub fn values(held: &NotificationPreferences, rows: &[Row]) -> Vec<(String, String)> {
    let day = |day: u8| WEEK.get(usize::from(day)).map_or("mon", |(key, _)| *key);
    let mut values: Vec<(String, String)> = [
        ("zone", held.zone.clone()),
        ("quiet_from", time::of_day(held.quiet_from)),
        ("quiet_to", time::of_day(held.quiet_to)),
        ("digest", held.digest.key().to_owned()),
        ("digest_at", time::of_day(held.digest_at)),
        ("digest_day", day(held.digest_day).to_owned()),
        ("phone", held.phone.clone()),
        ("version", held.version.to_string()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let flags = [
        ("quiet", held.quiet),
        ("urgent_through", held.urgent_through),
        ("skip_read", held.skip_read),
    ];
    let on = flags.into_iter().filter(|(_, on)| *on);
    values.extend(on.map(|(name, _)| (name.to_owned(), "true".to_owned())));
    let days = held.quiet_days.iter();
    values.extend(days.map(|held| ("quiet_days".to_owned(), day(*held).to_owned())));
    for (n, row) in rows.iter().enumerate() {
        let name = |field: &str| format!("choices.{n}.{field}");
        values.push((name("of"), row.of.key.to_owned()));
        values.push((name("mail"), row.now.mail.key().to_owned()));
        let flags = [
            ("app", row.now.app),
            ("browser", row.now.browser),
            ("push", row.now.push),
            ("sms", row.now.sms),
        ];
        let on = flags.into_iter().filter(|(_, on)| *on);
        values.extend(on.map(|(field, _)| (name(field), "true".to_owned())));
    }
    values
}

/// The same for programs.
pub fn as_json(held: &NotificationPreferences, rows: &[Row]) -> Value {
    let day = |day: &u8| WEEK.get(usize::from(*day)).map(|(key, _)| *key);
    let row = |row: &Row| {
        json!({
            "of": row.of.key, "app": row.now.app, "mail": row.now.mail.key(),
            "browser": row.now.browser, "push": row.now.push, "sms": row.now.sms,
        })
    };
    json!({
        "choices": rows.iter().map(row).collect::<Vec<_>>(),
        "zone": held.zone, "quiet": held.quiet,
        "quiet_from": time::of_day(held.quiet_from), "quiet_to": time::of_day(held.quiet_to),
        "quiet_days": held.quiet_days.iter().filter_map(day).collect::<Vec<_>>(),
        "urgent_through": held.urgent_through,
        "digest": held.digest.key(), "digest_at": time::of_day(held.digest_at),
        "digest_day": day(&held.digest_day), "skip_read": held.skip_read, "phone": held.phone,
        "version": held.version,
    })
}

/// A type, for programs: what there is to choose.
pub fn type_json(row: &Row) -> Value {
    let reach = |held: Reach| {
        json!({
            "app": held.app, "mail": held.mail.key(), "browser": held.browser, "push": held.push, "sms": held.sms,
        })
    };
    json!({
        "key": row.of.key, "name": row.of.name, "because": row.of.because, "group": row.of.group.key(),
        "locked": row.of.locked, "urgent": row.of.urgent, "default": reach(row.usual), "now": reach(row.now),
    })
}

/// Words that a mail is chosen by, for the description.
pub const MAILS: &[&str] = &["digest", "at-once", "off"];
pub const RHYTHMS: &[&str] = &["daily", "hourly", "weekly", "never"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::inbox::{ByMail, DigestRhythm, NoticeType, Reason};

    static TOLD: NoticeType = NoticeType::new("t.told", "Told", "of a test", Reason::Reminder);

    fn rows() -> Vec<Row> {
        vec![Row {
            of: &TOLD,
            usual: Reach::DIGEST,
            now: Reach::PROMPT,
        }]
    }

    #[test]
    fn what_is_shown_reads_back() {
        let held = NotificationPreferences {
            quiet: true,
            zone: "Europe/Berlin".into(),
            digest: DigestRhythm::Weekly,
            digest_day: 3,
            ..NotificationPreferences::default()
        };
        let mut reader = Reader::over(values(&held, &rows()));
        let form = ChoicesForm::read(&mut reader);
        assert!(reader.problems.is_empty(), "{}", reader.problems);
        let mut read = NotificationPreferences::default();
        form.apply(&mut read, &NoticeTypes(vec![&TOLD]), &|_| Reach::DIGEST)
            .unwrap();
        assert_eq!(read.zone, held.zone);
        assert_eq!((read.digest, read.digest_day), (held.digest, 3));
        assert_eq!(read.quiet_days, held.quiet_days);
        assert_eq!(read.reach(&TOLD, Reach::DIGEST), Reach::PROMPT);
        let mails: Vec<&str> = ByMail::ALL.iter().map(|c| c.key()).collect();
        assert_eq!(mails, MAILS);
        let rhythms: Vec<&str> = DigestRhythm::ALL.iter().map(|c| c.key()).collect();
        assert_eq!(rhythms, RHYTHMS);
    }

    #[test]
    fn what_there_is_not_is_refused_beside_its_field() {
        let read = |over: &[(&str, &str)]| {
            let mut fields = values(&NotificationPreferences::default(), &rows());
            fields.retain(|(name, _)| !over.iter().any(|(other, _)| other == name));
            fields.extend(over.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
            let mut reader = Reader::over(fields);
            ChoicesForm::read(&mut reader);
            reader.problems
        };
        for (name, typed) in [
            ("zone", "Middle/Earth"),
            ("quiet_days", "someday"),
            ("digest", "often"),
            ("phone", "nine"),
        ] {
            assert!(read(&[(name, typed)]).of(name).is_some(), "{name}");
        }
        let silent = [("quiet", "true"), ("quiet_from", "")];
        assert!(read(&silent).of("quiet_from").is_some());
    }
}
