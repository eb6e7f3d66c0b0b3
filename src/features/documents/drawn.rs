//! Pages of a PDF as pictures, drawn when somebody looks at them and kept in memory for a while: by which file and page, and
//! where the picture lies in the vault until it is swept.

use std::{
    collections::HashMap,
    io,
    sync::{Mutex, PoisonError},
};

use crate::{
    base::{Error, Moment, Result, time},
    data::{FileRef, Visit},
    extract::{Failure, MOST_BYTES, Worker},
    web::Reply,
};

/// A page that was drawn.
#[derive(Debug, Clone)]
pub struct Page {
    pub file: FileRef,
    pub width: u32,
    pub height: u32,
    /// How many pages its document has.
    pub pages: u32,
    at: Moment,
}

/// For how long one is taken again: well below the time after which files that no record names are swept.
const KEPT: i64 = 10 * time::MINUTE;
const MOST: usize = 500;
const LARGEST: u64 = 8 << 20;

#[derive(Default)]
pub struct Drawn(Mutex<HashMap<(String, u32), Page>>);

impl Page {
    /// As it is sent: looked at, and not kept by anybody.
    pub fn reply(self, number: u32) -> Reply {
        Reply::File {
            inline: true,
            file: self.file,
            name: format!("page-{number}.jpg"),
            media_type: "image/jpeg".into(),
            kept: false,
        }
    }
}

impl Drawn {
    fn known(&self, key: &(String, u32), at: Moment) -> Option<Page> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, page| at.is_within(KEPT, page.at));
        held.get(key).cloned()
    }

    fn keep(&self, key: (String, u32), page: Page) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MOST {
            held.clear();
        }
        held.insert(key, page);
    }
}

/// A page of a PDF of the vault, by its number from 1; None where it has no such page, or it can't be drawn.
///
/// # Errors
/// `Unavailable` where it can't be drawn just now.
pub fn page(visit: &Visit, of: &FileRef, number: u32) -> Result<Option<Page>> {
    let store = visit.store();
    let (Some(drawn), Some(worker)) = (store.service::<Drawn>(), store.service::<Worker>()) else {
        return Ok(None);
    };
    if of.size > MOST_BYTES {
        return Ok(None);
    }
    let key = (of.name.clone(), number);
    if let Some(page) = drawn.known(&key, visit.at) {
        return Ok(Some(page));
    }
    let mut file = store.file(of)?;
    let read = match worker.page(&mut file, number, &|| false) {
        Ok(read) => read,
        Err(Failure::Lasting(_)) => return Ok(None),
        Err(Failure::Passing(why)) => return Err(Error::Unavailable(why)),
    };
    let Some((picture, pages)) = read else {
        return Ok(None);
    };
    let page = Page {
        file: store.keep(io::Cursor::new(picture.bytes), LARGEST)?,
        width: picture.width,
        height: picture.height,
        pages,
        at: visit.at,
    };
    drawn.keep(key, page.clone());
    Ok(Some(page))
}
