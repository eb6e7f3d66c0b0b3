//! What stands around a list: saved views as tabs, filter chips, the bar, the pager, many at once; and plain lists.
//!
//! Chips, bar, pager and bulk bar need the part `list`; tabs and `ul.list` are in `core`.

use maud::{Markup, Render, html};

use super::{
    button::Button,
    icon::{Icon, icon, icon_small},
};
use crate::base::language::say;

/// A tab: text, address, whether it is the current one, how many stand behind it.
#[derive(Clone, Debug)]
pub struct Tab {
    text: Markup,
    href: String,
    current: bool,
    count: Option<u64>,
    /// Whether there are more than were counted.
    more: bool,
    hot: bool,
}

impl Tab {
    /// A tab that is not the current one.
    pub fn new(text: impl Render, href: impl Into<String>) -> Self {
        Self {
            text: text.render(),
            href: href.into(),
            current: false,
            count: None,
            more: false,
            hot: false,
        }
    }

    /// The one that is open.
    pub fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }

    /// How many stand behind it.
    pub fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// That so many and more stand behind it.
    pub fn many(mut self, count: u64) -> Self {
        self.count = Some(count);
        self.more = true;
        self
    }

    /// How many stand behind it and want you now; none shows nothing.
    pub fn hot(mut self, count: u64) -> Self {
        self.count = (count > 0).then_some(count);
        self.hot = true;
        self
    }
}

/// Tabs below a page head or saved views above a list.
pub fn tabs(label: &str, tabs: impl IntoIterator<Item = Tab>) -> Markup {
    html! {
        nav class="tabs" aria-label=(label) {
            @for tab in tabs {
                a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                    (tab.text)
                    @if let Some(count) = tab.count { span class="count" data-hot[tab.hot] { (count) @if tab.more { "+" } } }
                }
            }
        }
    }
}

/// The bar above a list: view switch, chips, and what is pushed to its end.
pub fn bar(start: impl Render, end: impl Render) -> Markup {
    html! { div class="bar" { (start) span class="push" {} (end) } }
}

/// A hairline between groups in a bar.
pub fn divider() -> Markup {
    html! { span class="sepa" {} }
}

/// A filter that is set: "Source **is Yelp**". The link opens or removes it.
pub fn chip_set(href: &str, name: &str, value: impl Render) -> Markup {
    html! { a class="chip" data-set href=(href) { (name) " " b { (value) } } }
}

/// A filter that is set, with a cross that takes it away.
pub fn chip_removable(remove: &str, name: &str, value: impl Render) -> Markup {
    html! {
        a class="chip" data-set href=(remove) title={ "Remove filter " (name) } { (name) " " b { (value) } (icon_small(Icon::X)) }
    }
}

/// A filter on offer; opens the menu (popover) of this id.
pub fn chip_menu(name: &str, popover: &str) -> Markup {
    html! { button class="chip" type="button" popovertarget=(popover) { (icon_small(Icon::Plus)) (name) } }
}

/// A filter on offer as a link.
pub fn chip_link(name: &str, href: &str) -> Markup {
    html! { a class="chip" href=(href) { (icon_small(Icon::Plus)) (name) } }
}

/// Takes every filter away.
pub fn chips_clear(href: &str) -> Markup {
    Button::link("Clear", href).small().quiet().render()
}

/// A search field inside the bar; sends its form by address.
pub fn find_box(name: &str, label: &str, value: &str) -> Markup {
    html! {
        div class="affix findbox" {
            (icon(Icon::Search))
            input type="search" name=(name) aria-label=(label) placeholder=(label) value=(value) data-key="/";
        }
    }
}

/// The same as a form of its own, whose list answers while one types: what stands in `answering` is fetched and replaced.
/// `kept` are the filters that go with it.
pub fn find_form<'a>(
    action: &str,
    kept: impl Iterator<Item = (&'a str, &'a str)>,
    name: &str,
    label: &str,
    value: &str,
) -> Markup {
    html! {
        form class="row" method="get" action=(action) role="search" data-filter {
            @for (name, value) in kept { (super::form::hidden(name, value)) }
            (find_box(name, label, value))
        }
    }
}

/// What answers to a `find_form`: named on its page by `key`.
pub fn answering(key: &str, content: impl Render) -> Markup {
    html! { div data-list=(key) { (content) } }
}

/// The foot of a table: what all of a list comes to, of which the page shows a part. `before` and `behind` are how many
/// columns the sum has at its sides.
pub fn sum_row(label: impl Render, before: usize, sum: impl Render, behind: usize) -> Markup {
    html! {
        tr {
            th scope="row" colspan=(before) { (label) }
            td class="num" { (sum) }
            @if behind > 0 { td colspan=(behind) {} }
        }
    }
}

/// Pages by key: what is shown, and links to the newer and the older side where there is one; on the only page none.
pub fn pager(shown: impl Render, newer: Option<&str>, older: Option<&str>) -> Markup {
    pager_named(
        shown,
        (say("part-newer"), newer),
        (say("part-older"), older),
    )
}

/// The same with other words ("Previous", "Next").
pub fn pager_named(
    shown: impl Render,
    back: (&str, Option<&str>),
    on: (&str, Option<&str>),
) -> Markup {
    let side = |(text, href): (&str, Option<&str>), rel: &'static str| match href {
        Some(href) => Button::link(text, href).small().attr("rel", rel),
        None => Button::plain(text).small().disabled(),
    };
    html! {
        @if back.1.is_none() && on.1.is_none() {
            // There is nowhere to go.
            div class="pager" { span { (shown) } }
        } @else {
            nav class="pager" aria-label=(say("part-pages")) {
                span { (shown) }
                span class="row" { (side(back, "prev")) (side(on, "next")) }
            }
        }
    }
}

/// What the values of ticked rows come to.
#[derive(Clone, Copy, Debug)]
pub enum Sum<'s> {
    /// The currency's code and its number of decimals.
    Money(&'s str, u32),
    Minutes,
}

/// Many at once: sits in the form of the table, shown by script when something is ticked, always there without.
/// `actions` are submit buttons with their own `formaction`.
pub fn bulk(label: &str, sum: Option<Sum<'_>>, actions: impl Render) -> Markup {
    html! {
        div class="bulk" role="region" aria-label=(label) {
            b { output data-count { "0" } " selected" }
            @match sum {
                Some(Sum::Money(currency, decimals)) => output class="dim" data-sum data-currency=(currency) data-exponent=(decimals) {},
                Some(Sum::Minutes) => output class="dim" data-sum {},
                None => {}
            }
            (divider())
            (actions)
            (Button::square(Icon::X, "Clear selection").small().flag("data-clear"))
        }
    }
}

/// A list of rows made with `item`.
pub fn list(items: impl Render) -> Markup {
    html! { ul class="list" { (items) } }
}

/// The same with low rows.
pub fn list_tight(items: impl Render) -> Markup {
    html! { ul class="list tight" { (items) } }
}

/// A row of a list: what stands first (icon, face, arch), the growing middle, what stands last.
pub fn item(first: impl Render, middle: impl Render, last: impl Render) -> Markup {
    html! { li { (first) span class="grow" { (middle) } (last) } }
}

/// A row of a list with two lines in the middle.
pub fn item_two(
    first: impl Render,
    line: impl Render,
    second: impl Render,
    last: impl Render,
) -> Markup {
    html! { li { (first) span class="grow two-line" { span { (line) } span { (second) } } (last) } }
}

/// The same with a link in the first line.
pub fn item_link(
    first: impl Render,
    href: &str,
    line: impl Render,
    second: impl Render,
    last: impl Render,
) -> Markup {
    html! { li { (first) span class="grow two-line" { a href=(href) { (line) } span { (second) } } (last) } }
}

/// A quiet heading between lists ("Overdue", "Today").
pub fn group(text: impl Render) -> Markup {
    html! { h3 class="grp" { (text) } }
}

/// The same in a tone.
pub fn group_toned(tone: super::badge::Tone, text: impl Render) -> Markup {
    html! { h3 class="grp tone" data-tone=(tone.name()) { (text) } }
}

/// Before and after of fields: removed and added lines (part `list`).
pub fn diff(lines: &[(Option<String>, Option<String>)]) -> Markup {
    html! {
        ul class="diff" {
            @for (before, after) in lines {
                @if let Some(before) = before { li class="del" { (before) } }
                @if let Some(after) = after { li class="ins" { (after) } }
            }
        }
    }
}

/// Text with its line ends.
pub fn broken(text: &str) -> Markup {
    html! { @for (n, line) in text.lines().enumerate() { @if n > 0 { br; } (line) } }
}
