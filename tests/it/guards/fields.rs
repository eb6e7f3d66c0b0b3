//! Who reads which field: computed from what is said with each field, compared with one table in the repository, so that
//! a field that opens or closes shows up in review as a line. That pages, operations, histories, sheets and the search keep
//! to it, the crawl finds out with real records (`crawl::marks`).

use atrium::{
    data::{Field, FieldKind, Readers},
    features,
};

/// What is read of a list of fields by fewer than see the record, and by clients; those of rows and objects below them.
struct Table {
    fewer: Vec<String>,
    clients: Vec<String>,
}

impl Table {
    /// `told` says whether clients are told what these lie in.
    fn add(&mut self, fields: &[Field], at: &str, told: bool) {
        for field in fields {
            let name = format!("{at}.{}", field.key);
            match &field.readers {
                Readers::Holding(actions) => {
                    let keys: Vec<&str> = actions.iter().map(|action| action.key).collect();
                    self.fewer.push(format!("{name} | {}", keys.join(" ")));
                }
                Readers::Nobody => self.fewer.push(format!("{name} | nobody")),
                Readers::Everyone if !field.for_staff => {
                    self.fewer.push(format!("{name} | clients"));
                }
                Readers::Everyone => {}
            }
            let told = told && field.is_sent(true);
            if told {
                self.clients.push(name.clone());
            }
            if let FieldKind::Object(inner) | FieldKind::Rows(inner) = &field.kind
                && (told || field.is_sent(false))
            {
                self.add(inner, &name, told);
            }
        }
    }
}

fn table() -> String {
    let mut table = Table {
        fewer: Vec::new(),
        clients: Vec::new(),
    };
    let (mut secret, mut withheld) = (Vec::new(), Vec::new());
    for info in features::schema().kinds() {
        let plural = info.kind.plural;
        match info.entity {
            Some(entity) => table.add(entity.fields, plural, true),
            None => secret.push(plural.to_owned()),
        }
        let names = info.kind.withheld.iter();
        withheld.extend(names.map(|name| format!("{plural}.{name}")));
    }
    let mut out = String::from(
        "# Who reads which field of a record that they see. Made by the test guards::fields; a difference fails it.\n",
    );
    let parts = [
        (
            "Read by fewer than see the record: kind.field | who may do any of these, or who else. Staff read every other field.",
            table.fewer,
        ),
        (
            "All that clients read, of records that they see.",
            table.clients,
        ),
        (
            "Held by no history, as they are stored: gone when the record loses them.",
            withheld,
        ),
        (
            "Kinds that nobody reads a field of: secrets, and what the house notes for itself.",
            secret,
        ),
    ];
    for (says, mut lines) in parts {
        lines.sort();
        lines.dedup();
        out.push_str(&format!("\n# {says}\n"));
        for line in lines {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

#[test]
fn the_table_of_fields_is_as_reviewed() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/guards/fields.txt");
    let now = table();
    if std::env::var_os("ATRIUM_BLESS").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(path).unwrap_or_default();
    let missing = |from: &str, of: &str, sign: char| -> Vec<String> {
        let lines = of.lines().filter(|line| !from.lines().any(|l| l == *line));
        lines.map(|line| format!("{sign} {line}")).collect()
    };
    let changed = [missing(&reviewed, &now, '+'), missing(&now, &reviewed, '-')].concat();
    assert!(
        reviewed == now,
        "who reads what changed; look at it, then run with ATRIUM_BLESS=1:\n{}",
        changed.join("\n")
    );
}

/// Fields that fewer read than change their record: the deed refuses them of everybody else, beside the field.
const ASKED_BY_THE_DEED: [&str; 1] = ["tasks.budget_money"];

/// A form that changes a field shows what it holds, so whoever fills it in reads the field.
#[test]
fn whoever_changes_a_field_reads_it() {
    let mut wrong = Vec::new();
    for info in features::schema().kinds() {
        let fields = info.entity.map_or(&[][..], |entity| entity.fields);
        for field in fields.iter().filter(|field| field.editable) {
            let edit = format!("{}.edit", info.kind.plural);
            let reads = match &field.readers {
                Readers::Everyone => true,
                Readers::Holding(actions) => actions.iter().any(|action| action.key == edit),
                Readers::Nobody => false,
            };
            let called = format!("{}.{}", info.kind.plural, field.key);
            if !(reads || ASKED_BY_THE_DEED.contains(&called.as_str())) || !field.for_staff {
                wrong.push(called);
            }
        }
    }
    assert!(wrong.is_empty(), "changed and not read: {wrong:?}");
}
