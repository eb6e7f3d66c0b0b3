//! What may be submitted about the look of the house. A logo comes beside the form, in the vault already.

use crate::{
    base::{Choice, language::Language},
    features::settings::{Accent, Brand},
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct LookForm {
    pub accent: Accent,
    pub welcome: String,
    pub foot: String,
    pub language: Option<Language>,
    /// Takes the logo away.
    pub no_logo: bool,
    pub version: Option<u64>,
}

impl Form for LookForm {
    fn read(f: &mut Reader) -> Self {
        LookForm {
            accent: f.choice("accent", "Accent", Required).unwrap_or_default(),
            welcome: f.block("welcome", "Greeting in the portal", Optional, 400),
            foot: f.block("foot", "Foot of quotes", Optional, 600),
            language: f.choice("language", "Language of the portal", Optional),
            no_logo: f.flag("no_logo", "Take the logo away"),
            version: f.version(),
        }
    }
}

/// What the form shows of the look as it is.
pub fn values(held: &Brand) -> Vec<(&'static str, String)> {
    vec![
        ("accent", held.accent.key().to_owned()),
        ("welcome", held.welcome.clone()),
        ("foot", held.foot.clone()),
        ("language", held.language.map_or("", Choice::key).to_owned()),
        ("version", held.version.to_string()),
    ]
}
