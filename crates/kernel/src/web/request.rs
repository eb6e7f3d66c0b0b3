//! What a handler sees of a request: the path's captures, the query, what was submitted, and little else.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::{
    base::{Error, Id, Problems, Result, money::Currency, text},
    data::{FileRef, Paging, Record, Visit},
    web::{
        Regions,
        flat_json::{self, Flat},
        form::{self, Filled, Form, Meant, Pairs, Reader, Shape},
    },
};

/// Rows of an API's list where nothing is said, and at most.
const ROWS: usize = 50;
const ROWS_AT_MOST: usize = 200;
const WHOLE: &str = "limit should be one whole number from 1 on.";

/// A file that came with a form; it is in the vault already and named by nothing yet.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Whether a virus scanner looked through it on its way in, and found nothing.
    pub scanned: bool,
    pub field: String,
    pub name: String,
    pub media_type: String,
    pub file: FileRef,
}

#[derive(Debug, Default)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub captures: BTreeMap<String, String>,
    pub query: Vec<(String, String)>,
    /// Submitted fields; JSON is flattened to the same names a form has (`line.0.title`).
    pub fields: Pairs,
    /// Which of them JSON sent as something other than text.
    pub shapes: Vec<(String, Shape)>,
    /// The body as it came, when it was JSON.
    pub json: Option<serde_json::Map<String, serde_json::Value>>,
    /// Over which version a write says by `If-Match` that it is made.
    pub if_match: Option<u64>,
    pub uploads: Vec<Upload>,
    /// Why files were not taken, by their fields.
    pub refused: Problems,
    /// Whether one of these is the server's own fault: its disk took no more.
    pub unkept: bool,
    /// Which part of the page a script asks for: `live`, `panel`, `move`.
    pub part: Option<String>,
    /// The regions of the page that a script asks for; none when it is the whole page.
    pub regions: Option<Regions>,
    pub accepts_json: bool,
    pub host: String,
    /// How links that leave the house begin: the configured address, never what a stranger wrote.
    pub base: String,
    /// The same for links that clients get: where the portal is reached.
    pub portal_base: String,
    pub user_agent: String,
    /// The page of ours that the request was made from.
    pub came_from: Option<String>,
    pub cookies: Vec<(String, String)>,
    pub last_event_id: Option<u64>,
    /// The house's, set before a form is read.
    pub currency: Currency,
    /// The raw query string, for links that keep filters.
    pub raw_query: String,
}

impl Request {
    pub fn capture(&self, name: &str) -> &str {
        self.captures.get(name).map_or("", String::as_str)
    }

    /// A whole address, for links that are handed out.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The same for a client, who may reach the portal by another address than staff.
    pub fn client_link(&self, path: &str) -> String {
        format!("{}{path}", self.portal_base)
    }

    /// The origin of our pages as browsers write it, which is not what the request says of itself either.
    pub fn origin(&self) -> String {
        let base = self.base.to_ascii_lowercase();
        base.strip_suffix(":443")
            .map_or(base.clone(), str::to_owned)
    }

    /// The record number in the path; an unreadable one is not found.
    pub fn id<R: Record>(&self, name: &str) -> Result<Id<R>> {
        Id::parse(self.capture(name)).ok_or(Error::NotFound)
    }

    /// The records whose cards alone are asked for, as their numbers were written.
    pub fn cards(&self) -> Option<Vec<&str>> {
        self.regions.as_ref()?.only("card-")
    }

    pub fn query(&self, name: &str) -> Option<&str> {
        find(&self.query, name).filter(|value| !value.is_empty())
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        find(&self.fields, name)
    }

    pub fn fields_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(held, _)| held == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn upload(&self, field: &str) -> Option<&Upload> {
        self.uploads.iter().find(|upload| upload.field == field)
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        find(&self.cookies, name)
    }

    /// What was typed or chosen, without what a page adds for itself.
    pub fn deed_fields(&self) -> impl Iterator<Item = &(String, String)> {
        self.fields
            .iter()
            .filter(|(name, _)| !name.starts_with('_'))
    }

    /// What is asked, in sixteen bytes under the house's key: what an idempotency key and a second person's word are bound
    /// to. What a page adds for itself (`_key`, `_proof`, `_to`) is no part of it: a deed that asked for proof on its way is
    /// the same deed.
    pub fn fingerprint(&self, key: &[u8; 32]) -> [u8; 16] {
        let mut hash = blake3::Hasher::new_keyed(key);
        let mut add = |text: &str| {
            hash.update(&(text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        };
        add(&self.method);
        add(&self.path);
        for (name, value) in self.deed_fields() {
            add(name);
            add(value);
        }
        for upload in &self.uploads {
            add(&upload.field);
            add(&upload.name);
            add(&upload.file.name);
        }
        let mut out = [0; 16];
        out.copy_from_slice(&hash.finalize().as_bytes()[..16]);
        out
    }

    /// Reads a form; the problems come along with what was typed, so that nothing is lost.
    pub fn fill<F: Form>(&self) -> Filled<F> {
        let mut reader = self.reader(self.fields.clone());
        let form = self.read::<F>(&mut reader);
        Filled::new(form, reader).unavailable(self.unkept)
    }

    /// The same for a form in which records are chosen: one may be named as people call it. Which one that is is found out
    /// here, over what the person sees, and its number takes the place of the name; where it isn't clear, that stands
    /// beside the field, with what was typed.
    pub fn fill_named<F: Form>(&self, visit: &Visit) -> Result<Filled<F>> {
        let filled = self.named(visit, self.fields.clone())?;
        Ok(filled.unavailable(self.unkept))
    }

    /// Reads a form over these pairs; in fields of the names that `named` says, records may be called as people call them.
    pub fn fill_over<F: Form>(
        &self,
        visit: &Visit,
        pairs: Vec<(String, String)>,
        named: impl Fn(&str) -> bool,
    ) -> Result<Filled<F>> {
        self.named_in(visit, pairs.into(), named)
    }

    /// The same of what the address asks for.
    pub fn asked_named<F: Form>(&self, visit: &Visit) -> Result<Filled<F>> {
        self.named(visit, self.query.clone().into())
    }

    fn named<F: Form>(&self, visit: &Visit, fields: Pairs) -> Result<Filled<F>> {
        self.named_in(visit, fields, |_| true)
    }

    /// Finds out which records are meant in the fields of these names.
    fn named_in<F: Form>(
        &self,
        visit: &Visit,
        mut fields: Pairs,
        these: impl Fn(&str) -> bool,
    ) -> Result<Filled<F>> {
        let mut unclear = Problems::default();
        for field in Reader::describe::<F>() {
            if field.prefixes.is_empty() || !these(&field.name) {
                continue;
            }
            let typed = fields
                .iter_mut()
                .filter(|(name, _)| form::in_first_row(name) == field.name);
            for (name, value) in typed.filter(|(_, value)| !text::shows_nothing(value)) {
                match form::meant(visit, &field.prefixes, value)? {
                    Meant::Number(number) => *value = number,
                    Meant::Unclear(why) => unclear.add(name, why),
                    Meant::Else => {}
                }
            }
        }
        let mut reader = self.reader(fields);
        reader.add_problems(&unclear);
        let form = self.read::<F>(&mut reader);
        Ok(Filled::new(form, reader))
    }

    pub(super) fn reader(&self, fields: impl Into<Pairs>) -> Reader {
        Reader::over_pairs(fields.into())
            .shaped(self.shapes.clone())
            .of_json(self.json.is_some())
            .in_currency(self.currency)
    }

    pub(super) fn read<F: Form>(&self, reader: &mut Reader) -> F {
        let form = F::read(reader);
        for (field, why) in self.refused.iter() {
            reader.problem(field, why);
        }
        for upload in self.uploads.iter().filter(|u| u.file.size == 0) {
            let why = format!(
                "{} is empty. Choose the file with its content.",
                upload.name
            );
            reader.problem(&upload.field, why);
        }
        form
    }

    /// Reads what the address asks for as a form is read.
    pub fn asked<F: Form>(&self) -> Filled<F> {
        let mut reader = Reader::over(self.query.clone()).in_currency(self.currency);
        let form = F::read(&mut reader);
        Filled::new(form, reader)
    }

    /// What a page's address asks for, as far as it can be read: what can't is passed over.
    pub fn filters<F: Form>(&self) -> F {
        let mut reader = Reader::over(self.query.clone()).in_currency(self.currency);
        F::read(&mut reader)
    }

    /// Which page of a list a program asks for (`limit`, `after`, `before`): 50 rows where nothing is said, 200 at most.
    ///
    /// # Errors
    /// On each of the three when it can't be read. Whether a cursor is this list's is found out when it is answered.
    pub fn paging(&self) -> Result<Paging> {
        let mut asked = self.query.iter().filter(|(name, _)| name == "limit");
        let limit = match (asked.next(), asked.next()) {
            (None, _) => ROWS,
            (Some((_, text)), None) => match text.parse::<usize>() {
                Ok(limit) if limit > 0 => limit.min(ROWS_AT_MOST),
                _ => return Err(Error::field("limit", WHOLE)),
            },
            _ => return Err(Error::field("limit", WHOLE)),
        };
        let one = |name: &'static str| {
            let mut all = self.query.iter().filter(|(held, _)| held == name);
            match (all.next(), all.next()) {
                (Some(_), Some(_)) => Err(Error::field(name, format!("{name} was sent twice."))),
                (cursor, _) => Ok(cursor.map(|(_, cursor)| cursor.as_str())),
            }
        };
        let paging = Paging::first(limit);
        match (one("after")?, one("before")?) {
            (None, None) => Ok(paging),
            (Some(cursor), None) => Ok(paging.after(cursor)),
            (None, Some(cursor)) => Ok(paging.before(cursor)),
            (Some(_), Some(_)) => Err(Error::field(
                "before",
                "Send either after or before: a page lies on one side.",
            )),
        }
    }

    /// The same for people: with rows as the page has them, and from the beginning when the address is an old one.
    pub fn page(&self, rows: usize) -> Paging {
        let paging = Paging::first(rows).forgiving();
        match (self.query("after"), self.query("before")) {
            (Some(cursor), _) => paging.after(cursor),
            (None, Some(cursor)) => paging.before(cursor),
            (None, None) => paging,
        }
    }

    /// Refuses what an address asks that nobody here reads: a filter that is passed over shows what nobody asked for.
    pub fn refuse_unknown(&self, mut known: impl FnMut(&str) -> bool) -> Result<()> {
        let mut problems = Problems::default();
        for (name, _) in &self.query {
            if !known(name) && problems.of(name).is_none() {
                problems.add(
                    name,
                    format!("{name} is nothing that can be asked for here."),
                );
            }
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Error::Invalid(problems)),
        }
    }

    /// Refuses what an address asks twice where one is meant: the second would be passed over.
    pub fn refuse_twice(&self, is_one: impl Fn(&str) -> bool) -> Result<()> {
        let mut problems = Problems::default();
        for (at, (name, _)) in self.query.iter().enumerate() {
            let above = self.query[..at].iter().any(|(held, _)| held == name);
            if above && is_one(name) && problems.of(name).is_none() {
                problems.add(name, format!("{name} was sent twice. Send one."));
            }
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Error::Invalid(problems)),
        }
    }

    /// Takes what was sent as JSON in so many bytes: the fields a form would have, and what they were.
    pub fn take_json(&mut self, value: serde_json::Value, size: usize) -> Result<()> {
        let Flat { fields, shapes } = flat_json::flatten(&value, size)?;
        self.fields.extend(fields);
        self.shapes.extend(shapes);
        if let serde_json::Value::Object(map) = value {
            self.json = Some(map);
        }
        Ok(())
    }

    /// Its own address, with what it asks.
    pub fn here(&self) -> String {
        self.with_path(&self.path)
    }

    /// Another address that is asked the same.
    pub fn with_path(&self, path: &str) -> String {
        match self.raw_query.as_str() {
            "" => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// Reads a form or answers with its problems.
    pub fn form<F: Form>(&self) -> Result<F> {
        self.fill::<F>().into_form()
    }

    /// Address of the same list with one query field changed (None removes it) and the cursor dropped.
    pub fn with_query(&self, name: &str, value: Option<&str>) -> String {
        self.listed_with(value.map(|v| (name, v)), |held, _| held != name)
    }

    /// The same list narrowed to one more value of a field, beside those that are asked for.
    pub fn with_more(&self, name: &str, value: &str) -> String {
        let other = |held: &str, of: &str| (held, of) != (name, value);
        self.listed_with(Some((name, value)), other)
    }

    /// The same list without one value of a field.
    pub fn without(&self, name: &str, value: &str) -> String {
        self.listed_with(None, |held, of| (held, of) != (name, value))
    }

    fn listed_with(&self, more: Option<(&str, &str)>, kept: impl Fn(&str, &str) -> bool) -> String {
        let pairs = self.query.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let pairs = pairs.filter(|(n, v)| !matches!(*n, "after" | "before") && kept(n, v));
        let pairs: Vec<(&str, &str)> = pairs.chain(more).collect();
        match pairs.is_empty() {
            true => self.path.clone(),
            false => format!("{}?{}", self.path, encode_pairs(&pairs)),
        }
    }

    /// All that the address says under a name.
    pub fn queries<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.query.iter().filter(move |(held, _)| held == name);
        named
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Where a form says that it was sent from (`back`), when that is this list or lies below it; else the list.
    pub fn back_to(&self, list: &str) -> String {
        let ours = |to: &&str| {
            let rest = to.strip_prefix(list).map(|rest| rest.chars().next());
            matches!(rest, Some(None | Some('?' | '/')))
                && to.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        };
        self.field("back").filter(ours).unwrap_or(list).to_owned()
    }
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(held, _)| held == name)
        .map(|(_, value)| value.as_str())
}

pub fn encode_pairs(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// All but letters, digits and what RFC 3986 lets stand for itself.
const RESERVED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Text as one part of an address.
pub fn percent(text: &str) -> String {
    utf8_percent_encode(text, &RESERVED).to_string()
}

/// What decodes to no text has the replacement character in it.
pub fn unpercent(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

pub fn parse_pairs(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_survive_the_round_trip() {
        let text = encode_pairs(&[("q", "a&b=c +%é~"), ("x", "")]);
        assert_eq!(
            parse_pairs(&text),
            [
                ("q".to_owned(), "a&b=c +%é~".to_owned()),
                ("x".into(), String::new())
            ]
        );
        assert_eq!(unpercent("100%"), "100%");
        assert_eq!(unpercent("%ff"), "\u{fffd}");
        assert_eq!(unpercent(&percent("a/b c+é")), "a/b c+é");
    }
}
