//! A form as it was filled in: to act on, or to show again with everything that was typed and what is wrong with it.

use maud::{Markup, html};

use super::{Form, Nothing, Reader};
use crate::{
    base::{Choice, Error, Problems, Result},
    ui::{
        choice::{Select, Tick},
        form::error_summary,
        input::Input,
        notice::Banner,
        textarea::Textarea,
    },
};

/// What was submitted, read, with what is wrong with it: enough to act, or to show the same form again.
pub struct Filled<F> {
    form: F,
    fields: Vec<(String, String)>,
    pub problems: Problems,
    /// What is wrong with the whole, above the form.
    pub general: Option<String>,
}

impl<F: Form> Filled<F> {
    pub fn new(form: F, reader: Reader) -> Filled<F> {
        Filled {
            form,
            fields: reader.fields,
            problems: reader.problems,
            general: None,
        }
    }

    /// An empty form with values to start from.
    pub fn blank(values: &[(&str, String)]) -> Filled<F> {
        let mut reader = Reader::default();
        let form = F::read(&mut reader);
        Filled {
            form,
            fields: values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            problems: Problems::default(),
            general: None,
        }
    }

    /// What was typed, or what the form starts from.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.fields
    }

    pub fn into_form(self) -> Result<F> {
        if self.problems.is_empty() {
            Ok(self.form)
        } else {
            Err(Error::Invalid(self.problems))
        }
    }

    /// Does the deed when the form is whole; otherwise, or when the deed finds something wrong with the input,
    /// gives the form back with everything that was typed. Other errors pass through.
    pub fn attempt<T>(self, deed: impl FnOnce(F) -> Result<T>) -> Result<Result<T, Filled<F>>>
    where
        F: Clone,
    {
        if !self.problems.is_empty() {
            return Ok(Err(self));
        }
        match deed(self.form.clone()) {
            Ok(done) => Ok(Ok(done)),
            Err(Error::Invalid(problems)) => Ok(Err(Filled { problems, ..self })),
            Err(Error::Conflict(why)) => Ok(Err(Filled {
                general: Some(why),
                ..self
            })),
            Err(other) => Err(other),
        }
    }

    /// The same without its type: for a page that shows several small forms and fills in the one that was refused.
    pub fn any(self) -> Filled<Nothing> {
        Filled {
            form: Nothing,
            fields: self.fields,
            problems: self.problems,
            general: self.general,
        }
    }

    pub fn is_refused(&self) -> bool {
        !self.problems.is_empty() || self.general.is_some()
    }

    /// The status of a page that shows this form.
    pub fn status(&self) -> u16 {
        if self.is_refused() { 422 } else { 200 }
    }

    /// What is wrong with the whole, above the form.
    pub fn banner(&self) -> Markup {
        html! { @if let Some(why) = &self.general { (Banner::error(why.as_str())) } }
    }

    /// What is wrong with the whole, and with which fields: for forms longer than a glance.
    pub fn summary(&self) -> Markup {
        let problems: Vec<(&str, &str)> = self.problems.iter().collect();
        html! { (self.banner()) (error_summary(&problems)) }
    }

    pub fn with_problem(mut self, field: &str, message: &str) -> Self {
        self.problems.add(field, message);
        self
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(held, _)| held == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(held, _)| held == name)
            .map(|(_, value)| value.as_str())
    }

    // ── controls with what was typed and what is wrong with it ──

    pub fn text(&self, name: &str, label: &str) -> Input {
        self.refill(Input::text(name, label.to_owned()), name)
    }
    pub fn email(&self, name: &str, label: &str) -> Input {
        self.refill(Input::email(name, label.to_owned()), name)
    }
    pub fn phone(&self, name: &str, label: &str) -> Input {
        self.refill(Input::phone(name, label.to_owned()), name)
    }
    pub fn date(&self, name: &str, label: &str) -> Input {
        self.refill(Input::date(name, label.to_owned()), name)
    }
    pub fn money(&self, name: &str, label: &str, sign: &str) -> Input {
        self.refill(Input::money(name, label.to_owned(), sign), name)
    }
    pub fn number(&self, name: &str, label: &str) -> Input {
        self.refill(Input::number(name, label.to_owned()), name)
    }
    pub fn password(&self, name: &str, label: &str, complete: &str) -> Input {
        Input::password(name, label.to_owned(), complete).error(self.problems.of(name))
    }
    pub fn area(&self, name: &str, label: &str) -> Textarea {
        Textarea::new(name, label.to_owned())
            .value(self.value(name).unwrap_or_default())
            .error(self.problems.of(name))
    }
    pub fn select(&self, name: &str, label: &str) -> Select {
        Select::new(name, label.to_owned())
            .maybe_value(self.value(name))
            .error(self.problems.of(name))
    }
    pub fn choice<C: Choice>(&self, name: &str, label: &str) -> Select {
        self.select(name, label)
            .options(C::ALL.iter().map(|c| (c.key(), c.label())))
    }
    pub fn tick(&self, name: &str, label: &str) -> Tick {
        Tick::new(name, label.to_owned()).checked(self.value(name).is_some())
    }

    fn refill(&self, input: Input, name: &str) -> Input {
        input
            .maybe_value(self.value(name))
            .error(self.problems.of(name))
    }
}
