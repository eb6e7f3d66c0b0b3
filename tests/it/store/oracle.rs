//! Proves a store from its journal: what the entries say, played from the first, must be what the records hold.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use atrium::data::{
    Checkpoint, JournalEntry, Query, Record, Ref, Store, Visit, What, testing, verify_journal,
};
use serde_json::{Map, Value};

use super::notes::{CHILD_NEWEST, Child, NEWEST, Note, boss, create};

pub type Fields = Map<String, Value>;

/// What was found in a store that holds.
pub struct Proof {
    pub notes: Vec<Note>,
    pub children: Vec<Child>,
    pub entries: Vec<JournalEntry>,
    /// The sequence at which each command's token stands.
    pub tokens: HashMap<String, u64>,
}

/// Everything that must hold whatever happened; the first thing that doesn't.
pub fn prove(store: &Arc<Store>) -> Result<Proof, String> {
    let problem = |e: atrium::base::Error| e.to_string();
    let head = verify_journal(store, None::<&Checkpoint>).map_err(problem)?;
    let counted = testing::recount(store).map_err(problem)?;
    if !counted.problems.is_empty() {
        return Err(format!("recount: {:?}", counted.problems));
    }
    if head != store.newest() {
        return Err(format!(
            "{head} entries hold, {} are durable",
            store.newest()
        ));
    }
    let entries = store.entries_after(0, usize::MAX).map_err(problem)?;
    let mut tokens = HashMap::new();
    for entry in &entries {
        if let Some(token) = &entry.note
            && tokens.insert(token.clone(), entry.seq).is_some()
        {
            return Err(format!("{token} was done twice"));
        }
    }
    let visit = boss(store);
    let notes = Query::<Note>::by(NEWEST).limit(usize::MAX);
    let notes = visit.list(notes).map_err(problem)?.rows;
    let children = Query::<Child>::by(CHILD_NEWEST).limit(usize::MAX);
    let children = visit.list(children).map_err(problem)?.rows;
    let mut played = play(&entries)?;
    notes
        .iter()
        .try_for_each(|note| compare(note, &mut played))?;
    children
        .iter()
        .try_for_each(|child| compare(child, &mut played))?;
    if let Some((of, _)) = played.first_key_value() {
        return Err(format!("{of:?} is in the journal and not in the store"));
    }
    derived(&notes, &children)?;
    Ok(Proof {
        notes,
        children,
        entries,
        tokens,
    })
}

type Played = BTreeMap<Ref, (u64, Fields)>;

/// The records as the journal has them, each with the sequence of the last change a person made.
fn play(entries: &[JournalEntry]) -> Result<Played, String> {
    let mut records = Played::new();
    for entry in entries {
        for change in &entry.changes {
            let at = format!("entry {}, {:?} {:?}", entry.seq, change.what, change.of);
            let held = records.remove(&change.of);
            if held.is_none() != (change.what == What::Created) {
                return Err(format!("{at}: it was there: {}", held.is_some()));
            }
            let (mut version, mut fields) = held.unwrap_or_default();
            for field in &change.fields {
                if fields.remove(&field.name) != field.before() {
                    return Err(format!("{at}: {} was something else before", field.name));
                }
                if let Some(after) = field.after() {
                    fields.insert(field.name.clone(), after);
                }
            }
            if !change.derived {
                version = entry.seq;
            }
            if change.what == What::Deleted {
                if !fields.is_empty() {
                    return Err(format!("{at}: it deletes less than there was"));
                }
            } else {
                records.insert(change.of, (version, fields));
            }
        }
    }
    Ok(records)
}

pub fn fields(record: &impl Record) -> Fields {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        other => panic!("a record is a map, not {other:?}"),
    }
}

fn compare(record: &impl Record, played: &mut Played) -> Result<(), String> {
    let of = record.as_ref();
    let want = played
        .remove(&of)
        .ok_or_else(|| format!("{of:?} is in the store and not in the journal"))?;
    let got = (record.version(), fields(record));
    if got == want {
        Ok(())
    } else {
        Err(format!("{of:?} is {got:?}, in the journal {want:?}"))
    }
}

/// What the schema derives, derived once more.
pub fn derived(notes: &[Note], children: &[Child]) -> Result<(), String> {
    for note in notes {
        let own = children.iter().filter(|child| child.note == note.id);
        let sum: i64 = own.clone().map(|child| child.amount).sum();
        if (note.sum, note.children) != (sum, own.count() as u64) {
            return Err(format!("{note:?} has children of {sum}"));
        }
    }
    for child in children {
        if !notes.iter().any(|note| note.id == child.note) {
            return Err(format!("{child:?} is a child of nothing"));
        }
    }
    Ok(())
}

/// The tokens of commands that came with their token as a client key end like this.
pub const KEYED: &str = ".keyed";

/// What commands were told.
#[derive(Default)]
pub struct Told {
    /// Done, and at which sequence.
    pub done: HashMap<String, u64>,
    /// Refused for a reason of its own, so it must not be there.
    pub refused: Vec<String>,
    /// Nobody knows.
    pub unanswered: Vec<String>,
}

impl Told {
    pub fn done(&mut self, token: &str, visit: &Visit) {
        if let Some(seq) = visit.wrote() {
            self.done.insert(token.to_owned(), seq);
        }
    }

    /// The store was unavailable. If it says that nothing was changed, it is held to that.
    pub fn unavailable(&mut self, token: &str, why: &str) {
        if why.contains("Nothing was changed") {
            self.refused.push(token.to_owned());
        } else {
            self.unanswered.push(token.to_owned());
        }
    }

    pub fn hold(&self, proof: &Proof) -> Result<(), String> {
        for (token, seq) in &self.done {
            match proof.tokens.get(token) {
                Some(at) if at == seq => {}
                Some(at) => return Err(format!("{token} was done at {seq} and stands at {at}")),
                None => return Err(format!("{token}, acknowledged at {seq}, is lost")),
            }
        }
        match self.refused.iter().find(|t| proof.tokens.contains_key(*t)) {
            Some(token) => Err(format!("{token} was refused and is there")),
            None => Ok(()),
        }
    }

    /// Clients ask again with their key, answered before or not: it is done once, and all hear the same.
    pub fn ask_again(&mut self, store: &Arc<Store>, proof: &Proof) -> Result<(), String> {
        let mut tokens: Vec<String> = self.unanswered.clone();
        tokens.extend(self.done.keys().cloned());
        tokens.retain(|token| token.ends_with(KEYED));
        for token in tokens {
            let before = store.newest();
            let visit = boss(store).with_key(Some(token.clone()));
            let id = create(&visit, Note::default(), &[], &token)
                .map_err(|e| format!("{token} asked again: {e}"))?;
            let seq = visit.wrote();
            let (stood, now) = (proof.tokens.get(&token).copied(), store.newest());
            if stood.is_some() && (seq != stood || now != before) {
                return Err(format!(
                    "{token}, done at {stood:?}, was done again at {seq:?}"
                ));
            }
            if stood.is_none() && (seq != Some(now) || now != before + 1) {
                return Err(format!("{token} was not done, but heard {seq:?}"));
            }
            let entry = store.entries_after(seq.unwrap_or(0) - 1, 1);
            if entry.is_ok_and(|entries| entries[0].subjects != [id.as_ref()]) {
                return Err(format!("{token} heard of {id}, which is another's"));
            }
            self.done(&token, &visit);
        }
        self.unanswered.clear();
        Ok(())
    }
}
