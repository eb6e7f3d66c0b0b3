//! What people may submit about templates.

use super::blanks::{BLANKS, unknown};
use crate::{
    base::language::Language,
    data::Record,
    features::{clients::Client, projects::Project, quotes::Quote},
    web::form::{Form, Optional, Reader, Required},
};

/// Letters of a text.
pub const LONGEST: usize = 60_000;
/// What a template is filled from.
pub const ABOUT: [&str; 3] = [
    Project::KIND.prefix,
    Quote::KIND.prefix,
    Client::KIND.prefix,
];

#[derive(Debug, Clone)]
pub struct TemplateForm {
    pub name: String,
    pub body: String,
    pub language: Language,
    pub version: Option<u64>,
}

impl Form for TemplateForm {
    fn read(f: &mut Reader) -> Self {
        let form = TemplateForm {
            name: f.text("name", "Name", Required, 120),
            body: f.block("body", "Text", Required, LONGEST),
            language: f.choice_or_usual("language", "Language"),
            version: f.version(),
        };
        if let Some(blank) = unknown(&form.body) {
            let known: Vec<String> = BLANKS
                .iter()
                .map(|(name, _)| format!("{{{name}}}"))
                .collect();
            f.problem(
                "body",
                format!(
                    "Nothing is known as {{{blank}}}. Blanks are: {}.",
                    known.join(", ")
                ),
            );
        }
        form
    }
}

/// A template as it is filled.
#[derive(Debug, Clone)]
pub struct FillForm {
    /// Number of the client, quote or project.
    pub about: String,
    /// Empty: the template's own name.
    pub name: String,
    /// Empty: the template, filled.
    pub body: String,
    pub shared: bool,
}

impl Form for FillForm {
    fn read(f: &mut Reader) -> Self {
        FillForm {
            about: f.number_of("about", "About", Required, &ABOUT),
            name: f.text("name", "Name", Optional, 180),
            body: f.block("body", "Text", Optional, LONGEST),
            shared: f.flag("shared_with_client", "Share it with the client"),
        }
    }
}
