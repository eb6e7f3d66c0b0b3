//! How the house shows itself: its logo, its accent, and a few words of its own. One record, made when somebody first
//! saves it; until then the house looks as Atrium does.

use std::io::Read;

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Id, Result, language::Language},
    choices,
    data::{Cached, Declares, FileRef, Kind, ReadTx, Record, Store, Visit, record},
    ui::sheet::Picture,
};

choices! {
    /// The colour of actions, selection and progress. All have one lightness, so that text on them reads alike.
    pub enum Accent {
        Pool: "pool", "Verdigris";
        Azure: "azure", "Azure";
        Success: "laurel", "Laurel";
        Murex: "murex", "Murex";
        Clay: "clay", "Clay";
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Brand {
    #[serde(skip)]
    pub id: Id<Brand>,
    #[serde(skip)]
    pub version: u64,
    #[serde(default)]
    pub logo: Option<Logo>,
    #[serde(default)]
    pub accent: Accent,
    /// Greets clients on the portal's first page.
    #[serde(default)]
    pub welcome: String,
    /// Stands at the foot of every quote: where to pay, the register, a word of thanks.
    #[serde(default)]
    pub foot: String,
    /// In which the portal is written for whoever chose nothing; none where their browser decides.
    #[serde(default)]
    pub language: Option<Language>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Logo {
    pub file: FileRef,
    pub media_type: String,
}

/// What a logo may be: pictures that every browser shows and in which nothing runs.
pub const LOGO_KINDS: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];
/// It is on every page, so it is small.
pub const LOGO_BYTES: u64 = 256 << 10;

impl Brand {
    fn title(&self) -> String {
        "Look of the house".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}

    /// Where the logo is read; another logo has another address, so that browsers may keep it.
    pub fn logo_address(&self) -> Option<String> {
        let logo = self.logo.as_ref()?;
        Some(format!("{LOGO}?{}", mark_of(&logo.file)))
    }
}

pub const LOGO: &str = "/logo";

/// The beginning of the file's name, which says nothing about it.
fn mark_of(file: &FileRef) -> &str {
    file.name.get(..12).unwrap_or(&file.name)
}

record!(Brand, Kind::new(10, "brand", "BR"), view: VIEW);

/// The logo as it is printed on what leaves the house; none where there is none, or where it can't be read.
///
/// # Errors
/// When the settings can't be read.
pub fn logo_printed(visit: &Visit) -> Result<Option<Picture>> {
    let look = visit.cached::<Look>()?;
    let Some(logo) = &look.0.logo else {
        return Ok(None);
    };
    Ok(printed(visit, logo))
}

/// The picture of a logo; nothing where its file is damaged, or no picture that can be printed.
pub fn printed(visit: &Visit, logo: &Logo) -> Option<Picture> {
    let mut bytes = Vec::new();
    let file = visit.store().file(&logo.file).ok()?;
    file.take(LOGO_BYTES).read_to_end(&mut bytes).ok()?;
    Picture::read(&bytes)
}

/// The look of the house, in memory.
pub struct Look(pub Brand);

impl Cached for Look {
    const FROM: &'static [Kind] = &[Brand::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        Ok(Look(read_tx.all::<Brand>()?.pop().unwrap_or_default()))
    }
}
