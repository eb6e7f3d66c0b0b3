//! What a PDF is like, and what is appended to one that was signed: drawings over its pages, pages behind them, and the place
//! in which the house's seal will stand. The file itself stays byte by byte as it was (ISO 32000, 7.5.6).

use pdf_extract::{
    Dictionary, Document, IncrementalDocument, Object, ObjectId, Stream, StringFormat,
};

use super::paged::{
    DAMAGED, Done, Frame, ODD, below, damaged, has, inherited, load, name, numbers, odd, shifted,
};
use super::tagged::Behind;
use crate::extract::{Appendix, PageSize, SEAL_ROOM, pages::MOST_PAGES};

/// The sizes of the pages of a file that can be signed.
pub fn inspect(bytes: &[u8]) -> Done<Vec<PageSize>> {
    let document = open(bytes)?;
    let pages: Vec<ObjectId> = document.page_iter().take(MOST_PAGES + 1).collect();
    match pages.len() {
        0 => Err("It has no pages.".into()),
        many if many > MOST_PAGES => Err(format!("It has more than {MOST_PAGES} pages.")),
        _ => pages
            .into_iter()
            .map(|page| Ok(Frame::of(&document, page)?.size()))
            .collect(),
    }
}

fn open(bytes: &[u8]) -> Done<Document> {
    let document = load(bytes)?;
    if has(&document, &|held| held.has(b"ByteRange")) {
        return Err(
            "It carries a digital signature already, which an addition would break.".into(),
        );
    }
    // What everybody reads before they sign has to be what others see later.
    if has(&document, &|held| held.has(b"JS") || held.has(b"XFA")) {
        return Err(
            "It holds a program or a form by which it may show something else later. Print it into a PDF anew and sign that."
                .into(),
        );
    }
    if document.catalog().is_err() {
        return Err(DAMAGED.into());
    }
    Ok(document)
}

/// What follows the bytes of a file once the appendix is in it. The seal's place is filled with zeros, and its ranges with
/// nines.
pub fn append(original: &[u8], overlay: &[u8], appendix: &Appendix) -> Done<Vec<u8>> {
    let document = open(original)?;
    let pages: Vec<ObjectId> = document.page_iter().take(MOST_PAGES + 1).collect();
    let mut adding = Adding {
        next: document.max_id + 1,
        to: IncrementalDocument::create_from(original.to_vec(), document),
    };
    let overlay = Document::load_mem(overlay).map_err(damaged)?;
    let leaves: Vec<ObjectId> = overlay.page_iter().collect();
    let (over, behind) = leaves
        .split_at_checked(appendix.over.len())
        .filter(|(_, behind)| !behind.is_empty())
        .ok_or_else(|| odd(""))?;
    let shift = adding.take_in(&overlay);
    for (leaf, number) in over.iter().zip(&appendix.over) {
        let page = usize::try_from(*number).ok().and_then(|n| n.checked_sub(1));
        let page = page.and_then(|n| pages.get(n)).ok_or_else(|| odd(""))?;
        adding.draw_over(*page, &overlay, *leaf, shift)?;
    }
    let behind = adding.put_behind(&overlay, behind, shift)?;
    let (_, last) = behind.last().ok_or_else(|| odd(""))?;
    let seal = adding.make_room_for_seal(*last, appendix)?;
    adding.tell(&overlay, &behind, seal, shift)?;
    adding.written(original)
}

/// A file, and what is added to it.
pub struct Adding {
    to: IncrementalDocument,
    next: u32,
}

impl Adding {
    pub fn was(&self) -> &Document {
        self.to.get_prev_documents()
    }

    /// What is added to it by now.
    pub fn added(&self) -> &Document {
        &self.to.new_document
    }

    pub fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        let id = (self.next, 0);
        self.next += 1;
        self.to.new_document.objects.insert(id, object.into());
        id
    }

    /// A dictionary as it is by now.
    pub fn dictionary(&self, id: ObjectId) -> Done<Dictionary> {
        let held = self.to.new_document.get_dictionary(id);
        let held = held.or_else(|_| self.was().get_dictionary(id));
        held.cloned().map_err(odd)
    }

    pub fn set(&mut self, id: ObjectId, held: Dictionary) {
        let object = Object::Dictionary(held);
        self.to.new_document.objects.insert(id, object);
    }

    /// Leaves out again what was taken in.
    pub fn drop_new(&mut self, id: ObjectId) {
        self.to.new_document.objects.remove(&id);
    }

    /// All objects of another document, under numbers of their own; how far those are from what they were.
    fn take_in(&mut self, overlay: &Document) -> u32 {
        let shift = self.next;
        let mut last = shift;
        for ((number, _), object) in &overlay.objects {
            let kind = object.type_name().unwrap_or_default();
            let tree: [&[u8]; 5] = [b"Catalog", b"Pages", b"Page", b"ObjStm", b"XRef"];
            if tree.contains(&kind) {
                continue;
            }
            let id = (number + shift, 0);
            let object = shifted(object, shift);
            self.to.new_document.objects.insert(id, object);
            last = last.max(id.0);
        }
        self.next = last + 1;
        shift
    }

    fn draw_over(
        &mut self,
        page: ObjectId,
        overlay: &Document,
        leaf: ObjectId,
        shift: u32,
    ) -> Done<()> {
        let frame = Frame::of(self.was(), page)?;
        let size = Frame::of(overlay, leaf)?;
        let resources = inherited(overlay, leaf, b"Resources");
        let resources = resources.unwrap_or_else(|| Object::Dictionary(Dictionary::new()));
        let mut drawing = Dictionary::new();
        drawing.set("Type", name("XObject"));
        drawing.set("Subtype", name("Form"));
        drawing.set(
            "BBox",
            numbers(&[0.0, 0.0, size.right - size.left, size.high - size.low]),
        );
        drawing.set("Resources", shifted(&resources, shift));
        let content = overlay.get_page_content(leaf).map_err(damaged)?;
        let mut drawing = Stream::new(drawing, content);
        drawing.compress().map_err(odd)?;
        let drawing = self.add(drawing);

        let mut held = self.dictionary(page)?;
        let own = inherited(self.was(), page, b"Resources");
        let mut own = own
            .and_then(|own| own.as_dict().ok().cloned())
            .unwrap_or_default();
        let mut drawings = below(self.was(), &own, b"XObject");
        let called = format!("AtriumSigned{}", drawing.0);
        drawings.set(called.as_str(), Object::Reference(drawing));
        own.set("XObject", drawings);
        held.set("Resources", own);
        // Whatever the page leaves behind of its own state ends before the drawing begins.
        let matrix = frame.matrix().map(|number| number.to_string()).join(" ");
        let before = self.add(Stream::new(Dictionary::new(), b"q\n".to_vec()));
        // The certificate says in words what it shows.
        let after = format!("\nQ\n/Artifact BMC\nq\n{matrix} cm\n/{called} Do\nQ\nEMC\n");
        let after = self.add(Stream::new(Dictionary::new(), after.into_bytes()));
        let mut contents = vec![Object::Reference(before)];
        let there = self.was().get_page_contents(page);
        contents.extend(there.into_iter().map(Object::Reference));
        contents.push(Object::Reference(after));
        held.set("Contents", contents);
        self.set(page, held);
        Ok(())
    }

    /// Pages behind all that there are.
    fn put_behind(
        &mut self,
        overlay: &Document,
        behind: &[ObjectId],
        shift: u32,
    ) -> Done<Vec<Behind>> {
        let catalog = self.was().catalog().map_err(damaged)?;
        let root = catalog.get(b"Pages").and_then(Object::as_reference);
        let root = root.map_err(odd)?;
        let mut tree = self.dictionary(root)?;
        let kids = tree.get_deref(b"Kids", self.was()).map_err(odd)?;
        let mut kids = kids.as_array().map_err(odd)?.clone();
        let count = tree
            .get_deref(b"Count", self.was())
            .and_then(Object::as_i64);
        let count = count.map_err(odd)?;
        let mut put = Vec::new();
        for leaf in behind {
            let frame = Frame::of(overlay, *leaf)?;
            let mut page = Dictionary::new();
            page.set("Type", name("Page"));
            page.set("Parent", Object::Reference(root));
            let shown = numbers(&[frame.left, frame.low, frame.right, frame.high]);
            page.set("MediaBox", shown.clone());
            page.set("CropBox", shown);
            page.set("Rotate", 0);
            let resources = inherited(overlay, *leaf, b"Resources");
            let resources = resources.unwrap_or_else(|| Object::Dictionary(Dictionary::new()));
            page.set("Resources", shifted(&resources, shift));
            let contents = overlay.get_page_contents(*leaf).into_iter();
            let contents: Vec<Object> = contents
                .map(|(number, _)| Object::Reference((number + shift, 0)))
                .collect();
            page.set("Contents", contents);
            let page = self.add(page);
            put.push((*leaf, page));
            kids.push(Object::Reference(page));
        }
        tree.set("Kids", kids);
        tree.set("Count", count + behind.len() as i64);
        self.set(root, tree);
        Ok(put)
    }

    /// The field of the seal.
    fn make_room_for_seal(&mut self, page: ObjectId, appendix: &Appendix) -> Done<ObjectId> {
        const NINES: i64 = 9_999_999_999;
        let mut seal = Dictionary::new();
        seal.set("Type", name("Sig"));
        seal.set("Filter", name("Adobe.PPKLite"));
        seal.set("SubFilter", name("ETSI.CAdES.detached"));
        seal.set("Name", pdf_extract::text_string(&appendix.by));
        seal.set("Reason", pdf_extract::text_string(&appendix.reason));
        seal.set("M", Object::string_literal(appendix.at.as_str()));
        // Last, and beside each other: whoever looks for the ranges from the end finds these, whatever the words before say.
        let ranges = [0, NINES, NINES, NINES].map(Object::Integer);
        seal.set("ByteRange", ranges.to_vec());
        let zeros = Object::String(vec![0; SEAL_ROOM], StringFormat::Hexadecimal);
        seal.set("Contents", zeros);
        let seal = self.add(seal);

        let root = self.was().trailer.get(b"Root");
        let root = root.and_then(Object::as_reference).map_err(odd)?;
        let mut catalog = self.dictionary(root)?;
        let form = catalog.get(b"AcroForm").and_then(Object::as_reference).ok();
        let mut fields = below(self.was(), &catalog, b"AcroForm");
        let mut all = match fields.get_deref(b"Fields", self.was()) {
            Ok(held) => held.as_array().map_err(odd)?.clone(),
            Err(_) => Vec::new(),
        };
        let mut field = Dictionary::new();
        field.set("Type", name("Annot"));
        field.set("Subtype", name("Widget"));
        field.set("FT", name("Sig"));
        field.set("T", Object::string_literal(format!("Seal{}", seal.0)));
        // What it is called to whoever has it read aloud.
        field.set("TU", pdf_extract::text_string(&appendix.by));
        field.set("V", Object::Reference(seal));
        field.set("Rect", numbers(&[0.0; 4]));
        // It prints, and nobody moves it.
        field.set("F", 132);
        field.set("P", Object::Reference(page));
        let field = self.add(field);
        all.push(Object::Reference(field));
        fields.set("Fields", all);
        // There are signatures, and whoever saves the file only appends.
        fields.set("SigFlags", 3);
        match form {
            Some(form) => self.set(form, fields),
            None => catalog.set("AcroForm", fields),
        }
        self.set(root, catalog);
        let mut shown = self.dictionary(page)?;
        shown.set("Annots", vec![Object::Reference(field)]);
        self.set(page, shown);
        Ok(field)
    }

    fn written(mut self, original: &[u8]) -> Done<Vec<u8>> {
        let version = self.was().version.clone();
        let mark = self.was().binary_mark.clone();
        let new = &mut self.to.new_document;
        new.max_id = self.next;
        new.version = version;
        if !mark.is_empty() && mark.iter().all(|byte| *byte >= 128) {
            new.binary_mark = mark;
        }
        // What they said of the table before is not said of this one.
        for key in [&b"DecodeParms"[..], b"XRefStm"] {
            new.trailer.remove(key);
        }
        let mut whole = Vec::with_capacity(original.len() + (256 << 10));
        self.to.save_to(&mut whole).map_err(odd)?;
        match whole.strip_prefix(original) {
            Some(appended) => Ok(appended.to_vec()),
            None => Err(ODD.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_of_pages_is_refused_in_words() {
        for wrong in [&b""[..], b"%PDF-1.7\nnothing", b"PK\x03\x04"] {
            assert_eq!(inspect(wrong), Err(DAMAGED.to_owned()), "{wrong:?}");
        }
    }
}
