//! The folder of a house as it lay there when its store was closed. A house is made once for a build and a day and
//! opened by all tests that begin with the same one, whatever process they run in: making the cast takes half a second, a
//! year of work many.

use std::{
    ffi::OsStr,
    fs::{self, File, Permissions},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::UNIX_EPOCH,
};

use jiff::tz::TimeZone;

use crate::{
    base::{Day, Error, Moment, Result},
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
pub(super) struct Kept {
    name: &'static str,
    held: Mutex<Option<(Day, Arc<Image>)>>,
}

impl Kept {
    pub const fn new(name: &'static str) -> Kept {
        Kept {
            name,
            held: Mutex::new(None),
        }
    }

    /// `make` fills a folder, closes its store and says who can sign in.
    pub fn get(&self, make: impl FnOnce(&Path) -> Result<Vec<Account>>) -> Result<Arc<Image>> {
        let today = Moment::now().day(&TimeZone::UTC);
        // Others wait here rather than make the same.
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((day, image)) = &*held
            && *day == today
        {
            return Ok(image.clone());
        }
        let image = match shelf() {
            Some((shelf, program)) => {
                let label = format!("{}-{}-{program}", self.name, today.iso());
                shared(&shelf, self.name, &label, make)?
            }
            None => {
                let folder = super::house::fresh_folder("image")?;
                let image = make(&folder).and_then(|accounts| Image::of(&folder, accounts));
                let _ = fs::remove_dir_all(&folder);
                image?
            }
        };
        let image = Arc::new(image);
        *held = Some((today, image.clone()));
        Ok(image)
    }
}

/// Where the processes of one test program leave images for each other, and what tells this build of it from others.
/// Nowhere for another program, and where the clock is forged: the times of files are forged with it.
fn shelf() -> Option<(PathBuf, String)> {
    let program = std::env::current_exe().ok()?;
    let folder = program.parent().filter(|at| at.ends_with("deps"))?;
    if std::env::var_os("FAKETIME").is_some() {
        return None;
    }
    let about = fs::metadata(&program).ok()?;
    let built = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let shelf = folder.join("images").join(program.file_name()?);
    Some((shelf, format!("{:x}-{:x}", built.as_nanos(), about.len())))
}

/// The image of that label: as an earlier process left it, or made and left for the next. One makes it while others wait.
fn shared(
    shelf: &Path,
    name: &str,
    label: &str,
    make: impl FnOnce(&Path) -> Result<Vec<Account>>,
) -> Result<Image> {
    fs::create_dir_all(shelf)?;
    let turn = File::create(shelf.join(format!("{name}.lock")))?;
    turn.lock()?;
    let place = shelf.join(label);
    if !place.exists() {
        // What older builds and days left.
        for entry in fs::read_dir(shelf)? {
            let path = entry?.path();
            if path.is_dir() && path.file_name().is_some_and(|held| starts(held, name)) {
                fs::remove_dir_all(path)?;
            }
        }
        let making = shelf.join(format!("{name}-new"));
        let house = making.join("house");
        fs::create_dir_all(&house)?;
        let accounts = serde_json::to_vec(&make(&house)?).map_err(Error::internal)?;
        fs::write(making.join("accounts.json"), accounts)?;
        fs::rename(&making, &place)?;
    }
    drop(turn);
    let accounts = fs::read(place.join("accounts.json"))?;
    let accounts = serde_json::from_slice(&accounts).map_err(Error::internal)?;
    Image::of(&place.join("house"), accounts)
}

fn starts(held: &OsStr, name: &str) -> bool {
    let held = held.to_str().and_then(|held| held.strip_prefix(name));
    held.is_some_and(|rest| rest.starts_with('-'))
}
