//! One index on the disk: a folder of its own, with one writer for as long as it is open. What it was made of rides in its
//! commits, so it is known after any end how far it came.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use tantivy::{
    Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term,
    collector::DocSetCollector,
    index::SegmentId,
    indexer::IndexWriterOptions,
    merge_policy::LogMergePolicy,
    query::TermQuery,
    schema::IndexRecordOption,
    tokenizer::{TextAnalyzer, TokenizerManager},
};

use super::{
    super::filesystem::FileSystem,
    compound::Ends,
    directory::SealedDirectory,
    entry::{ENDS, Entry, Fields, SHAPE, TOKENIZER, number_of, schema},
    failed,
    lying::SetsOfSegments,
    sealed::Key,
    words::{Stemmed, Words},
};
use crate::{
    base::{Error, Result},
    data::{Mark, Ref},
};

/// Bytes that are gathered in memory before they become a segment.
const HEAP: usize = 24 << 20;
/// Segments of fewer records than this are merged with one another whatever their sizes. Every second somebody says
/// something is a segment of its own, and each eight of them are merged: with ten thousand, as tantivy has it, that would
/// write ten thousand records anew for a handful, which is more than all else that a post costs.
const SMALL: u32 = 300;

/// What rides in every commit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Payload {
    /// In which shape records are filed, and in which languages.
    shape: u32,
    languages: Vec<String>,
    /// What the kinds that are found declared of themselves when they were filed.
    #[serde(default)]
    declared: String,
    /// Whether it has all that it should: one that is still being made says no.
    whole: bool,
    seq: u64,
    hash: String,
}

/// What the index has of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filed {
    pub print: u64,
    pub gives: u32,
}

pub struct Generation {
    pub(super) fields: Fields,
    pub(super) folder: PathBuf,
    languages: Vec<String>,
    declared: String,
    reader: IndexReader,
    writer: Mutex<Option<IndexWriter>>,
    index: Index,
    /// Where the records of each segment lie.
    pub(super) sets: SetsOfSegments,
}

fn keys(languages: &[Stemmed]) -> Vec<String> {
    let keys = languages.iter().map(|stemmed| stemmed.key.to_owned());
    keys.collect()
}

fn writer_of(index: &Index) -> Result<IndexWriter> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .num_merge_threads(1)
        .memory_budget_per_thread(HEAP)
        .build();
    let writer: IndexWriter = index.writer_with_options(options).map_err(failed)?;
    let mut merges = LogMergePolicy::default();
    merges.set_min_layer_size(SMALL);
    writer.set_merge_policy(Box::new(merges));
    Ok(writer)
}

impl Generation {
    /// Opens the index of a folder, or makes an empty one where there is none.
    ///
    /// # Errors
    /// `Unavailable` where it is damaged or opens with another key.
    pub fn open(
        files: &Arc<dyn FileSystem>,
        folder: &Path,
        key: &Key,
        languages: &[Stemmed],
        declared: &str,
    ) -> Result<Generation> {
        files.create_folder(folder)?;
        let (schema, fields) = schema();
        let tokenizers = TokenizerManager::default();
        tokenizers.register(TOKENIZER, TextAnalyzer::from(Words::new(languages)));
        tokenizers.register(ENDS, TextAnalyzer::from(Ends::new(languages)));
        let index = Index::builder()
            .schema(schema)
            .tokenizers(tokenizers)
            .open_or_create(SealedDirectory::new(files, folder, key))
            .map_err(failed)?;
        let writer = writer_of(&index)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(failed)?;
        Ok(Generation {
            fields,
            folder: folder.to_owned(),
            languages: keys(languages),
            declared: declared.to_owned(),
            reader,
            writer: Mutex::new(Some(writer)),
            index,
            sets: SetsOfSegments::default(),
        })
    }

    /// Reads what is on the disk and changes nothing: how many records are filed, and up to where in the journal.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn look(files: &Arc<dyn FileSystem>, folder: &Path, key: &Key) -> Result<(u64, u64)> {
        let index = Index::open(SealedDirectory::new(files, folder, key)).map_err(failed)?;
        let meta = index.load_metas().map_err(failed)?;
        let payload = meta.payload.as_deref().unwrap_or_default();
        let held: Payload = serde_json::from_str(payload).unwrap_or_default();
        if !held.whole || held.shape != SHAPE {
            return Err(failed("it isn't whole"));
        }
        let damaged = index.validate_checksum().map_err(failed)?;
        if let Some(file) = damaged.iter().next() {
            return Err(failed(format!("{} is damaged", file.display())));
        }
        let documents = meta.segments.iter().map(|s| u64::from(s.num_docs())).sum();
        Ok((documents, held.seq))
    }

    fn payload(&self) -> Result<Payload> {
        let held = self.index.load_metas().map_err(failed)?.payload;
        let read = held.and_then(|text| serde_json::from_str(&text).ok());
        Ok(read.unwrap_or_default())
    }

    /// How far it came; None where it never was whole, or is of another shape, of other languages or other declarations of kinds
    /// than asked for.
    pub fn position(&self) -> Result<Option<Mark>> {
        let held = self.payload()?;
        let fits = held.whole
            && held.shape == SHAPE
            && held.languages == self.languages
            && held.declared == self.declared;
        let hash = crate::data::journal::unhex::<32>(&held.hash);
        Ok(hash.filter(|_| fits).map(|hash| Mark {
            seq: held.seq,
            hash,
        }))
    }

    fn writing(&self) -> MutexGuard<'_, Option<IndexWriter>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, write: impl FnOnce(&mut IndexWriter) -> Result<T>) -> Result<T> {
        let mut held = self.writing();
        write(held.as_mut().ok_or_else(|| failed("it is closed"))?)
    }

    /// Files an entry anew, or takes it away; nobody finds that before a commit.
    pub fn put(&self, of: Ref, entry: Option<&Entry>) -> Result<()> {
        let document = entry.map(|entry| entry.document(&self.fields));
        self.with(|writer| {
            writer.delete_term(Term::from_field_u64(self.fields.of, number_of(of)));
            if let Some(document) = document {
                writer.add_document(document).map_err(failed)?;
            }
            Ok(())
        })
    }

    /// The same where nothing is filed of it yet.
    pub fn add(&self, entry: &Entry) -> Result<()> {
        let document: TantivyDocument = entry.document(&self.fields);
        self.with(|writer| writer.add_document(document).map(drop).map_err(failed))
    }

    /// Has whatever was put found from here on. `whole` when it has all that there is up to `to`.
    pub fn commit(&self, to: Mark, whole: bool) -> Result<()> {
        let payload = Payload {
            shape: SHAPE,
            languages: self.languages.clone(),
            declared: self.declared.clone(),
            whole,
            seq: to.seq,
            hash: data_encoding::HEXLOWER.encode(&to.hash),
        };
        let text = serde_json::to_string(&payload).map_err(Error::internal)?;
        self.with(|writer| {
            let mut commit = writer.prepare_commit().map_err(failed)?;
            commit.set_payload(&text);
            commit.commit().map(drop).map_err(failed)
        })?;
        self.reader.reload().map_err(failed)
    }

    /// Forgets what was put since the last commit. A writer that failed is of no use any more, so there is another.
    pub fn rollback(&self) -> Result<()> {
        let mut held = self.writing();
        drop(held.take());
        *held = Some(writer_of(&self.index)?);
        Ok(())
    }

    /// Writes anew whatever segment still has what was taken away, and removes it from the disk. How many there were.
    pub fn purge(&self) -> Result<usize> {
        let stale: Vec<SegmentId> = self
            .index
            .searchable_segment_metas()
            .map_err(failed)?
            .iter()
            .filter(|segment| segment.num_deleted_docs() > 0)
            .map(|segment| segment.id())
            .collect();
        for segment in &stale {
            // One that a merge of tantivy's own has in hand goes with that.
            let merged = self.with(|writer| Ok(writer.merge(&[*segment])))?;
            if let Err(error) = merged.wait() {
                tracing::debug!(%error, "a segment is being merged already");
            }
        }
        self.reader.reload().map_err(failed)?;
        let swept = self.with(|writer| Ok(writer.garbage_collect_files()))?;
        swept.wait().map_err(failed)?;
        Ok(stale.len())
    }

    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// What is filed of a record, as of the last commit.
    pub fn filed(&self, searcher: &Searcher, of: Ref) -> Result<Option<Filed>> {
        let term = Term::from_field_u64(self.fields.of, number_of(of));
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let found = searcher.search(&query, &DocSetCollector).map_err(failed)?;
        let Some(address) = found.into_iter().next() else {
            return Ok(None);
        };
        let columns = searcher.segment_reader(address.segment_ord).fast_fields();
        let read = |name: &str| -> Result<u64> {
            let column = columns.u64(name).map_err(failed)?;
            Ok(column.first(address.doc_id).unwrap_or_default())
        };
        Ok(Some(Filed {
            print: read("print")?,
            gives: read("gives")? as u32,
        }))
    }

    /// Everything that is filed under a record beside itself.
    pub fn parts(&self, searcher: &Searcher, whole: Ref) -> Result<Vec<Ref>> {
        let term = Term::from_field_u64(self.fields.under, number_of(whole));
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let found = searcher.search(&query, &DocSetCollector).map_err(failed)?;
        let mut parts = Vec::with_capacity(found.len());
        for address in found {
            let columns = searcher.segment_reader(address.segment_ord).fast_fields();
            let read = |name: &str| -> Result<u64> {
                let column = columns.u64(name).map_err(failed)?;
                Ok(column.first(address.doc_id).unwrap_or_default())
            };
            parts.push(Ref {
                kind: read("kind")? as u8,
                id: read("id")?,
            });
        }
        parts.retain(|part| *part != whole);
        parts.sort_unstable();
        Ok(parts)
    }

    /// Every record that is filed, with its print; sorted.
    pub fn everything(&self) -> Result<Vec<(Ref, u64)>> {
        let searcher = self.searcher();
        let mut out = Vec::new();
        for reader in searcher.segment_readers() {
            let columns = reader.fast_fields();
            let column = |name: &str| columns.u64(name).map_err(failed);
            let (kind, id, print) = (column("kind")?, column("id")?, column("print")?);
            for doc in reader.doc_ids_alive() {
                let of = Ref {
                    kind: kind.first(doc).unwrap_or_default() as u8,
                    id: id.first(doc).unwrap_or_default(),
                };
                out.push((of, print.first(doc).unwrap_or_default()));
            }
        }
        out.sort_unstable();
        Ok(out)
    }

    /// Whether any segment that is there has a word in one of its texts, were it only of what was taken away: for the
    /// test that looks for what should be gone.
    pub fn has_term(&self, word: &str) -> Result<bool> {
        let searcher = self.searcher();
        for reader in searcher.segment_readers() {
            for field in [self.fields.title, self.fields.body] {
                let words = reader.inverted_index(field).map_err(failed)?;
                let term = Term::from_field_text(field, word);
                if words.get_term_info(&term).map_err(failed)?.is_some() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    pub fn documents(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// Lets merges end; nothing can be written afterwards.
    pub fn close(&self) {
        let writer = self.writing().take();
        if let Some(Err(error)) = writer.map(IndexWriter::wait_merging_threads) {
            tracing::warn!(%error, "the search index was not closed cleanly");
        }
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::{super::super::filesystem::OsFileSystem, *};

    fn entry(id: u64) -> Entry {
        let of = Ref { kind: 1, id };
        Entry {
            of,
            group: of,
            under: vec![of],
            places: Vec::new(),
            at: 0,
            people: Vec::new(),
            clients: Vec::new(),
            departments: Vec::new(),
            marks: Vec::new(),
            codes: Vec::new(),
            title: String::new(),
            body: format!("said as number {id}"),
            gives: 0,
        }
    }

    #[test]
    fn what_is_said_now_and_then_writes_nothing_anew_that_is_much_larger() {
        let name = format!("atrium-small-segments-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let files: Arc<dyn FileSystem> = Arc::new(OsFileSystem);
        let key: Key = Zeroizing::new([7; 32]);
        let open = || Generation::open(&files, &folder, &key, &[], "").unwrap();
        let made = open();
        for id in 0..10 * u64::from(SMALL) {
            made.add(&entry(id)).unwrap();
        }
        made.commit(Mark::START, true).unwrap();
        let large = made.index.searchable_segment_ids().unwrap();
        for id in 0..40 {
            made.add(&entry(1_000_000 + id)).unwrap();
            made.commit(Mark::START, true).unwrap();
        }
        made.close();
        let made = open();
        let held = made.index.searchable_segment_ids().unwrap();
        assert!(
            large.iter().all(|one| held.contains(one)),
            "the large one stays as it is"
        );
        assert!(
            held.len() < 20,
            "and the small ones become few: {}",
            held.len()
        );
        assert_eq!(made.documents(), 10 * u64::from(SMALL) + 40);
        made.close();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
