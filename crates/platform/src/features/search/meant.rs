//! What a question means in this house: who is Mei, which records lie in T-1182, which words are states. All of it is found
//! among what the person sees, so no answer tells of anything else.

use std::{collections::BTreeSet, sync::OnceLock};

use super::{
    days::day,
    language::{Name, Operator, Typed, takes},
};
use crate::{
    base::{Moment, Result, language, text},
    data::{
        Field, FieldKind, KindInfo, Ref, Schema, Visit,
        full_text::{Ask, is_beneath, is_found},
    },
    features::people::Directory,
};

/// Records of one name that are meant together.
const NAMESAKES: usize = 20;
/// What people call posts.
const SAID: [&str; 6] = [
    "message", "messages", "comment", "comments", "note", "notes",
];

/// A question as it is put, and what of it couldn't be understood.
pub struct Meant {
    pub ask: Ask,
    pub problems: Vec<String>,
}

/// The words that `is:` knows: those of every choice of every kind that is found.
fn states(schema: &Schema) -> &'static BTreeSet<String> {
    static STATES: OnceLock<BTreeSet<String>> = OnceLock::new();
    STATES.get_or_init(|| {
        // Made once, for everybody.
        let _spoken = language::speak(language::Language::English);
        let mut states = BTreeSet::new();
        for info in schema.kinds().filter(|info| is_found(info)) {
            let fields = info.entity.map_or(&[][..], |entity| entity.fields);
            gather(fields, &mut states);
        }
        states
    })
}

fn gather(fields: &[Field], states: &mut BTreeSet<String>) {
    for field in fields {
        gather_kind(&field.kind, states);
    }
}

fn gather_kind(kind: &FieldKind, states: &mut BTreeSet<String>) {
    match kind {
        FieldKind::Choice(words) => {
            for (key, label) in words() {
                states.insert(joined(key));
                states.insert(joined(label));
            }
        }
        FieldKind::List(each) => gather_kind(each, states),
        FieldKind::Object(fields) | FieldKind::Rows(fields) => gather(fields, states),
        _ => {}
    }
}

/// `In progress` is `in-progress`.
fn joined(words: &str) -> String {
    text::words(words).collect::<Vec<_>>().join("-")
}

/// What one and several records of a kind are called where they are found.
pub fn called(info: &KindInfo) -> Option<(&'static str, &'static str)> {
    let entity = info.entity.map(|entity| (entity.one, entity.many));
    info.beneath.map(|held| (held.one, held.many)).or(entity)
}

/// Whether the kind of a plural is called so.
fn kinds_of(visit: &Visit, plural: &str, folded: &str) -> bool {
    let mut kinds = visit.store().schema().kinds();
    let info = kinds.find(|info| info.kind.plural == plural);
    let names = info.and_then(|info| {
        let entity = info.entity?;
        Some([entity.one, entity.many, info.kind.prefix])
    });
    names.is_some_and(|names| names.iter().any(|name| text::fold(name) == folded))
}

struct Reader<'v> {
    visit: &'v Visit,
    meant: Meant,
}

fn narrow<T: PartialEq>(held: &mut Option<Vec<T>>, to: Vec<T>) {
    match held {
        // Said twice, both count.
        Some(held) => held.extend(to),
        None => *held = Some(to),
    }
}

/// What an operator means narrows the answer, or is left out of it.
fn take<T: PartialEq>(
    operator: &Operator,
    (only, not): (&mut Option<Vec<T>>, &mut Vec<T>),
    meant: Vec<T>,
) {
    match operator.not {
        true => not.extend(meant),
        false => narrow(only, meant),
    }
}

impl Reader<'_> {
    fn problem(&mut self, words: String) {
        self.meant.problems.push(words);
    }

    /// Raw ids of the records of a kind that are called so, as far as the person sees them.
    fn called(&mut self, plural: &str, operator: &Operator) -> Result<Vec<u64>> {
        let visit = self.visit;
        let schema = visit.store().schema();
        let value = &operator.value;
        let Some(info) = schema.kinds().find(|info| info.kind.plural == plural) else {
            return Ok(Vec::new());
        };
        let kind = info.kind.code;
        if let Some(of) = schema.parse_number(value).filter(|of| of.kind == kind) {
            let seen = visit.title_of(of)?.is_some();
            return Ok(Vec::from_iter(seen.then_some(of.id)));
        }
        // `from:mei-tanaka`: a name without quotation marks.
        let name = value.replace(['-', '_', '.'], " ");
        let mut found = visit.choices(kind, &name, NAMESAKES)?;
        if found.is_empty() {
            found = visit.near_choices(kind, &name, NAMESAKES)?;
        }
        if found.is_empty() {
            let one = info
                .entity
                .map_or("record", |entity| entity.one)
                .to_lowercase();
            self.problem(format!(
                "“{}:{value}” means no {one} that you see.",
                operator.name.word()
            ));
        }
        Ok(found.into_iter().map(|(of, _)| of.id).collect())
    }

    fn person(&mut self, operator: &Operator) -> Result<()> {
        let people = match operator.value.to_lowercase().as_str() {
            "me" => vec![self.visit.actor.person],
            _ => self.called("users", operator)?,
        };
        let ask = &mut self.meant.ask;
        take(operator, (&mut ask.people, &mut ask.not_people), people);
        Ok(())
    }

    fn department(&mut self, operator: &Operator) -> Result<()> {
        let names = Directory::of(self.visit)?;
        let asked = text::fold(&operator.value);
        let fits = |name: &str| text::fold(name).starts_with(&asked);
        let open = names.open_departments().into_iter();
        let found: Vec<u64> = open
            .filter(|department| fits(&department.name) || department.key == operator.value)
            .map(|department| department.id.raw())
            .collect();
        if found.is_empty() {
            self.problem(format!(
                "There is no department called “{}”.",
                operator.value
            ));
        }
        let ask = &mut self.meant.ask;
        let sides = (&mut ask.departments, &mut ask.not_departments);
        take(operator, sides, found);
        Ok(())
    }

    fn within(&mut self, operator: &Operator) -> Result<()> {
        let visit = self.visit;
        let schema = visit.store().schema();
        let mut found: Vec<Ref> = Vec::new();
        match schema.parse_number(&operator.value) {
            Some(of) => found.extend(visit.title_of(of)?.map(|_| schema.now(of))),
            None => {
                let name = operator.value.replace(['-', '_'], " ");
                let kinds = visit.found_kinds().into_iter();
                let whole = |info: &&KindInfo| !is_beneath(info);
                for info in kinds.filter(whole) {
                    if visit.may_somewhere(&info.view) {
                        let named = visit.choices(info.kind.code, &name, NAMESAKES)?;
                        found.extend(named.into_iter().map(|(of, _)| of));
                    }
                }
            }
        }
        if found.is_empty() {
            self.problem(format!(
                "“in:{}” means nothing that you see.",
                operator.value
            ));
        }
        let ask = &mut self.meant.ask;
        take(operator, (&mut ask.under, &mut ask.not_under), found);
        Ok(())
    }

    fn kind(&mut self, operator: &Operator) {
        let asked = operator.value.to_lowercase();
        let folded = text::fold(&asked);
        let is = |info: &KindInfo| {
            if let Some(beneath) = info.beneath {
                let names = [beneath.one, beneath.many, beneath.of];
                // What stands in a document is of the document.
                let of = kinds_of(self.visit, beneath.of, &folded);
                return of || names.iter().any(|name| text::fold(name) == folded);
            }
            let Some(entity) = info.entity else {
                return false;
            };
            let names = [entity.one, entity.many, info.kind.plural, info.kind.prefix];
            let said = info.kind.plural == "posts" && SAID.contains(&asked.as_str());
            // A document's files are of the document.
            let of = info.kind.plural == "versions" && kinds_of(self.visit, "documents", &folded);
            said || of || names.iter().any(|name| text::fold(name) == folded)
        };
        let kinds = self.visit.found_kinds();
        let found: Vec<u8> = kinds
            .iter()
            .filter(|i| is(i))
            .map(|i| i.kind.code)
            .collect();
        if found.is_empty() {
            let many = kinds
                .iter()
                .filter_map(|info| Some(info.entity?.one.to_lowercase()));
            let many: Vec<String> = many.collect();
            self.problem(format!(
                "“{}” is no kind that is found. There are: {}.",
                operator.value,
                many.join(", ")
            ));
            return;
        }
        match operator.not {
            true => self.meant.ask.not_kinds.extend(found),
            false => self.meant.ask.kinds.extend(found),
        }
    }

    fn mark(&mut self, operator: &Operator, mark: String) {
        match operator.not {
            true => self.meant.ask.not_marks.push(mark),
            false => self.meant.ask.marks.push(vec![mark]),
        }
    }

    fn has(&mut self, operator: &Operator) {
        let what = match operator.value.to_lowercase().as_str() {
            "file" | "files" | "attachment" | "attachments" => "file",
            "image" | "images" | "picture" | "photo" => "image",
            "link" | "links" | "url" => "link",
            _ => {
                return self.problem(format!(
                    "“has:{}” isn't known: has: takes {}.",
                    operator.value,
                    takes(Name::Has)
                ));
            }
        };
        self.mark(operator, format!("has:{what}"));
    }

    fn is(&mut self, operator: &Operator) {
        let state = joined(&operator.value);
        if state == "mine" {
            let (me, ask) = (vec![self.visit.actor.person], &mut self.meant.ask);
            return take(operator, (&mut ask.people, &mut ask.not_people), me);
        }
        let states = states(self.visit.store().schema());
        if !states.contains(&state) {
            let near = states.iter().filter(|known| text::nearly(known, &state));
            let near: Vec<&str> = near.take(4).map(String::as_str).collect();
            let hint = match near.as_slice() {
                [] => "It takes a state or a choice, such as open, blocked or urgent.".to_owned(),
                some => format!("Is it {}?", some.join(" or ")),
            };
            return self.problem(format!("“is:{}” is no state. {hint}", operator.value));
        }
        self.mark(operator, format!("is:{state}"));
    }

    fn date(&mut self, operator: &Operator) {
        let Some(day) = day(&operator.value, self.visit.today()) else {
            return self.problem(format!(
                "“{}” is no day. {}: takes {}.",
                operator.value,
                operator.name.word(),
                takes(Name::Before)
            ));
        };
        let at = Some(Moment::at(day, 0, &self.visit.tz).0);
        let ask = &mut self.meant.ask;
        match operator.name {
            Name::After => ask.from = ask.from.max(at),
            _ => ask.until = ask.until.map_or(at, |until| at.map(|at| at.min(until))),
        }
    }

    fn operator(&mut self, operator: &Operator) -> Result<()> {
        // What is not before a day is after it.
        let other = match operator.name {
            Name::Before => Some("after"),
            Name::After => Some("before"),
            _ => None,
        };
        if let Some(other) = other.filter(|_| operator.not) {
            self.problem(format!(
                "“-{}:” is asked as {other}: instead.",
                operator.name.word()
            ));
            return Ok(());
        }
        match operator.name {
            Name::From => self.person(operator)?,
            Name::In => self.within(operator)?,
            Name::Client => {
                let clients = self.called("clients", operator)?;
                let ask = &mut self.meant.ask;
                take(operator, (&mut ask.clients, &mut ask.not_clients), clients);
            }
            Name::Department => self.department(operator)?,
            Name::Kind => self.kind(operator),
            Name::Has => self.has(operator),
            Name::Is => self.is(operator),
            Name::Before | Name::After => self.date(operator),
        }
        Ok(())
    }
}

/// What was typed, as it is put to the index.
pub fn meant(visit: &Visit, typed: &Typed) -> Result<Meant> {
    let ask = Ask {
        all: typed.all.clone(),
        not: typed.not.clone(),
        ..Ask::default()
    };
    let mut reader = Reader {
        visit,
        meant: Meant {
            ask,
            problems: typed.problems.clone(),
        },
    };
    for operator in &typed.operators {
        reader.operator(operator)?;
    }
    Ok(reader.meant)
}
