//! How a tree of numbers is read.

use super::*;

#[test]
fn a_tree_of_numbers_is_read_to_its_end_and_a_circle_is_not() {
    let mut document = Document::new();
    let leaf = |from: i64| {
        let mut leaf = Dictionary::new();
        leaf.set("Nums", vec![Object::Integer(from), Object::Null]);
        leaf
    };
    let (one, two) = (document.add_object(leaf(3)), document.add_object(leaf(17)));
    let mut root = Dictionary::new();
    root.set("Kids", vec![Object::Reference(one), Object::Reference(two)]);
    assert_eq!(last(&document, &root, DEEPEST, &mut 0), Some(17));
    assert_eq!(
        last(&document, &Dictionary::new(), DEEPEST, &mut 0),
        Some(-1)
    );
    let mut circle = Dictionary::new();
    let itself = document.new_object_id();
    circle.set("Kids", vec![Object::Reference(itself)]);
    document
        .objects
        .insert(itself, Object::Dictionary(circle.clone()));
    assert_eq!(last(&document, &circle, DEEPEST, &mut 0), None);
}
