//! A form as it was filled in: to act on, or to show again with everything that was typed and what is wrong with it.

use maud::{Markup, html};

use super::{Form, Nothing, Pairs, Reader};
use crate::{
    base::{Choice, Error, Problems, Result, language::translated, text},
    ui::{
        choice::{Select, Tick},
        form::{error_summary, hidden},
        input::Input,
        notice::Banner,
        textarea::Textarea,
    },
    web::Request,
};

/// What was submitted, read, with what is wrong with it: enough to act, or to show the same form again.
pub struct Filled<F> {
    form: F,
    fields: Pairs,
    pub problems: Problems,
    /// What is wrong with the whole, above the form.
    pub general: Option<String>,
    /// Somebody saved the record between the showing of this form and its sending.
    stale: bool,
    /// Nothing is wrong with the input: it can't be done now.
    unavailable: bool,
    /// What they saved, in the fields of this form.
    theirs: Option<Pairs>,
}

impl<F: Form> Filled<F> {
    pub fn new(form: F, reader: Reader) -> Filled<F> {
        Filled {
            form,
            fields: reader.fields,
            problems: reader.problems,
            general: None,
            stale: false,
            unavailable: false,
            theirs: None,
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
                .collect::<Vec<_>>()
                .into(),
            problems: Problems::default(),
            general: None,
            stale: false,
            unavailable: false,
            theirs: None,
        }
    }

    /// An empty form that starts from what its page's address says of some of its fields.
    pub fn begun(request: &Request, names: &[&str]) -> Filled<F> {
        let mut values = Vec::new();
        for name in names {
            values.extend(request.query(name).map(|said| (*name, said.to_owned())));
        }
        Filled::blank(&values)
    }

    /// Whether it can't be done now, whatever is typed.
    pub(in crate::web) fn unavailable(mut self, unavailable: bool) -> Self {
        self.unavailable = unavailable;
        self
    }

    /// What was typed, or what the form starts from.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.fields
    }

    /// What was read of it, whatever is wrong with it: for a page that is worked out from it.
    pub fn read(&self) -> &F {
        &self.form
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
            Err(Error::Stale) => Ok(Err(Filled {
                general: Some(
                    "Somebody else saved this while you were editing. What you typed is kept, and what is saved now stands beside it. Save again to put yours over it.".into(),
                ),
                stale: true,
                ..self
            })),
            Err(Error::Conflict(why)) => Ok(Err(Filled {
                general: Some(why),
                ..self
            })),
            Err(Error::Unavailable(why)) => Ok(Err(Filled {
                general: Some(why),
                unavailable: true,
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
            stale: self.stale,
            unavailable: self.unavailable,
            theirs: self.theirs,
        }
    }

    /// For a save that came too late: shows what is saved now beside what was typed, and takes the newest version,
    /// so that saving again overwrites knowingly. A form that was refused for anything else stays as it is.
    pub fn against(mut self, version: u64, newest: &Filled<F>) -> Filled<F> {
        if !self.stale {
            return self;
        }
        self.fields.retain(|(name, _)| name != "version");
        self.fields.push(("version".into(), version.to_string()));
        self.theirs = Some(newest.fields.clone());
        self
    }

    /// The version the form was filled in over: the one it showed, else the record's present one.
    pub fn version(&self, now: u64) -> Markup {
        let shown = self
            .value("version")
            .map_or_else(|| now.to_string(), str::to_owned);
        hidden("version", shown)
    }

    /// What somebody else saved in this field meanwhile, when it is not what was typed.
    pub fn theirs(&self, name: &str) -> Option<String> {
        self.theirs_as(name, str::to_owned)
    }

    /// The same for ticked boxes, whose values are known to people by other words.
    pub fn theirs_as(&self, name: &str, word: impl Fn(&str) -> String) -> Option<String> {
        let all = |fields: &[(String, String)]| {
            let held = fields.iter().filter(|(held, _)| held == name);
            let values = held.map(|(_, value)| text::clean_block(value));
            let mut values: Vec<String> = values.filter(|value| !value.is_empty()).collect();
            values.sort();
            values
        };
        // Rows are shown as a list of their own.
        let theirs = all(self.theirs.as_ref().filter(|_| !name.contains('.'))?);
        let words = || theirs.iter().map(|value| word(value)).collect::<Vec<_>>();
        (theirs != all(&self.fields)).then(|| words().join(", "))
    }

    pub fn theirs_of<C: Choice>(&self, name: &str) -> Option<String> {
        self.theirs_as(name, |key| {
            C::from_key(key).map_or_else(|| key.to_owned(), |choice| choice.label().to_owned())
        })
    }

    /// The same for a list of rows (`line.0.title`): all of theirs, when any differs.
    pub fn their_rows(&self, rows: &str, fields: &[&str]) -> Option<Vec<String>> {
        let read = |held: &[(String, String)]| {
            let of = |n: usize, field: &&str| {
                let name = format!("{rows}.{n}.{field}");
                let value = held.iter().find(|(held, _)| *held == name);
                value.map(|(_, value)| value.trim().to_owned())
            };
            (0..100)
                .map(|n| {
                    let row = fields.iter().filter_map(|field| of(n, field));
                    let row: Vec<String> = row.filter(|value| !value.is_empty()).collect();
                    row.join(", ")
                })
                .filter(|row| !row.is_empty())
                .collect::<Vec<_>>()
        };
        let theirs = read(self.theirs.as_ref()?);
        (theirs != read(&self.fields)).then_some(theirs)
    }

    /// All of their rows, to stand above those that were typed.
    pub fn their_list(&self, rows: &str, label: &str, fields: &[&str]) -> Markup {
        html! {
            @if let Some(theirs) = self.their_rows(rows, fields) {
                div class="theirs" {
                    b { (label) " saved now:" }
                    ul { @for row in &theirs { li { (row) } } @if theirs.is_empty() { li { "none" } } }
                }
            }
        }
    }

    pub fn is_refused(&self) -> bool {
        !self.problems.is_empty() || self.general.is_some()
    }

    /// The status of a page that shows this form.
    pub fn status(&self) -> u16 {
        match (self.is_refused(), self.unavailable) {
            (false, _) => 200,
            (true, true) => 503,
            (true, false) => 422,
        }
    }

    /// What is wrong with the whole, above the form.
    pub fn banner(&self) -> Markup {
        html! { @if let Some(why) = &self.general { (Banner::error(translated(why))) } }
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
    /// A record to choose, of the kinds with these letters; whoever reads the form reads it `fill_named`.
    pub fn record(&self, name: &str, label: &str, prefixes: &str) -> Input {
        self.refill(Input::record(name, label.to_owned(), prefixes), name)
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
            .theirs(self.theirs(name))
            .error(self.problems.of(name))
    }
    pub fn select(&self, name: &str, label: &str) -> Select {
        Select::new(name, label.to_owned())
            .maybe_value(self.value(name))
            .theirs(self.theirs(name))
            .error(self.problems.of(name))
    }
    pub fn choice<C: Choice>(&self, name: &str, label: &str) -> Select {
        self.select(name, label)
            .options(C::ALL.iter().map(|c| (c.key(), c.label())))
    }
    pub fn tick(&self, name: &str, label: &str) -> Tick {
        let ticked = self.value(name).is_some_and(|held| !held.is_empty());
        let tick = Tick::new(name, label.to_owned()).checked(ticked);
        match self.theirs(name).as_deref() {
            None => tick,
            Some("") => tick.hint("Saved now: not ticked"),
            Some(_) => tick.hint("Saved now: ticked"),
        }
    }

    fn refill(&self, input: Input, name: &str) -> Input {
        input
            .maybe_value(self.value(name))
            .theirs(self.theirs(name))
            .error(self.problems.of(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maud::Render;

    use crate::web::form::Reason;

    fn typed(values: &[(&str, &str)]) -> Filled<Reason> {
        let owned: Vec<(&str, String)> = values.iter().map(|(n, v)| (*n, (*v).into())).collect();
        Filled::blank(&owned)
    }

    fn late(values: &[(&str, &str)]) -> Filled<Reason> {
        match typed(values).attempt(|_| Err::<(), _>(Error::Stale)) {
            Ok(Err(filled)) => filled,
            _ => panic!("a stale save gives the form back"),
        }
    }

    #[test]
    fn a_late_save_shows_theirs_and_takes_their_version() {
        let now = typed(&[("reason", "Theirs"), ("same", "a\nb"), ("tags", "x")]);
        let form = late(&[
            ("version", "3"),
            ("reason", "Mine"),
            ("same", "a\r\nb"),
            ("tags", "x"),
            ("tags", "y"),
        ])
        .against(9, &now);
        assert_eq!(form.value("version"), Some("9"));
        assert_eq!(form.value("reason"), Some("Mine"));
        assert_eq!(form.theirs("reason").as_deref(), Some("Theirs"));
        assert_eq!(form.theirs("same"), None);
        assert_eq!(form.theirs("tags").as_deref(), Some("x"));
        let shown = form.text("reason", "Reason").render().into_string();
        assert!(
            shown.contains("Saved now") && shown.contains("Theirs"),
            "{shown}"
        );
        assert!(form.version(12).into_string().contains("value=\"9\""));
    }

    #[test]
    fn a_form_refused_for_its_fields_keeps_the_version_it_showed() {
        let form = typed(&[("version", "3"), ("reason", "")])
            .with_problem("reason", "Reason is missing.")
            .against(9, &typed(&[("reason", "Theirs")]));
        assert_eq!(form.value("version"), Some("3"));
        assert_eq!(form.theirs("reason"), None);
    }

    #[test]
    fn rows_are_compared_as_a_list() {
        let now = typed(&[("line.0.title", "Site"), ("line.0.price", "10")]);
        let form = late(&[("line.0.title", "Site"), ("line.0.price", "12")]).against(2, &now);
        assert_eq!(
            form.their_rows("line", &["title", "price"]),
            Some(vec!["Site, 10".to_owned()])
        );
        let same = late(&[("line.4.title", "Site"), ("line.4.price", "10")]).against(2, &now);
        assert_eq!(same.their_rows("line", &["title", "price"]), None);
    }
}
