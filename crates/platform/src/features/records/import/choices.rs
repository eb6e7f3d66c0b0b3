//! What whoever brings a sheet in says of it: what its columns are, and what becomes of rows that are alike. It is
//! remembered for the next sheet with the same head.

use serde::{Deserialize, Serialize};

use super::Alike;
use crate::{
    base::Result,
    data::{Change, Entity, FileRef, Visit},
    features::records::Chosen,
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Choices {
    pub columns: Vec<Chosen>,
    pub alike: Alike,
}

impl Choices {
    pub fn read<R: Entity>(f: &mut Reader) -> Choices {
        Choices {
            columns: Chosen::read::<R>(f),
            alike: f.choice_or_usual("alike", "What is alike"),
        }
    }

    /// What this person said of the last sheet of this kind with this head.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn remembered<R: Entity>(visit: &Visit, heads: &[String]) -> Result<Option<Choices>> {
        visit
            .store()
            .remembered(&name_of::<R>(visit.actor.person, heads))
    }

    /// # Errors
    /// When it can't be written.
    pub fn remember(&self, change: &mut Change<'_, '_>, name: &str) -> Result<()> {
        change.remember(name, self)
    }
}

/// Under what it is remembered: by person, kind and head.
pub fn name_of<R: Entity>(person: u64, heads: &[String]) -> String {
    let mut hash = blake3::Hasher::new();
    for head in heads {
        hash.update(head.to_lowercase().as_bytes());
        hash.update(b"\n");
    }
    let head = hash.finalize().to_hex();
    format!("import/{}/{person}/{}", R::KIND.plural, &head[..32])
}

/// A file that was sent for the preview, with what is said of it.
#[derive(Debug, Clone)]
pub struct Sent<R> {
    pub file: FileRef,
    pub name: String,
    pub choices: Choices,
    of: std::marker::PhantomData<fn() -> R>,
}

impl<R: Entity> Form for Sent<R> {
    fn read(f: &mut Reader) -> Self {
        let size = f.whole("size", "Size", Required, 0..=i64::MAX);
        Sent {
            file: FileRef {
                name: f.text("file", "File", Required, 200),
                size: size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
            },
            name: f.text("name", "Name", Optional, 255),
            choices: Choices::read::<R>(f),
            of: std::marker::PhantomData,
        }
    }
}

/// What a program says of the file that it sends.
#[derive(Debug, Clone)]
pub struct Said<R> {
    pub choices: Choices,
    of: std::marker::PhantomData<fn() -> R>,
}

impl<R: Entity> Form for Said<R> {
    fn read(f: &mut Reader) -> Self {
        Said {
            choices: Choices::read::<R>(f),
            of: std::marker::PhantomData,
        }
    }
}
