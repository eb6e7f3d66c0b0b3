//! Hands over to the library.

fn main() -> std::process::ExitCode {
    atrium::commands::main()
}
