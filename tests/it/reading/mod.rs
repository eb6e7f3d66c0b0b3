//! What a child process reads of files: of honest ones their words with their places, of hostile ones a reason in words.

mod formats;
mod hostile;
mod walls;

use atrium::extract::{Failure, Reading, Worker};

fn worker() -> Worker {
    Worker::new(env!("CARGO_BIN_EXE_atrium"))
}

fn read(worker: &Worker, name: &str, mut bytes: &[u8]) -> Result<Reading, Failure> {
    worker.read(&mut bytes, name, &|| false)
}
