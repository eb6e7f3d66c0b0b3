//! What Markdown may become: the table of it, and that nothing else comes of whatever is typed.

use maud::html;
use proptest::prelude::*;

use super::*;

struct Marked;

impl Words for Marked {
    fn mark(&self, mark: &str) -> Option<Markup> {
        (mark != "X-1").then(|| html! { span class="mention" { (mark) } })
    }

    fn plain(&self, mark: &str) -> Option<String> {
        mark.strip_prefix("@{U-3").map(|_| "@Mei".into())
    }
}

fn drawn(text: &str) -> String {
    markdown(text, &Marked).0
}

#[test]
fn what_people_write_is_drawn() {
    for (text, html) in [
        (
            "**a** *b* ~~c~~ `d`",
            "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>",
        ),
        ("a\nb", "<p>a<br>b</p>"),
        ("> a", "<blockquote><p>a</p></blockquote>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("3. a", "<ol start=\"3\"><li>a</li></ol>"),
        ("# a", "<h5>a</h5>"),
        (
            "```html\n<b>T-1</b>\n```",
            "<pre><code>&lt;b&gt;T-1&lt;/b&gt;\n</code></pre>",
        ),
        ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>"),
        (
            "|a|b|\n|-|-:|\n|1|2|",
            "<div class=\"md-table\"><table><thead><tr><th>a</th><th class=\"num\">b</th></tr></thead><tbody><tr><td>1</td><td class=\"num\">2</td></tr></tbody></table></div>",
        ),
        (
            "see T-12, @{U-3} and X-1",
            "<p>see <span class=\"mention\">T-12</span>, <span class=\"mention\">@{U-3}</span> and X-1</p>",
        ),
        (
            "`T-12` aT-12 T-12a UTF-8",
            "<p><code>T-12</code> aT-12 T-12a <span class=\"mention\">UTF-8</span></p>",
        ),
    ] {
        assert_eq!(drawn(text), html, "{text}");
    }
}

#[test]
fn links_lead_out_and_pictures_are_not_fetched() {
    let link = "<a class=\"link\" target=\"_blank\" rel=\"noopener noreferrer\" href=\"https://a.example/?a=1&amp;b=2\">";
    for (text, html) in [
        (
            "[x](https://a.example/?a=1&b=2)",
            format!("<p>{link}x</a></p>"),
        ),
        (
            "![x](https://a.example/?a=1&b=2)",
            format!("<p>{link}x</a></p>"),
        ),
        (
            "https://a.example/?a=1&b=2",
            format!("<p>{link}https://a.example/?a=1&amp;b=2</a></p>"),
        ),
        ("[x](javascript:alert(1))", "<p>x</p>".into()),
        ("[x](/leads)", "<p>x</p>".into()),
        ("![x](data:text/html,y)", "<p>x</p>".into()),
        ("[x](<https://a b>)", "<p>x</p>".into()),
    ] {
        assert_eq!(drawn(text), html, "{text}");
    }
    assert!(drawn("m@a.example").contains("href=\"mailto:m@a.example\""));
}

#[test]
fn the_plain_form_reads_as_it_was_said() {
    let text = "Hello **@{U-3}**, see:\n\n- one\n- two `x`\n\n> quoted\n\n```\ncode\n```\n[here](https://a.example)";
    assert_eq!(
        plain(text, &Marked),
        "Hello @Mei, see:\n- one\n- two x\nquoted\ncode\nhere"
    );
}

#[test]
fn what_lies_deep_is_drawn_flat() {
    let html = drawn(&format!("{}x", "> ".repeat(5_000)));
    assert_eq!(
        html.matches("<blockquote>").count(),
        html.matches("</blockquote>").count()
    );
    assert!(html.matches('<').count() <= 2 * DEEPEST, "{}", html.len());
}

/// Reads what was drawn as a browser would, and refuses whatever isn't on the list.
fn must_be_safe(html: &str) {
    let mut open = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').expect("a tag that doesn't end") + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(TAGS.contains(&name), "{name} in {html}");
        if !["br", "hr"].contains(&name) {
            open.push(name);
        }
        let fits = match (name, attributes) {
            (_, "") => true,
            ("div", "class=\"md-table\"") | ("th" | "td", "class=\"num\"") => true,
            ("span", "class=\"mention\"") => true,
            ("ol", start) => start.strip_prefix("start=\"").is_some_and(|n| {
                n.strip_suffix('"')
                    .is_some_and(|n| n.parse::<u64>().is_ok())
            }),
            ("a", more) => {
                let href = more.strip_prefix(
                    "class=\"link\" target=\"_blank\" rel=\"noopener noreferrer\" href=\"",
                );
                href.and_then(|href| href.strip_suffix('"'))
                    .is_some_and(|href| {
                        let lower = href.to_ascii_lowercase();
                        !href.contains('"') && SCHEMES.iter().any(|s| lower.starts_with(s))
                    })
            }
            _ => false,
        };
        assert!(fits, "<{tag}> in {html}");
    }
    assert!(open.is_empty(), "{open:?} stay open in {html}");
}

/// Pieces that Markdown and browsers take for something, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("<script>".to_owned()),
        Just("</p>".to_owned()),
        Just("<img src=x onerror=alert(1)>".to_owned()),
        Just("[a](javascript:alert(1))".to_owned()),
        Just("[a](https://b.example \"t\")".to_owned()),
        Just("![a](http://b.example/\"onload=\")".to_owned()),
        Just("<https://c.example/'\">".to_owned()),
        Just("https://d.example/<b>\"x\"".to_owned()),
        Just("[r]: javascript:x\n\n[r]".to_owned()),
        Just("|a|b|\n|-|-:|\n|c|".to_owned()),
        Just("\n\n".to_owned()),
        Just("> ".to_owned()),
        Just("- ".to_owned()),
        Just("99999999. ".to_owned()),
        Just("```".to_owned()),
        Just("`".to_owned()),
        Just("**".to_owned()),
        Just("~~".to_owned()),
        Just("@{U-3}".to_owned()),
        Just("&lt;".to_owned()),
        Just("\\".to_owned()),
        "\\PC{0,6}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_is_drawn_that_is_not_on_the_list(text in prop_oneof![pieces(), any::<String>()]) {
        must_be_safe(&drawn(&text));
        let _ = plain(&text, &Marked);
        for range in text_ranges(&text) {
            let _ = &text[range];
        }
        prop_assert_eq!(marks(&text).iter().map(|(part, _)| *part).collect::<String>(), text);
    }
}
