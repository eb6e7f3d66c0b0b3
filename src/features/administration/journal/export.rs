//! A copy of the journal, made while it is sent: CSV for people, JSONL with the whole proof for who checks it elsewhere.

use std::{collections::VecDeque, io::Read, sync::Arc};

use data_encoding::HEXLOWER;
use jiff::tz::TimeZone;

use super::search::note_export;
use super::{actions::EXPORT, ask::Format};
use crate::{
    access::Actor,
    base::{Error, Moment, Result, text},
    data::{JournalQuery, Origin, Proof, RedactedEntry, Store, Visit, What, proof},
    features::{history, people::Directory},
    web::Reply,
};

const BATCH: usize = 500;

/// Notes the export, and answers with a copy up to this moment.
pub fn export(visit: &Visit, seek: JournalQuery, asked: &str, format: Format) -> Result<Reply> {
    let note = match asked {
        "" => "Every entry".to_owned(),
        asked => format!("Entries with {asked}"),
    };
    note_export(visit, note)?;
    let mut copy = Copy {
        store: visit.store().clone(),
        actor: visit.actor.clone(),
        origin: visit.origin.clone(),
        at: visit.at,
        tz: visit.tz.clone(),
        seek,
        format,
        after: 0,
        upto: visit.store().newest(),
        ended: false,
        ready: VecDeque::new(),
        seal: proof::Seal::default(),
    };
    copy.begin()?;
    let stamp = visit.today().iso();
    let (ending, media_type) = match format {
        Format::Jsonl => ("jsonl", "application/x-ndjson"),
        Format::Csv | Format::Unknown => ("csv", "text/csv; charset=utf-8"),
    };
    Ok(Reply::Stream {
        reader: Box::new(copy),
        size: None,
        name: format!("journal-{stamp}.{ending}"),
        media_type,
    })
}

/// What is left to send. A visit is made anew for each batch, so that no view of the data stays open for long.
struct Copy {
    store: Arc<Store>,
    actor: Arc<Actor>,
    origin: Origin,
    at: Moment,
    tz: TimeZone,
    seek: JournalQuery,
    format: Format,
    after: u64,
    upto: u64,
    ended: bool,
    ready: VecDeque<u8>,
    seal: proof::Seal,
}

impl Copy {
    fn put(&mut self, line: &str) {
        self.seal.line(line);
        self.ready.extend(line.as_bytes());
        self.ready.push_back(b'\n');
    }

    fn begin(&mut self) -> Result<()> {
        match self.format {
            Format::Jsonl => {
                let first = proof::first_line(self.seek.is_everything(), self.upto);
                self.put(&first.to_string());
            }
            Format::Csv | Format::Unknown => {
                let row = [
                    "entry", "at", "person", "action", "address", "records", "changes", "note",
                    "hash", "previous",
                ];
                self.put_row(&row.map(str::to_owned))?;
            }
        }
        Ok(())
    }

    fn put_row(&mut self, cells: &[String]) -> Result<()> {
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        let safe: Vec<String> = cells.iter().map(|cell| text::csv_cell(cell)).collect();
        writer.write_record(&safe).map_err(Error::internal)?;
        let bytes = writer.into_inner().map_err(Error::internal)?;
        self.ready.extend(bytes);
        Ok(())
    }

    /// One more batch, or the end.
    fn fill(&mut self) -> Result<()> {
        let visit = Visit::new(
            self.store.clone(),
            self.actor.clone(),
            self.origin.clone(),
            self.at,
            self.tz.clone(),
        );
        let (batch, next) =
            visit.copy_journal(&EXPORT, &self.seek, self.after, self.upto, BATCH)?;
        for (told, proof) in &batch {
            self.one(&visit, told, proof)?;
        }
        match next {
            Some(seq) => self.after = seq,
            None => {
                self.ended = true;
                let checkpoint = self.store.checkpoint_at(self.upto, self.at)?;
                match self.format {
                    Format::Jsonl => {
                        let seal = self.store.seal(&self.seal);
                        self.put(&proof::last_line(&checkpoint, &seal).to_string());
                    }
                    Format::Csv | Format::Unknown => {
                        let signed = serde_json::to_string(&checkpoint).map_err(Error::internal)?;
                        let mut row = vec![String::new(); 10];
                        row[0] = "checkpoint".into();
                        row[7] = signed;
                        self.put_row(&row)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn one(&mut self, visit: &Visit, told: &RedactedEntry, proof: &Proof) -> Result<()> {
        let schema = visit.store().schema();
        let readable = history::as_json(schema, told);
        if self.format == Format::Jsonl {
            self.put(&proof::line(readable, proof).to_string());
            return Ok(());
        }
        let entry = &told.entry;
        let mut records: Vec<String> = entry.subjects.iter().map(|of| schema.number(*of)).collect();
        let mut changes = Vec::new();
        for change in &entry.changes {
            let number = schema.number(change.of);
            let what = match change.what {
                What::Created => "created",
                What::Edited => "edited",
                What::Deleted => "deleted",
            };
            let fields: Vec<String> = history::in_words(visit, change)?
                .into_iter()
                .map(|f| format!("{}: {} > {}", f.label, f.before, f.after))
                .collect();
            changes.push(
                format!("{number} {what} {}", fields.join("; "))
                    .trim()
                    .to_owned(),
            );
            if !records.contains(&number) {
                records.push(number);
            }
        }
        let hex = |bytes: &[u8; 32]| HEXLOWER.encode(bytes);
        let names = Directory::of(visit)?;
        let row = [
            entry.seq.to_string(),
            entry.at.rfc3339(),
            names.name_of(entry.person).to_owned(),
            entry.action.clone(),
            entry.address.clone().unwrap_or_default(),
            records.join(" "),
            changes.join(" | "),
            entry.note.clone().unwrap_or_default(),
            hex(&entry.hash),
            hex(&proof.previous),
        ];
        self.put_row(&row)
    }
}

impl Read for Copy {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.ready.is_empty() && !self.ended {
            self.fill().map_err(std::io::Error::other)?;
        }
        self.ready.read(out)
    }
}
