//! Faces without pictures: initials on a tone that stays with the name. People are round, organisations square.

use maud::{Markup, Render, html};

use super::badge::Tone;

/// A person or an organisation, drawn from its name.
#[derive(Clone, Debug)]
pub struct Avatar {
    name: String,
    tone: Option<Tone>,
    size: &'static str,
    org: bool,
    presence: Option<bool>,
}

impl Avatar {
    /// A person.
    pub fn person(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            tone: None,
            size: "",
            org: false,
            presence: None,
        }
    }

    /// An organisation.
    pub fn org(name: impl Into<String>) -> Self {
        Self {
            org: true,
            ..Self::person(name)
        }
    }

    /// 20 px, beside a name.
    pub fn small(mut self) -> Self {
        self.size = "s";
        self
    }

    /// 36 px, in talk and lists of the portal.
    pub fn large(mut self) -> Self {
        self.size = "l";
        self
    }

    /// 56 px, in the head of a record.
    pub fn huge(mut self) -> Self {
        self.size = "xl";
        self
    }

    /// A tone chosen by a person instead of the name's own.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    /// The green dot: here now.
    pub fn online(mut self, online: bool) -> Self {
        self.presence = online.then_some(true);
        self
    }

    /// The hollow dot: signed in, not at the desk.
    pub fn away(mut self) -> Self {
        self.presence = Some(false);
        self
    }
}

impl Render for Avatar {
    fn render_to(&self, out: &mut String) {
        let tone = self.tone.unwrap_or_else(|| tone_of(&self.name));
        out.push_str("<span class=\"avatar");
        for part in [if self.org { "org" } else { "" }, self.size] {
            if !part.is_empty() {
                out.extend([" ", part]);
            }
        }
        out.extend(["\" data-tone=\"", tone.name(), "\""]);
        if let Some(here) = self.presence {
            out.push_str(if here {
                " data-on=\"\""
            } else {
                " data-on=\"away\""
            });
        }
        if !self.org {
            out.push_str(" title=\"");
            self.name.render_to(out);
            out.push('"');
        }
        out.push_str(" aria-hidden=\"true\">");
        initials(&self.name).render_to(out);
        out.push_str("</span>");
    }
}

/// Small face and full name.
pub fn who(name: &str) -> Markup {
    html! { span class="who" { (Avatar::person(name).small()) (name) } }
}

/// Small face and first name, for narrow columns.
pub fn who_first(name: &str) -> Markup {
    html! { span class="who" { (Avatar::person(name).small()) (name.split_whitespace().next().unwrap_or(name)) } }
}

/// The first name alone, for the middle of a sentence.
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// Small square and the organisation's name.
pub fn firm(name: &str) -> Markup {
    html! { span class="who" { (Avatar::org(name).small()) (name) } }
}

/// Several people, overlapping; screen readers hear the names.
pub fn avatars<S: AsRef<str>>(names: &[S]) -> Markup {
    let label = names
        .iter()
        .map(AsRef::as_ref)
        .collect::<Vec<_>>()
        .join(", ");
    html! {
        span class="avatars" role="img" aria-label=(label) {
            @for name in names { (Avatar::person(name.as_ref()).small()) }
        }
    }
}

/// First letters of the first two words that have one.
pub fn initials(name: &str) -> String {
    let letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    letters.take(2).flat_map(char::to_uppercase).collect()
}

/// The same name has the same tone on every page and every server.
pub fn tone_of(name: &str) -> Tone {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    // FNV alone leaves its lower bits too regular for eight drawers.
    let mixed = (hash ^ (hash >> 15)).wrapping_mul(0x85eb_ca6b);
    Tone::ALL[(mixed ^ (mixed >> 13)) as usize % Tone::ALL.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_words() {
        assert_eq!(initials("Hana Sadiq"), "HS");
        assert_eq!(initials("  Marlow & Finch Law"), "MF");
        assert_eq!(initials("éva"), "É");
        assert_eq!(initials(""), "");
    }
}
