//! What is filed of a record, and in which fields. Texts are not kept, only their words: whoever shows a hit reads the
//! record.

use tantivy::{
    TantivyDocument,
    schema::{
        FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
    },
};

use crate::data::Ref;

/// A kind of record and a place: whoever may see that kind there sees what is filed under it.
pub type Place = [u8; 10];

/// Raised whenever a record is filed otherwise than before: older indexes are made anew.
pub const SHAPE: u32 = 4;

/// A record as it is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub of: Ref,
    /// What it is shown beneath: itself, or what it is said on.
    pub group: Ref,
    /// Itself and all that it is a part of.
    pub under: Vec<Ref>,
    pub places: Vec<Place>,
    /// Milliseconds since 1970.
    pub at: i64,
    pub people: Vec<u64>,
    pub clients: Vec<u64>,
    pub departments: Vec<u64>,
    /// `is:blocked`, `has:file`.
    pub marks: Vec<String>,
    /// What is found by its beginning as a whole: numbers, telephone numbers from each of their digits on, addresses.
    pub codes: Vec<String>,
    pub title: String,
    pub body: String,
    /// What its parts take of it, in short: when it changes, they are filed anew.
    pub gives: u32,
}

/// One number of a record, and no other record's.
pub fn number_of(of: Ref) -> u64 {
    u64::from(of.kind) << 56 | of.id
}

/// Places of one record that are filed: a column takes no longer value than 64 KiB. Whoever sees it only from one behind
/// these doesn't find it by its words.
const MOST_PLACES: usize = 6_000;

pub(super) const TOKENIZER: &str = "words";
pub(super) const ENDS: &str = "ends";

/// The fields of the index.
#[derive(Clone)]
pub(super) struct Fields {
    pub of: Field,
    pub kind: Field,
    pub id: Field,
    pub group_kind: Field,
    pub group_id: Field,
    pub under: Field,
    pub place: Field,
    pub at: Field,
    pub person: Field,
    pub client: Field,
    pub department: Field,
    pub mark: Field,
    pub code: Field,
    pub title: Field,
    pub body: Field,
    /// The long words of both from their ends, where words are made of words.
    pub ends: Field,
    pub print: Field,
    pub gives: Field,
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut to = Schema::builder();
    let words = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    );
    let ends = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(ENDS)
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false),
    );
    let fields = Fields {
        of: to.add_u64_field("of", INDEXED),
        kind: to.add_u64_field("kind", FAST | INDEXED),
        id: to.add_u64_field("id", FAST),
        group_kind: to.add_u64_field("group_kind", FAST),
        group_id: to.add_u64_field("group_id", FAST),
        under: to.add_u64_field("under", INDEXED),
        place: to.add_bytes_field("place", FAST),
        at: to.add_i64_field("at", FAST),
        person: to.add_u64_field("person", FAST | INDEXED),
        client: to.add_u64_field("client", FAST | INDEXED),
        department: to.add_u64_field("department", FAST | INDEXED),
        mark: to.add_text_field("mark", STRING),
        code: to.add_text_field("code", STRING),
        title: to.add_text_field("title", words.clone()),
        body: to.add_text_field("body", words),
        ends: to.add_text_field("ends", ends),
        print: to.add_u64_field("print", FAST),
        gives: to.add_u64_field("gives", FAST),
    };
    (to.build(), fields)
}

impl Entry {
    /// All of it in six bytes: another entry has another print.
    pub fn print(&self) -> u64 {
        let mut hasher = blake3::Hasher::new();
        // Its debug form says every field, by name and in order.
        hasher.update(format!("{self:?}").as_bytes());
        let hash = hasher.finalize();
        let bytes = hash.as_bytes().first_chunk::<8>().copied();
        u64::from_be_bytes(bytes.unwrap_or_default()) >> 16
    }

    pub(super) fn document(&self, fields: &Fields) -> TantivyDocument {
        let mut to = TantivyDocument::default();
        to.add_u64(fields.of, number_of(self.of));
        to.add_u64(fields.kind, u64::from(self.of.kind));
        to.add_u64(fields.id, self.of.id);
        to.add_u64(fields.group_kind, u64::from(self.group.kind));
        to.add_u64(fields.group_id, self.group.id);
        for whole in &self.under {
            to.add_u64(fields.under, number_of(*whole));
        }
        // As one value: records lie in far fewer sets of places than there are records (`lying`).
        let places = self.places.iter().take(MOST_PLACES);
        to.add_bytes(fields.place, &places.copied().collect::<Vec<_>>().concat());
        to.add_i64(fields.at, self.at);
        for (field, ids) in [
            (fields.person, &self.people),
            (fields.client, &self.clients),
            (fields.department, &self.departments),
        ] {
            for id in ids {
                to.add_u64(field, *id);
            }
        }
        for mark in &self.marks {
            to.add_text(fields.mark, mark);
        }
        for code in &self.codes {
            to.add_text(fields.code, code);
        }
        to.add_text(fields.title, &self.title);
        to.add_text(fields.body, &self.body);
        to.add_text(fields.ends, &self.title);
        to.add_text(fields.ends, &self.body);
        to.add_u64(fields.print, self.print());
        to.add_u64(fields.gives, u64::from(self.gives));
        to
    }
}
