//! What was refused on a page of several small forms: which of them it was, and what was typed into it.

use maud::{Markup, html};

use super::{Filled, Form, Nothing};
use crate::{ui::notice::Banner, web::Request};

/// Nothing was refused, until a form is put in.
pub struct Refused {
    /// The last part of the address the form was posted to.
    verb: String,
    form: Filled<Nothing>,
    blank: Filled<Nothing>,
}

impl Default for Refused {
    fn default() -> Self {
        Refused {
            verb: String::new(),
            form: Filled::blank(&[]),
            blank: Filled::blank(&[]),
        }
    }
}

impl Refused {
    /// The form that this request sent.
    pub fn sent<F: Form>(request: &Request, filled: Filled<F>) -> Refused {
        let verb = request.path.rsplit('/').next().unwrap_or_default();
        Refused {
            verb: verb.to_owned(),
            form: filled.any(),
            ..Refused::default()
        }
    }

    /// The same under another name than the address has.
    pub fn named(self, verb: &str) -> Refused {
        Refused {
            verb: verb.to_owned(),
            ..self
        }
    }

    pub fn anything(&self) -> bool {
        self.form.is_refused()
    }

    pub fn is(&self, verb: &str) -> bool {
        self.anything() && self.verb == verb
    }

    /// One of several of that verb: the one whose field `key` says so.
    pub fn is_at(&self, verb: &str, key: &str) -> bool {
        self.is(verb) && self.form.value("key").unwrap_or_default() == key
    }

    /// The form of a verb: as it was refused, else empty.
    pub fn form(&self, verb: &str) -> &Filled<Nothing> {
        match self.is(verb) {
            true => &self.form,
            false => &self.blank,
        }
    }

    pub fn form_at(&self, verb: &str, key: &str) -> &Filled<Nothing> {
        match self.is_at(verb, key) {
            true => &self.form,
            false => &self.blank,
        }
    }

    /// What was wrong, to stand above the page; nothing where the form of one of `themselves` says it.
    pub fn banner(&self, themselves: &[&str]) -> Markup {
        let said = themselves.contains(&self.verb.as_str());
        html! {
            @if self.anything() && !said {
                (Banner::error(self.form.general.clone().unwrap_or_else(|| self.form.problems.to_string())))
            }
        }
    }

    /// The status of a page that shows it.
    pub fn status(&self) -> u16 {
        self.form.status()
    }
}
