//! What a password must be, by NIST SP 800-63B-4: long enough, and not among the first that are guessed. No rules of
//! composition, no renewal by date; every character counts, spaces too. The reason is always said.
//!
//! What is guessed first is judged against lists of common passwords, names and words that the program carries with it,
//! and against the words of the house and of the person.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use zxcvbn::matching::patterns::MatchPattern;

use super::{Policies, breached::Breached};
use crate::{
    access::Tier,
    base::{Error, Result, language::translated, text},
    data::Visit,
    features::people::User,
};

/// More than these fit no form; NIST asks for at least 64.
const LONGEST: usize = 200;
/// Of a long password this much is judged: the rest only makes it harder.
const JUDGED: usize = 40;

/// How a password would be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// 0 (guessed at once) to 4 (strong).
    pub level: u8,
    pub text: String,
    pub fits: bool,
}

/// The same letters, however they were typed: an é is one character or two.
pub fn normal(password: &str) -> String {
    password.nfkc().collect()
}

/// The rule a person's password is held to.
#[derive(Clone)]
pub struct Rule {
    pub shortest: usize,
    /// What somebody who knows the person or the house would try first.
    pub words: Vec<String>,
    /// What became known elsewhere, where the house keeps a file of it.
    breached: Option<Arc<Breached>>,
}

impl Rule {
    /// For somebody of the house: as their tier's policy has it, and without their own words and the house's.
    pub fn of(visit: &Visit, user: &User) -> Result<Rule> {
        let house = crate::features::settings::CurrentSettings::of(visit)?
            .0
            .name
            .clone();
        let policies = Policies::of(visit)?;
        Ok(Rule::new(
            policies.tier(user.tier).shortest_password(),
            &[&user.name, &user.email, &house],
        )
        .with(visit))
    }

    /// With what the house knows of breaches.
    pub fn with(mut self, visit: &Visit) -> Rule {
        self.breached = visit.store().service::<Breached>();
        self
    }

    /// For the first person, who is an admin.
    pub fn of_first(house: &str, name: &str, email: &str) -> Rule {
        let policy = super::Policy::usual(Tier::Admin);
        Rule::new(policy.shortest_password(), &[name, email, house])
    }

    /// For what is handed out, without the house's words.
    pub fn shared(shortest: usize, house: &str) -> Rule {
        Rule::new(shortest, &[house])
    }

    fn new(shortest: usize, told: &[&str]) -> Rule {
        let mut words: Vec<String> = told
            .iter()
            .flat_map(|text| text::words(text))
            .filter(|word| word.chars().count() > 2)
            .collect();
        words.push("atrium".into());
        words.sort();
        words.dedup();
        Rule {
            shortest,
            words,
            breached: None,
        }
    }

    /// What is kept of it with a password that it took.
    pub fn held_to(&self) -> u8 {
        u8::try_from(self.shortest).unwrap_or(u8::MAX)
    }

    pub fn in_words(&self) -> String {
        let told = format!(
            "At least {} characters. A few words in a row work well; no capitals or signs are asked for.",
            self.shortest
        );
        translated(&told).into_owned()
    }

    pub fn check(&self, field: &str, password: &str) -> Result<()> {
        let verdict = self.judge(password);
        match verdict.fits {
            true => Ok(()),
            false => Err(Error::field(field, verdict.text)),
        }
    }

    pub fn judge(&self, password: &str) -> Verdict {
        let password = normal(password);
        let length = password.chars().count();
        let refused = |level: u8, text: String| Verdict {
            level,
            text,
            fits: false,
        };
        if length > LONGEST {
            return refused(4, format!("A password has at most {LONGEST} characters."));
        }
        let judged: String = password.chars().take(JUDGED).collect();
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let guessed = zxcvbn::zxcvbn(&judged, &words);
        let level = u8::from(guessed.score());
        if length < self.shortest {
            return refused(
                level.min(1),
                format!(
                    "A password needs at least {} characters; this has {length}. A few words in a row work well.",
                    self.shortest
                ),
            );
        }
        if let Some(word) = self.mostly_own(&password) {
            return refused(
                0,
                format!(
                    "Somebody who knows you or the house would try \u{201c}{word}\u{201d} first, and little else is in this password. Choose another."
                ),
            );
        }
        // Alone it must withstand more than where a code follows it.
        let enough = if self.shortest < 15 { 6.0 } else { 8.0 };
        if guessed.guesses_log10() < enough {
            return refused(
                level.min(1),
                format!(
                    "This password is among the first that are guessed: {}. Choose another.",
                    reason(&guessed)
                ),
            );
        }
        if self
            .breached
            .as_ref()
            .is_some_and(|known| known.knows(&password))
        {
            return refused(
                level.min(1),
                "This password became known in a breach somewhere, so it is among the first that are tried. Choose another, and change it wherever else you use it.".into(),
            );
        }
        let text = match level {
            0..=2 => "This is long enough. One more word makes it stronger.",
            3 => "This is a good password.",
            _ => "This is a strong password.",
        };
        Verdict {
            level: level.max(2),
            text: text.into(),
            fits: true,
        }
    }

    /// The own word that is nearly all there is of a password.
    fn mostly_own(&self, password: &str) -> Option<&str> {
        let folded = text::fold(password);
        let mut rest = folded.clone();
        let mut first = None;
        let mut words: Vec<&String> = self
            .words
            .iter()
            .filter(|w| w.chars().count() > 3)
            .collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for word in words {
            if rest.contains(word.as_str()) {
                rest = rest.replace(word.as_str(), "");
                first = first.or(Some(word.as_str()));
            }
        }
        let left = rest.chars().count();
        first.filter(|_| left < 6 || left * 2 < folded.chars().count())
    }
}

/// What is the matter with it, by the part that weighs most.
fn reason(guessed: &zxcvbn::Entropy) -> &'static str {
    let most = guessed
        .sequence()
        .iter()
        .filter(|part| !matches!(part.pattern, MatchPattern::BruteForce))
        .max_by_key(|part| part.j - part.i);
    match most.map(|part| &part.pattern) {
        Some(MatchPattern::Dictionary(_)) => "it is a common password, word or name",
        Some(MatchPattern::Spatial(_)) => "its keys lie beside one another",
        Some(MatchPattern::Repeat(_)) => "it says the same thing again and again",
        Some(MatchPattern::Sequence(_)) => "it is a sequence such as abc or 123",
        Some(MatchPattern::Regex(_) | MatchPattern::Date(_)) => "it is a date or a year",
        _ => "it is too simple",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone() -> Rule {
        Rule::new(
            15,
            &["Hana Sadiq", "hana@juniperhale.example", "Juniper & Hale"],
        )
    }

    #[test]
    fn what_is_guessed_first_is_refused_with_its_reason() {
        for (bad, why) in [
            ("short", "at least 15"),
            ("passwordpassword", "again and again"),
            ("aaaaaaaaaaaaaaaa", "again and again"),
            ("abcdefghijklmnopqrst", "sequence"),
            ("qwertyuiopasdfgh", "first that are guessed"),
            ("juniperhale2026!", "juniperhale"),
            ("hanasadiqhana12", "sadiq"),
        ] {
            let verdict = alone().judge(bad);
            assert!(!verdict.fits, "{bad}");
            assert!(verdict.text.contains(why), "{bad}: {}", verdict.text);
        }
    }

    #[test]
    fn no_composition_is_asked_for_and_every_character_counts() {
        for good in [
            "violet tram over the hill",
            "correct horse battery staple",
            "пурпурный трамвай за холмом",
            "紫の路面電車が丘を越えてゆく夜",
            "   spaces   are   characters   ",
        ] {
            let verdict = alone().judge(good);
            assert!(verdict.fits, "{good}: {}", verdict.text);
            assert!(verdict.level >= 2);
        }
    }

    #[test]
    fn with_a_code_at_every_sign_in_eight_are_enough() {
        let mut rule = alone();
        rule.shortest = 8;
        assert!(rule.judge("vk3 tram9").fits);
        for bad in ["password", "iloveyou", "12345678", "football1", "hana1234"] {
            assert!(!rule.judge(bad).fits, "{bad}");
        }
    }

    /// The commonest of a list made from what leaked elsewhere, alone and where a code follows.
    #[test]
    fn the_three_thousand_commonest_are_refused() {
        use std::io::Read;
        let packed = include_bytes!("../../../../../tests/it/stories/common-passwords.gz");
        let mut list = String::new();
        let mut reader = flate2::read::GzDecoder::new(packed.as_slice());
        reader.read_to_string(&mut list).unwrap();
        let common: Vec<&str> = list.lines().collect();
        assert_eq!(common.len(), 3000);
        let mut with_code = alone();
        with_code.shortest = 8;
        for password in common {
            assert!(!with_code.judge(password).fits, "{password}");
            assert!(!alone().judge(password).fits, "{password}");
            // Nor said again and again until it is long enough.
            let again = password.repeat(15 / password.len() + 1);
            assert!(!alone().judge(&again).fits, "{again}");
        }
    }

    #[test]
    fn the_same_letters_are_the_same_password() {
        assert_eq!(normal("cafe\u{301}"), normal("caf\u{e9}"));
        assert_eq!(normal("\u{ff41}\u{ff42}"), "ab");
    }

    #[test]
    fn long_ones_are_judged_quickly() {
        let hard: String = ["4@8({[<3691!|705$+%2"; 12].concat();
        let start = std::time::Instant::now();
        alone().judge(&hard.chars().take(LONGEST).collect::<String>());
        assert!(start.elapsed().as_secs() < 3, "{:?}", start.elapsed());
    }
}
