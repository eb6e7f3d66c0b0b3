//! A record to choose: a line that takes a name or a number, which is all of it without script; with script a list to
//! choose from.

use maud::Render;

use super::input::Input;

impl Input {
    /// A record of the kinds with these letters (`CL`, or several with spaces between). Which one is meant by a name is
    /// found out by whoever reads the form.
    pub fn record(
        name: impl Into<String>,
        label: impl Render,
        prefixes: impl Into<String>,
    ) -> Input {
        Input::text(name, label)
            .picking(prefixes.into())
            .placeholder("A name or a number")
            .autocomplete("off")
            .attr("spellcheck", "false")
    }
}
