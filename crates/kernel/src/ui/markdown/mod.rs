//! Markdown as people write it in posts, drawn safely: what comes out is made here tag by tag, so that nothing stands in a
//! page that isn't in `TAGS`. HTML in it is shown as the text it is, pictures from elsewhere become links, and links lead
//! to the web or to a mail and nowhere else. Part `thread`.
//!
//! What a word means beside that (a person's mark, a record's number) says whoever draws it (`Words`).

use linkify::{LinkFinder, LinkKind};
use maud::{Markup, PreEscaped};
use pulldown_cmark::{Alignment, Event, Options, Parser, Tag, TagEnd, TextMergeStream};

/// Everything that is ever drawn.
pub const TAGS: [&str; 22] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "h5",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Blocks and marks that lie within one another at most; what lies deeper is drawn without its own.
const DEEPEST: usize = 16;
/// A table, its head, a row, a cell.
const PARTS_OF_TABLE: usize = 4;
/// Where links may lead.
const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// What marks in the text are drawn as: `@{U-3}`, `T-1182`, `#T-1182`.
pub trait Words {
    /// Nothing where the mark is a word like others.
    fn mark(&self, mark: &str) -> Option<Markup>;
    /// The same as plain text.
    fn plain(&self, mark: &str) -> Option<String>;
}

/// Nothing means anything.
pub struct NoWords;

impl Words for NoWords {
    fn mark(&self, _: &str) -> Option<Markup> {
        None
    }

    fn plain(&self, _: &str) -> Option<String> {
        None
    }
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// Text as HTML.
pub fn markdown(text: &str, words: &dyn Words) -> Markup {
    let mut writer = Writer {
        out: String::with_capacity(text.len() * 2),
        words,
        open: Vec::new(),
        links: 0,
        code: false,
        table: false,
        head: false,
        columns: Vec::new(),
        column: 0,
    };
    for event in TextMergeStream::new(Parser::new_ext(text, options())) {
        writer.event(event);
    }
    // Nothing stays open, whatever the events were.
    while writer.open.last().is_some() {
        writer.end();
    }
    PreEscaped(writer.out)
}

/// Text without its marks, for mails, notices and search: one line for each block.
pub fn plain(text: &str, words: &dyn Words) -> String {
    let mut out = String::with_capacity(text.len());
    let mut code = false;
    for event in TextMergeStream::new(Parser::new_ext(text, options())) {
        match event {
            Event::Text(text) if code => out.push_str(&text),
            Event::Text(text) => {
                for (part, mark) in marks(&text) {
                    match words.plain(part).filter(|_| mark) {
                        Some(word) => out.push_str(&word),
                        None => out.push_str(part),
                    }
                }
            }
            Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => out.push('\n'),
            Event::TaskListMarker(done) => out.push_str(if done { "[x] " } else { "[ ] " }),
            Event::Start(Tag::Item) => {
                line(&mut out);
                out.push_str("- ");
            }
            Event::Start(Tag::CodeBlock(_)) => {
                line(&mut out);
                code = true;
            }
            Event::End(TagEnd::CodeBlock) => {
                line(&mut out);
                code = false;
            }
            Event::End(TagEnd::TableCell) => out.push('\t'),
            Event::Start(tag) if is_block(&tag) && !out.ends_with("- ") => line(&mut out),
            Event::Rule => line(&mut out),
            _ => {}
        }
    }
    let lines = out.lines().map(str::trim_end);
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

fn line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::HtmlBlock
            | Tag::List(_)
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
    )
}

/// Where text stands that may mean something: outside of code and links. Byte ranges of the source.
pub fn text_ranges(text: &str) -> Vec<std::ops::Range<usize>> {
    let events = Parser::new_ext(text, options()).into_offset_iter();
    let (mut found, mut within): (Vec<std::ops::Range<usize>>, usize) = (Vec::new(), 0);
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. }) => within += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) => {
                within = within.saturating_sub(1);
            }
            Event::Text(_) if within == 0 => match found.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => found.push(range),
            },
            _ => {}
        }
    }
    found
}

struct Writer<'w> {
    out: String,
    words: &'w dyn Words,
    /// What closes each element that is open; empty for what is drawn without one.
    open: Vec<&'static str>,
    /// Links within links aren't drawn.
    links: usize,
    code: bool,
    /// Whether the table is drawn, and whether this is its head.
    table: bool,
    head: bool,
    columns: Vec<Alignment>,
    column: usize,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.leave(tag),
            Event::Text(text) if self.code || self.links > 0 => escape(&text, &mut self.out),
            Event::Text(text) => self.text(&text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.out.push_str("<code>");
                escape(&text, &mut self.out);
                self.out.push_str("</code>");
            }
            Event::Html(text) | Event::InlineHtml(text) | Event::FootnoteReference(text) => {
                escape(&text, &mut self.out);
            }
            // Whoever breaks a line in a message means it.
            Event::SoftBreak | Event::HardBreak => self.out.push_str("<br>"),
            Event::Rule => self.out.push_str("<hr>"),
            Event::TaskListMarker(done) => self.out.push_str(if done { "☑ " } else { "☐ " }),
        }
    }

    fn begin(&mut self, open: &str, close: &'static str) {
        match self.open.len() < DEEPEST {
            true => {
                self.out.push_str(open);
                self.open.push(close);
            }
            false => self.open.push(""),
        }
    }

    fn end(&mut self) {
        if let Some(close) = self.open.pop() {
            self.out.push_str(close);
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.begin("<p>", "</p>"),
            Tag::Heading { .. } => self.begin("<h5>", "</h5>"),
            Tag::BlockQuote(_) => self.begin("<blockquote>", "</blockquote>"),
            Tag::CodeBlock(_) => {
                self.code = true;
                self.begin("<pre><code>", "</code></pre>");
            }
            Tag::List(Some(first)) => self.begin(&format!("<ol start=\"{first}\">"), "</ol>"),
            Tag::List(None) => self.begin("<ul>", "</ul>"),
            Tag::Item => self.begin("<li>", "</li>"),
            Tag::Table(columns) => {
                self.columns = columns;
                // With room for its rows and cells, or not at all.
                self.table = self.open.len() + PARTS_OF_TABLE < DEEPEST;
                if !self.table {
                    return self.open.push("");
                }
                self.begin("<div class=\"md-table\"><table>", "</tbody></table></div>");
            }
            Tag::TableHead | Tag::TableRow | Tag::TableCell if !self.table => self.open.push(""),
            Tag::TableHead => {
                (self.head, self.column) = (true, 0);
                self.begin("<thead><tr>", "</tr></thead><tbody>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.begin("<tr>", "</tr>");
            }
            Tag::TableCell => {
                let right = self.columns.get(self.column) == Some(&Alignment::Right);
                self.column += 1;
                match (self.head, right) {
                    (true, true) => self.begin("<th class=\"num\">", "</th>"),
                    (true, false) => self.begin("<th>", "</th>"),
                    (false, true) => self.begin("<td class=\"num\">", "</td>"),
                    (false, false) => self.begin("<td>", "</td>"),
                }
            }
            Tag::Emphasis => self.begin("<em>", "</em>"),
            Tag::Strong => self.begin("<strong>", "</strong>"),
            Tag::Strikethrough => self.begin("<del>", "</del>"),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links += 1;
                match link_to(&dest_url).filter(|_| self.links == 1) {
                    Some(tag) => self.begin(&tag, "</a>"),
                    None => self.open.push(""),
                }
            }
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => self.open.push(""),
        }
    }

    fn leave(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => self.code = false,
            TagEnd::TableHead => self.head = false,
            TagEnd::Link | TagEnd::Image => self.links = self.links.saturating_sub(1),
            _ => {}
        }
        self.end();
    }

    /// Plain words, with addresses and marks in them.
    fn text(&mut self, text: &str) {
        let mut finder = LinkFinder::new();
        finder.url_must_have_scheme(true);
        for span in finder.spans(text) {
            let words = span.as_str();
            let address = match span.kind() {
                Some(LinkKind::Url) => link_to(words),
                Some(LinkKind::Email) => link_to(&format!("mailto:{words}")),
                _ => None,
            };
            match address {
                Some(tag) => {
                    self.out.push_str(&tag);
                    escape(words, &mut self.out);
                    self.out.push_str("</a>");
                }
                None => self.words(words),
            }
        }
    }

    fn words(&mut self, text: &str) {
        for (part, mark) in marks(text) {
            match self.words.mark(part).filter(|_| mark) {
                Some(drawn) => self.out.push_str(&drawn.0),
                None => escape(part, &mut self.out),
            }
        }
    }
}

/// The tag of a link that leads out, where it leads somewhere that links may.
fn link_to(address: &str) -> Option<String> {
    let lower = address.to_ascii_lowercase();
    let scheme = SCHEMES.iter().find(|scheme| lower.starts_with(**scheme))?;
    let odd = |c: char| c.is_whitespace() || c.is_control();
    if address.len() == scheme.len() || address.contains(odd) {
        return None;
    }
    let mut tag =
        String::from("<a class=\"link\" target=\"_blank\" rel=\"noopener noreferrer\" href=\"");
    escape(address, &mut tag);
    tag.push_str("\">");
    Some(tag)
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(letter),
        }
    }
}

/// A text in parts, each with whether it may be a mark: `@{U-3}`, `#T-1182` or `T-1182`, standing by itself.
pub fn marks(text: &str) -> Vec<(&str, bool)> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    let mut before: Option<char> = None;
    while let Some(letter) = text[at..].chars().next() {
        let stands_free = before.is_none_or(|c| !c.is_alphanumeric() && !"-_/#@".contains(c));
        let long = stands_free.then(|| mark_at(&text[at..])).flatten();
        match long {
            Some(long) => {
                if from < at {
                    parts.push((&text[from..at], false));
                }
                parts.push((&text[at..at + long], true));
                before = text[..at + long].chars().next_back();
                at += long;
                from = at;
            }
            None => {
                before = Some(letter);
                at += letter.len_utf8();
            }
        }
    }
    if from < text.len() {
        parts.push((&text[from..], false));
    }
    parts
}

/// How long the mark is that a text begins with.
fn mark_at(text: &str) -> Option<usize> {
    if let Some(rest) = text.strip_prefix("@{") {
        let inside = number_at(rest)?;
        return rest[inside..].starts_with('}').then_some(inside + 3);
    }
    let hash = usize::from(text.starts_with('#'));
    let long = hash + number_at(&text[hash..])?;
    let after = text[long..].chars().next();
    let free = after.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    free.then_some(long)
}

/// How long the number is that a text begins with: `T-1182`.
fn number_at(text: &str) -> Option<usize> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = text.get(letters..)?.strip_prefix('-')?;
    let digits = digits.bytes().take_while(u8::is_ascii_digit).count();
    ((1..=5).contains(&letters) && (1..=18).contains(&digits)).then_some(letters + 1 + digits)
}

#[cfg(test)]
mod tests;
