//! The editor of one field: the control that its kind asks for, filled in, with what is wrong beside it. It is a page with
//! the field alone, and the same form opens beside the value where there is script.

use maud::{Markup, Render, html};

use super::{
    InPlace, Way, candidates,
    days::{MonthOf, month},
    name_of,
};
use crate::{
    base::{Day, Result, text},
    data::{Field, FieldKind, Record, Visit},
    features::{
        people::{Department, Directory, User},
        settings::CurrentSettings,
    },
    ui::{
        edit::{Editor, People},
        form::Field as UiField,
        prelude::*,
    },
    web::{
        Page, Request,
        form::{Described, Filled, Nothing},
    },
};

/// Rows of a closed list that stand open; longer ones fold into a select.
const IN_SIGHT: usize = 14;

fn title<R: InPlace>(visit: &Visit, record: &R) -> Result<String> {
    let title = visit.title_of(record.as_ref())?.unwrap_or_default();
    Ok(text::shorten(&title, 60))
}

/// The page of one field. `current` is what the record holds, `filled` what is shown: the same, or what was refused.
pub(super) fn page<R: InPlace>(
    visit: &Visit,
    request: &Request,
    record: &R,
    way: &Way<R>,
    field: &Field,
    current: &Filled<Nothing>,
    filled: &Filled<Nothing>,
) -> Result<Page> {
    let name = name_of(field);
    let described = way.form.described(name);
    let at = format!("/{}/{}/{}", R::KIND.plural, record.id(), way.verb);
    let mut editor = Editor::new(at.as_str(), field.label)
        .hidden("field", field.key)
        .whole(record.whole());
    let held: Vec<&str> = current.values(name).collect();
    for value in &held {
        editor = editor.hidden("_was", value);
    }
    if held.is_empty() {
        editor = editor.hidden("_was", "");
    }
    let control = Control {
        visit,
        request,
        field,
        name,
        at: &at,
        filled,
        described: described.as_ref(),
    };
    let others: Vec<&str> = filled
        .problems
        .iter()
        .filter(|(held, _)| *held != name)
        .map(|(_, why)| why)
        .collect();
    let editor = editor.body(html! {
        (filled.banner())
        @if !others.is_empty() { (Banner::error(others.join(" "))) }
        (control.draw(record)?)
    });
    let title = title(visit, record)?;
    let heading = format!("{} of {title}", field.label);
    let body = html! {
        (Head::new(heading.as_str()))
        div class="read" { (editor) }
        (buttons(Button::link(format!("Back to {}", record.id()), visit.address(record.as_ref()))))
    };
    Ok(Page::new(heading, body)
        .under(title, visit.address(record.as_ref()))
        .styles(&["extra", "edit"])
        .scripts(&["edit"])
        .panel(editor.render())
        .at(format!("{at}?field={}", field.key))
        .status(filled.status()))
}

/// The fields that one form changes, for whoever named none.
pub(super) fn choices<R: InPlace>(visit: &Visit, record: &R, way: &Way<R>) -> Result<Page> {
    let title = title(visit, record)?;
    let heading = format!("Change {title}");
    let fields = R::INFO.fields.iter();
    let fields =
        fields.filter(|field| way.fields.contains(&field.key) && record.takes(visit, field.key));
    let body = html! {
        (Head::new(heading.as_str()))
        ul class="list read" { @for field in fields {
            li { a class="link grow" href=(format!("/{}/{}/{}?field={}", R::KIND.plural, record.id(), way.verb, field.key)) { (field.label) } }
        } }
    };
    Ok(Page::new(heading, body).under(title, visit.address(record.as_ref())))
}

struct Control<'a> {
    visit: &'a Visit,
    request: &'a Request,
    field: &'a Field,
    name: &'static str,
    at: &'a str,
    filled: &'a Filled<Nothing>,
    described: Option<&'a Described>,
}

impl Control<'_> {
    fn draw<R: InPlace>(&self, record: &R) -> Result<Markup> {
        let (name, label, form) = (self.name, self.field.label, self.filled);
        if let Some(choices) = record.choices(self.visit, self.field)? {
            let select = match self.required() {
                true => form.select(name, label),
                false => form.select(name, label).nothing("None"),
            };
            return Ok(html! { (select.options(choices)) });
        }
        Ok(match self.field.kind {
            FieldKind::Choice(words) => self.closed(&words(), false),
            FieldKind::List(&FieldKind::Choice(words)) => self.closed(&words(), true),
            FieldKind::YesNo => {
                let ticked = form.value(name).is_some_and(|held| !held.is_empty());
                let theirs = form.theirs(name).map(|held| match held.as_str() {
                    "" => "No".to_owned(),
                    _ => "Yes".to_owned(),
                });
                let radios = Radios::new(name, label)
                    .option("on", "Yes")
                    .option("", "No");
                let radios = radios.value(if ticked { "on" } else { "" }).theirs(theirs);
                html! { (radios.error(form.problems.of(name))) }
            }
            FieldKind::Record(plural) if plural == User::KIND.plural => self.people(record)?,
            FieldKind::Record(plural) if plural == Department::KIND.plural => {
                let names = Directory::of(self.visit)?;
                let open = names.open_departments();
                let open = open
                    .iter()
                    .map(|held| (held.id.to_string(), held.name.as_str()));
                let select = match self.required() {
                    true => form.select(name, label),
                    false => form.select(name, label).nothing("None"),
                };
                html! { (select.options(open)) }
            }
            FieldKind::Record(plural) => {
                html! { (form.record(name, label, self.prefix(plural)).autofocus()) }
            }
            FieldKind::List(&FieldKind::Record(plural)) => self.records(plural)?,
            FieldKind::Rows(_) => {
                html! { (form.area(name, label).rows(8).hint("One line each.")) }
            }
            FieldKind::LongText => html! { (form.area(name, label).rows(6)) },
            FieldKind::Day => self.day(record)?,
            FieldKind::Money => {
                let sign = CurrentSettings::of(self.visit)?.0.currency().sign;
                html! { (form.money(name, label, sign).autofocus()) }
            }
            FieldKind::Minutes => {
                html! { (form.text(name, label).placeholder("2h 30m").autofocus()) }
            }
            FieldKind::Percent | FieldKind::Number => {
                html! { (form.number(name, label).autofocus()) }
            }
            _ => {
                let input = match self.described.map_or("", |field| field.kind) {
                    "email" => form.email(name, label),
                    _ => form.text(name, label),
                };
                html! { (input.autofocus()) }
            }
        })
    }

    fn required(&self) -> bool {
        self.described.is_some_and(|field| field.required)
    }

    /// The letters before the numbers of a kind.
    fn prefix(&self, plural: &str) -> &'static str {
        let mut kinds = self.visit.store().schema().kinds();
        let kind = kinds.find(|info| info.kind.plural == plural);
        kind.map_or("", |info| info.kind.prefix)
    }

    /// Those it holds, each to be let go of, and two lines to find more.
    fn records(&self, plural: &str) -> Result<Markup> {
        let (name, label, form) = (self.name, self.field.label, self.filled);
        let schema = self.visit.store().schema();
        let mut held = Vec::new();
        for value in form.values(name).filter(|value| !value.is_empty()) {
            let title = match schema.parse_number(value) {
                Some(of) => self.visit.title_of(of)?,
                None => None,
            };
            held.push((value, title.unwrap_or_default()));
        }
        let find = |n: usize| {
            let input = Input::record(name, format!("{label} {}", n + 1), self.prefix(plural));
            let input = input.id(format!("{name}-{n}")).bare();
            if n == 0 { input.autofocus() } else { input }
        };
        let field = UiField::new(name, label).theirs(form.theirs(name));
        let field = field.error(form.problems.of(name));
        Ok(field.around_group(html! {
            @for (value, title) in &held { (Tick::new(name, format!("{value} {title}")).value(value).checked(true)) }
            @for n in 0..2 { (find(n)) }
        }))
    }

    /// A closed list stands open, so that arrows choose from it at once.
    fn closed(&self, words: &[(&'static str, &'static str)], many: bool) -> Markup {
        let (name, label, form) = (self.name, self.field.label, self.filled);
        let word = |key: &str| {
            let found = words.iter().find(|(held, _)| *held == key);
            found.map_or(key, |(_, label)| label).to_owned()
        };
        let theirs = form.theirs_as(name, word);
        if words.len() > IN_SIGHT && !many {
            return html! { (form.select(name, label).options(words.iter().copied())) };
        }
        let held: Vec<&str> = form.values(name).collect();
        let radios = match many {
            true => Radios::many(name, label),
            false => Radios::new(name, label),
        };
        let radios = words
            .iter()
            .fold(radios, |all, (key, label)| all.option(key, *label));
        html! { (radios.value(held.join(",")).theirs(theirs).error(form.problems.of(name))) }
    }

    fn people<R: InPlace>(&self, record: &R) -> Result<Markup> {
        let (name, label, form) = (self.name, self.field.label, self.filled);
        let holders = record.people(self.visit, self.field)?;
        let mut people = People::new(name, label, form.value(name).unwrap_or_default())
            .error(form.problems.of(name))
            .note(R::LOAD)
            .nobody(holders.nobody);
        for (heading, held) in &holders.groups {
            people = people.group(*heading, candidates::<R>(self.visit, held)?);
        }
        Ok(html! { (people.theirs(form.theirs(name))) })
    }

    /// A date to type, and the month around it with the days on which nobody works.
    fn day<R: InPlace>(&self, record: &R) -> Result<Markup> {
        let (name, label, form) = (self.name, self.field.label, self.filled);
        let today = self.visit.today();
        let chosen = form.value(name).and_then(Day::parse);
        let asked = self.request.query("month").and_then(MonthOf::parse);
        let shown = asked.unwrap_or_else(|| MonthOf::of(chosen.unwrap_or(today)));
        let stored = serde_json::to_value(record).map_err(crate::base::Error::internal)?;
        let department = stored.get("department").and_then(serde_json::Value::as_u64);
        let department = crate::base::Id::<Department>::new(department.unwrap_or_default());
        let calendar = Directory::calendar_of(self.visit, department)?;
        let month = month(shown, chosen, today, &calendar, |month| {
            format!("{}?field={}&month={month}", self.at, self.field.key)
        });
        Ok(html! { (form.date(name, label)) (month) })
    }
}
