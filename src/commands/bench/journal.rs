//! What the journal keeps of commands that are done often: bytes of their entries, as they lie in its table.

use std::{fs, path::Path};

use jiff::tz::TimeZone;

use super::report::{Report, Row, Unit};
use crate::{
    base::{Error, Id, Moment, Result},
    commands::demo::fill::{self, Size},
    data::{Key, Query, Record, Store, Visit},
    features::{
        documents::{self, DocumentForm, IncomingFile, NewVersion},
        inbox::{self, Notification},
        tasks::{self, Item, Task},
    },
    testing::house::open_store,
};

/// What the news of the bench are.
const TOLD: inbox::NoticeType = inbox::NoticeType::new(
    "bench.told",
    "Told by the bench",
    "the bench tells everybody",
    inbox::Reason::Assigned,
);

const VERSIONS: usize = 50;
const TICKS: usize = 200;
/// Lines of the checklist that is ticked.
const LINES: usize = 40;
const MARKS: usize = 500;

/// The hash that ends each entry.
const HASH: usize = 32;

pub fn measure(root: &Path, report: &mut Report) -> Result<()> {
    let folder = root.join("journal");
    let store = open_store(&folder)?;
    let size = Size {
        staff: 12,
        leads: 10,
        engagements: 8,
    };
    let accounts = fill::fill(&store, 7, size, Moment::now(), |_| {})?;
    let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
    versions(&visit, report)?;
    let task = Query::by(tasks::TASKS_BY_STATE).limit(1);
    let task: Task = visit
        .list(task)?
        .rows
        .pop()
        .ok_or_else(|| Error::internal("the demo has no task"))?;
    ticks(&visit, task.id, report)?;
    let to = accounts.first().ok_or(Error::NotFound)?.id;
    marks(&visit, (to, &task), report)?;
    store.close();
    fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Bytes of the entries after one.
fn bytes_since(store: &Store, mut seq: u64) -> Result<usize> {
    let mut bytes = 0;
    loop {
        let entries = store.entries_after(seq, 500)?;
        let Some(last) = entries.last() else {
            return Ok(bytes);
        };
        seq = last.seq;
        for entry in &entries {
            bytes += rmp_serde::to_vec_named(entry)?.len() + HASH;
        }
    }
}

/// Does a command so many times: what each of them takes, and the last.
fn count(
    store: &Store,
    report: &mut Report,
    (name, times): (&str, usize),
    mut command: impl FnMut(usize) -> Result<()>,
) -> Result<()> {
    let (begun, mut last) = (store.newest(), 0);
    for n in 0..times {
        last = store.newest();
        command(n)?;
    }
    let each = bytes_since(store, begun)? as f64 / times as f64;
    report.add(Row::new(format!("{name}, bytes"), each, Unit::Count));
    let last = bytes_since(store, last)? as f64;
    report.add(Row::new("the last of them", last, Unit::Count));
    Ok(())
}

fn given(store: &Store, n: usize) -> Result<IncomingFile> {
    let text = format!("What version {n} says.");
    Ok(IncomingFile {
        scanned: false,
        file: store.keep(text.as_bytes(), 1 << 20)?,
        name: "An agreement with somebody.txt".into(),
        media_type: "text/plain; charset=utf-8".into(),
    })
}

fn versions(visit: &Visit, report: &mut Report) -> Result<()> {
    let store = visit.store();
    let form = DocumentForm {
        name: "An agreement".into(),
        about: String::new(),
        client: None,
        shared: false,
        note: String::new(),
        folder: None,
    };
    let id = documents::create(visit, form, given(store, 0)?)?;
    count(store, report, ("add a version", VERSIONS), |n| {
        let form = NewVersion {
            note: format!("As we said on the telephone, part {n}"),
            keep: false,
            version: None,
        };
        documents::new_version(visit, id, form, given(store, n + 1)?)
    })
}

fn ticks(visit: &Visit, id: Id<Task>, report: &mut Report) -> Result<()> {
    visit.act(tasks::EDIT, move |change| {
        let mut task = change.subject(id)?;
        let line = |n| Item {
            title: format!("Something to look after before it goes out, number {n}"),
            done: false,
        };
        task.checklist = (0..LINES).map(line).collect();
        change.put(&task)
    })?;
    let name = format!("tick one of {LINES} lines");
    count(visit.store(), report, (&name, TICKS), |n| {
        visit.act(tasks::EDIT, move |change| {
            let mut task = change.subject(id)?;
            let line = &mut task.checklist[n * 7 % LINES];
            line.done = !line.done;
            change.put(&task)
        })
    })
}

fn marks(
    visit: &Visit,
    (to, task): (Id<crate::features::people::User>, &Task),
    report: &mut Report,
) -> Result<()> {
    let about = task.as_ref();
    count(visit.store(), report, ("tell somebody", MARKS), |n| {
        visit.act(tasks::EDIT, move |change| {
            let text = format!("Something was done to a task, for the time {n}");
            inbox::notify(change, to, &TOLD, about, text)
        })
    })?;
    let unread = Query::by(inbox::READ).under(Key::new().byte(0));
    let unread = visit.list::<Notification>(unread.limit(MARKS))?.rows;
    count(
        visit.store(),
        report,
        ("mark one as read", unread.len()),
        |n| {
            let id = unread[n].id;
            visit.act(inbox::MARK, move |change| {
                let mut held = change.subject(id)?;
                held.read = Some(change.at);
                change.put(&held)
            })
        },
    )
}
