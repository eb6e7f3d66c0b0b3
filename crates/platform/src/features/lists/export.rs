//! A list as a sheet: what is shown, in its order and with its columns, or every field that can be brought in again. It is
//! written while it is sent, portion by portion, so that a long one takes no memory and holds no snapshot. Which records are
//! in it is found out before: one that moves in the list meanwhile, because somebody works on it, is in it once all the same.

use std::{
    collections::{BTreeSet, VecDeque},
    io::Read,
    sync::Arc,
};

use jiff::tz::TimeZone;

use super::{
    Around, Listed, Shown,
    columns::{Col, all, chosen, offered},
    matching::numbers,
};
use crate::{
    access::Actor,
    base::{Id, Moment, Result, if_found},
    data::{Origin, Paging, Store, Visit},
    features::records::Sheet,
    web::{Form, RateLimit, Reader, Reply, Request, Route, route::Gives},
};

/// Rows that are read at once.
const PORTION: usize = 500;

/// What a list is asked for, and the columns of its sheet.
pub struct Exported<R: Listed> {
    asked: R::Asked,
    columns: Vec<String>,
}

impl<R: Listed> Form for Exported<R> {
    fn read(f: &mut Reader) -> Self {
        let asked = R::at_first(R::Asked::read(f));
        let columns = f.all("columns", "Columns");
        f.tell("Keys of fields, in the order wanted. Without them every field that can be brought in again, or all columns of a list that isn't brought in.");
        let known = all::<R>();
        for key in &columns {
            if !known.iter().any(|column| column.key() == key.as_str()) {
                f.problem("columns", format!("{key} is no column of this list."));
            }
        }
        Exported { asked, columns }
    }
}

/// The two ways to a list's sheet: its page's and the API's.
pub fn export_routes<R: Listed>(summary: &'static str) -> Vec<Route> {
    let at = format!("/{}/export.csv", R::KIND.plural);
    vec![
        Route::page(&at, R::EXPORT, |visit, request| {
            sheet(visit, request, request.filters::<Exported<R>>())
        })
        .rate_limited(RateLimit::Export)
        .slow(),
        Route::api_ask::<Exported<R>>(&at, R::EXPORT, summary, |visit, request, asked| {
            R::permitted(visit, &asked.asked)?;
            sheet(visit, request, asked)
        })
        .gives(Gives::File)
        .rate_limited(RateLimit::Export)
        .slow(),
    ]
}

fn sheet<R: Listed>(visit: &Visit, request: &Request, asked: Exported<R>) -> Result<Reply> {
    let mark = Reply::sheet_mark(request);
    Ok(Reply::Stream {
        reader: Box::new(
            mark.as_bytes()
                .chain(copy::<R>(visit, asked.asked, asked.columns)?),
        ),
        size: None,
        name: format!("{}.csv", R::KIND.plural),
        media_type: "text/csv; charset=utf-8",
    })
}

/// The sheet of what a list is asked for, to be read; with these columns, or those that it has where none is said.
///
/// # Errors
/// What can't be answered is said before the first byte.
pub fn copy<R: Listed>(
    visit: &Visit,
    asked: R::Asked,
    columns: Vec<String>,
) -> Result<impl Read + Send + use<R>> {
    let found = numbers::<R>(visit, &asked, usize::MAX)?;
    Ok(Copy::<R> {
        store: visit.store().clone(),
        actor: visit.actor.clone(),
        origin: visit.origin.clone(),
        areas: visit.areas().into(),
        at: visit.at,
        tz: visit.tz.clone(),
        asked: Exported { asked, columns },
        left: found.iter().map(|id| id.raw()).collect(),
        next: Some(Paging::first(PORTION)),
        begun: false,
        ready: VecDeque::new(),
    })
}

/// What is left to send. A visit is made anew for each portion.
struct Copy<R: Listed> {
    store: Arc<Store>,
    actor: Arc<Actor>,
    origin: Origin,
    areas: Arc<[String]>,
    at: Moment,
    tz: TimeZone,
    asked: Exported<R>,
    /// What was found at first and isn't written yet.
    left: BTreeSet<u64>,
    next: Option<Paging>,
    begun: bool,
    ready: VecDeque<u8>,
}

impl<R: Listed> Copy<R> {
    /// Writes the next of what is left; false when that was all.
    fn fill(&mut self) -> Result<bool> {
        let visit = Visit::new(
            self.store.clone(),
            self.actor.clone(),
            self.origin.clone(),
            self.at,
            self.tz.clone(),
        )
        .within(self.areas.clone());
        let rows = match self.next.take() {
            Some(paging) => {
                let page = R::page(&visit, &self.asked.asked, paging)?;
                self.next = page.next.map(|next| Paging::first(PORTION).after(next));
                let mut rows = page.rows;
                rows.retain(|record| self.left.remove(&record.id().raw()));
                rows
            }
            None if self.left.is_empty() => return Ok(false),
            None => self.moved(&visit)?,
        };
        let around = Around::of(&visit)?;
        let mut sheet = self.columns(&around)?;
        if std::mem::replace(&mut self.begun, true) {
            sheet = sheet.going_on();
        }
        sheet.rows(&rows)?;
        self.ready.extend(sheet.done()?.into_bytes());
        Ok(true)
    }

    /// Some of those that went past the place where the list was read, as they are by now.
    fn moved(&mut self, visit: &Visit) -> Result<Vec<R>> {
        let ids: Vec<u64> = self.left.iter().copied().take(PORTION).collect();
        let mut rows = Vec::new();
        for id in ids {
            self.left.remove(&id);
            rows.extend(if_found(visit.find::<R>(Id::new(id)))?);
        }
        Ok(rows)
    }

    fn columns<'v>(&self, around: &'v Around<'v>) -> Result<Sheet<'v, R>> {
        let columns = match self.asked.columns.as_slice() {
            [] if R::INFO.fields.iter().any(|field| field.in_sheets) => {
                return Sheet::of(around.visit);
            }
            [] => offered::<R>(around.visit),
            keys => chosen::<R>(around.visit, keys),
        };
        let mut sheet = Sheet::bare(around.visit)?;
        for column in columns {
            let field = column.field();
            sheet = match column {
                Col::Drawn(Shown {
                    title,
                    told: Some(told),
                    ..
                }) => sheet.column(title, move |record| told(around, record)),
                _ => match field {
                    Some(field) => sheet.field(field),
                    None => sheet,
                },
            };
        }
        Ok(sheet)
    }
}

impl<R: Listed> Read for Copy<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.ready.is_empty() && self.fill().map_err(std::io::Error::other)? {}
        self.ready.read(out)
    }
}
