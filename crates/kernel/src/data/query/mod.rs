//! Lists. A `Query` says which index a list follows, in which direction, from where to where, and what its rows have to
//! be like; [`Visit::list`] answers a page of it, as far as the person may see.
//!
//! **Nothing is loaded to be dropped.** The places that the person's grant opens are ranges of the index. What a filter
//! asks (a [`Facet`]) stands in each row of a scoped index, so that a row which doesn't fit is passed over without reading
//! its record (about a fifth of a microsecond), however many filters there are. Where few fit, that would be a long way:
//! the ids of the narrowest facet are gathered instead, and read and sorted. Both ways give the same page; they are tried
//! by turns, each a little further than before, so that a page costs at most a few times what the better of the two does
//! (`LADDER`). Words are a filter too: ids from the index of words.
//!
//! **A walk** goes by key and id, so it has no ties, and a cursor is a place in the order, not a row that may go:
//! whatever is added, moved or taken away meanwhile, a record that keeps its place is met once. One that moves (touched,
//! due) may be met again or not at all; in a list that begins with what was touched last it moves to the front, so it is
//! never met twice, and reading the front again until the moment at which the walk began finds what it missed.
//!
//! A cursor belongs to its list: kind, index, direction, range and filters. Another's, or one that can't be read, is an
//! error beside `after`, so that a program's loop ends; a page for people starts over instead ([`Paging`]).

mod cursor;
mod facet;
mod search;
mod walk;

use std::marker::PhantomData;

pub use cursor::{Page, Paging};
pub(super) use facet::FACETS;
pub use facet::Facet;
use facet::Filter;
use search::Search;

use super::{Index, Key, Record, Ref, Visit, any::AnyRecord};
use crate::{
    access::{Action, Placement},
    base::{Error, Id, Result, text},
};

/// What is asked for in one list of `R`.
#[derive(Debug, Clone)]
pub struct Query<R> {
    terms: Terms,
    of: PhantomData<fn() -> R>,
}

/// The same of whatever kind.
#[derive(Debug, Clone)]
struct Terms {
    kind: u8,
    index: Index,
    /// Rows whose key begins with one of these; what follows is their order.
    under: Vec<Vec<u8>>,
    /// Of those, the keys from here on, and those before there.
    from: Option<Vec<u8>>,
    until: Option<Vec<u8>>,
    descending: bool,
    paging: Paging,
    filters: Vec<Filter>,
    words: Vec<String>,
    narrow: Narrow,
    /// Only what lies with the person themselves.
    own: bool,
    action: Option<Action>,
}

/// The one order that stands still: by number. A record that declares it can be walked so that each is met exactly once,
/// whatever is done to it meanwhile.
pub const BY_NUMBER: Index = Index::scoped(253);

/// Which of the person's places a list is read from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Narrow {
    All,
    /// What lies there and nothing else.
    In(Placement),
    /// What fits the filters lies there, so there is no use in looking elsewhere.
    Near(Placement),
}

impl Terms {
    fn by(kind: u8, index: Index) -> Terms {
        Terms {
            kind,
            index,
            under: vec![Vec::new()],
            from: None,
            until: None,
            descending: false,
            paging: Paging::first(50),
            filters: Vec::new(),
            words: Vec::new(),
            narrow: Narrow::All,
            own: false,
            action: None,
        }
    }
}

impl<R: Record> Query<R> {
    /// All that the person may see, in the order of an index.
    pub fn by(index: Index) -> Query<R> {
        debug_assert!(!index.unique);
        Query {
            terms: Terms::by(R::KIND.code, index),
            of: PhantomData,
        }
    }

    /// What is filed below a record that the visit holds, by a plain index, as far as the person sees it.
    pub fn of(_held: &impl Record, index: Index, key: Key) -> Query<R> {
        debug_assert!(!index.scoped);
        Query::by(index).under(key)
    }

    /// What is filed by a plain index and lies with the person themselves: theirs to read, whatever their roles show them
    /// of others.
    pub fn own(index: Index, key: Key) -> Query<R> {
        debug_assert!(!index.scoped);
        let mut query = Query::by(index).under(key);
        query.terms.own = true;
        query
    }

    /// Only rows whose index key begins with this.
    pub fn under(self, key: Key) -> Self {
        self.under_any([key])
    }

    /// Only rows whose index key begins with one of these: a range for each, merged by what follows. None of them finds
    /// nothing.
    pub fn under_any(mut self, keys: impl IntoIterator<Item = Key>) -> Self {
        self.terms.under = keys.into_iter().map(|key| key.0).collect();
        self.terms.under.sort_unstable();
        self.terms.under.dedup();
        self
    }

    /// Of the rows under their key, those whose key goes on with this or more.
    pub fn from(mut self, key: Key) -> Self {
        self.terms.from = Some(key.0);
        self
    }

    /// Of the rows under their key, those whose key goes on with less than this.
    pub fn until(mut self, key: Key) -> Self {
        self.terms.until = Some(key.0);
        self
    }

    pub fn descending(mut self, yes: bool) -> Self {
        self.terms.descending = yes;
        self
    }

    /// Rows of a page, from the beginning.
    pub fn limit(mut self, limit: usize) -> Self {
        self.terms.paging.limit = limit;
        self
    }

    /// Which page.
    pub fn page(mut self, paging: Paging) -> Self {
        self.terms.paging = paging;
        self
    }

    /// Reads with the reach of another action than seeing: what the person may approve, say.
    pub fn with(mut self, action: Action) -> Self {
        self.terms.action = Some(action);
        self
    }

    /// Only what lies in one place: a person's, a team's, a department's, a client's.
    pub fn lying_in(mut self, place: Placement) -> Self {
        self.terms.narrow = Narrow::In(place);
        self
    }

    /// What fits lies in this place anyway, so there is no use in looking elsewhere: an assignee's tasks with the assignee.
    pub fn near(mut self, place: Option<Placement>) -> Self {
        if let (Narrow::All, Some(place)) = (self.terms.narrow, place) {
            self.terms.narrow = Narrow::Near(place);
        }
        self
    }

    /// Only rows that have this value in a facet.
    pub fn facet(self, facet: Facet, value: Key) -> Self {
        self.any(facet, [value])
    }

    /// Only rows that have one of these values in a facet.
    pub fn any(mut self, facet: Facet, values: impl IntoIterator<Item = Key>) -> Self {
        self.terms.filters.push(Filter {
            facet,
            values: values.into_iter().map(|key| key.0).collect(),
        });
        self
    }

    /// Only records that have for each of these words one that begins with it.
    pub fn words(mut self, asked: &str) -> Self {
        self.terms.words.extend(text::words(asked).take(6));
        self
    }
}

/// Records of whatever kind that have these words, the highest number first, as far as the person may see them.
pub(super) fn newest(
    visit: &Visit,
    kind: u8,
    words: Vec<String>,
    limit: usize,
) -> Result<Vec<(u64, AnyRecord)>> {
    let terms = Terms {
        descending: true,
        paging: Paging::first(limit),
        words,
        ..Terms::by(kind, BY_NUMBER)
    };
    let read_tx = visit.read_tx()?;
    Search::new(visit, &read_tx, &terms)?.first_rows()
}

fn page<R: Record>(page: Page<AnyRecord>) -> Result<Page<R>> {
    page.try_map(AnyRecord::into_record)
}

fn one<R: Record>(found: Option<AnyRecord>) -> Result<Option<R>> {
    found.map(AnyRecord::into_record).transpose()
}

impl Visit {
    /// The page that a query asks for.
    ///
    /// # Errors
    /// On `after` or `before` when the cursor is unreadable or another list's, unless its `Paging` starts over then.
    pub fn list<R: Record>(&self, query: Query<R>) -> Result<Page<R>> {
        let read_tx = self.read_tx()?;
        page(Search::new(self, &read_tx, &query.terms)?.page()?)
    }

    /// A page of the rows that `keep` keeps, for what no index can answer about records that are few or nearly all kept:
    /// each is read to be asked. It is a full page, or the last.
    pub fn sift<R: Record>(&self, query: Query<R>, keep: impl Fn(&R) -> bool) -> Result<Page<R>> {
        let read_tx = self.read_tx()?;
        let keep = |record: &AnyRecord| record.get::<R>().map(&keep);
        let search = Search::new(self, &read_tx, &query.terms)?;
        page(search.sifting(&keep).page()?)
    }

    /// The first row that a query finds.
    pub fn first<R: Record>(&self, query: Query<R>) -> Result<Option<R>> {
        let read_tx = self.read_tx()?;
        one(Search::new(self, &read_tx, &query.terms)?.first()?)
    }

    /// The record, when a query finds it on whichever page.
    pub fn listed<R: Record>(&self, query: &Query<R>, id: Id<R>) -> Result<Option<R>> {
        let read_tx = self.read_tx()?;
        one(Search::new(self, &read_tx, &query.terms)?.has(id.raw())?)
    }

    /// How many rows a query finds, counted up to `most`.
    pub fn count<R: Record>(&self, query: &Query<R>, most: usize) -> Result<usize> {
        let read_tx = self.read_tx()?;
        Search::new(self, &read_tx, &query.terms)?.count(most)
    }

    /// What the rows of a plain index say, each with the number of its record, as far as `each` goes on: without reading
    /// the records, for what is counted of something that the person sees. Where there are none, nobody is asked whether
    /// they do.
    ///
    /// # Errors
    /// `NotFound` when there are some and they don't see it.
    pub fn each_row<R: Record>(
        &self,
        of: Ref,
        query: &Query<R>,
        each: &mut dyn FnMut(u64, &[u8]) -> bool,
    ) -> Result<()> {
        let mut seen: Option<Result<bool>> = None;
        self.rows_of(&query.terms, &mut |number, row| {
            matches!(seen.get_or_insert_with(|| self.sees_ref(of)), Ok(true)) && each(number, row)
        })?;
        match seen.transpose()? {
            Some(false) => Err(Error::NotFound),
            Some(true) | None => Ok(()),
        }
    }

    /// The same of the rows that a plain index has under the person's own number.
    pub fn each_own_row<R: Record>(
        &self,
        index: Index,
        each: &mut dyn FnMut(u64, &[u8]) -> bool,
    ) -> Result<()> {
        let query = Query::<R>::by(index).under(Key::new().number(self.actor.person));
        self.rows_of(&query.terms, each)
    }

    fn rows_of(&self, terms: &Terms, each: &mut dyn FnMut(u64, &[u8]) -> bool) -> Result<()> {
        let read_tx = self.read_tx()?;
        Search::new(self, &read_tx, terms)?.each_row(each)
    }
}
