//! The folder of a house as it lay there when its store was closed. A house is made once in a process and opened by all
//! tests that begin with the same one: making the cast takes a second, a year of work many.

use std::{
    fs::{self, Permissions},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use jiff::tz::TimeZone;

use crate::{
    base::{Day, Moment, Result},
    testing::cast::Account,
};

/// A file: where it lies in the folder, what it holds, who may read it.
type Held = (PathBuf, Vec<u8>, Permissions);

pub(super) struct Image {
    files: Vec<Held>,
    pub accounts: Vec<Account>,
}

impl Image {
    /// Takes down a folder whose store is closed.
    fn of(folder: &Path, accounts: Vec<Account>) -> Result<Image> {
        let mut files = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(inside) = folders.pop() {
            for entry in fs::read_dir(&inside)? {
                let (entry, path) = entry.map(|entry| (entry.metadata(), entry.path()))?;
                let entry = entry?;
                if entry.is_dir() {
                    folders.push(path);
                } else if let Ok(place) = path.strip_prefix(folder) {
                    files.push((place.to_owned(), fs::read(&path)?, entry.permissions()));
                }
            }
        }
        Ok(Image { files, accounts })
    }

    /// Lays the same into another folder.
    pub fn lay(&self, folder: &Path) -> Result<()> {
        for (place, content, permissions) in &self.files {
            let path = folder.join(place);
            if let Some(above) = path.parent() {
                fs::create_dir_all(above)?;
            }
            fs::write(&path, content)?;
            fs::set_permissions(&path, permissions.clone())?;
        }
        Ok(())
    }
}

/// An image that is taken when it is first asked for. What is made is made as of today, so it is made anew every day.
pub(super) struct Kept(Mutex<Option<(Day, Arc<Image>)>>);

impl Kept {
    pub const fn new() -> Kept {
        Kept(Mutex::new(None))
    }

    /// `make` fills a folder, closes its store and says who can sign in.
    pub fn get(&self, make: impl FnOnce(&Path) -> Result<Vec<Account>>) -> Result<Arc<Image>> {
        let today = Moment::now().day(&TimeZone::UTC);
        // Others wait here rather than make the same.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((day, image)) = &*kept
            && *day == today
        {
            return Ok(image.clone());
        }
        let folder = super::house::fresh_folder("image")?;
        let image = make(&folder).and_then(|accounts| Image::of(&folder, accounts));
        let _ = fs::remove_dir_all(&folder);
        let image = Arc::new(image?);
        *kept = Some((today, image.clone()));
        Ok(image)
    }
}
