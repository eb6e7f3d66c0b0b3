//! What is filed of a record.

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use serde_json::{Map, Value};

use super::super::{
    Field, FieldKind, KindInfo, PartOf, ReadTx, Readers, Ref, Schema,
    any::AnyRecord,
    engine::search::entry::{Entry, Place},
    record::{split_version, stored},
    sight::needs_whole,
    whole::{InSnap, Lies, places_of},
};
use crate::{
    access::Placement,
    base::{Result, text},
};

/// How many wholes are remembered while many parts are filed.
const REMEMBERED: usize = 20_000;
/// Wholes that lie above one another at most.
const DEEPEST: usize = 8;
/// Bytes of one text that are filed; more is a book that nobody looks for word by word.
const LONGEST: usize = 4 << 20;
/// Digits from which on a telephone number is found.
const DIGITS: usize = 4;

/// Whether records of a kind are found by their words.
pub fn is_found(info: &KindInfo) -> bool {
    let told = info.entity.filter(|_| !info.kind.secret);
    let found = told.is_some_and(|entity| entity.found.is_some() || entity.beneath);
    !info.kind.unjournaled && (found || info.beneath.is_some())
}

/// Whether it is shown beneath what it is a part of.
pub fn is_beneath(info: &KindInfo) -> bool {
    info.beneath.is_some() || info.entity.is_some_and(|entity| entity.beneath)
}

/// What decides which text of records is filed, as all kinds that are found declare it: an index that was filed by another
/// has what it should not, or lacks what it should have.
pub(super) fn declared(schema: &Schema) -> String {
    let mut told = String::new();
    for info in schema.kinds().filter(|info| is_found(info)) {
        let kind = &info.kind;
        told.push_str(&format!(
            "\n{} {} {} {}",
            kind.code,
            kind.plural,
            kind.filing,
            is_beneath(info)
        ));
        if let Some(entity) = info.entity {
            tell_fields(&mut told, entity.fields);
        }
    }
    blake3::hash(told.as_bytes()).to_hex().to_string()
}

fn tell_fields(told: &mut String, fields: &[Field]) {
    for field in fields {
        let open = field.readers == Readers::Everyone && field.for_staff;
        let internal = !field.told && !field.sent;
        let sought = if field.sought { "" } else { "unsought " };
        told.push_str(&format!("\n{} {open} {internal} {sought}", field.stored));
        tell_kind(told, &field.kind);
    }
}

/// As far as what is filed depends on it.
fn tell_kind(told: &mut String, kind: &FieldKind) {
    match kind {
        FieldKind::Text | FieldKind::LongText => told.push_str("text"),
        FieldKind::Choice(words) => told.push_str(&format!("choice {:?}", words())),
        FieldKind::Record(plural) => told.push_str(plural),
        FieldKind::File => told.push_str("file"),
        FieldKind::Moment => told.push_str("moment"),
        FieldKind::List(each) => {
            told.push_str("list ");
            tell_kind(told, each);
        }
        FieldKind::Object(fields) | FieldKind::Rows(fields) => {
            told.push('(');
            tell_fields(told, fields);
            told.push(')');
        }
        _ => {}
    }
}

/// What a record gives to its parts.
struct Facts {
    lies: Lies,
    places: Vec<Place>,
    clients: Vec<u64>,
    departments: Vec<u64>,
    gives: u32,
}

/// What stands in the fields of a record that everybody reads who sees it.
#[derive(Default)]
struct Texts {
    lines: Vec<String>,
    codes: Vec<String>,
    people: Vec<u64>,
    clients: Vec<u64>,
    departments: Vec<u64>,
    marks: BTreeSet<String>,
    at: Option<i64>,
}

/// `In progress` is `in-progress`.
pub(super) fn mark(text: &str) -> String {
    text::words(text).collect::<Vec<_>>().join("-")
}

impl Texts {
    fn read(&mut self, fields: &[Field], held: &Map<String, Value>) {
        for field in fields {
            let open = field.readers == Readers::Everyone && field.for_staff;
            let Some(value) = held.get(field.stored).filter(|_| open && field.sought) else {
                continue;
            };
            let internal = !field.told && !field.sent;
            // That there is a file is no secret of whoever sees the record, and its words aren't here.
            let is_file = matches!(field.kind, FieldKind::File);
            if !internal || is_file || field.stored == "at" {
                self.field(field, value);
            }
        }
    }

    fn field(&mut self, field: &Field, value: &Value) {
        if field.stored == "at"
            && let (FieldKind::Moment, Some(at)) = (field.kind, value.as_i64())
        {
            self.at = Some(at);
        }
        self.value(&field.kind, value);
    }

    fn value(&mut self, kind: &FieldKind, value: &Value) {
        match (kind, value) {
            (FieldKind::Text | FieldKind::LongText, Value::String(text)) => self.text(text),
            (FieldKind::Choice(words), Value::String(key)) => {
                self.marks.insert(format!("is:{}", mark(key)));
                let label = words().into_iter().find(|(known, _)| known == key);
                if let Some((_, label)) = label {
                    self.marks.insert(format!("is:{}", mark(label)));
                }
            }
            (FieldKind::Record(plural), value) => {
                let Some(id) = value.as_u64().filter(|id| *id > 0) else {
                    return;
                };
                match *plural {
                    "users" => self.people.push(id),
                    "clients" => self.clients.push(id),
                    "departments" => self.departments.push(id),
                    "documents" => {
                        self.marks.insert("has:file".into());
                    }
                    _ => {}
                }
            }
            (FieldKind::File, Value::Object(_)) => {
                self.marks.insert("has:file".into());
            }
            (FieldKind::List(each), Value::Array(items)) => {
                for item in items {
                    self.value(each, item);
                }
            }
            (FieldKind::Object(fields), Value::Object(map)) => self.within(fields, map),
            (FieldKind::Rows(fields), Value::Array(rows)) => {
                for row in rows.iter().filter_map(Value::as_object) {
                    self.within(fields, row);
                }
            }
            _ => {}
        }
    }

    /// What stands inside doesn't say when the whole of it is of.
    fn within(&mut self, fields: &[Field], held: &Map<String, Value>) {
        let at = self.at;
        self.read(fields, held);
        self.at = at;
    }

    fn text(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if text.contains("https://") || text.contains("http://") {
            self.marks.insert("has:link".into());
        }
        let lower = text.to_lowercase();
        if PICTURES.iter().any(|kind| lower.ends_with(kind)) {
            self.marks.insert("has:image".into());
        }
        self.codes.extend(codes_in(text));
        self.lines.push(text.to_owned());
    }
}

/// What is found by the beginning of the whole of it: an address, and a telephone number from each of its digits on.
fn codes_in(text: &str) -> Vec<String> {
    if text.len() > 80 {
        return Vec::new();
    }
    if !text.contains(char::is_whitespace) && (text.contains('@') || text.contains('.')) {
        return vec![text.to_lowercase()];
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let dialled = |c: char| c.is_ascii_digit() || "+-()./ \u{a0}x".contains(c);
    if digits.len() < 7 || digits.len() > 20 || !text.chars().all(dialled) {
        return Vec::new();
    }
    let from = |at: usize| digits[at..].to_owned();
    (0..=digits.len() - DIGITS).map(from).collect()
}

const PICTURES: [&str; 8] = [
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".heic", ".tiff",
];

fn distinct<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all.dedup();
    all
}

fn place(kind: u8, placement: Placement) -> Place {
    let mut place = [kind; 10];
    place[1..].copy_from_slice(&placement.bytes());
    place
}

/// The places from which somebody sees records of kinds, as entries name them.
pub(super) fn places_of_kind(kind: u8, places: &[Placement]) -> impl Iterator<Item = Place> {
    places.iter().map(move |placement| place(kind, *placement))
}

/// What a record is filed under as its name: what stands beneath another has none.
fn title_of(info: &KindInfo, record: &AnyRecord) -> String {
    match is_beneath(info) {
        true => String::new(),
        false => record.title(),
    }
}

/// All that stands in a record beside its name.
fn body_of(mut lines: Vec<String>, title: &str) -> String {
    lines.retain(|line| line != title);
    let mut body = lines.join("\n");
    body.truncate(body.floor_char_boundary(LONGEST));
    body
}

/// Makes entries of what one view of the store has.
pub(super) struct Filer<'s> {
    schema: &'s Schema,
    read_tx: &'s ReadTx,
    facts: HashMap<Ref, Option<Rc<Facts>>>,
    /// The entry that was looked at last, and when it was written: a deed that wrote many records is one long entry.
    written: Option<(u64, i64)>,
}

impl<'s> Filer<'s> {
    pub fn new(schema: &'s Schema, read_tx: &'s ReadTx) -> Filer<'s> {
        Filer {
            schema,
            read_tx,
            facts: HashMap::new(),
            written: None,
        }
    }

    /// When the entry was written that gave a record this version.
    fn written_at(&mut self, version: u64) -> Result<i64> {
        if let Some((_, at)) = self.written.filter(|(known, _)| *known == version) {
            return Ok(at);
        }
        let at = self.read_tx.written_at(version)?.map_or(0, |at| at.0);
        self.written = Some((version, at));
        Ok(at)
    }

    fn facts(&mut self, of: Ref) -> Result<Option<Rc<Facts>>> {
        if let Some(known) = self.facts.get(&of) {
            return Ok(known.clone());
        }
        let found = match self.read_tx.bytes(of)? {
            None => None,
            Some(bytes) => {
                let record = self.schema.decode(of, &bytes)?;
                let texts = self.texts(of, &bytes)?;
                Some(Rc::new(self.facts_of(of, &record, &texts)?))
            }
        };
        if self.facts.len() >= REMEMBERED {
            self.facts.clear();
        }
        self.facts.insert(of, found.clone());
        Ok(found)
    }

    fn texts(&self, of: Ref, bytes: &[u8]) -> Result<Texts> {
        let mut texts = Texts::default();
        let held = stored(bytes)?;
        let fields = self
            .schema
            .kind(of.kind)?
            .entity
            .map(|entity| entity.fields);
        if let (Some(fields), Value::Object(map)) = (fields, &held) {
            texts.read(fields, map);
        }
        if self.schema.kind(of.kind)?.kind.plural == "clients" {
            texts.clients.push(of.id);
        }
        Ok(texts)
    }

    fn facts_of(&self, of: Ref, record: &AnyRecord, texts: &Texts) -> Result<Facts> {
        let lies = record.lies();
        let all = places_of(self.schema, lies.clone(), &mut InSnap(self.read_tx))?;
        let mut places: Vec<Place> = places_of_kind(of.kind, &all).collect();
        places.push(place(of.kind, Placement::Global));
        let clients = distinct(texts.clients.clone());
        let departments = distinct(texts.departments.clone());
        let gives = format!(
            "{:?} {:?} {:?} {clients:?} {departments:?}",
            lies.own, lies.lead, lies.part
        );
        let hash = blake3::hash(gives.as_bytes());
        let short = hash
            .as_bytes()
            .first_chunk::<4>()
            .copied()
            .unwrap_or_default();
        Ok(Facts {
            lies,
            places: distinct(places),
            clients,
            departments,
            gives: u32::from_be_bytes(short),
        })
    }

    /// Whether a record has a page, rather than a place on that of another.
    fn has_place(&self, of: Ref) -> Result<bool> {
        let entity = self.schema.kind(of.kind)?.entity;
        Ok(entity.is_some_and(|entity| entity.has_page && !entity.on_its_whole))
    }

    /// What is filed of a record; None where it is gone, or none that is found.
    pub fn entry(&mut self, of: Ref) -> Result<Option<Entry>> {
        match self.read_tx.bytes(of)? {
            Some(bytes) => self.entry_of(of, &bytes),
            None => Ok(None),
        }
    }

    /// What is looked through of a record: the body of its entry, without what else an entry says. None where the record is
    /// gone, or none that is found.
    pub fn body(&self, of: Ref) -> Result<Option<String>> {
        let info = self.schema.kind(of.kind)?;
        let Some(bytes) = self.read_tx.bytes(of)?.filter(|_| is_found(info)) else {
            return Ok(None);
        };
        let record = self.schema.decode(of, &bytes)?;
        let texts = self.words(info, of, &record, &bytes)?;
        Ok(Some(body_of(texts.lines, &title_of(info, &record))))
    }

    /// What stands in a record, or what a file of it says.
    fn words(&self, info: &KindInfo, of: Ref, record: &AnyRecord, bytes: &[u8]) -> Result<Texts> {
        match &info.beneath {
            Some(beneath) => Ok(Texts {
                lines: vec![(beneath.words)(record)?],
                ..Texts::default()
            }),
            None => self.texts(of, bytes),
        }
    }

    pub fn entry_of(&mut self, of: Ref, bytes: &[u8]) -> Result<Option<Entry>> {
        let info = self.schema.kind(of.kind)?;
        if !is_found(info) {
            return Ok(None);
        }
        let record = self.schema.decode(of, bytes)?;
        let mut texts = self.words(info, of, &record, bytes)?;
        let beneath = is_beneath(info);
        let facts = self.facts_of(of, &record, &texts)?;
        let mut under = vec![of];
        let mut group = of;
        let mut places = facts.places.clone();
        let (mut clients, mut departments) = (facts.clients.clone(), facts.departments.clone());
        let mut part: Option<PartOf> = facts.lies.part;
        while let Some(held) = part.filter(|_| under.len() <= DEEPEST) {
            under.push(held.whole);
            if beneath && group == of && self.has_place(held.whole)? {
                group = held.whole;
            }
            let Some(whole) = self.facts(held.whole)? else {
                break;
            };
            // Who doesn't see the whole doesn't see this either, wherever it lies by itself.
            if needs_whole(self.schema, Some(held)) {
                places.clear();
            }
            places.extend(&whole.places);
            if clients.is_empty() {
                clients.clone_from(&whole.clients);
            }
            if departments.is_empty() {
                departments.clone_from(&whole.departments);
            }
            part = whole.lies.part;
        }
        let title = title_of(info, &record);
        let mut codes = std::mem::take(&mut texts.codes);
        let number = self.schema.number(of);
        codes.push(number.to_lowercase());
        codes.push(of.id.to_string());
        codes.extend(codes_in(&title));
        let body = body_of(texts.lines, &title);
        let (version, _) = split_version(bytes)?;
        let at = match texts.at {
            Some(at) => at,
            None => self.written_at(version)?,
        };
        Ok(Some(Entry {
            of,
            group,
            under,
            places: distinct(places),
            at,
            people: distinct(texts.people),
            clients,
            departments,
            marks: texts.marks.into_iter().collect(),
            codes: distinct(codes),
            title,
            body,
            gives: facts.gives,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_found_from_each_of_their_digits_on() {
        let codes = codes_in("+1 (512) 555-0142");
        for part in ["15125550142", "5550142", "0142"] {
            assert!(codes.iter().any(|code| code == part), "{part}");
        }
        assert!(!codes.iter().any(|code| code == "142"));
        assert!(codes_in("Room 12").is_empty());
        assert!(codes_in("2026").is_empty());
    }

    #[test]
    fn addresses_are_found_by_their_beginning() {
        assert_eq!(
            codes_in("Mei.Tanaka@house.example"),
            ["mei.tanaka@house.example"]
        );
        assert_eq!(codes_in("Offer-3.pdf"), ["offer-3.pdf"]);
        assert!(codes_in("A sentence. And another.").is_empty());
    }

    #[test]
    fn what_a_field_lets_be_filed_is_told_of_it() {
        const NAME: Field = Field::new("name", "Name", FieldKind::Text);
        let of = |field: Field| {
            let mut told = String::new();
            tell_fields(&mut told, &[field]);
            told
        };
        let narrower = Field {
            readers: Readers::Nobody,
            ..NAME
        };
        let other = Field {
            kind: FieldKind::Record("users"),
            ..NAME
        };
        assert_eq!(of(NAME), of(NAME));
        assert_ne!(of(NAME), of(narrower));
        assert_ne!(of(NAME), of(other));
        const WITHIN: [Field; 1] = [NAME];
        const NONE_WITHIN: [Field; 1] = [Field {
            readers: Readers::Nobody,
            ..NAME
        }];
        let rows = |fields| Field {
            kind: FieldKind::Rows(fields),
            ..NAME
        };
        assert_ne!(of(rows(&WITHIN)), of(rows(&NONE_WITHIN)));
    }

    #[test]
    fn states_are_written_as_one_word() {
        assert_eq!(mark("In progress"), "in-progress");
        assert_eq!(mark("waits_for_client"), "waits-for-client");
    }
}
