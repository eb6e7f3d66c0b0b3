//! What a deed reads: the plain read shows what the person sees, one with a reason shows everything, and what the house
//! holds over a deed sees everything whoever does it.

use atrium::{
    access::Scope,
    base::Id,
    data::{Key, KeyRing, Store, StoreOptions},
};

use super::{
    Scratch,
    notes::{self, BY_EMAIL, Child, Note, OF_NOTE, Spot, add_child, boss, create, draft, person},
};

#[test]
fn a_plain_read_shows_what_the_person_sees_and_an_unscoped_one_everything() {
    let scratch = Scratch::new("scoped");
    let ring = KeyRing::in_memory([7; 32]);
    let store = Store::open(
        scratch.path(),
        ring,
        notes::schema(),
        &StoreOptions::default(),
    );
    let store = store.unwrap();
    let spot = |owner| Spot {
        owner,
        team: 90,
        department: 91,
    };
    let mail = |mail: &str| Note {
        email: Some(mail.to_owned()),
        ..draft("A note", spot(2))
    };
    let all = boss(&store);
    let own = create(&all, mail("own@example.org"), &[1, 2], "own").unwrap();
    let theirs = Note {
        spot: spot(3),
        ..mail("theirs@example.org")
    };
    let theirs = create(&all, theirs, &[3, 4, 5], "theirs").unwrap();
    let me = notes::visit(&store, person(2, &[], &[], Scope::Own));
    let told = me.act(notes::EDIT, move |change| {
        let under = |id: Id<Note>| Key::new().id(id);
        let by_mail = |mail: &str| Key::new().text(mail);
        let plain = (
            change.find(own)?.is_some(),
            change.find(theirs)?.is_some(),
            change.was(theirs)?.is_some(),
            change.children::<Child>(OF_NOTE, under(own))?.len(),
            change.children::<Child>(OF_NOTE, under(theirs))?.len(),
            change.all::<Note>()?.len(),
            change
                .by_unique::<Note>(BY_EMAIL, by_mail("own@example.org"))?
                .is_some(),
            change
                .by_unique::<Note>(BY_EMAIL, by_mail("theirs@example.org"))?
                .is_some(),
        );
        let mut all = change.unscoped("a test");
        let unscoped = (
            all.find(own)?.is_some(),
            all.find(theirs)?.is_some(),
            all.was(theirs)?.is_some(),
            all.children::<Child>(OF_NOTE, under(own))?.len(),
            all.children::<Child>(OF_NOTE, under(theirs))?.len(),
            all.all::<Note>()?.len(),
            all.by_unique::<Note>(BY_EMAIL, by_mail("own@example.org"))?
                .is_some(),
            all.by_unique::<Note>(BY_EMAIL, by_mail("theirs@example.org"))?
                .is_some(),
        );
        Ok((plain, unscoped))
    });
    let (plain, unscoped) = told.unwrap();
    assert_eq!(plain, (true, false, false, 2, 0, 1, true, false));
    assert_eq!(unscoped, (true, true, true, 2, 3, 2, true, true));

    // What one holds names others, seen or not; and what is derived from the deed counts every part.
    let child = add_child(&me, own, 7, "mine").unwrap();
    let named = me.act(notes::EDIT, move |change| {
        let child: Child = change.find(child)?.unwrap();
        Ok(change.load(&child, |child| child.note)?.id)
    });
    assert_eq!(named.unwrap(), own);
    let note: Note = all.find(own).unwrap();
    assert_eq!((note.sum, note.children), (10, 3));
    store.close();
}
