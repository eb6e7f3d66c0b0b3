//! The files a browser fetches: style bundles, scripts, icons.
//!
//! A page names the parts it is drawn with (`stylesheet_links(&["house", "form"])`) and gets links whose names
//! carry a hash of the content, so a browser may keep them for a year. Release builds carry every file inside the
//! program and prepare hash and gzip once; debug builds read from disk each time, so an edit shows on reload.

use std::{
    borrow::Cow,
    collections::HashMap,
    io::Write,
    path::{Component, Path},
    sync::{Arc, OnceLock},
};

use maud::{Markup, html};

mod bundles;

#[cfg(not(debug_assertions))]
include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// One file as it goes over the wire. Its name is hashed: answer with `max-age=31536000, immutable`.
#[derive(Clone)]
pub struct Asset {
    pub body: Arc<[u8]>,
    /// The same bytes, gzipped, where that is worth it (release builds only).
    pub gzip: Option<Arc<[u8]>>,
    pub content_type: &'static str,
}

struct Stored {
    hash: String,
    asset: Asset,
}

/// Folders of `assets/` a browser may ask for. Mail, playbooks and the like stay inside.
const PUBLIC: [&str; 4] = ["js/", "icons/", "images/", "fonts/"];

/// Links to the style bundles of a page: `core`, then the parts asked for, then the print sheet.
pub fn stylesheet_links(parts: &[&str]) -> Markup {
    let mut seen: Vec<&str> = vec!["core"];
    seen.extend(
        parts
            .iter()
            .copied()
            .filter(|part| !matches!(*part, "core" | "print")),
    );
    let mut named: Vec<&str> = Vec::new();
    for part in seen {
        if is_part(part) && !named.contains(&part) {
            named.push(part);
        }
    }
    html! {
        @for part in named { link rel="stylesheet" href=(part_url(part)); }
        link rel="stylesheet" href=(part_url("print")) media="print";
    }
}

/// Link to a single style bundle, for what may load late (`float` at the end of the body).
pub fn stylesheet_link(part: &str) -> Markup {
    html! { @if is_part(part) { link rel="stylesheet" href=(part_url(part)); } }
}

/// Script tags for modules of `assets/js`; each stands alone. A module that does not exist is left out.
pub fn script_links(modules: &[&str]) -> Markup {
    html! {
        @for module in modules {
            @if let Some(href) = hashed(&format!("js/{module}.js")) { script type="module" src=(href) {} }
        }
    }
}

/// Address of any public file: `url("icons/mark.svg")` is `/assets/icons/mark.<hash>.svg`.
pub fn url(path: &str) -> String {
    hashed(path).unwrap_or_else(|| format!("/assets/{path}"))
}

/// Whether there is a style bundle of this name.
pub fn is_part(name: &str) -> bool {
    bundles::BUNDLES.iter().any(|(part, _)| *part == name)
}

/// Answers a hashed name as printed by the functions above; anything else, old hashes included, is `None`.
pub fn serve(path: &str) -> Option<Asset> {
    let path = path.trim_start_matches('/');
    let path = path.strip_prefix("assets/").unwrap_or(path);
    let (rest, extension) = path.rsplit_once('.')?;
    let (stem, hash) = rest.rsplit_once('.')?;
    let stored = stored(&format!("{stem}.{extension}"))?;
    (stored.hash == hash).then(|| stored.asset.clone())
}

/// A file of `assets/` for the program's own use (mail texts, playbooks). Debug builds read it from disk.
pub fn read(path: &str) -> Option<Cow<'static, [u8]>> {
    let plain = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !plain { None } else { source(path) }
}

/// The same as text; `None` as well when it is not UTF-8.
pub fn read_text(path: &str) -> Option<String> {
    String::from_utf8(read(path)?.into_owned()).ok()
}

fn part_url(part: &str) -> String {
    url(&format!("{part}.css"))
}

fn hashed(path: &str) -> Option<String> {
    let stored = stored(path)?;
    let (stem, extension) = path.rsplit_once('.')?;
    Some(format!("/assets/{stem}.{}.{extension}", stored.hash))
}

#[cfg(debug_assertions)]
fn source(path: &str) -> Option<Cow<'static, [u8]>> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets"));
    std::fs::read(root.join(path)).ok().map(Cow::Owned)
}

#[cfg(not(debug_assertions))]
fn source(path: &str) -> Option<Cow<'static, [u8]>> {
    let at = EMBEDDED
        .binary_search_by(|(name, _)| (*name).cmp(path))
        .ok()?;
    Some(Cow::Borrowed(EMBEDDED[at].1))
}

/// In release every name is worked out at most once.
fn stored(name: &str) -> Option<Arc<Stored>> {
    static KEPT: OnceLock<HashMap<String, Arc<Stored>>> = OnceLock::new();
    if cfg!(debug_assertions) {
        return load(name).map(Arc::new);
    }
    KEPT.get_or_init(prepare_all).get(name).cloned()
}

#[cfg(not(debug_assertions))]
fn prepare_all() -> HashMap<String, Arc<Stored>> {
    let bundles = bundles::BUNDLES
        .iter()
        .map(|(part, _)| format!("{part}.css"));
    let files = EMBEDDED.iter().map(|(path, _)| (*path).to_owned());
    bundles
        .chain(files)
        .filter_map(|name| load(&name).map(|stored| (name, Arc::new(stored))))
        .collect()
}

#[cfg(debug_assertions)]
fn prepare_all() -> HashMap<String, Arc<Stored>> {
    HashMap::new()
}

/// `core.css` is a bundle; everything else has to lie in a public folder.
fn load(name: &str) -> Option<Stored> {
    let body: Arc<[u8]> = match name.strip_suffix(".css") {
        Some(part) => bundles::bundle(part, &|path| read_text(path))?
            .into_bytes()
            .into(),
        None if PUBLIC.iter().any(|folder| name.starts_with(folder)) => {
            read(name)?.into_owned().into()
        }
        None => return None,
    };
    let content_type = content_type(name);
    let gzip = (!cfg!(debug_assertions) && !content_type.starts_with("image/png"))
        .then(|| zip(&body))
        .flatten();
    Some(Stored {
        hash: fingerprint(&body),
        asset: Asset {
            body,
            gzip,
            content_type,
        },
    })
}

fn fingerprint(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..10].to_owned()
}

/// Gzip, when it saves at least a tenth.
fn zip(bytes: &[u8]) -> Option<Arc<[u8]>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(9));
    encoder.write_all(bytes).ok()?;
    let zipped = encoder.finish().ok()?;
    (zipped.len() * 10 < bytes.len() * 9).then(|| zipped.into())
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/json",
        "specrules" => "application/speculationrules+json",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(part: &str) -> String {
        bundles::bundle(part, &|path| read_text(path))
            .unwrap_or_else(|| panic!("bundle {part} misses a file"))
    }

    #[test]
    fn the_hash_follows_the_content() {
        assert_ne!(fingerprint(b"a{}"), fingerprint(b"a{b:c}"));
        assert_eq!(fingerprint(b"a{}").len(), 10);
    }

    #[test]
    fn a_printed_name_is_served_and_nothing_else() {
        let href = url("core.css");
        let asset = serve(&href).expect("its own name");
        assert_eq!(asset.content_type, "text/css; charset=utf-8");
        assert!(serve("/assets/core.0000000000.css").is_none());
        assert!(serve("/assets/core.css").is_none());
        assert!(serve("/assets/css/tokens.0000000000.css").is_none());
        assert!(serve("/assets/js/../../Cargo.0000000000.toml").is_none());
        assert!(read("../Cargo.toml").is_none());
    }

    #[test]
    fn every_bundle_is_there_and_fetches_nothing() {
        for (part, _) in bundles::BUNDLES {
            let css = text(part);
            assert!(
                !css.contains("@import") && !css.contains("url(http") && !css.contains("/*"),
                "{part}"
            );
            assert_eq!(css.matches('{').count(), css.matches('}').count(), "{part}");
        }
    }

    #[test]
    fn the_heaviest_page_stays_light() {
        for page in [
            &["core", "house", "form", "record", "thread", "extra"][..],
            &["core", "house", "form", "list", "board"],
            &["core", "house", "form", "extra", "paper", "record"],
            &["core", "house", "arcade", "plan", "chart", "thread"],
            &["core", "old", "form", "portal", "arcade", "extra"],
        ] {
            let size: usize = page.iter().map(|part| text(part).len()).sum();
            // A third of it is sent, compressed: `stories::felt` holds each page to that.
            assert!(size < 36 * 1024, "{page:?} weigh {size} bytes");
        }
    }

    #[test]
    fn links_put_core_first_and_once() {
        let links = stylesheet_links(&["form", "core", "form", "no such part"]).into_string();
        assert_eq!(links.matches("<link").count(), 3);
        assert!(links.starts_with("<link rel=\"stylesheet\" href=\"/assets/core."));
    }
}
