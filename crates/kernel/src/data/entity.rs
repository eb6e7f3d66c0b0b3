//! An entity describes itself: what it is called, its icon, where its page, its list and its client's page are, and its
//! fields. Whatever shows, finds, sends or lists records of any kind reads it here, and names no other room's records.

use serde_json::{Map, Value};

use super::{Field, Json, Readers, Record, Ref, Visit, Wire, json::Taker, whole::Stored};
use crate::{
    access::{Action, Tier},
    base::{Error, Result},
    ui::icon::Icon,
};

/// What is known of a kind beside how it is stored.
pub struct EntityInfo {
    /// What one is called: "Lead".
    pub one: &'static str,
    /// And several: "Leads".
    pub many: &'static str,
    pub icon: Icon,
    /// Whether `/leads` lists them.
    pub listed: bool,
    /// Below what a client's page of one is; without, clients are led to their first page.
    pub portal: Option<&'static str>,
    /// Has no page: it is a place on the page of what it is a part of, under its number.
    pub on_its_whole: bool,
    /// Below what its parts are that have no page of their own, for staff and for clients; without, they are on its page.
    pub parts_at: Option<(&'static str, &'static str)>,
    /// Who may not do this is led to a page of their own instead.
    pub else_at: Option<(Action, &'static str)>,
    /// Whether there is a page of one, here or on its whole.
    pub has_page: bool,
    /// What its page is opened by, where that is more than seeing one among others.
    pub page_needs: Option<Action>,
    /// The group of search results it stands in, and its place among all kinds.
    pub found: Option<(&'static str, u8)>,
    /// Its text is found, and stands beneath what it is a part of.
    pub beneath: bool,
    /// Its place among the kinds whose numbers the settings show.
    pub numbered: Option<u8>,
    /// The fields, by their keys, that are told where it is only mentioned: its state, in whose hands it is, when it is due.
    pub brief: &'static [&'static str],
    pub fields: &'static [Field],
}

impl EntityInfo {
    pub const fn new(
        one: &'static str,
        many: &'static str,
        icon: Icon,
        fields: &'static [Field],
    ) -> EntityInfo {
        EntityInfo {
            one,
            many,
            icon,
            listed: false,
            portal: None,
            on_its_whole: false,
            parts_at: None,
            else_at: None,
            has_page: true,
            page_needs: None,
            found: None,
            beneath: false,
            numbered: None,
            brief: &[],
            fields,
        }
    }

    pub const fn listed(mut self) -> EntityInfo {
        self.listed = true;
        self
    }

    pub const fn in_the_portal(mut self, below: &'static str) -> EntityInfo {
        self.portal = Some(below);
        self
    }

    /// Shown on the page of what it is a part of, in an element with its number as its id.
    pub const fn on_its_whole(mut self) -> EntityInfo {
        self.on_its_whole = true;
        self
    }

    /// Its parts that have no page are told on one below this, under its number.
    pub const fn parts_at(mut self, staff: &'static str, clients: &'static str) -> EntityInfo {
        self.parts_at = Some((staff, clients));
        self
    }

    /// Told only among others of its kind.
    pub const fn without_page(mut self) -> EntityInfo {
        self.has_page = false;
        self
    }

    /// Its page is there for whoever may do this; others are told of one and not led to it.
    pub const fn page_needs(mut self, action: Action) -> EntityInfo {
        self.page_needs = Some(action);
        self
    }

    /// Where whoever may not do this finds theirs.
    pub const fn else_at(mut self, action: Action, address: &'static str) -> EntityInfo {
        self.else_at = Some((action, address));
        self
    }

    pub const fn found(mut self, group: &'static str, place: u8) -> EntityInfo {
        self.found = Some((group, place));
        self
    }

    /// What is said or written in it is found, and shown beneath the record that it is a part of.
    pub const fn found_beneath(mut self) -> EntityInfo {
        self.beneath = true;
        self
    }

    pub const fn numbered(mut self, place: u8) -> EntityInfo {
        self.numbered = Some(place);
        self
    }

    /// What of it is told where it is only mentioned, by the keys of its fields.
    pub const fn in_brief(mut self, keys: &'static [&'static str]) -> EntityInfo {
        self.brief = keys;
        self
    }

    /// The field that is stored under this name.
    pub fn stored(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.stored == name)
    }

    /// "lead", "leads": as they stand inside a sentence.
    pub fn counted(&self, n: usize) -> String {
        crate::base::text::count(n, &self.one.to_lowercase(), &self.many.to_lowercase())
    }
}

/// A record as it is told where it is only mentioned.
pub struct Brief {
    pub of: Ref,
    pub info: &'static EntityInfo,
    pub title: String,
    /// Fields that hold something, with what is stored in them.
    pub facts: Vec<(&'static Field, Value)>,
}

/// A record that describes itself.
pub trait Entity: Record {
    const INFO: &'static EntityInfo;

    /// Puts in what is told of it and stored nowhere: the fields that are `worked_out`.
    fn work_out(&self, _visit: &Visit, _out: &mut Json) -> Result<()> {
        Ok(())
    }
}

/// Puts what is worked out into the rows that a field holds.
pub fn fill_in<T>(
    rows: Option<&mut Value>,
    of: &[T],
    fill: impl Fn(usize, &T, &mut Map<String, Value>),
) {
    let written = rows.and_then(Value::as_array_mut);
    let written = written
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut);
    for (n, (row, of)) in written.zip(of).enumerate() {
        fill(n, of, row);
    }
}

impl Visit {
    /// Where a record's page is, for this person: a client's is in the portal.
    pub fn address(&self, of: Ref) -> String {
        let schema = self.store().schema();
        let of = schema.now(of);
        let Ok(info) = schema.kind(of.kind) else {
            return "/".into();
        };
        let number = schema.number(of);
        let entity = info.entity;
        if entity.is_some_and(|entity| entity.on_its_whole) {
            return match self.whole_of(of) {
                Ok(Some(whole)) => {
                    let at = self.parts_address(whole);
                    format!("{}#{number}", at.unwrap_or_else(|| self.address(whole)))
                }
                _ => self.list_of(of),
            };
        }
        if self.actor.tier == Tier::Client {
            return match entity.and_then(|entity| entity.portal) {
                Some(below) => format!("{below}/{number}"),
                None => "/portal".into(),
            };
        }
        match entity.and_then(|entity| entity.else_at) {
            Some((action, elsewhere)) if !self.may_somewhere(&action) => elsewhere.into(),
            _ => format!("/{}/{number}", info.kind.plural),
        }
    }

    /// Where those parts of a record are told that have no page, when that isn't its own.
    pub fn parts_address(&self, whole: Ref) -> Option<String> {
        let schema = self.store().schema();
        let whole = schema.now(whole);
        let (staff, clients) = schema.kind(whole.kind).ok()?.entity?.parts_at?;
        let below = match self.actor.tier {
            Tier::Client => clients,
            _ => staff,
        };
        Some(format!("{below}/{}", schema.number(whole)))
    }

    /// Where records of that kind are listed; home for kinds that have no list of their own.
    pub fn list_of(&self, of: Ref) -> String {
        match self.store().schema().kind(of.kind) {
            _ if self.actor.tier == Tier::Client => "/portal".into(),
            Ok(info) if info.entity.is_some_and(|entity| entity.listed) => {
                format!("/{}", info.kind.plural)
            }
            _ => "/".into(),
        }
    }

    /// A record as the API gives it to this person: every field they may read, by its kind.
    pub fn json<R: Entity>(&self, record: &R) -> Result<Json> {
        let wire = Wire {
            schema: self.store().schema(),
            to_client: self.actor.tier == Tier::Client,
        };
        // Where nothing can be read, nothing is told.
        let reads = |field: &Field| self.reads(field, record.as_ref()).unwrap_or(false);
        let mut fields = Taker::new(wire, R::INFO.fields, &reads);
        record
            .serialize(&mut fields)
            .map_err(|error| Error::internal(format!("{}: {error}", record.number())))?;
        let mut out = fields.taken();
        out.insert("id", record.number());
        out.insert("version", record.version());
        record.work_out(self, &mut out)?;
        Ok(out)
    }

    /// What of a record of any kind is told where it is only mentioned (`EntityInfo::in_brief`), as far as this person reads
    /// it: its fields with what is stored in them. None where they don't see it.
    pub fn brief_of(&self, of: Ref) -> Result<Option<Brief>> {
        let schema = self.store().schema();
        let of = schema.now(of);
        let Some(info) = schema.kind(of.kind)?.entity else {
            return Ok(None);
        };
        let Some(record) = self.stored()?.record(schema, of)? else {
            return Ok(None);
        };
        if !self.sees_any(of, &record)? {
            return Ok(None);
        }
        let to_client = self.actor.tier == Tier::Client;
        let held = super::record::stored(&record.encoded()?)?;
        let mut facts = Vec::new();
        for key in info.brief {
            let field = info.fields.iter().find(|field| field.key == *key);
            let field = field.filter(|field| field.is_sent(to_client));
            if let Some(field) = field
                && let Some(value) = held.get(field.stored).filter(|value| !value.is_null())
                && self.reads(field, of)?
            {
                facts.push((field, value.clone()));
            }
        }
        Ok(Some(Brief {
            of,
            info,
            title: record.title(),
            facts,
        }))
    }

    /// Whether this person reads the field of that key: what a page asks before it draws one that isn't everybody's.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn reads_key<R: Entity>(&self, key: &str, record: &R) -> Result<bool> {
        let field = R::INFO.fields.iter().find(|field| field.key == key);
        field.map_or(Ok(false), |field| self.reads(field, record.as_ref()))
    }

    /// Whether this person reads a field of a record.
    pub fn reads(&self, field: &Field, of: Ref) -> Result<bool> {
        match &field.readers {
            Readers::Everyone => Ok(true),
            Readers::Holding(actions) => {
                for action in *actions {
                    if self.may_to(action, of)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Readers::Nobody => Ok(false),
        }
    }
}
