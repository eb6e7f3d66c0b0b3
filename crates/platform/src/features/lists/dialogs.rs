//! How a list is read and kept: the menu at its bar and the dialogs behind it.

use maud::{Markup, html};

use super::{
    Audience, Density, Listed, SavedView,
    actions::SHARE,
    columns::{Col, all, offered},
    ops::may_change,
};
use crate::{
    base::Choice,
    data::Visit,
    features::{form_key, people::Directory},
    ui::prelude::*,
    web::Request,
};

/// A list as it stands on the page.
pub struct Standing<'s, R> {
    pub columns: &'s [Col<R>],
    pub density: Density,
    pub view: Option<&'s SavedView>,
    /// Whether the list opens with it.
    pub opens: bool,
    /// Whether several of its rows can be changed at once.
    pub several: bool,
    /// What is asked for, without how it is read.
    pub query: &'s str,
    pub names: &'s Directory,
}

const MENU: &str = "list-menu";
const COLUMNS: &str = "list-columns";
const KEEP: &str = "view-keep";
const EDIT: &str = "view-edit";
const FIRST: &str = "view-first";
const REMOVE: &str = "view-remove";

/// The button that opens the menu.
pub fn button() -> Markup {
    use maud::Render;
    Button::plain("View")
        .small()
        .icon(Icon::Settings)
        .menu(MENU)
        .render()
}

/// The button that opens the dialog alone.
pub fn keep_button() -> Markup {
    use maud::Render;
    Button::plain("Keep as a view")
        .small()
        .quiet()
        .icon(Icon::Plus)
        .opens(KEEP)
        .render()
}

impl<R: Listed> Standing<'_, R> {
    /// The menu and all that it opens.
    pub fn draw(&self, visit: &Visit, request: &Request) -> Markup {
        let changes = self.view.filter(|view| may_change(visit, view));
        let mut items = vec![
            Item::opens(Icon::Table, "Columns and rows", COLUMNS, false),
            Item::opens(Icon::Plus, "Keep as a view", KEEP, false),
        ];
        if changes.is_some() {
            items.push(Item::opens(Icon::Edit, "Change this view", EDIT, false));
        }
        if self.view.is_some() {
            let said = match self.opens {
                true => "Don't open the list with it",
                false => "Open the list with it",
            };
            items.push(Item::submit(Icon::Home, said, FIRST, false));
        }
        if changes.is_some() {
            items.push(Item::submit(Icon::Trash, "Remove this view", REMOVE, true));
        }
        if self.several {
            items.push(Item::link(
                Icon::Edit,
                "Changes of many, under way or done",
                "/bulk-changes",
            ));
        }
        if visit.may_somewhere(&R::EXPORT) {
            items.push(Item::Line);
            items.push(Item::link(
                Icon::Download,
                "These rows and columns (CSV)",
                self.sheet(true),
            ));
            items.push(Item::link(
                Icon::Download,
                "These rows, every field (CSV)",
                self.sheet(false),
            ));
        }
        html! {
            (menu(MENU, items))
            (self.choose_columns(visit, request))
            (self.keep(visit))
            @if let Some(view) = changes {
                (self.change(visit, view))
                form id=(REMOVE) method="post" action={ "/lists/views/" (view.id) "/remove" } data-once {}
            }
            @if let Some(view) = self.view {
                form id=(FIRST) method="post" action="/lists/reading" data-once {
                    (self.read_of(Some(view), request))
                    @if !self.opens { (hidden("opens", "on")) }
                    (hidden("only_opens", "on"))
                }
            }
        }
    }

    /// The address of the sheet: as it is shown, or to be brought in again.
    fn sheet(&self, as_shown: bool) -> String {
        let path = format!("/{}/export.csv", R::KIND.plural);
        let mut query = self.query.to_owned();
        let shown = self.columns.iter().map(Col::key);
        for key in self.called().chain(shown).filter(|_| as_shown) {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str("columns=");
            query.push_str(key);
        }
        match query.is_empty() {
            true => path,
            false => format!("{path}?{query}"),
        }
    }

    /// What the first cell of a row says, which is no column of its own there: the fields that records are called by.
    fn called(&self) -> impl Iterator<Item = &'static str> {
        static CALLED: [&[&str]; 3] = [&["company", "contact"], &["name"], &["title"]];
        let known: Vec<&str> = all::<R>().iter().map(Col::key).collect();
        let names = CALLED.iter().find(|names| known.contains(&names[0]));
        let names = names.copied().unwrap_or_default().iter().copied();
        let shown: Vec<&str> = self.columns.iter().map(Col::key).collect();
        names.filter(move |key| known.contains(key) && !shown.contains(key))
    }

    fn read_of(&self, view: Option<&SavedView>, request: &Request) -> Markup {
        html! {
            (hidden("list", R::KIND.plural))
            (hidden("back", request.here()))
            @if let Some(view) = view { (hidden("view", view.id)) }
        }
    }

    fn choose_columns(&self, visit: &Visit, request: &Request) -> Markup {
        let shown = self
            .columns
            .iter()
            .map(|column| (column.key(), column.title(), true));
        let others = offered::<R>(visit);
        let others = others
            .iter()
            .filter(|column| self.columns.iter().all(|held| held.key() != column.key()));
        let others = others.map(|column| (column.key(), column.title(), false));
        let rows: Vec<(&str, &str, bool)> = shown.chain(others).collect();
        let body = html! {
            ul class="list tight" data-ordered {
                @for (key, title, on) in &rows {
                    li {
                        label class="grow row nowrap" { input type="checkbox" name="columns" value=(key) checked[*on]; (title) }
                        (Button::square(Icon::Up, format!("{title} further to the left")).small().quiet().flag("data-up"))
                    }
                }
            }
            (density(self.density, "columns-density"))
        };
        use maud::Render;
        Dialog::new(COLUMNS, "Columns and rows")
            .posts(
                "/lists/reading",
                html! {
                    (self.read_of(self.view, request))
                    @if self.opens { (hidden("opens", "on")) }
                },
            )
            .body(body)
            .end(html! {
                (Button::submit("As usual").form(format!("{COLUMNS}-f")).value("usual", "on"))
                (Button::submit("Show these").primary().form(format!("{COLUMNS}-f")))
            })
            .render()
    }

    pub(super) fn keep(&self, visit: &Visit) -> Markup {
        let asked = html! {
            p class="dim" { "It keeps the filters, the order and the columns as they stand." }
            (self.as_it_stands())
        };
        keep_as(visit, self.names, R::KIND.plural, &asked)
    }

    fn change(&self, visit: &Visit, view: &SavedView) -> Markup {
        let asked = html! {
            p class="dim" { "The filters, the order and the columns that stand here become the view's." }
            (self.as_it_stands())
        };
        change_to(visit, self.names, view, &asked)
    }

    fn as_it_stands(&self) -> Markup {
        html! {
            (hidden("query", self.query))
            @for column in self.columns { (hidden("columns", column.key())) }
            (hidden("density", self.density.key()))
        }
    }
}

/// The dialog that keeps what stands on a page as a view of `list`; `asked` says what of it.
pub(super) fn keep_as(visit: &Visit, names: &Directory, list: &str, asked: &Markup) -> Markup {
    use maud::Render;
    Dialog::new(KEEP, "Keep as a view")
        .posts(
            "/lists/views",
            html! {
                (hidden("_key", form_key()))
                (hidden("list", list))
            },
        )
        .body(html! {
            (Input::text("name", "Name").id("view-name").required())
            (asked)
            (audience(visit, names, (Audience::Mine, None), "view-for"))
        })
        .end(
            Button::submit("Keep it")
                .primary()
                .form(format!("{KEEP}-f")),
        )
        .render()
}

/// The dialog that makes a view what stands on the page.
pub(super) fn change_to(
    visit: &Visit,
    names: &Directory,
    view: &SavedView,
    asked: &Markup,
) -> Markup {
    use maud::Render;
    let whose = (view.audience, view.role.map(|role| role.raw()));
    Dialog::new(EDIT, "Change this view")
        .posts(
            format!("/lists/views/{}", view.id),
            html! { (hidden("version", view.version)) },
        )
        .body(html! {
            (Input::text("name", "Name").id("view-called").value(view.name.as_str()).required())
            (asked)
            (audience(visit, names, whose, "view-whose"))
        })
        .end(Button::submit("Save").primary().form(format!("{EDIT}-f")))
        .render()
}

/// What changes or removes a view, beside a page that is kept as one.
pub(super) fn change_buttons(view: &SavedView) -> Markup {
    html! {
        (Button::plain("Change view").small().quiet().icon(Icon::Edit).opens(EDIT))
        form method="post" action={ "/lists/views/" (view.id) "/remove" } data-once {
            (Button::submit("Remove view").small().quiet().icon(Icon::Trash))
        }
    }
}

/// For whom; nothing to choose for those who keep views for themselves alone.
fn audience(
    visit: &Visit,
    names: &Directory,
    (now, role): (Audience, Option<u64>),
    id: &str,
) -> Markup {
    if !visit.may_somewhere(&SHARE) {
        return hidden("audience", Audience::Mine.key());
    }
    let mut roles: Vec<_> = names.roles.values().filter(|role| !role.retired).collect();
    roles.sort_by(|a, b| a.name.cmp(&b.name));
    html! {
        (Select::new("audience", "For").id(id).options(Audience::ALL.iter().map(|each| (each.key(), each.label()))).value(now.key()))
        (Select::new("role", "Role").id(format!("{id}-role")).nothing("No role")
            .options(roles.iter().map(|role| (role.id.to_string(), role.name.clone())))
            .maybe_value(roles.iter().find(|held| Some(held.id.raw()) == role).map(|held| held.id)))
    }
}

fn density(now: Density, id: &str) -> Select {
    Select::new("density", "Rows")
        .id(id)
        .options(Density::ALL.iter().map(|each| (each.key(), each.label())))
        .value(now.key())
}
