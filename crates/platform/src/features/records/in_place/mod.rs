//! A field of a record, changed where it is shown: its value leads to an editor of that field alone (`editor`), and what is
//! saved goes through the record's own form and verb, over what the record holds in all its other fields (`write`). A room
//! names its forms and their fields (`Way`); who may, what is wrong, and what somebody else saved meanwhile are the same
//! everywhere.

mod commands;
mod days;
mod editor;
mod routes;
mod write;

use maud::{Markup, Render, html};

use crate::{
    access::Action,
    base::{Id, Result},
    data::{Entity, Field, FieldKind, Record, Visit},
    features::people::{Department, Directory, User, away_until},
    ui::edit::{Candidate, edits, edits_alone, edits_beside},
    web::form::{Filled, Form},
};

pub use commands::commands_in_place;
pub use routes::in_place_routes;

use write::{Of, Writes};

/// A record whose fields are changed where they stand.
pub trait InPlace: Entity + Sized {
    /// The forms that change its fields. A field is changed by the first that names it.
    fn ways() -> Vec<Way<Self>>;

    /// Whether what it is by now may be changed at all; what else forbids it, the verb says.
    fn takes_changes(&self, _: &Visit) -> bool {
        true
    }

    /// Whether this field of it may be, by its key. Wherever it is shown, and in its editor, that is asked here.
    fn takes(&self, _: &Visit, _key: &str) -> bool {
        true
    }

    /// Who may hold it in this field: those whom it suits first, under headings.
    ///
    /// # Errors
    /// When they can't be read.
    fn people(&self, visit: &Visit, _: &Field) -> Result<Holders> {
        let staff = Directory::of(visit)?.staff().iter().map(|u| u.id).collect();
        Ok(Holders::default().group("Everyone", staff))
    }

    /// What stands beside each name as their load, said once above them.
    const LOAD: Option<&'static str> = None;

    /// What somebody has in hand already, in a few words.
    ///
    /// # Errors
    /// When it can't be read.
    fn load(_: &Visit, _: &User) -> Result<Option<String>> {
        Ok(None)
    }

    /// What a field of text is chosen from, where it is one of a list: values and their words.
    ///
    /// # Errors
    /// When the list can't be read.
    fn choices(&self, _: &Visit, _: &Field) -> Result<Option<Vec<(String, String)>>> {
        Ok(None)
    }

    /// Where all its fields are changed together.
    fn whole(&self) -> Option<String> {
        None
    }
}

/// Who may hold a record.
#[derive(Debug, Clone, Default)]
pub struct Holders {
    groups: Vec<(&'static str, Vec<Id<User>>)>,
    nobody: Option<&'static str>,
}

impl Holders {
    pub fn group(mut self, heading: &'static str, people: Vec<Id<User>>) -> Holders {
        self.groups.push((heading, people));
        self
    }

    /// It may be in nobody's hands, which is called so.
    pub fn or_nobody(mut self, words: &'static str) -> Holders {
        self.nobody = Some(words);
        self
    }
}

/// One form of a record, with the deed that it is and the fields that are changed by it alone.
pub struct Way<R> {
    /// The last part of its address: `/leads/LD-1042/change`.
    verb: &'static str,
    action: Action,
    /// By their keys.
    fields: &'static [&'static str],
    form: Box<dyn Writes<R>>,
}

impl<R: Entity> Way<R> {
    /// `current` fills the form in as the record does; `save` is the verb that reads it.
    pub fn new<F: Form + Clone + 'static>(
        verb: &'static str,
        action: Action,
        fields: &'static [&'static str],
        current: fn(&Visit, &R) -> Result<Filled<F>>,
        save: fn(&Visit, Id<R>, F) -> Result<()>,
    ) -> Way<R> {
        Way {
            verb,
            action,
            fields,
            form: Box::new(Of { current, save }),
        }
    }
}

/// The field of that key, and the way that changes it.
fn field_of<'w, R: Entity>(ways: &'w [Way<R>], key: &str) -> Option<(&'w Way<R>, &'static Field)> {
    let way = ways.iter().find(|way| way.fields.contains(&key))?;
    let field = R::INFO.fields.iter().find(|field| field.key == key)?;
    Some((way, field))
}

/// The name under which the form of a way reads a field.
fn name_of(field: &Field) -> &'static str {
    field.form_name.unwrap_or(field.key)
}

/// Whether what the field holds is chosen from a list that `/pick` offers.
fn is_picked(field: &Field) -> bool {
    let listed = [User::KIND.plural, Department::KIND.plural];
    match field.kind {
        FieldKind::Record(plural) | FieldKind::List(&FieldKind::Record(plural)) => {
            !listed.contains(&plural)
        }
        _ => false,
    }
}

/// What of one record this person may change where it stands.
#[derive(Debug, Clone, Default)]
pub struct Editing {
    at: String,
    /// Each field, and the last part of the address of its editor.
    open: Vec<(&'static Field, &'static str)>,
}

impl Editing {
    /// Nothing of it.
    pub fn nothing() -> Editing {
        Editing::default()
    }

    pub fn of<R: InPlace>(visit: &Visit, record: &R) -> Editing {
        Editing::among(visit, record, &|_| true)
    }

    /// The same of these fields alone, by their keys: where many records are drawn, no more is asked than is shown.
    pub fn of_fields<R: InPlace>(visit: &Visit, record: &R, keys: &[&str]) -> Editing {
        Editing::among(visit, record, &|key| keys.contains(&key))
    }

    fn among<R: InPlace>(visit: &Visit, record: &R, wanted: &dyn Fn(&str) -> bool) -> Editing {
        let ways = R::ways();
        // Whoever may it nowhere is asked for no record.
        let somewhere = |way: &&Way<R>| {
            way.fields.iter().any(|key| wanted(key)) && visit.may_somewhere(&way.action)
        };
        let asked: Vec<&Way<R>> = ways.iter().filter(somewhere).collect();
        if asked.is_empty() || visit.impersonation().is_some() || !record.takes_changes(visit) {
            return Editing::default();
        }
        let mut open: Vec<(&'static Field, &'static str)> = Vec::new();
        let may = |way: &&&Way<R>| visit.may(&way.action, record);
        for way in asked.iter().filter(may) {
            for key in way.fields.iter().filter(|key| wanted(key)) {
                if let Some((first, field)) = field_of(&ways, key)
                    && first.verb == way.verb
                    && record.takes(visit, key)
                {
                    open.push((field, way.verb));
                }
            }
        }
        Editing {
            at: format!("/{}/{}", R::KIND.plural, record.id()),
            open,
        }
    }

    fn found(&self, key: &str) -> Option<(&'static Field, String)> {
        let (field, verb) = self.open.iter().find(|(field, _)| field.key == key)?;
        Some((field, format!("{}/{verb}?field={key}", self.at)))
    }

    pub fn may(&self, key: &str) -> bool {
        self.found(key).is_some()
    }

    /// The value of a field, leading to its editor for whoever may change it. It holds no links.
    pub fn value(&self, key: &str, shown: impl Render) -> Markup {
        match self.found(key) {
            Some((field, href)) => edits(&href, field.label, is_picked(field), shown),
            None => shown.render(),
        }
    }

    /// One or the other, by whether what is shown leads anywhere itself.
    pub fn shown(&self, key: &str, shown: Markup) -> Markup {
        match shown.0.contains("<a ") {
            true => self.beside(key, shown),
            false => self.value(key, shown),
        }
    }

    /// The way to a field's editor alone, where its value is the heading above it.
    pub fn pen(&self, key: &str) -> Markup {
        match self.found(key) {
            Some((field, href)) => edits_alone(&href, field.label, is_picked(field)),
            None => html! {},
        }
    }

    /// The same for a value that leads elsewhere itself, or is long: the way to its editor stands beside it.
    pub fn beside(&self, key: &str, shown: impl Render) -> Markup {
        match self.found(key) {
            Some((field, href)) => edits_beside(&href, field.label, is_picked(field), shown),
            None => shown.render(),
        }
    }
}

/// Whoever may hold a record, with what they have in hand and whether they are here.
fn candidates<R: InPlace>(visit: &Visit, people: &[Id<User>]) -> Result<Vec<Candidate>> {
    let names = Directory::of(visit)?;
    let candidate = |id: &Id<User>| {
        Ok(Candidate {
            value: id.to_string(),
            name: names.name(*id).to_owned(),
            load: match names.users.get(&id.raw()) {
                Some(user) => R::load(visit, user)?,
                None => None,
            },
            away: away(visit, &names, *id),
        })
    };
    people.iter().map(candidate).collect()
}

/// That somebody isn't here, where the company knows it: `away until 12 Dec`.
pub fn away(visit: &Visit, names: &Directory, user: Id<User>) -> Option<String> {
    let until = away_until(visit, names, user).unwrap_or_else(|error| {
        tracing::warn!(%error, "who is away can't be read");
        None
    })?;
    Some(format!("away until {}", until.brief(visit.today())))
}

/// Somebody in a list to choose from: `Mei Tanaka, away until 12 Dec`.
pub fn option_of(visit: &Visit, names: &Directory, user: Id<User>) -> (Id<User>, String) {
    let name = names.name(user);
    let words = match away(visit, names, user) {
        Some(away) => format!("{name}, {away}"),
        None => name.to_owned(),
    };
    (user, words)
}

/// Somebody by name, with whether they are here.
pub fn present(visit: &Visit, names: &Directory, user: Id<User>) -> Markup {
    html! {
        (crate::ui::avatar::who(names.name(user)))
        @if let Some(away) = away(visit, names, user) { " " span class="dim t12 nowrap" { (away) } }
    }
}
