//! What a stored record is, and how its bytes and its key are written.

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Declares, whole::PartOf};
use crate::{
    access::{Action, Hands, Placement},
    base::{Error, Id, Result},
};

/// A kind of record. The code is on disk for ever; the prefix is what people read (LD-1042).
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub code: u8,
    /// Plural, as in addresses: `leads`.
    pub plural: &'static str,
    pub prefix: &'static str,
    /// The first number given; from then on one more each.
    pub first: u64,
    /// Holds secrets (hashes, seeds): the journal says that it changed, never what.
    pub secret: bool,
    /// Concerns the persons in its reach: their open pages hear of it.
    pub personal: bool,
    /// Says who comes in or who may what: whoever has a page open is asked anew when one changes or goes.
    pub affects_access: bool,
    /// Has no history: the journal says that a deed made one or took it away, which Undo needs, and nothing else.
    pub unjournaled: bool,
    /// Fields whose content no entry of the journal holds, as they are stored: it goes when the record loses it.
    pub withheld: &'static [&'static str],
    /// Which of its declarations it is filed by.
    pub filing: u64,
}

/// How texts become the words and orders that records of all kinds are filed by (`base::text::plain`, `words`): a thousand
/// more with every change of it.
const TEXTS: u64 = 1000;

impl Kind {
    pub const fn new(code: u8, plural: &'static str, prefix: &'static str) -> Kind {
        Kind {
            code,
            plural,
            prefix,
            first: 1,
            secret: false,
            personal: false,
            affects_access: false,
            unjournaled: false,
            withheld: &[],
            filing: TEXTS + 1,
        }
    }

    pub const fn secret(mut self) -> Kind {
        self.secret = true;
        self
    }

    pub const fn personal(mut self) -> Kind {
        self.personal = true;
        self
    }

    pub const fn affects_access(mut self) -> Kind {
        self.affects_access = true;
        self
    }

    /// What is put often, and what nobody asks when and how of later (whether somebody read it): its changes are on the
    /// disk and seen by open pages as any, and write no entry.
    pub const fn unjournaled(mut self) -> Kind {
        self.unjournaled = true;
        self
    }

    /// What is said in these fields stands in the record and nowhere else, so that it is gone for good when it is taken out
    /// of there: the journal has the record's other fields, and Undo leaves these as they are. A record that is gone can't
    /// be brought back without them.
    pub const fn withheld(mut self, fields: &'static [&'static str]) -> Kind {
        self.withheld = fields;
        self
    }

    /// One more with every change of what a stored record declares (an index, a tally, words, where it lies) or of its
    /// shape (`Reshape`): older houses file the kind anew when they are opened. An older program refuses a house with a
    /// higher number.
    pub const fn filing(mut self, number: u64) -> Kind {
        self.filing = TEXTS + number;
        self
    }

    pub const fn starting_at(mut self, first: u64) -> Kind {
        self.first = first;
        self
    }
}

/// A record of any kind, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ref {
    pub kind: u8,
    pub id: u64,
}

/// A record of a kind that lies above whoever names it: the kind's plural and the number.
pub type Named = (&'static str, u64);

pub trait Record: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    const KIND: Kind;
    /// What a person needs to see such a record at all.
    const VIEW: Action;

    fn id(&self) -> Id<Self>;
    fn set_id(&mut self, id: Id<Self>);
    /// The journal sequence of the last change a person made to it; what a form's save is held against.
    fn version(&self) -> u64;
    fn set_version(&mut self, version: u64);

    /// What a link to it says.
    fn title(&self) -> String;
    /// Where it lies, for scopes. The house itself is added by the engine.
    fn placement(&self) -> Vec<Placement>;
    /// Indexes, tallies and words.
    fn declare(&self, to: &mut Declares);
    /// Whether records of this kind can be parts of another.
    const IS_PART: bool = false;
    /// What it is a part of: seen whenever that is seen, and lying where that lies, as far as it says.
    fn part_of(&self) -> Option<PartOf> {
        None
    }
    /// Where those are who answer for it, for its parts that lie only there.
    fn lead_reach(&self) -> Vec<Placement> {
        self.placement()
    }
    /// In whose hands it is, when it is something that goes from hand to hand.
    fn hands(&self) -> Option<Hands> {
        None
    }
    /// Plural and number of another record that must be visible for this one to be: a client's person is seen
    /// only by whoever sees the client, whatever else they may see of people.
    fn requires_visible(&self) -> Option<Named> {
        None
    }

    /// Whether it is nobody's to see through another person's eyes (`Actor::looked_through`), nor what is only seen with it.
    fn confidential(&self) -> bool {
        false
    }

    fn as_ref(&self) -> Ref {
        Ref {
            kind: Self::KIND.code,
            id: self.id().raw(),
        }
    }

    fn number(&self) -> String {
        self.id().to_string()
    }
}

impl<R: Record> Id<R> {
    pub fn as_ref(self) -> Ref {
        Ref {
            kind: R::KIND.code,
            id: self.raw(),
        }
    }

    /// `LD-1042` or `1042`.
    pub fn parse(text: &str) -> Option<Id<R>> {
        let digits = match text.rsplit_once('-') {
            Some((prefix, digits)) if prefix.eq_ignore_ascii_case(R::KIND.prefix) => digits,
            Some(_) => return None,
            None => text,
        };
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.parse().ok().filter(|n| plain && *n > 0);
        number.map(Id::new)
    }
}

impl<R: Record> fmt::Display for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", R::KIND.prefix, self.raw())
    }
}

/// Writes the parts of `Record` that are alike everywhere. The struct has the fields `id` and `version`,
/// both `#[serde(skip)]`, because the key and the value's head carry them.
#[macro_export]
macro_rules! record {
    ($record:ty, $kind:expr, view: $view:expr $(, part_of: $part:expr)? $(, lead_reach: $lead:expr)?
        $(, hands: $hands:expr)? $(, requires_visible: $behind:expr)?
        $(, confidential: $confidential:expr)?) => {
        impl $crate::data::Record for $record {
            const KIND: $crate::data::Kind = $kind;
            const VIEW: $crate::access::Action = $view;
            fn id(&self) -> $crate::base::Id<Self> {
                self.id
            }
            fn set_id(&mut self, id: $crate::base::Id<Self>) {
                self.id = id;
            }
            fn version(&self) -> u64 {
                self.version
            }
            fn set_version(&mut self, version: u64) {
                self.version = version;
            }
            fn title(&self) -> String {
                self.title()
            }
            fn placement(&self) -> Vec<$crate::access::Placement> {
                self.placement()
            }
            fn declare(&self, to: &mut $crate::data::Declares) {
                self.declare(to)
            }
            $(
                const IS_PART: bool = true;
                fn part_of(&self) -> Option<$crate::data::PartOf> {
                    $part(self)
                }
            )?
            $(fn lead_reach(&self) -> Vec<$crate::access::Placement> {
                $lead(self)
            })?
            $(fn hands(&self) -> Option<$crate::access::Hands> {
                $hands(self)
            })?
            $(fn requires_visible(&self) -> Option<$crate::data::Named> {
                $behind(self)
            })?
            $(fn confidential(&self) -> bool {
                $confidential(self)
            })?
        }
    };
}
pub use record;

/// A stored value is the version (8 bytes) and then the record in named MessagePack.
pub(super) fn encode<R: Record>(record: &R) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(512);
    bytes.extend(record.version().to_be_bytes());
    rmp_serde::encode::write_named(&mut bytes, record)?;
    Ok(bytes)
}

pub(super) fn decode<R: Record>(id: u64, bytes: &[u8]) -> Result<R> {
    let (version, body) = split_version(bytes)?;
    let mut record: R = rmp_serde::from_slice(body)
        .map_err(|e| Error::internal(format!("decoding {}-{id}: {e}", R::KIND.prefix)))?;
    record.set_id(Id::new(id));
    record.set_version(version);
    Ok(record)
}

pub(super) fn split_version(bytes: &[u8]) -> Result<(u64, &[u8])> {
    let (head, body) = bytes
        .split_first_chunk::<8>()
        .ok_or_else(|| Error::internal("a stored record is cut short"))?;
    Ok((u64::from_be_bytes(*head), body))
}

/// A stored record of any kind, by the names of its fields.
pub(super) fn stored(bytes: &[u8]) -> Result<serde_json::Value> {
    let (_, body) = split_version(bytes)?;
    rmp_serde::from_slice(body).map_err(Error::internal)
}

/// The key of a record in the record table.
pub(super) fn record_key(of: Ref) -> [u8; 9] {
    let mut key = [0; 9];
    key[0] = of.kind;
    key[1..].copy_from_slice(&of.id.to_be_bytes());
    key
}
