//! All kinds of record as the engine knows them: what a feature registers of each, and the whole of them.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    FormerKind, Kind, Record, Ref,
    any::AnyRecord,
    engine::tables::{HISTORY, PARTS, WAKES},
    recompute::Recompute,
    record::Named,
    reshape::Reshape,
    second::Seconding,
};
use crate::{
    access::Action,
    base::{Error, Result},
};

/// What is found by its words beneath another record, though its kind describes itself to nobody: the text of a file.
#[derive(Clone, Copy)]
pub struct Beneath {
    /// What it is called where it is found, and several of it.
    pub one: &'static str,
    pub many: &'static str,
    /// The plural of the kind that it is shown beneath.
    pub of: &'static str,
    pub(super) words: fn(&AnyRecord) -> Result<String>,
    pub(super) place: fn(&AnyRecord, usize) -> Result<Option<String>>,
}

/// What the engine knows of a kind without its type.
#[derive(Clone)]
pub struct KindInfo {
    pub kind: Kind,
    pub view: Action,
    pub(super) decode: fn(u64, &[u8]) -> Result<AnyRecord>,
    pub(super) is_part: bool,
    pub(super) guard: Option<Guard>,
    /// What becomes of one when the deed that made it is undone, where that isn't that it goes.
    pub(super) undone: Option<Undone>,
    /// What it says of itself; nothing where it holds only secrets.
    pub entity: Option<&'static super::EntityInfo>,
    /// What of it is found where it describes itself to nobody.
    pub beneath: Option<Beneath>,
    /// When single records of this kind can be shared: what beside seeing it a share to edit opens.
    pub shared: Option<&'static [Action]>,
}

/// A record that is found by a text that is no field of it.
pub trait HasWords {
    fn words(&self) -> &str;

    /// Where the byte of its words stands that is so far from their beginning: "page 3".
    fn place(&self, _at: usize) -> Option<String> {
        None
    }
}

/// What is asked before a record of a kind is written, whatever deed writes it, Undo as well.
pub(super) type Guard = Arc<
    dyn Fn(&mut super::Change<'_, '_>, Option<&AnyRecord>, Option<&AnyRecord>) -> Result<()>
        + Send
        + Sync,
>;

/// Is given the number of a record whose making is undone.
pub(super) type Undone = fn(&mut super::Change<'_, '_>, u64) -> Result<()>;

impl KindInfo {
    pub fn of<R: Record>() -> KindInfo {
        KindInfo {
            kind: R::KIND,
            view: R::VIEW,
            decode: AnyRecord::decode::<R>,
            is_part: R::IS_PART,
            guard: None,
            undone: None,
            entity: None,
            beneath: None,
            shared: None,
        }
    }

    /// What one holds is found by its words, by whoever sees it, and shown beneath the record of that plural.
    pub fn found_beneath<R: Record + HasWords>(
        mut self,
        of: &'static str,
        (one, many): (&'static str, &'static str),
    ) -> KindInfo {
        self.beneath = Some(Beneath {
            one,
            many,
            of,
            words: |record| Ok(record.get::<R>()?.words().to_owned()),
            place: |record, at| Ok(record.get::<R>()?.place(at)),
        });
        self
    }

    /// A kind that describes itself.
    pub fn entity<E: super::Entity>() -> KindInfo {
        KindInfo {
            entity: Some(E::INFO),
            ..KindInfo::of::<E>()
        }
    }

    /// Single records of this kind can be shared with a person; a share to edit opens these deeds as well.
    pub fn shareable(mut self, edits: &'static [Action]) -> KindInfo {
        self.shared = Some(edits);
        self
    }

    /// Moves on by itself, so Undo compares nothing with what a deed left: it asks this what becomes of one that the deed
    /// made.
    pub fn undone(mut self, rule: fn(&mut super::Change<'_, '_>, u64) -> Result<()>) -> KindInfo {
        self.undone = Some(rule);
        self
    }

    /// Whether somebody writes it over a version that they saw, or a change of it waits for the disk.
    fn hangs_on_versions(&self) -> bool {
        let fields = self.entity.map_or(&[][..], |entity| entity.fields);
        self.undone.is_some() || self.shared.is_some() || fields.iter().any(|f| f.editable)
    }

    /// Holds a rule over every record of this kind that a deed makes, changes or takes away: it is given what was
    /// and what is to be, at the end of the deed, and may refuse it.
    pub fn guarded<R: Record>(
        mut self,
        rule: fn(&mut super::Change<'_, '_>, Option<&R>, Option<&R>) -> Result<()>,
    ) -> KindInfo {
        self.guard = Some(Arc::new(move |change, was, is| {
            let was = was.map(AnyRecord::get).transpose()?;
            let is = is.map(AnyRecord::get).transpose()?;
            rule(change, was, is)
        }));
        self
    }
}

/// A step that keeps derived state true, run at the end of every command over what it touched.
pub type Derive = fn(&mut super::Deriving<'_, '_, '_>, &[Ref]) -> Result<()>;

/// All kinds of record, all actions, and what is derived across records; given to the store by the features' registration.
#[derive(Clone)]
pub struct Schema {
    kinds: Vec<Option<KindInfo>>,
    pub actions: Vec<Action>,
    pub(super) derives: Vec<Derive>,
    pub(super) seconding: Option<Seconding>,
    reshapes: Vec<Reshape>,
    recomputes: Vec<Recompute>,
    /// Kinds there were; what is added to their numbers in this house, and how many were given.
    pub(super) former: Vec<FormerKind>,
    pub(super) bases: BTreeMap<u8, (u64, u64)>,
}

impl Schema {
    /// Panics on two kinds with one code or prefix, or with a code that the engine keeps for itself: a mistake in the source that no release can contain.
    pub fn new(kinds: Vec<KindInfo>, actions: Vec<Action>, derives: Vec<Derive>) -> Schema {
        let mut by_code: Vec<Option<KindInfo>> = vec![None; 256];
        for info in kinds {
            assert!(
                !by_code
                    .iter()
                    .flatten()
                    .any(|other| other.kind.prefix == info.kind.prefix
                        || other.kind.plural == info.kind.plural),
                "two kinds of record are called {}",
                info.kind.plural
            );
            assert!(
                !matches!(info.kind.code, HISTORY | PARTS | WAKES),
                "the engine's own"
            );
            // Who may come in is told from the journal.
            assert!(!(info.kind.unjournaled && info.kind.affects_access));
            // Its changes don't move the journal on, and a version is a place in the journal.
            assert!(
                !(info.kind.unjournaled && info.hangs_on_versions()),
                "the {} have no versions to go by",
                info.kind.plural
            );
            let slot = &mut by_code[usize::from(info.kind.code)];
            assert!(
                slot.is_none(),
                "two kinds of record have code {}",
                info.kind.code
            );
            *slot = Some(info);
        }
        Schema {
            kinds: by_code,
            actions,
            derives,
            seconding: None,
            reshapes: Vec::new(),
            recomputes: Vec::new(),
            former: Vec::new(),
            bases: BTreeMap::new(),
        }
    }

    /// Who knows whether a deed was confirmed by a second person.
    pub fn seconded(mut self, seconding: Seconding) -> Schema {
        self.seconding = Some(seconding);
        self
    }

    /// What becomes of records that earlier versions stored in another shape. Panics on two answers for one kind.
    pub fn reshaping(mut self, reshapes: Vec<Reshape>) -> Schema {
        for (n, reshape) in reshapes.iter().enumerate() {
            let twice = reshapes[..n]
                .iter()
                .any(|r| r.kind.code == reshape.kind.code);
            assert!(!twice, "two shapes for the {}", reshape.kind.plural);
        }
        self.reshapes = reshapes;
        self
    }

    pub(super) fn reshapes(&self) -> &[Reshape] {
        &self.reshapes
    }

    /// What is derived by another rule than in earlier versions. Panics on two for one kind.
    pub fn recomputing(mut self, recomputes: Vec<Recompute>) -> Schema {
        for (n, recompute) in recomputes.iter().enumerate() {
            let twice = recomputes[..n]
                .iter()
                .any(|other| other.kind.code == recompute.kind.code);
            assert!(!twice, "two rules for the {}", recompute.kind.plural);
        }
        self.recomputes = recomputes;
        self
    }

    pub(super) fn recomputes(&self) -> &[Recompute] {
        &self.recomputes
    }

    /// The same with other declarations of a kind, as another version of the program has them: for tests of upgrades.
    pub fn filing(mut self, plural: &str, number: u64) -> Schema {
        let mut kinds = self.kinds.iter_mut().flatten();
        if let Some(info) = kinds.find(|info| info.kind.plural == plural) {
            info.kind = info.kind.filing(number);
        }
        self
    }

    /// What is known of a kind; under the code of a former one, of the kind that took it in.
    pub fn kind(&self, code: u8) -> Result<&KindInfo> {
        self.kinds[usize::from(self.kind_now(code))]
            .as_ref()
            .ok_or_else(|| Error::internal(format!("unknown kind of record {code}")))
    }

    /// A stored record, whatever its kind.
    pub(super) fn decode(&self, of: Ref, bytes: &[u8]) -> Result<AnyRecord> {
        (self.kind(of.kind)?.decode)(of.id, bytes)
    }

    pub fn kinds(&self) -> impl Iterator<Item = &KindInfo> {
        self.kinds.iter().flatten()
    }

    /// The record of that plural and number.
    pub(super) fn named(&self, (plural, id): Named) -> Result<Ref> {
        self.kinds()
            .find(|info| info.kind.plural == plural)
            .map(|info| Ref {
                kind: info.kind.code,
                id,
            })
            .ok_or_else(|| Error::internal(format!("unknown kind of record {plural}")))
    }

    pub fn action(&self, key: &str) -> Option<Action> {
        self.actions.iter().copied().find(|a| a.key == key)
    }

    /// `LD-1042` for any kind; for a former one as it was written then.
    pub fn number(&self, of: Ref) -> String {
        let former = self.former_kind(of.kind).map(|former| former.was);
        let kind = self.kinds[usize::from(of.kind)].as_ref();
        match former.or(kind.map(|info| info.kind)) {
            Some(kind) => format!("{}-{}", kind.prefix, of.id),
            None => format!("?-{}", of.id),
        }
    }

    /// The number of a record of the kind of that plural.
    pub fn numbered(&self, plural: &str, id: u64) -> String {
        let info = self.kinds().find(|info| info.kind.plural == plural);
        match info {
            Some(info) => format!("{}-{id}", info.kind.prefix),
            None => format!("?-{id}"),
        }
    }

    pub fn parse_number(&self, text: &str) -> Option<Ref> {
        let (prefix, digits) = text.trim().rsplit_once('-')?;
        let former = self.former().iter().map(|former| former.was);
        let kind = self
            .kinds()
            .map(|info| info.kind)
            .chain(former)
            .find(|kind| kind.prefix.eq_ignore_ascii_case(prefix))?;
        Some(Ref {
            kind: kind.code,
            id: digits.parse().ok()?,
        })
    }
}
