//! What an export has of people, channels and messages, as far as it is taken in.

use serde::Deserialize;

use super::super::PersonRow;

/// Signs by the names that other chats know them by.
pub(super) const SIGNS: &[(&str, &str)] = &[
    ("+1", "👍"),
    ("thumbsup", "👍"),
    ("-1", "👎"),
    ("thumbsdown", "👎"),
    ("heart", "❤️"),
    ("joy", "😂"),
    ("laughing", "😆"),
    ("smile", "😄"),
    ("slightly_smiling_face", "🙂"),
    ("grinning", "😀"),
    ("wink", "😉"),
    ("cry", "😢"),
    ("sob", "😭"),
    ("open_mouth", "😮"),
    ("thinking_face", "🤔"),
    ("tada", "🎉"),
    ("eyes", "👀"),
    ("fire", "🔥"),
    ("rocket", "🚀"),
    ("pray", "🙏"),
    ("clap", "👏"),
    ("raised_hands", "🙌"),
    ("wave", "👋"),
    ("muscle", "💪"),
    ("ok_hand", "👌"),
    ("100", "💯"),
    ("star", "⭐"),
    ("sparkles", "✨"),
    ("bulb", "💡"),
    ("coffee", "☕"),
    ("warning", "⚠️"),
    ("question", "❓"),
    ("x", "❌"),
    ("white_check_mark", "✅"),
    ("heavy_check_mark", "✔️"),
];

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Person {
    pub id: String,
    pub name: Option<String>,
    pub real_name: Option<String>,
    pub profile: Profile,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Profile {
    pub email: Option<String>,
    pub real_name: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Folder {
    pub id: String,
    pub name: String,
    pub members: Vec<String>,
    pub topic: Option<Words>,
    pub purpose: Option<Words>,
    pub pins: Vec<Pin>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Words {
    pub value: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Pin {
    pub id: String,
    pub user: Option<String>,
    /// Seconds since 1970.
    pub created: i64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    pub subtype: Option<String>,
    pub user: Option<String>,
    pub bot_id: Option<String>,
    pub username: Option<String>,
    pub text: Option<String>,
    /// Seconds since 1970 with six digits behind the point, which also names it in its channel.
    pub ts: String,
    pub thread_ts: Option<String>,
    pub edited: Option<Edited>,
    pub reactions: Vec<Signed>,
    pub files: Vec<Sent>,
    pub attachments: Vec<Attached>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Edited {
    pub ts: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Signed {
    pub name: String,
    pub users: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    pub id: String,
    pub name: Option<String>,
    pub title: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Attached {
    pub fallback: Option<String>,
    pub text: Option<String>,
}

pub(super) fn row_of(person: &Person) -> PersonRow {
    let names = [&person.profile.real_name, &person.real_name, &person.name];
    let mut names = names.into_iter().flatten().map(|name| name.trim());
    let name = names.find(|name| !name.is_empty()).unwrap_or("Somebody");
    let email = person.profile.email.as_deref().map(str::trim);
    PersonRow {
        email: match email.filter(|email| email.contains('@')) {
            Some(email) => email.to_owned(),
            None => nowhere(&person.id),
        },
        name: name.to_owned(),
    }
}

/// An address for whoever has none; no mail can ever be sent there.
pub(super) fn nowhere(id: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let id: String = id.to_lowercase().chars().filter(plain).take(60).collect();
    format!("{id}@imported.invalid")
}

/// Microseconds since 1970.
pub(super) fn moment(ts: &str) -> Option<i64> {
    let (seconds, rest) = ts.split_once('.').unwrap_or((ts, "0"));
    let micros = format!("{rest:0<6}");
    let seconds: i64 = seconds.parse().ok()?;
    seconds
        .checked_mul(1_000_000)?
        .checked_add(micros.get(..6)?.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_to_the_microsecond() {
        assert_eq!(moment("1714550400.000100"), Some(1_714_550_400_000_100));
        assert_eq!(moment("1714550400"), Some(1_714_550_400_000_000));
        assert_eq!(moment("1714550400.5"), Some(1_714_550_400_500_000));
        for wrong in ["", "x", "99999999999999999999.1", "1.é"] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn whoever_has_no_address_gets_one_that_leads_nowhere() {
        let nobody = Person {
            id: "U0 9<x>".into(),
            name: Some("deploy bot".into()),
            ..Person::default()
        };
        let row = row_of(&nobody);
        assert_eq!(
            (row.email.as_str(), row.name.as_str()),
            ("u09x@imported.invalid", "deploy bot")
        );
    }

    #[test]
    fn signs_are_signs() {
        use crate::features::conversation::Reaction;
        for (name, sign) in SIGNS {
            assert!(Reaction::sign(sign).is_ok(), "{name}");
        }
    }
}
