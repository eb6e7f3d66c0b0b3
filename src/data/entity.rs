//! An entity describes itself: what it is called, its icon, where its page, its list and its client's page are, and its
//! fields. Whatever shows, finds, sends or lists records of any kind reads it here, and names no other room's records.

use serde_json::{Map, Value};

use super::{Field, Json, Readers, Record, Ref, Visit, Wire, json::Taker};
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
    /// Who may not do this is led to a page of their own instead.
    pub else_at: Option<(Action, &'static str)>,
    /// Whether there is a page of one, here or on its whole.
    pub has_page: bool,
    /// The group of search results it stands in, and its place among all kinds.
    pub found: Option<(&'static str, u8)>,
    /// Its place among the kinds whose numbers the settings show.
    pub numbered: Option<u8>,
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
            else_at: None,
            has_page: true,
            found: None,
            numbered: None,
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

    /// Told only among others of its kind.
    pub const fn without_page(mut self) -> EntityInfo {
        self.has_page = false;
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

    pub const fn numbered(mut self, place: u8) -> EntityInfo {
        self.numbered = Some(place);
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
                Ok(Some(whole)) => format!("{}#{number}", self.address(whole)),
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
        let reads = |field: &Field| match &field.readers {
            Readers::Everyone => true,
            Readers::Holding(action) => self.may(action, record),
            Readers::Nobody => false,
        };
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

    /// Whether this person reads a field of a record.
    pub fn reads(&self, field: &Field, of: Ref) -> Result<bool> {
        match &field.readers {
            Readers::Everyone => Ok(true),
            Readers::Holding(action) => self.may_to(action, of),
            Readers::Nobody => Ok(false),
        }
    }
}
