//! What a list's address says beside its filters.

/// Names in an address that say how a list is read, and not what is asked for.
pub(super) fn reads(name: &str) -> bool {
    matches!(name, "after" | "before" | "saved" | "columns" | "density")
}

/// An address of a list as it is, though it asks for nothing: a bare one is answered with the view that the list opens with.
pub(super) fn plainly(address: String) -> String {
    match address.contains('?') {
        true => address,
        false => format!("{address}?saved=none"),
    }
}
