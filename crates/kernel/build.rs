//! Puts everything under `assets/` into one table the program carries with it.
//!
//! Writes `embedded.rs` into OUT_DIR: `(path relative to assets/, bytes)`, sorted by path.
//! Debug builds do not include the table; they read the files from disk (see `src/web/assets.rs`), and an edit of one
//! builds nothing anew.

use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

fn main() {
    let crate_root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let root = crate_root.join("../../assets");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join("embedded.rs");
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("PROFILE").expect("cargo sets it") == "debug" {
        return;
    }
    println!("cargo::rerun-if-changed={}", root.display());

    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();

    let mut table = String::from("pub static EMBEDDED: &[(&str, &[u8])] = &[\n");
    for file in &files {
        let name = file.strip_prefix(&root).expect("walked from the root");
        let name = name.to_string_lossy().replace('\\', "/");
        writeln!(
            table,
            "    ({name:?}, include_bytes!({:?})),",
            file.display().to_string()
        )
        .expect("into a string");
    }
    table.push_str("];\n");
    fs::write(&out, table).expect("OUT_DIR is writable");
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            walk(&path, files)
        } else {
            files.push(path)
        }
    }
}
