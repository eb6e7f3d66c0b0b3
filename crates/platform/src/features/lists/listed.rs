//! What a room says of its list: what it may be asked for, its columns, how a row is called, and what of it is counted.

use std::sync::Arc;

use maud::{Markup, Render};

use super::Totals;
use crate::{
    access::Action,
    base::{Choice, Error, Money, Result, money::Currency},
    data::{Entity, Page, Paging, Query, Record, Visit, Word},
    features::{history::Words, people::Directory, records::Editing, settings::CurrentSettings},
    ui::table::Sort,
    web::form::{Form, Reader},
};

/// A kind of record that has a list of its own, at the address of its plural.
pub trait Listed: Entity + Sized {
    /// What it may be asked for, by its page, the API and the copy as CSV alike.
    type Asked: Form + Send + 'static;
    /// Who may take what is shown out of the house.
    const EXPORT: Action;
    /// What it can be narrowed by, each to any of several values.
    const FILTERS: &'static [Filter];
    /// The column whose amounts (`Listed::value`) are added up.
    const SUMMED: Option<&'static str> = None;
    /// What they are.
    const ADDS: Adds = Adds::Money;
    /// What is said behind the sum, where its column holds more than one number: "planned".
    const SUM_SAYS: &'static str = "";
    /// How the list is sorted by what rows are called, as `Shown::sorts` says it of a column.
    const NAME_SORTS: &'static [(&'static str, Sort)] = &[];

    /// Whether rows say in which version they are shown, for deeds that are done only to what was looked at.
    const BOUND: bool = false;

    /// The columns beside the name, in their usual order. Each field of the entity that is in none of them can be shown
    /// as well.
    fn columns() -> Vec<Shown<Self>>;

    /// What a row is called.
    ///
    /// # Errors
    /// When it can't be read.
    fn named(&self, around: &Around<'_>) -> Result<Named>;

    /// What of a row this person may change where it stands, of the columns with these keys.
    fn editing(&self, _: &Visit, _keys: &[&str]) -> Editing {
        Editing::nothing()
    }

    /// What the page asks for where its address says nothing.
    fn at_first(asked: Self::Asked) -> Self::Asked {
        asked
    }

    /// How the list is sorted, as `Shown::sorts` says it; None where it comes in one order alone. The address says `said`.
    fn sorted<'s>(_: &Self::Asked, said: &'s str) -> Option<&'s str> {
        Some(said)
    }

    /// Whether a filter or a column is offered to this person, by its name.
    fn offers(_: &Visit, _name: &str) -> bool {
        true
    }

    /// Refuses what this person may not ask; their page passes it over.
    ///
    /// # Errors
    /// Beside the name.
    fn permitted(_: &Visit, _: &Self::Asked) -> Result<()> {
        Ok(())
    }

    /// The query that answers; None when nothing can, or where `page` and `count` answer otherwise.
    ///
    /// # Errors
    /// When what is asked for isn't there.
    fn query(_: &Visit, _: &Self::Asked) -> Result<Option<Query<Self>>> {
        Ok(None)
    }

    /// A page of what is asked for. Records of a kind that is held in memory anyway (people, departments) are found there.
    ///
    /// # Errors
    /// As `query`.
    fn page(visit: &Visit, asked: &Self::Asked, paging: Paging) -> Result<Page<Self>> {
        match Self::query(visit, asked)? {
            Some(query) => visit.list(query.page(paging)),
            None => Ok(Page::empty()),
        }
    }

    /// How many are asked for, counted up to `most`.
    ///
    /// # Errors
    /// As `query`.
    fn count(visit: &Visit, asked: &Self::Asked, most: usize) -> Result<usize> {
        match Self::query(visit, asked)? {
            Some(query) => visit.count(&query, most),
            None => Ok(0),
        }
    }

    /// What is added up of it: minor units, or minutes.
    fn value(&self) -> Money {
        Money(0)
    }

    /// What all that is asked for comes to, where it is counted already.
    ///
    /// # Errors
    /// When it can't be read.
    fn totals(_: &Visit, _: &Self::Asked) -> Result<Option<Totals>> {
        Ok(None)
    }

    /// How many have a value of a filter, where that is counted already.
    ///
    /// # Errors
    /// When it can't be read.
    fn counted(_: &Visit, _filter: &str, _value: &str) -> Result<Option<Totals>> {
        Ok(None)
    }
}

/// What a list adds up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Adds {
    Money,
    Minutes,
}

/// One thing that a list can be narrowed by.
#[derive(Clone, Copy)]
pub struct Filter {
    /// As the address says it.
    pub name: &'static str,
    pub label: &'static str,
    pub of: Of,
}

/// What its values are.
#[derive(Clone, Copy)]
pub enum Of {
    Words(fn() -> Vec<Word>),
    /// Colleagues, and `me`.
    People,
    Departments,
    /// Some that are few: what the address says of each, and what it is called.
    Few(fn(&Around<'_>) -> Vec<(String, String)>),
    /// One day, from which or until which.
    Day,
    /// Whatever is typed; with an example.
    Typed(&'static str),
    /// Records of the kind of that plural: come to from elsewhere, by number.
    Records(&'static str),
}

impl Filter {
    pub const fn choice<C: Choice>(name: &'static str, label: &'static str) -> Filter {
        Filter {
            name,
            label,
            of: Of::Words(words::<C>),
        }
    }

    pub const fn people(name: &'static str, label: &'static str) -> Filter {
        Filter {
            name,
            label,
            of: Of::People,
        }
    }

    pub const fn few(
        name: &'static str,
        label: &'static str,
        of: fn(&Around<'_>) -> Vec<(String, String)>,
    ) -> Filter {
        Filter {
            name,
            label,
            of: Of::Few(of),
        }
    }

    pub const fn words(
        name: &'static str,
        label: &'static str,
        words: fn() -> Vec<Word>,
    ) -> Filter {
        Filter {
            name,
            label,
            of: Of::Words(words),
        }
    }

    pub const fn typed(name: &'static str, label: &'static str, hint: &'static str) -> Filter {
        Filter {
            name,
            label,
            of: Of::Typed(hint),
        }
    }

    pub const fn day(name: &'static str, label: &'static str) -> Filter {
        Filter {
            name,
            label,
            of: Of::Day,
        }
    }

    pub const fn departments(name: &'static str, label: &'static str) -> Filter {
        Filter {
            name,
            label,
            of: Of::Departments,
        }
    }

    pub const fn record<R: Record>(name: &'static str, label: &'static str) -> Filter {
        Filter {
            name,
            label,
            of: Of::Records(R::KIND.plural),
        }
    }
}

fn words<C: Choice>() -> Vec<Word> {
    C::ALL.iter().map(|c| (c.key(), c.label())).collect()
}

/// What a row is called, where it leads, and what stands quietly below.
pub struct Named {
    pub href: String,
    pub title: String,
    pub second: Markup,
    /// Before the title: a face, an icon.
    pub mark: Option<Markup>,
    /// Opens beside the list.
    pub in_panel: bool,
}

impl Named {
    pub fn new(href: String, title: &str, second: impl Render) -> Named {
        Named {
            href,
            title: title.to_owned(),
            second: second.render(),
            mark: None,
            in_panel: false,
        }
    }

    pub fn mark(mut self, mark: impl Render) -> Named {
        self.mark = Some(mark.render());
        self
    }

    pub fn in_panel(mut self) -> Named {
        self.in_panel = true;
        self
    }
}

/// What rows are drawn with, read once for all of them.
pub struct Around<'v> {
    pub visit: &'v Visit,
    pub names: Arc<Directory>,
    pub currency: Currency,
    pub(super) words: Words<'v>,
}

impl<'v> Around<'v> {
    /// # Errors
    /// When the store can't be read.
    pub fn of(visit: &'v Visit) -> Result<Around<'v>> {
        Ok(Around {
            visit,
            names: Directory::of(visit)?,
            currency: CurrentSettings::of(visit)?.0.currency(),
            words: Words::of(visit)?,
        })
    }
}

/// How a cell stands in its column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stands {
    Plain,
    /// To the right edge.
    Number,
    /// Matters less.
    Dim,
}

type Cell<R> = fn(&Around<'_>, &R) -> Result<Markup>;
type Told<R> = fn(&Around<'_>, &R) -> Result<String>;

/// A column that its room draws.
pub struct Shown<R> {
    /// The field's key where it is one.
    pub key: &'static str,
    pub title: &'static str,
    pub stands: Stands,
    /// What `sort` says for each way the list can be sorted by it; the first click takes the first.
    pub sorts: &'static [(&'static str, Sort)],
    pub cell: Cell<R>,
    /// What a sheet says of it, where no field does.
    pub told: Option<Told<R>>,
    /// Whether it is shown where nobody chose.
    pub usual: bool,
}

impl<R> Shown<R> {
    pub fn new(key: &'static str, title: &'static str, cell: Cell<R>) -> Shown<R> {
        Shown {
            key,
            title,
            stands: Stands::Plain,
            sorts: &[],
            cell,
            told: None,
            usual: true,
        }
    }

    pub fn number(mut self) -> Self {
        self.stands = Stands::Number;
        self
    }

    pub fn dim(mut self) -> Self {
        self.stands = Stands::Dim;
        self
    }

    /// By an index: each way with what the address says for it; nothing is the order without a sort.
    pub fn sorts(mut self, ways: &'static [(&'static str, Sort)]) -> Self {
        self.sorts = ways;
        self
    }

    pub fn told(mut self, told: Told<R>) -> Self {
        self.told = Some(told);
        self
    }

    /// Only for whoever chooses it.
    pub fn on_choice(mut self) -> Self {
        self.usual = false;
        self
    }
}

/// Reads what pairs of an address ask for, as far as they can be read.
pub fn asked_of<R: Listed>(pairs: &[(String, String)], currency: Currency) -> R::Asked {
    let mut reader = Reader::over(pairs.to_vec()).in_currency(currency);
    R::at_first(R::Asked::read(&mut reader))
}

/// Reads what pairs of an address ask for, or refuses them: what can't be read or nobody reads would be passed over, and
/// more found than is meant. `passed` are names that ask for nothing.
///
/// # Errors
/// Beside each name that is wrong.
pub(super) fn asked_exactly<R: Listed>(
    pairs: Vec<(String, String)>,
    currency: Currency,
    passed: impl Fn(&str) -> bool,
) -> Result<R::Asked> {
    let mut reader = Reader::over(pairs.clone()).in_currency(currency);
    let asked = R::Asked::read(&mut reader);
    for (name, _) in pairs {
        if !passed(&name) && !reader.asked_for().contains(&name) {
            let why = format!("{name} is nothing that this list can be asked for.");
            reader.problem(&name, why);
        }
    }
    match reader.problems.is_empty() {
        true => Ok(R::at_first(asked)),
        false => Err(Error::Invalid(reader.problems)),
    }
}
