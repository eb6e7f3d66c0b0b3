//! Tables people work in: sticky head, sortable columns as links, two-line cells, a tick per row.
//!
//! `Table` draws head, rows and foot; what stands around a list (tabs, filters, pager, bulk bar) is in `list`.
//! Cells are written into their row as they come, and rows into the page, so that a list of fifty copies little.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon_small};

/// Which way a column is sorted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Ascending,
    Descending,
}

/// A column's head.
#[derive(Clone, Debug)]
pub struct Column {
    title: Markup,
    class: &'static str,
    link: Option<String>,
    sort: Option<Sort>,
    seen: bool,
}

impl Column {
    /// A column of text.
    pub fn new(title: impl Render) -> Self {
        Self {
            title: title.render(),
            class: "",
            link: None,
            sort: None,
            seen: true,
        }
    }

    /// A column of numbers, to the right edge.
    pub fn number(title: impl Render) -> Self {
        Self {
            class: "num",
            ..Self::new(title)
        }
    }

    /// A column in the middle of its width.
    pub fn center(title: impl Render) -> Self {
        Self {
            class: "center",
            ..Self::new(title)
        }
    }

    /// A column whose title is only heard (actions, owner faces).
    pub fn unseen(title: impl Render) -> Self {
        Self {
            seen: false,
            ..Self::new(title)
        }
    }

    /// Its title leads to the list sorted by it; `now` when it is sorted by it already.
    pub fn sorts(mut self, href: impl Into<String>, now: Option<Sort>) -> Self {
        self.link = Some(href.into());
        self.sort = now;
        self
    }
}

impl Render for Column {
    fn render(&self) -> Markup {
        let class = (!self.class.is_empty()).then_some(self.class);
        let sort = self.sort.map(|sort| match sort {
            Sort::Ascending => "ascending",
            Sort::Descending => "descending",
        });
        html! {
            th scope="col" class=[class] aria-sort=[sort] {
                @match (&self.link, self.seen) {
                    (_, false) => span class="vh" { (self.title) },
                    (None, _) => (self.title),
                    (Some(href), _) => {
                        a href=(href) {
                            (self.title)
                            @match self.sort {
                                Some(Sort::Ascending) => (icon_small(Icon::Up)),
                                Some(Sort::Descending) => (icon_small(Icon::Down)),
                                None => {}
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One row under construction.
#[derive(Clone, Debug, Default)]
pub struct Row {
    cells: String,
    /// How many cells there are.
    count: usize,
    /// Cells that say little without their column's title: where the tag's name ends in `cells`, and the column.
    terse: Vec<(usize, usize)>,
    key: Option<(String, String)>,
    linked: bool,
    id: Option<String>,
    ticked: bool,
    seen: Option<String>,
    amount: Option<String>,
}

impl Row {
    /// A row without cells yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A row that can be ticked: its key, and what it is called for screen readers.
    pub fn keyed(key: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            key: Some((key.into(), name.into())),
            ..Self::default()
        }
    }

    /// Says beside its tick in which version it is shown, for deeds that are done only to what was looked at.
    pub fn seen(mut self, version: u64) -> Self {
        self.seen = self.key.as_ref().map(|(key, _)| format!("{key}@{version}"));
        self
    }

    /// Ticked already (the form came back).
    pub fn ticked(mut self, ticked: bool) -> Self {
        self.ticked = ticked;
        self
    }

    /// Steps to it with `j` and `k`, Enter follows its first link. Rows with a key and `name_link` do so anyway.
    pub fn walked(mut self) -> Self {
        self.linked = true;
        self
    }

    /// Its id, also the region a live update replaces.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// What the bulk bar adds up, in minor units of the currency.
    pub fn amount(mut self, amount: impl std::fmt::Display) -> Self {
        self.amount = Some(amount.to_string());
        self
    }

    /// The cell that names the row.
    pub fn name(mut self, content: impl Render) -> Self {
        self.count += 1;
        self.cells.push_str("<th scope=\"row\">");
        content.render_to(&mut self.cells);
        self.cells.push_str("</th>");
        self
    }

    /// The naming cell with a link and a quiet second line.
    pub fn name_link(self, href: &str, title: impl Render, second: impl Render) -> Self {
        self.walked().name(two_line_link(href, title, second))
    }

    /// A cell.
    pub fn cell(mut self, content: impl Render) -> Self {
        self.count += 1;
        self.cells.push_str("<td>");
        content.render_to(&mut self.cells);
        self.cells.push_str("</td>");
        self
    }

    /// A number, an amount, hours.
    pub fn number(self, content: impl Render) -> Self {
        self.classed("num", content)
    }

    /// A cell that matters less.
    pub fn dim(self, content: impl Render) -> Self {
        self.classed("dim", content)
    }

    /// A cell with classes of its own.
    pub fn classed(mut self, class: &'static str, content: impl Render) -> Self {
        if matches!(class, "num" | "dim") {
            self.terse
                .push((self.cells.len() + "<td".len(), self.count));
        }
        self.count += 1;
        self.cells.extend(["<td class=\"", class, "\">"]);
        content.render_to(&mut self.cells);
        self.cells.push_str("</td>");
        self
    }
}

/// A table under construction.
#[derive(Clone, Debug, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
    raw: Vec<Markup>,
    foot: Option<Markup>,
    class: &'static str,
    caption: Option<String>,
    ticks: Option<String>,
}

impl Table {
    /// The working list: sticky head, hover, selection.
    pub fn rows() -> Self {
        Self {
            class: "rows",
            ..Self::default()
        }
    }

    /// A plain table inside a section.
    pub fn plain() -> Self {
        Self::default()
    }

    /// A plain table with low rows.
    pub fn tight() -> Self {
        Self {
            class: "tight",
            ..Self::default()
        }
    }

    /// Classes of its own (`plan rows`, `lines`).
    pub fn classed(class: &'static str) -> Self {
        Self {
            class,
            ..Self::default()
        }
    }

    /// One more column.
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    /// Several columns.
    pub fn columns(mut self, columns: impl IntoIterator<Item = Column>) -> Self {
        self.columns.extend(columns);
        self
    }

    /// Every row gets a tick named `keys`; `all` is the label of the one in the head ("Select all 34 leads").
    pub fn ticks(mut self, all: impl Into<String>) -> Self {
        self.ticks = Some(all.into());
        self
    }

    /// One more row.
    pub fn row(mut self, row: Row) -> Self {
        self.rows.push(row);
        self
    }

    /// Several rows.
    pub fn body(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    /// Rows as markup, for shapes `Row` does not know; they follow the others.
    pub fn markup(mut self, rows: impl Render) -> Self {
        self.raw.push(rows.render());
        self
    }

    /// What stands in the foot: `tr` elements.
    pub fn foot(mut self, rows: impl Render) -> Self {
        self.foot = Some(rows.render());
        self
    }

    /// What the table shows, heard by screen readers.
    pub fn caption(mut self, caption: impl Into<String>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    fn draw_row(&self, row: &Row, out: &mut String) {
        out.push_str("<tr");
        if let Some(id) = row.id.as_deref() {
            for name in [" id=\"", " data-live-id=\""] {
                out.push_str(name);
                id.render_to(out);
                out.push('"');
            }
        }
        out.push_str(if row.key.is_some() || row.linked {
            " data-row>"
        } else {
            ">"
        });
        if self.ticks.is_some() {
            let tick = html! {
                td {
                    @if let Some((key, name)) = &row.key {
                        label class="hit" { input type="checkbox" name="keys" value=(key) aria-label={ "Select " (name) } data-tick data-value=[row.amount.as_deref()] checked[row.ticked]; }
                        @if let Some(seen) = &row.seen { input type="hidden" name="seen" value=(seen); }
                    }
                }
            };
            out.push_str(&tick.0);
        }
        let mut from = 0;
        for (at, column) in row.terse.iter().filter(|_| self.class.contains("rows")) {
            // A title of words alone is fit for an attribute; on a phone it stands before the cell's text.
            let title = self.columns.get(*column).map(|column| &column.title.0);
            if let Some(title) = title.filter(|title| !title.is_empty() && !title.contains('<')) {
                out.extend([&row.cells[from..*at], " data-label=\"", title, "\""]);
                from = *at;
            }
        }
        out.extend([&row.cells[from..], "</tr>"]);
    }
}

impl Render for Table {
    fn render_to(&self, out: &mut String) {
        let head = html! {
            @if let Some(caption) = &self.caption { caption class="vh" { (caption) } }
            @if !self.columns.is_empty() {
                thead {
                    tr {
                        @if let Some(all) = &self.ticks {
                            th scope="col" { label class="hit" { input type="checkbox" data-tick-all aria-label=(all); } }
                        }
                        @for column in &self.columns { (column) }
                    }
                }
            }
        };
        let cells: usize = self.rows.iter().map(|row| row.cells.len() + 240).sum();
        out.reserve(head.0.len() + cells + 64);
        out.push_str("<table");
        if !self.class.is_empty() {
            out.extend([" class=\"", self.class, "\""]);
        }
        out.extend([">", head.0.as_str(), "<tbody>"]);
        for row in &self.rows {
            self.draw_row(row, out);
        }
        out.extend(self.raw.iter().map(|rows| rows.0.as_str()));
        out.push_str("</tbody>");
        if let Some(foot) = &self.foot {
            out.extend(["<tfoot>", foot.0.as_str(), "</tfoot>"]);
        }
        out.push_str("</table>");
    }
}

/// Two lines in a cell or list row, the second quiet.
pub fn two_line(first: impl Render, second: impl Render) -> Markup {
    html! { span class="two-line" { span { (first) } span { (second) } } }
}

/// The same with a link in the first line.
pub fn two_line_link(href: &str, first: impl Render, second: impl Render) -> Markup {
    html! { span class="two-line" { a href=(href) { (first) } span { (second) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terse_cell_carries_its_title() {
        let table = |table: Table| {
            let row = Row::new().name("Alder").cell("New").number("5").dim("");
            table
                .columns([
                    Column::new("Company"),
                    Column::new("Stage"),
                    Column::number("Score"),
                    Column::unseen(html! { b { "Actions" } }),
                ])
                .row(row)
                .render()
                .into_string()
        };
        let rows = table(Table::rows());
        assert!(
            rows.contains(
                "<td>New</td><td data-label=\"Score\" class=\"num\">5</td><td class=\"dim\"></td>"
            ),
            "{rows}"
        );
        assert!(!table(Table::plain()).contains("data-label"));
    }
}
