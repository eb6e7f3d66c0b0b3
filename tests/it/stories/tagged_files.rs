//! What is appended to a file that tells what everything in it is, is told as well, so that it is read aloud with the rest.

use atrium::{
    base::{Moment, language::Language},
    extract::{Appendix, Worker},
    ui::sheet::{About, HEIGHT, Leaves, Role, WIDTH},
};
use pdf_extract::{Dictionary, Document, Object, ObjectId};

/// Leaves of which each says one paragraph; the first `over` of them say it beside what is read.
fn leaves(said: &[&str], over: usize, language: Language) -> Vec<u8> {
    let mut leaves = Leaves::new().unwrap();
    for (n, said) in said.iter().enumerate() {
        leaves.begin(WIDTH, HEIGHT);
        leaves.read_as((n >= over).then_some(Role::Paragraph));
        leaves.line((60.0, 90.0), 10.0, false, false, said);
    }
    let about = About {
        title: said.join(" "),
        house: "Juniper & Hale",
        at: Moment(1_790_000_000_000),
        language,
    };
    leaves.told(&about).unwrap()
}

fn appended(original: &[u8], overlay: &[u8]) -> Document {
    let appendix = Appendix {
        over: vec![2],
        by: "Juniper & Hale".into(),
        reason: "Signed".into(),
        at: "D:20260604101500Z".into(),
    };
    let mut whole = original.to_vec();
    let reader = Worker::new(env!("CARGO_BIN_EXE_atrium"));
    whole.extend(reader.append(&mut &*original, overlay, appendix).unwrap());
    Document::load_mem(&whole).unwrap()
}

fn deref<'d>(document: &'d Document, held: &Dictionary, key: &str) -> &'d Object {
    let held = held.get(key.as_bytes()).unwrap();
    let id = held.as_reference().unwrap();
    document.get_object(id).unwrap()
}

/// What stands below a piece.
fn kids(document: &Document, piece: &Dictionary) -> Vec<Object> {
    match document.dereference(piece.get(b"K").unwrap()).unwrap() {
        (_, Object::Array(all)) => all.clone(),
        _ => vec![piece.get(b"K").unwrap().clone()],
    }
}

#[test]
fn pages_behind_a_file_that_tells_are_told_as_well() {
    let original = leaves(&["What is agreed.", "What it costs."], 0, Language::English);
    let overlay = leaves(&["Rosa", "Nachweis.", "Noch mehr."], 1, Language::German);
    let document = appended(&original, &overlay);
    let pages: Vec<ObjectId> = document.page_iter().collect();
    assert_eq!(pages.len(), 4);
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
    let root = deref(&document, catalog, "StructTreeRoot");
    let root = root.as_dict().unwrap();
    let parents = deref(&document, root, "ParentTree").as_dict().unwrap();
    let numbers = parents.get(b"Nums").unwrap().as_array().unwrap();
    let of = |number: i64| {
        let mut pairs = numbers.chunks_exact(2);
        let pair = pairs.find(|pair| pair[0].as_i64().unwrap() == number);
        document.dereference(&pair.unwrap()[1]).unwrap().1
    };
    // Every page leads to pieces that lead back to it, each once.
    let mut seen = Vec::new();
    for page in &pages {
        let held = document.get_dictionary(*page).unwrap();
        let number = held.get(b"StructParents").unwrap().as_i64().unwrap();
        assert!(!seen.contains(&number), "{number} twice");
        seen.push(number);
        for piece in of(number).as_array().unwrap() {
            let piece = document.dereference(piece).unwrap().1.as_dict().unwrap();
            assert_eq!(piece.get(b"S").unwrap().as_name().unwrap(), b"P");
            let at = piece.get(b"Pg").unwrap().as_reference().unwrap();
            assert_eq!(at, *page);
        }
    }
    let next = root.get(b"ParentTreeNextKey").unwrap().as_i64().unwrap();
    assert!(seen.iter().all(|number| *number < next));
    // One document, of which what was appended is a part in its own language.
    let [Object::Reference(whole)] = kids(&document, root)[..] else {
        panic!("several wholes");
    };
    let whole = document.get_dictionary(whole).unwrap();
    let below_it = kids(&document, whole);
    assert_eq!(below_it.len(), 3, "two paragraphs and the part");
    let part = document.dereference(&below_it[2]).unwrap().1;
    let part = part.as_dict().unwrap();
    assert_eq!(part.get(b"S").unwrap().as_name().unwrap(), b"Part");
    assert_eq!(part.get(b"Lang").unwrap().as_str().unwrap(), b"de");
    let within = kids(&document, part);
    assert_eq!(within.len(), 3, "two paragraphs and the seal");
    // The seal's field, both ways.
    let form = document.dereference(&within[2]).unwrap().1;
    let form = form.as_dict().unwrap();
    assert_eq!(form.get(b"S").unwrap().as_name().unwrap(), b"Form");
    let object = form.get(b"K").unwrap().as_dict().unwrap();
    let field = deref(&document, object, "Obj").as_dict().unwrap();
    assert!(field.has(b"TU"), "it is named");
    let number = field.get(b"StructParent").unwrap().as_i64().unwrap();
    let found = of(number).as_dict().unwrap();
    assert_eq!(found.get(b"S").unwrap().as_name().unwrap(), b"Form");
    // What stands over a page is no part of what is read.
    let content = document.get_page_content(pages[1]).unwrap();
    let content = String::from_utf8_lossy(&content).into_owned();
    assert!(content.contains("/Artifact BMC"), "{content}");
}

#[test]
fn pages_behind_a_file_that_tells_nothing_leave_it_so() {
    let mut plain = Leaves::new().unwrap();
    for said in ["One", "Two"] {
        plain.begin(WIDTH, HEIGHT);
        plain.line((60.0, 90.0), 10.0, false, false, said);
    }
    let original = plain.pdf("Plain").unwrap();
    let overlay = leaves(&["Rosa", "Certificate."], 1, Language::English);
    let document = appended(&original, &overlay);
    assert!(!document.catalog().unwrap().has(b"StructTreeRoot"));
    let mut objects = document.objects.values();
    assert!(!objects.any(|object| object.type_name().ok() == Some(&b"StructElem"[..])));
    for page in document.page_iter() {
        let page = document.get_dictionary(page).unwrap();
        assert!(!page.has(b"StructParents"));
    }
}
