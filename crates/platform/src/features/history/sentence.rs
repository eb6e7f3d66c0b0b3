//! A deed in one sentence: who did it, what it was done to by its title, and what that changed, in the words of the
//! action and of the fields. The same on a record's page, in the journal and in what programs read.

use maud::{Markup, html};

use super::{WordedChange, Words};
use crate::{
    access::Action,
    base::text,
    data::{JournalEntry, RecordChange, Ref, Visit, What},
    web::link,
};

/// More of what was changed stands below the sentence.
const SAID: usize = 3;
/// More of several is counted.
const NAMED: usize = 3;
/// More of what followed is counted.
const FOLLOWED: usize = 12;

/// A part of a sentence: words, or a record by what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Words(String),
    Record(Ref, String),
}

/// One deed, told to one person.
#[derive(Debug)]
pub struct Sentence {
    /// Whose face it has: who did it, or whom it is about.
    pub who: String,
    /// Whether it begins with who did it.
    by: bool,
    pieces: Vec<Piece>,
    /// What it was done to.
    objects: Vec<Ref>,
    /// The records whose changes it says, and these.
    of: Vec<Ref>,
    changed: Vec<WordedChange>,
    /// On the page of this record, to which it wasn't done first of all.
    elsewhere: bool,
}

/// What else a deed did to a record, or what Atrium worked out from it.
pub struct Followed {
    pub of: Ref,
    pub called: String,
    pub said: String,
}

impl Words<'_> {
    /// What an entry says in a sentence; on the page of a record (`here`), what it says of that one.
    pub fn sentence(&self, entry: &JournalEntry, here: Option<Ref>) -> Sentence {
        let action = self.schema().action(&entry.action);
        let own = action.as_ref().map_or("", Action::resource);
        let objects = match self.done_to(entry, own) {
            none if none.is_empty() => entry.about().into_iter().collect(),
            found => found,
        };
        let of = match here {
            Some(here) => vec![here],
            None => objects.clone(),
        };
        let changed = self.changed(entry, &of);
        let told = match action {
            Some(action) => match action.told_back {
                Some(back) if went_back(entry, &objects) => back.to_owned(),
                _ if action.told.is_empty() => format!("did this: {}", action.title),
                _ => action.told.to_owned(),
            },
            None => format!("did {}", entry.action),
        };
        let pieces = fill(&told, &|name| match name {
            "deed" => {
                let deed = self.visit.undid(entry).ok().flatten()?;
                Some(vec![Piece::Words(format!("“{}”", deed.title))])
            }
            name => {
                let of = match name {
                    "" => objects.clone(),
                    "about" => entry.about().into_iter().collect(),
                    plural => self.done_to(entry, plural),
                };
                // On its own page a record is named alone, whatever else was meant.
                let of = match here.filter(|here| of.contains(here)) {
                    Some(here) => vec![here],
                    None => of,
                };
                let called = of.into_iter().map(|of| (of, self.called(of)));
                let called: Vec<(Ref, String)> = called.collect();
                (!called.is_empty()).then(|| listed(called))
            }
        });
        let by = !told.starts_with('{');
        let who = match pieces.first() {
            Some(Piece::Record(_, called)) if !by => called.clone(),
            _ => self.person(entry.person).to_owned(),
        };
        Sentence {
            who,
            by,
            pieces,
            elsewhere: here.is_some_and(|here| !objects.contains(&here)),
            objects,
            of,
            changed,
        }
    }

    /// What else came of a deed, as far as it may be seen: changes that the sentence doesn't say, and those that Atrium
    /// worked out. How many there are beside these.
    pub fn followed(&self, entry: &JournalEntry, told: &Sentence) -> (Vec<Followed>, usize) {
        let all = entry.changes.iter().filter_map(|change| {
            let info = self.schema().kind(change.of.kind).ok()?;
            // What has no history and was only worked out is nobody's news.
            let aside = info.kind.unjournaled && change.derived;
            let by_itself = info.entity.is_some() && !info.kind.personal && !aside;
            if !by_itself || !self.visit.sees_ref(change.of).unwrap_or(false) {
                return None;
            }
            let said = match change.what {
                What::Created if told.objects.contains(&change.of) => return None,
                What::Created => "made".to_owned(),
                What::Deleted => "removed".to_owned(),
                What::Edited => self.also(change, told)?,
            };
            Some((change.of, said))
        });
        let mut all: Vec<(Ref, String)> = all.collect();
        let more = all.len().saturating_sub(FOLLOWED);
        all.truncate(FOLLOWED);
        let all = all.into_iter().map(|(of, said)| Followed {
            of,
            called: self.called(of),
            said,
        });
        (all.collect(), more)
    }

    /// What a change says that the sentence doesn't.
    fn also(&self, change: &RecordChange, told: &Sentence) -> Option<String> {
        let here = told.of.contains(&change.of);
        if here && !change.derived && !told.changed.is_empty() {
            return None;
        }
        let fields = self.of_change(change);
        // What people said of it and what Atrium makes of that move together.
        let again = |field: &&WordedChange| {
            let twin =
                |said: &WordedChange| (&said.before, &said.after) == (&field.before, &field.after);
            !(here && told.changed.iter().any(twin))
        };
        let said: Vec<String> = fields
            .iter()
            .filter(again)
            .map(|f| f.said.clone())
            .collect();
        (!said.is_empty()).then(|| said.join(", "))
    }

    /// What an entry was done to, of the records of one kind: what it made, else what it changed, else what it was about.
    fn done_to(&self, entry: &JournalEntry, plural: &str) -> Vec<Ref> {
        let is = |of: &Ref| {
            let info = self.schema().kind(of.kind);
            info.is_ok_and(|info| info.entity.is_some() && info.kind.plural == plural)
        };
        let changed = |what: What| -> Vec<Ref> {
            let own = entry.changes.iter().filter(|change| !change.derived);
            let own = own.filter(|change| change.what == what);
            own.map(|change| change.of).filter(is).collect()
        };
        // Behind the first stands what that is a part of.
        let about = entry.subjects.iter().copied().find(is);
        let found = [
            changed(What::Created),
            changed(What::Edited),
            about.into_iter().collect(),
            changed(What::Deleted),
        ];
        let mut found = found.into_iter();
        found.find(|of| !of.is_empty()).unwrap_or_default()
    }

    /// What people changed in these records, where it is the same in each.
    fn changed(&self, entry: &JournalEntry, of: &[Ref]) -> Vec<WordedChange> {
        let mut each = of.iter().map(|of| {
            let own = entry.changes.iter().filter(|change| !change.derived);
            let own = own.filter(|change| change.of == *of);
            let told = own.flat_map(|change| self.of_change(change));
            told.collect::<Vec<_>>()
        });
        let first = each.next().unwrap_or_default();
        match each.all(|other| other == first) {
            true => first,
            false => Vec::new(),
        }
    }
}

/// Whether what a deed was done to is gone, or a yes or no of it became no.
fn went_back(entry: &JournalEntry, objects: &[Ref]) -> bool {
    let yes = |held: Option<serde_json::Value>| held.and_then(|held| held.as_bool());
    let own = entry.changes.iter().filter(|change| !change.derived);
    let mut own = own.filter(|change| objects.contains(&change.of));
    own.any(|change| match change.what {
        What::Created => false,
        What::Deleted => true,
        What::Edited => change
            .fields
            .iter()
            .any(|field| yes(field.before()) == Some(true) && yes(field.after()) != Some(true)),
    })
}

impl Sentence {
    /// What it changed that is too long for it, or too much.
    pub fn unsaid(&self) -> Vec<&WordedChange> {
        let beyond = |(n, field): &(usize, &WordedChange)| *n >= SAID || field.long;
        let each = self.changed.iter().enumerate().filter(beyond);
        each.map(|(_, field)| field).collect()
    }

    /// "status from Doing to In review, assignee set to Mei Tanaka": what it changed, behind what it did.
    fn changes(&self) -> String {
        if self.changed.is_empty() {
            return String::new();
        }
        let said = self.changed.iter().take(SAID).map(|field| &*field.said);
        let said = said.collect::<Vec<_>>().join(", ");
        let more = match self.changed.len().saturating_sub(SAID) {
            0 => String::new(),
            more => format!(" and {}", text::count(more, "more change", "more changes")),
        };
        match self.elsewhere {
            true => format!(", and here {said}{more}"),
            false => format!(": {said}{more}"),
        }
    }

    /// All of it as plain text.
    pub fn text(&self) -> String {
        let mut out = match self.by {
            true => format!("{} ", self.who),
            false => String::new(),
        };
        for piece in &self.pieces {
            match piece {
                Piece::Words(said) | Piece::Record(_, said) => out.push_str(said),
            }
        }
        out + &self.changes()
    }

    /// All of it for a page: each record leads to itself for whoever sees it, but for the one whose page this is.
    pub fn show(&self, visit: &Visit, here: Option<Ref>) -> Markup {
        self.put(&|of, called| match here == Some(of) {
            true => html! { em { (called) } },
            false => link(visit, of, called),
        })
    }

    /// The same where a link can't stand.
    pub fn show_plain(&self) -> Markup {
        self.put(&|_, called| html! { em { (called) } })
    }

    fn put(&self, record: &dyn Fn(Ref, &str) -> Markup) -> Markup {
        html! {
            @if self.by { b { (self.who) } " " }
            @for piece in &self.pieces {
                @match piece {
                    Piece::Words(said) => { (said) }
                    Piece::Record(of, called) => { (record(*of, called)) }
                }
            }
            (self.changes())
        }
    }
}

/// "A", "A and B", "A, B and 3 more".
fn listed(records: Vec<(Ref, String)>) -> Vec<Piece> {
    let all = records.len();
    let shown = if all > NAMED { NAMED - 1 } else { all };
    let mut out = Vec::new();
    for (n, (of, called)) in records.into_iter().take(shown).enumerate() {
        match n {
            0 => {}
            n if n + 1 == all => out.push(Piece::Words(" and ".into())),
            _ => out.push(Piece::Words(", ".into())),
        }
        out.push(Piece::Record(of, called));
    }
    if shown < all {
        out.push(Piece::Words(format!(" and {} more", all - shown)));
    }
    out
}

/// Puts what a deed is told as together (`Action::told`).
fn fill(told: &str, named: &dyn Fn(&str) -> Option<Vec<Piece>>) -> Vec<Piece> {
    let (mut out, mut rest) = (Vec::new(), told);
    while let Some((before, within, after)) = around(rest, '[', ']') {
        out.extend(part(before, named).0);
        let (pieces, whole) = part(within, named);
        if whole {
            out.extend(pieces);
        }
        rest = after;
    }
    out.extend(part(rest, named).0);
    out
}

/// A part of it, and whether everything that it names is there.
fn part(told: &str, named: &dyn Fn(&str) -> Option<Vec<Piece>>) -> (Vec<Piece>, bool) {
    let (mut out, mut rest, mut whole) = (Vec::new(), told, true);
    while let Some((before, name, after)) = around(rest, '{', '}') {
        if !before.is_empty() {
            out.push(Piece::Words(before.to_owned()));
        }
        match named(name) {
            Some(pieces) => out.extend(pieces),
            None => {
                whole = false;
                let nobody = if name == "users" {
                    "somebody"
                } else {
                    "something"
                };
                out.push(Piece::Words(nobody.to_owned()));
            }
        }
        rest = after;
    }
    if !rest.is_empty() {
        out.push(Piece::Words(rest.to_owned()));
    }
    (out, whole)
}

/// What stands before, between and after the first pair of these.
fn around(told: &str, open: char, close: char) -> Option<(&str, &str, &str)> {
    let (before, rest) = told.split_once(open)?;
    let (within, after) = rest.split_once(close)?;
    Some((before, within, after))
}

#[cfg(test)]
mod tests;
