//! Which style files make up which bundle, and how they are packed.
//!
//! A file belongs to one bundle. Order inside a bundle is the order below; between bundles the layers decide.
//! A new feature adds `assets/css/features/<name>.css` and one line here.

/// Bundle and its files under `assets/css/`.
pub const BUNDLES: &[(&str, &[&str])] = &[
    (
        "core",
        &[
            "layers",
            "tokens",
            "base",
            "ui/icon",
            "ui/avatar",
            "ui/badge",
            "ui/button",
            "ui/nav",
            "ui/table",
            "ui/list",
            "ui/section",
            "ui/layout",
            "ui/live",
            "utilities",
        ],
    ),
    ("old", &["tokens-old"]),
    ("house", &["features/house"]),
    ("brand", &["features/brand"]),
    ("door", &["features/door"]),
    ("portal", &["features/portal"]),
    ("form", &["ui/form"]),
    ("extra", &["ui/controls", "ui/banner"]),
    (
        "float",
        &[
            "ui/dialog",
            "ui/menu",
            "ui/palette",
            "ui/picker",
            "ui/toast",
            "ui/dock",
        ],
    ),
    ("edit", &["ui/edit"]),
    ("empty", &["ui/empty"]),
    ("list", &["ui/filter", "ui/cards", "ui/diff"]),
    ("board", &["ui/board", "ui/stage"]),
    ("calendar", &["ui/calendar"]),
    ("record", &["ui/route", "ui/facts"]),
    ("stages", &["ui/stages"]),
    ("thread", &["ui/feed", "ui/file", "ui/post"]),
    ("preview", &["ui/preview"]),
    ("arcade", &["ui/progress"]),
    ("plan", &["ui/plan"]),
    ("outline", &["ui/outline"]),
    ("timeline", &["ui/timeline"]),
    ("chart", &["ui/stats", "ui/chart"]),
    ("load", &["ui/load"]),
    ("time", &["features/time"]),
    ("talk", &["features/talk"]),
    ("chat", &["features/chat"]),
    ("paper", &["features/paper"]),
    ("sign", &["features/sign"]),
    ("roles", &["features/roles"]),
    ("queue", &["features/queue"]),
    ("audit", &["features/audit"]),
    ("org", &["features/org"]),
    ("inbox", &["features/inbox"]),
    ("choices", &["features/choices"]),
    ("search", &["features/search"]),
    ("proof", &["features/proof"]),
    ("folders", &["features/folders"]),
    ("print", &["print"]),
];

/// The packed text of a bundle; `None` when the name is unknown or one of its files is missing.
pub fn bundle(name: &str, read: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let (_, files) = BUNDLES.iter().find(|(part, _)| *part == name)?;
    let mut packed = String::new();
    for file in *files {
        packed.push_str(&pack(&read(&format!("css/{file}.css"))?));
    }
    Some(packed)
}

/// Strips comments and whitespace that means nothing. Strings stay as they are; spaces inside `calc()` too.
pub fn pack(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut space = false;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            space = true;
            continue;
        }
        if next.is_whitespace() {
            rest = &rest[next.len_utf8()..];
            space = true;
            continue;
        }
        if space && wants_space(&out, rest) {
            out.push(' ');
        }
        space = false;
        if next == '"' || next == '\'' {
            let end = rest[1..].find(next).map_or(rest.len(), |at| at + 2);
            push_string(&mut out, &rest[..end], &rest[end..]);
            rest = &rest[end..];
            continue;
        }
        if next == '}' && out.ends_with(';') {
            out.pop();
        }
        let leading_zero =
            next == '0' && rest[1..].starts_with('.') && out.ends_with([' ', ',', '(', ':', '{']);
        if !leading_zero {
            out.push(next);
        }
        rest = &rest[next.len_utf8()..];
    }
    out
}

/// `[type="radio"]` needs no quotes; any other string is kept whole.
fn push_string(out: &mut String, string: &str, after: &str) {
    let word = string
        .get(1..string.len().saturating_sub(1))
        .unwrap_or_default();
    let plain = word.starts_with(|first: char| first.is_ascii_alphabetic())
        && word
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_');
    let bare = plain && out.ends_with('=') && after.starts_with(']');
    out.push_str(if bare { word } else { string });
}

fn wants_space(before: &str, after: &str) -> bool {
    if before.is_empty()
        || before.ends_with(['{', '}', ';', ','])
        || after.starts_with(['{', '}', ';', ',', ')'])
    {
        return false;
    }
    // `name: value` but not `a :hover`: only a colon that already stands directly behind a word.
    if before.ends_with(':') {
        return false;
    }
    // Child combinators; a media range (`width > 48rem`) keeps its spaces.
    let digit = |text: &str| {
        text.trim_start()
            .starts_with(|first: char| first.is_ascii_digit())
    };
    if let Some(behind) = after.strip_prefix('>') {
        return digit(behind);
    }
    !before.ends_with('>') || digit(after)
}

#[cfg(test)]
mod tests {
    use super::pack;

    #[test]
    fn packing_keeps_the_meaning() {
        assert_eq!(
            pack("a > b {\n  color: red; /* why */ margin: 0.5rem calc(1px + 0.5em);\n}\n"),
            "a>b{color:red;margin:.5rem calc(1px + .5em)}"
        );
        assert_eq!(
            pack(".x { content: \"+ \"; &::before { inset: 0 auto; } }"),
            ".x{content:\"+ \";&::before{inset:0 auto}}"
        );
        assert_eq!(
            pack("input[type=\"radio\"] :checked + span { top: 0 }"),
            "input[type=radio] :checked + span{top:0}"
        );
        assert_eq!(
            pack("@media (width < 48rem) { a { b: c } }"),
            "@media (width < 48rem){a{b:c}}"
        );
    }
}
