//! The columns of a list: those its room draws, and every other field that its entity describes. Which are shown, and in
//! which order, whoever reads chooses.

use maud::{Markup, html};

use super::{Around, Listed, Named, Shown, addresses::plainly, listed::Stands};
use crate::{
    base::Result,
    data::{Field, FieldKind, Readers, Visit},
    features::records::Told,
    ui::table::{Column, Row, Sort, two_line_link},
    web::Request,
};

/// A column that a list can have.
pub enum Col<R> {
    Drawn(Shown<R>),
    /// As the field says it in words.
    Field(&'static Field),
}

impl<R: Listed> Col<R> {
    pub fn key(&self) -> &'static str {
        match self {
            Col::Drawn(shown) => shown.key,
            Col::Field(field) => field.key,
        }
    }

    pub fn title(&self) -> &'static str {
        match self {
            Col::Drawn(shown) => shown.title,
            Col::Field(field) => field.label,
        }
    }

    pub fn sorts(&self) -> &'static [(&'static str, Sort)] {
        match self {
            Col::Drawn(shown) => shown.sorts,
            Col::Field(_) => &[],
        }
    }

    /// The field that it shows, if it is one.
    pub fn field(&self) -> Option<&'static Field> {
        match self {
            Col::Drawn(shown) => R::INFO.fields.iter().find(|field| field.key == shown.key),
            Col::Field(field) => Some(field),
        }
    }

    fn stands(&self) -> Stands {
        match self {
            Col::Drawn(shown) => shown.stands,
            Col::Field(field) => match field.kind {
                FieldKind::Money
                | FieldKind::Number
                | FieldKind::Percent
                | FieldKind::BasisPoints
                | FieldKind::Thousandths
                | FieldKind::Minutes => Stands::Number,
                _ => Stands::Dim,
            },
        }
    }

    /// Its head, which leads to the list sorted by it where an index has that order. `sorted` is how the list is sorted,
    /// None where it comes in one order alone.
    pub fn head(&self, request: &Request, sorted: Option<&str>) -> Column {
        let column = match self.stands() {
            Stands::Number => Column::number(self.title()),
            _ => Column::new(self.title()),
        };
        head_of(request, sorted, column, self.sorts())
    }
}

/// The head of a column that the list can be sorted by in these ways.
pub fn head_of(
    request: &Request,
    sorted: Option<&str>,
    column: Column,
    ways: &[(&'static str, Sort)],
) -> Column {
    let (Some(first), Some(sorted)) = (ways.first(), sorted) else {
        return column;
    };
    let now = ways.iter().position(|(sort, _)| *sort == sorted);
    let next = now.map_or(first, |at| &ways[(at + 1) % ways.len()]);
    let to = Some(next.0).filter(|sort| !sort.is_empty());
    let href = plainly(request.with_query("sort", to));
    column.sorts(href, now.map(|at| ways[at].1))
}

/// Every column there is, in the usual order: the room's own, then the fields that are in none of them.
pub fn all<R: Listed>() -> Vec<Col<R>> {
    let mut all: Vec<Col<R>> = R::columns().into_iter().map(Col::Drawn).collect();
    for field in R::INFO.fields.iter().filter(|field| can_be_shown(field)) {
        if !all.iter().any(|column| column.key() == field.key) {
            all.push(Col::Field(field));
        }
    }
    all
}

fn can_be_shown(field: &Field) -> bool {
    let short = match field.kind {
        FieldKind::List(each) => !matches!(each, FieldKind::Object(_) | FieldKind::Rows(_)),
        FieldKind::Object(_) | FieldKind::Rows(_) | FieldKind::File | FieldKind::Other(_) => false,
        _ => true,
    };
    // What is worked out is told in sheets, or by the room's own columns.
    let read = !field.stored.is_empty() || field.in_sheets;
    short && read && field.sent && field.for_staff && field.readers != Readers::Nobody
}

/// Those of them that this person is offered.
pub fn offered<R: Listed>(visit: &Visit) -> Vec<Col<R>> {
    let mut all = all::<R>();
    all.retain(|column| R::offers(visit, column.key()));
    all
}

/// The columns of these keys, in their order; the usual ones where none is named that there is.
pub fn chosen<R: Listed>(visit: &Visit, keys: &[String]) -> Vec<Col<R>> {
    let mut all = offered::<R>(visit);
    let mut columns: Vec<Col<R>> = Vec::new();
    for key in keys {
        if let Some(at) = all.iter().position(|column| column.key() == key.as_str()) {
            columns.push(all.remove(at));
        }
    }
    if columns.is_empty() {
        all.retain(|column| matches!(column, Col::Drawn(shown) if shown.usual));
        return all;
    }
    columns
}

/// A row of these columns.
///
/// # Errors
/// When the record can't be told.
pub fn row<R: Listed>(around: &Around<'_>, columns: &[Col<R>], record: &R) -> Result<Row> {
    let named = record.named(around)?;
    let id = record.id().raw();
    let mut row = Row::keyed(record.number(), named.title.as_str())
        .walked()
        .id(format!("{}-{id}", R::KIND.plural));
    if R::SUMMED.is_some() {
        row = row.amount(record.value().0);
    }
    if R::BOUND {
        row = row.seen(record.version());
    }
    row = row.name(name(&named));
    let keys: Vec<&str> = columns.iter().map(Col::key).collect();
    let editing = record.editing(around.visit, &keys);
    let mut told = None;
    for column in columns {
        let cell = match column {
            Col::Drawn(shown) => (shown.cell)(around, record)?,
            Col::Field(field) => {
                if told.is_none() {
                    told = Some(Told::of(around.visit, record)?);
                }
                match &told {
                    Some(told) => words(around, field, told)?,
                    None => html! {},
                }
            }
        };
        let cell = editing.shown(column.key(), cell);
        row = match column.stands() {
            Stands::Plain => row.cell(cell),
            Stands::Number => row.number(cell),
            Stands::Dim => row.dim(cell),
        };
    }
    Ok(row)
}

fn name(named: &Named) -> Markup {
    let line = match named.in_panel {
        true => html! {
            span class="two-line" { a href=(named.href) data-panel { (named.title) } span { (named.second) } }
        },
        false => two_line_link(&named.href, named.title.as_str(), &named.second),
    };
    match &named.mark {
        Some(mark) => html! { span class="row nowrap" { (mark) (line) } },
        None => line,
    }
}

fn words<R: Listed>(around: &Around<'_>, field: &Field, told: &Told<'_, R>) -> Result<Markup> {
    let held = told.held(field)?;
    Ok(match held.is_null() || *held == serde_json::json!([]) {
        true => html! {},
        false => html! { (around.words.say(&field.kind, held)) },
    })
}
