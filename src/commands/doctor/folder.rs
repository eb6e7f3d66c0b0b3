//! The files of a house as they lie: whether they are there, whose they are, who else may look into them, what was left
//! over, and the disk under them.

use std::{
    fs::{self, Metadata},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use super::{
    super::{config::Config, open, place::Where},
    check::Check,
};
use crate::{
    data::{KeyRing, Unlock, restore_pending},
    features::administration,
    web::{DiskReserve, server::pair},
};

pub fn checks(at: &Where, config: &Config) -> Vec<Check> {
    let mut checks = vec![
        folder_mode(&at.data),
        private(at, config),
        owners(at),
        own_rights(at, config),
    ];
    checks.extend(key(at, config));
    checks.push(left_over(&at.data, &config.snapshots_folder(&at.data)));
    checks.extend(disks(
        &at.data,
        &config.snapshots_folder(&at.data),
        config.disk_reserve(),
    ));
    checks
}

/// What is gone without which there is nothing to look at.
pub fn missing(data: &Path) -> Option<Check> {
    let there = |name: &str| data.join(name).exists();
    let shown = data.display();
    match restore_pending(data) {
        Ok(false) => {}
        Ok(true) => {
            let why = format!(
                "A restore into {shown} was interrupted. Start the service, or run any other command of atrium on it: it is finished before anything else."
            );
            return Some(Check::new("data", Err(why)));
        }
        Err(error) => return Some(Check::new("data", Err(error.to_string()))),
    }
    let why = match (KeyRing::exists(data), there("atrium.db"), there("files")) {
        (true, true, true) => return None,
        (true, true, false) => format!(
            "{shown}/files is missing: the larger files of the house lie there. See whether its disk is mounted; else restore the newest snapshot: atrium snapshot restore --help"
        ),
        (true, false, _) => format!(
            "{shown}/atrium.db, the database, is missing. See whether its disk is mounted; else restore the newest snapshot: atrium snapshot restore --help"
        ),
        (false, false, _) if there("restoring") => format!(
            "A restore into {shown} didn't end, and nothing of a house is there but what it began with (restoring). Restore again: atrium snapshot restore --help"
        ),
        (false, false, false) if !data.exists() => format!(
            "There is no folder {shown}. See whether its disk is mounted, or name the data folder with --data; make a new house with: atrium init --data {shown}"
        ),
        (false, false, false) => format!(
            "There is no house in {shown}. Name its folder with --data, or make a new one with: atrium init --data {shown}"
        ),
        (false, ..) => format!(
            "{shown}/keys.json, which opens the data, is missing, and the house is there. Bring it back from a copy of the folder, or restore the newest snapshot, which holds it: atrium snapshot restore --help. Make no new keys: they open nothing of this house."
        ),
    };
    Some(Check::new("data", Err(why)))
}

fn mode(found: &Metadata) -> u32 {
    found.permissions().mode() & 0o777
}

fn folder_mode(data: &Path) -> Check {
    Check::advice(
        "folder",
        match fs::metadata(data).map(|found| mode(&found) & 0o077) {
            Ok(0) => Ok("only its owner can open it".into()),
            Ok(_) => Err(format!(
                "others on this machine can look into it: chmod 700 {}",
                data.display()
            )),
            Err(e) => Err(format!("{} can't be looked at: {e}", data.display())),
        },
    )
}

/// Files that only the house may read and write, and what only it may change: the configuration says who is trusted, and
/// whoever may write into a folder may put something else in the place of what lies there, or take it away.
fn private(at: &Where, config: &Config) -> Check {
    let mut files: Vec<PathBuf> = ["atrium.db", "keys.json"]
        .iter()
        .map(|name| at.data.join(name))
        .collect();
    files.push(open::key_path(at, config));
    files.extend(at.passphrase_file.clone());
    files.push(pair::key_path(&at.data));
    files.extend(vault(&at.data));
    let changed = [
        at.data.clone(),
        at.data.join("files"),
        at.data.join("tls"),
        at.data.join("atrium.toml"),
        config.snapshots_folder(&at.data),
    ];
    let files = files.into_iter().map(|path| (path, 0o077));
    let changed = changed.into_iter().map(|path| (path, 0o022));
    let open: Vec<String> = files
        .chain(changed)
        .filter_map(|(path, closed)| {
            let others = mode(&fs::metadata(&path).ok()?) & closed;
            let may = if others & 0o022 == 0 {
                "read"
            } else {
                "change"
            };
            (others != 0).then(|| format!("{} ({may})", path.display()))
        })
        .collect();
    Check::new(
        "permissions",
        match open.first() {
            None => Ok("nobody else can read or change the key and the data".into()),
            Some(_) => Err(format!(
                "others on this machine may read or change what is the house's alone: {}. Take that away: chmod 600 FILE, chmod 700 FOLDER",
                some(&open)
            )),
        },
    )
}

/// The first few, and how many more.
fn some(names: &[String]) -> String {
    let shown = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    match names.len() {
        0..=5 => shown,
        all => format!("{shown} and {} more", all - 5),
    }
}

fn inside(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.path())
}

/// What lies in the vault, but for what a restore replaced there, where the files are a disk of their own.
fn shelves(data: &Path) -> Vec<PathBuf> {
    let replaced = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("replaced-"))
    };
    inside(&data.join("files"))
        .filter(|path| !replaced(path))
        .collect()
}

/// The files of the vault.
fn vault(data: &Path) -> Vec<PathBuf> {
    shelves(data)
        .iter()
        .flat_map(|shelf| inside(shelf))
        .collect()
}

/// What belongs to another user than the folder does is closed to the service: a command given as root leaves such files.
fn owners(at: &Where) -> Check {
    let Ok(owner) = fs::metadata(&at.data).map(|found| found.uid()) else {
        return Check::new("owner", Err(format!("{} is missing", at.data.display())));
    };
    let mut files: Vec<PathBuf> = fs::read_dir(&at.data)
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.path())
        .collect();
    files.extend([pair::certificate_path(&at.data), pair::key_path(&at.data)]);
    files.extend(shelves(&at.data));
    files.extend(vault(&at.data));
    files.sort();
    let others: Vec<String> = files
        .iter()
        .filter(|path| {
            let found = fs::symlink_metadata(path);
            found.is_ok_and(|found| found.uid() != owner && !found.is_symlink())
        })
        .map(|path| path.display().to_string())
        .collect();
    Check::new(
        "owner",
        match others.is_empty() {
            true => Ok("everything belongs to the folder's owner".into()),
            false => Err(format!(
                "{} belongs to another user than the folder (number {owner}), so the service may not be able to open it: chown -R --reference={data} {data}",
                some(&others),
                data = at.data.display()
            )),
        },
    )
}

/// What is there and the service can't use all the same: closed to its own user, or a folder where a file should be. It
/// starts so at times, and fails when it first writes.
fn own_rights(at: &Where, config: &Config) -> Check {
    let owner = fs::metadata(&at.data).map(|found| found.uid()).ok();
    let (files, snapshots) = (at.data.join("files"), config.snapshots_folder(&at.data));
    let folders = [at.data.clone(), files, snapshots];
    let below = shelves(&at.data).into_iter().filter(|path| path.is_dir());
    let folders = folders
        .into_iter()
        .chain(below)
        .map(|path| (path, true, 0o700));
    let written = ["atrium.db", "keys.json"].map(|name| (at.data.join(name), false, 0o600));
    let read = [open::key_path(at, config), pair::key_path(&at.data)];
    let read = read.into_iter().chain(vault(&at.data));
    let read = read.map(|path| (path, false, 0o400));
    let trouble = |(path, folder, needs): (PathBuf, bool, u32)| {
        let found = fs::metadata(&path).ok()?;
        let shown = path.display();
        let why = match (found.is_dir(), folder) {
            (true, false) => format!("{shown} is a folder, where a file should be"),
            (false, true) => format!("{shown} is a file, where a folder should be"),
            _ if owner != Some(found.uid()) || mode(&found) & needs == needs => return None,
            (true, _) => format!("{shown} is closed to its own user: chmod u+rwx {shown}"),
            _ if needs == 0o400 => {
                format!("{shown} can't be read by its own user: chmod u+r {shown}")
            }
            _ => format!("{shown} can't be changed by its own user: chmod u+rw {shown}"),
        };
        Some(why)
    };
    let all = folders.chain(written).chain(read);
    let found: Vec<String> = all.filter_map(trouble).collect();
    Check::new(
        "own rights",
        match found.is_empty() {
            true => Ok("the service can read and write what it has to".into()),
            false => Err(some(&found)),
        },
    )
}

fn key(at: &Where, config: &Config) -> Vec<Check> {
    let path = open::key_path(at, config);
    let by_other_means = at.passphrase_file.is_some()
        || (at.key_file.is_none() && std::env::var_os("CREDENTIALS_DIRECTORY").is_some());
    if by_other_means {
        return vec![Check::new("key", Ok("doesn't lie with the data".into()))];
    }
    let mut checks = Vec::new();
    if let Err(error) = Unlock::key_file(&path) {
        checks.push(Check::new(
            "key",
            Err(format!(
                "{error}. Without it nobody opens the data: bring back a copy of it, or name its place as key_file in the configuration."
            )),
        ));
        return checks;
    }
    let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
    let inside = |path: &Path| {
        let whole = |path: &Path| path.canonicalize().ok();
        whole(path)
            .zip(whole(&at.data))
            .is_some_and(|(path, data)| path.starts_with(data))
    };
    checks.push(Check::advice(
        "key",
        if inside(&path) {
            Err(format!(
                "{} lies beside the data it opens: who copies the folder can read it. Move it to another disk and set key_file.",
                path.display()
            ))
        } else if device(&path) == device(&at.data) {
            Err(format!(
                "{} lies on the same disk as the data it opens: who takes the disk can read it. Move it to another disk and set key_file.",
                path.display()
            ))
        } else {
            Ok("is kept apart from the data".into())
        },
    ));
    checks
}

/// What a crash or a restore left. Atrium takes its own away when it starts; the rest wants somebody to look.
fn left_over(data: &Path, snapshots: &Path) -> Check {
    let begins = ["replaced-", "restoring", "starting"];
    let ends = [".new", ".part", ".verifying", ".tmp"];
    let mut found: Vec<String> = [data.to_owned(), data.join("files"), snapshots.to_owned()]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten())
        .filter(|file| {
            let name = file.file_name();
            let name = name.to_string_lossy();
            let of_restore = begins.iter().any(|begin| name.starts_with(begin));
            of_restore || ends.iter().any(|end| name.ends_with(end))
        })
        .map(|file| file.path().display().to_string())
        .collect();
    found.sort();
    found.dedup();
    Check::advice(
        "leftovers",
        match found.is_empty() {
            true => Ok("there are none".into()),
            false => Err(format!(
                "temporary files of something that didn't end, or what a restore replaced: {}. While no Atrium runs on this folder and nothing of it is wanted, remove them (rm -r).",
                some(&found)
            )),
        },
    )
}

fn disks(data: &Path, snapshots: &Path, reserve: DiskReserve) -> Vec<Check> {
    let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
    let apart = snapshots.exists() && device(data) != device(snapshots);
    let data = administration::disk_of("disk", "Disk of the data", data, reserve);
    let snapshots = administration::disk_of("disk", "Disk of the snapshots", snapshots, reserve);
    let mut checks: Vec<Check> = data
        .into_iter()
        .map(|found| Check::of_health("disk", found))
        .collect();
    checks.extend(snapshots.map(|found| match apart {
        true => Check::of_health("snapshot disk", found),
        false => Check::advice(
            "snapshot disk",
            Err("the snapshots lie on the data's disk and go with it: copy each to another machine, or name a folder of another disk as snapshots.".into()),
        ),
    }));
    checks
}
