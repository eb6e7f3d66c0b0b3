//! What plans can be made from: the last published version of each playbook of the house, and the shipped ones that it
//! has none of its own for.

use std::sync::Arc;

use super::{
    playbook::{Edition, Playbook},
    published::Published,
    shipped::shipped,
};
use crate::{
    base::Result,
    data::{Cached, Kind, ReadTx, Record, Store, Visit},
    features::settings::Category,
};

pub struct Library {
    all: Vec<Published>,
}

impl Cached for Library {
    const FROM: &'static [Kind] = &[Playbook::KIND, Edition::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        let own: Vec<Playbook> = read_tx.all()?;
        let mut all: Vec<Published> = Vec::new();
        for edition in read_tx.all::<Edition>()? {
            let book = own.iter().find(|book| book.id == edition.playbook);
            let current = |book: &&Playbook| !book.retired && book.number == edition.number;
            if let Some(book) = book.filter(current) {
                all.push(Published::of(edition, &book.key));
            }
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        // A shipped one stands until the house has published, or retired, one in its place.
        let instead = |key: &str| {
            let mut own = own.iter();
            own.any(|book| book.key == key && (book.number > 0 || book.retired))
        };
        all.extend(shipped().iter().filter(|book| !instead(&book.key)).cloned());
        Ok(Library { all })
    }
}

impl Library {
    /// Which playbooks there are, everybody who plans may know.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn of(visit: &Visit) -> Result<Arc<Library>> {
        visit.cached()
    }

    pub fn all(&self) -> &[Published] {
        &self.all
    }

    pub fn by_key(&self, key: &str) -> Option<&Published> {
        self.all.iter().find(|book| book.key == key)
    }

    /// The usual one of a category: the house's own before shipped ones.
    pub fn for_category(&self, category: Category) -> Option<&Published> {
        self.all.iter().find(|book| book.category == category)
    }
}
