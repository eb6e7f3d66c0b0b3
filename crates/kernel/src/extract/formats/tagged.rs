//! What appended pages say as what it is, told beside what the file itself tells (ISO 32000-1, 14.7 and 14.8): their pieces
//! become a part of its structure, and their content is found from its pages.

use std::collections::BTreeMap;

use pdf_extract::{Dictionary, Document, Object, ObjectId};

use super::{
    append::Adding,
    paged::{Done, below, damaged, name, odd},
};

/// Nodes above one another in a tree of numbers; more would be a circle.
const DEEPEST: usize = 32;
/// More nodes than this have no file's pages.
const MOST_NODES: usize = 100_000;

/// A page behind a file: the leaf that it was, and the page that it became.
pub type Behind = (ObjectId, ObjectId);

/// The structure of a file that tells what everything in it is; none of one that doesn't, or only says so.
struct Structure {
    id: ObjectId,
    root: Dictionary,
    parents: Dictionary,
    /// The first number that nothing in it has.
    free: i64,
}

impl Structure {
    fn of(document: &Document) -> Option<Structure> {
        let catalog = document.catalog().ok()?;
        let marked = below(document, catalog, b"MarkInfo");
        let marked = marked.get_deref(b"Marked", document).ok()?.as_bool().ok()?;
        let id = catalog.get(b"StructTreeRoot").ok()?.as_reference().ok()?;
        let root = document.get_dictionary(id).ok()?.clone();
        let parents = below(document, &root, b"ParentTree");
        let told = root.get_deref(b"ParentTreeNextKey", document);
        let told = told.and_then(Object::as_i64).unwrap_or_default();
        let free = told.max(last(document, &parents, DEEPEST, &mut 0)?.saturating_add(1));
        let sound = (0..i64::from(i32::MAX / 2)).contains(&free);
        (marked && sound).then_some(Structure {
            id,
            root,
            parents,
            free,
        })
    }
}

/// The largest number of a tree, -1 of an empty one; none of one that can't be read.
fn last(document: &Document, node: &Dictionary, deepest: usize, seen: &mut usize) -> Option<i64> {
    let deeper = deepest.checked_sub(1)?;
    *seen += 1;
    if *seen > MOST_NODES {
        return None;
    }
    let mut largest = -1;
    for pair in array(document, node, b"Nums")?.chunks(2) {
        let (_, number) = document.dereference(pair.first()?).ok()?;
        largest = largest.max(number.as_i64().ok()?);
    }
    for kid in array(document, node, b"Kids")? {
        let (_, kid) = document.dereference(&kid).ok()?;
        largest = largest.max(last(document, kid.as_dict().ok()?, deeper, seen)?);
    }
    Some(largest)
}

/// What stands in an array below a key; nothing where there is none. None where there is something else.
fn array(document: &Document, node: &Dictionary, key: &[u8]) -> Option<Vec<Object>> {
    match node.get_deref(key, document) {
        Ok(held) => held.as_array().ok().cloned(),
        Err(_) => Some(Vec::new()),
    }
}

/// What stands below a piece, as an array, whatever it was.
fn kids(document: &Document, piece: &Dictionary) -> Vec<Object> {
    let Ok(held) = piece.get(b"K") else {
        return Vec::new();
    };
    match document.dereference(held) {
        Ok((_, Object::Array(all))) => all.clone(),
        _ => vec![held.clone()],
    }
}

/// An object whose references lead elsewhere, where they are to.
fn led(object: &Object, to: &BTreeMap<ObjectId, ObjectId>) -> Object {
    match object {
        Object::Reference(id) => Object::Reference(*to.get(id).unwrap_or(id)),
        Object::Array(held) => Object::Array(held.iter().map(|each| led(each, to)).collect()),
        Object::Dictionary(held) => {
            let mut out = Dictionary::new();
            for (key, value) in held.iter() {
                out.set(key.clone(), led(value, to));
            }
            Object::Dictionary(out)
        }
        other => other.clone(),
    }
}

impl Adding {
    /// Tells of the pages behind a file, and of the seal's field on the last of them, as what they are read; nothing where
    /// the file itself doesn't tell.
    pub fn tell(
        &mut self,
        overlay: &Document,
        behind: &[Behind],
        seal: ObjectId,
        shift: u32,
    ) -> Done<()> {
        let taken = move |id: ObjectId| (id.0 + shift, 0);
        let pieces = |kind: &'static [u8]| {
            let of_kind = move |object: &Object| object.type_name().ok() == Some(kind);
            let all = overlay.objects.iter();
            all.filter(move |(_, object)| of_kind(object))
                .map(move |(id, _)| taken(*id))
        };
        let own: Vec<ObjectId> = pieces(b"StructElem").collect();
        // Of its own structure nothing is needed but its pieces.
        for root in pieces(b"StructTreeRoot") {
            self.drop_new(root);
        }
        let Some(mut held) = Structure::of(self.was()) else {
            for piece in own {
                self.drop_new(piece);
            }
            return Ok(());
        };
        let catalog = overlay.catalog().map_err(damaged)?;
        let theirs = catalog.get(b"StructTreeRoot");
        let theirs = theirs.and_then(Object::as_reference).map_err(odd)?;
        let root = overlay.get_dictionary(theirs).map_err(odd)?;
        let top = kids(overlay, root);
        let top = top.first().and_then(|top| top.as_reference().ok());
        let top = taken(top.ok_or_else(|| odd(""))?);

        // They hang below the one piece that all of the file is in, where there is one.
        let above = self.whole(&held.root);
        let mut to: BTreeMap<ObjectId, ObjectId> = behind
            .iter()
            .map(|(leaf, page)| (taken(*leaf), *page))
            .collect();
        to.insert(taken(theirs), above.unwrap_or(held.id));
        for id in own {
            let piece = self.dictionary(id)?;
            if let Object::Dictionary(piece) = led(&Object::Dictionary(piece), &to) {
                self.set(id, piece);
            }
        }
        let last = behind.last().ok_or_else(|| odd(""))?.1;
        let of_seal = self.field_of_seal(seal, last, top, held.free);
        let mut part = self.dictionary(top)?;
        let mut within = kids(self.added(), &part);
        within.push(Object::Reference(of_seal));
        part.set("K", within);
        part.set("S", name("Part"));
        if let Ok(language) = catalog.get(b"Lang") {
            part.set("Lang", language.clone());
        }
        self.set(top, part);

        let mut found = vec![Object::Integer(held.free), Object::Reference(of_seal)];
        held.free += 1;
        let theirs = below(overlay, root, b"ParentTree");
        let theirs = array(overlay, &theirs, b"Nums").ok_or_else(|| odd(""))?;
        for (leaf, page) in behind {
            let leaf = overlay.get_dictionary(*leaf).map_err(odd)?;
            let Ok(number) = leaf.get(b"StructParents").and_then(Object::as_i64) else {
                continue;
            };
            let mut pairs = theirs.chunks_exact(2);
            let pair = pairs.find(|pair| pair[0].as_i64().ok() == Some(number));
            let list = pair.and_then(|pair| pair[1].as_reference().ok());
            let list = taken(list.ok_or_else(|| odd(""))?);
            let mut shown = self.dictionary(*page)?;
            shown.set("StructParents", held.free);
            shown.set("Tabs", name("S"));
            self.set(*page, shown);
            found.extend([Object::Integer(held.free), Object::Reference(list)]);
            held.free += 1;
        }
        self.hang(held, found, top, above)
    }

    /// The one piece that all of a file is in.
    fn whole(&self, root: &Dictionary) -> Option<ObjectId> {
        let kids = kids(self.was(), root);
        let [Object::Reference(only)] = kids.as_slice() else {
            return None;
        };
        let piece = self.was().get_dictionary(*only).ok()?;
        let kind = piece.get(b"S").and_then(Object::as_name).ok()?;
        (kind == b"Document").then_some(*only)
    }

    /// The seal's field is a piece as well (ISO 14289-1, 7.18).
    fn field_of_seal(
        &mut self,
        seal: ObjectId,
        page: ObjectId,
        above: ObjectId,
        number: i64,
    ) -> ObjectId {
        let mut object = Dictionary::new();
        object.set("Type", name("OBJR"));
        object.set("Obj", Object::Reference(seal));
        object.set("Pg", Object::Reference(page));
        let mut piece = Dictionary::new();
        piece.set("Type", name("StructElem"));
        piece.set("S", name("Form"));
        piece.set("P", Object::Reference(above));
        piece.set("Pg", Object::Reference(page));
        piece.set("K", object);
        let piece = self.add(piece);
        if let Ok(mut field) = self.dictionary(seal) {
            field.set("StructParent", number);
            self.set(seal, field);
        }
        piece
    }

    /// Hangs a part into a structure, and what is found of it into its tree of numbers.
    fn hang(
        &mut self,
        held: Structure,
        found: Vec<Object>,
        part: ObjectId,
        above: Option<ObjectId>,
    ) -> Done<()> {
        let Structure {
            id,
            mut root,
            mut parents,
            free,
        } = held;
        match above {
            Some(above) => {
                let mut piece = self.dictionary(above)?;
                let mut within = kids(self.was(), &piece);
                within.push(Object::Reference(part));
                piece.set("K", within);
                self.set(above, piece);
            }
            None => {
                let mut within = kids(self.was(), &root);
                within.push(Object::Reference(part));
                root.set("K", within);
            }
        }
        match parents.has(b"Kids") {
            true => {
                let first = found.first().cloned().unwrap_or(Object::Null);
                let mut node = Dictionary::new();
                node.set("Limits", vec![first, Object::Integer(free - 1)]);
                node.set("Nums", found);
                let node = self.add(node);
                let mut kids = array(self.was(), &parents, b"Kids").ok_or_else(|| odd(""))?;
                kids.push(Object::Reference(node));
                parents.set("Kids", kids);
            }
            false => {
                let mut all = array(self.was(), &parents, b"Nums").ok_or_else(|| odd(""))?;
                all.extend(found);
                parents.set("Nums", all);
            }
        }
        let parents = self.add(parents);
        root.set("ParentTree", Object::Reference(parents));
        root.set("ParentTreeNextKey", free);
        self.set(id, root);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
