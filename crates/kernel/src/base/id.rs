//! `Id<R>`: the number of one stored record, typed by the record it names.
//! Numbers are given in order by the writer, so they sort by age and read well aloud: LD-1042.

use std::{cmp::Ordering, fmt, hash::Hash, hash::Hasher, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub struct Id<R>(u64, PhantomData<fn() -> R>);

impl<R> Id<R> {
    /// The id that no stored record has: a record not yet inserted.
    pub const NONE: Id<R> = Id(0, PhantomData);

    pub const fn new(number: u64) -> Self {
        Id(number, PhantomData)
    }

    pub const fn raw(self) -> u64 {
        self.0
    }

    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
}

// Derives would ask `R` for the same traits; an id has them whatever it names.
impl<R> Clone for Id<R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R> Copy for Id<R> {}
impl<R> Default for Id<R> {
    fn default() -> Self {
        Id::NONE
    }
}
impl<R> PartialEq for Id<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<R> Eq for Id<R> {}
impl<R> PartialOrd for Id<R> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<R> Ord for Id<R> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<R> Hash for Id<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<R> fmt::Debug for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}
impl<R> Serialize for Id<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}
impl<'de, R> Deserialize<'de> for Id<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u64::deserialize(deserializer).map(Id::new)
    }
}
