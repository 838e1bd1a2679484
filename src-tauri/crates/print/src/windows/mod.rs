//! Windows: a paper is drawn here and goes to the spooler through GDI, in the resolution of the printer.
//!
//! Invariant: the paper never is a file, and goes only onto a sheet of its own size. What Windows' numbers mean and what
//! is drawn is decided in `job`, `form` and `raster`, which know no Windows and are tested everywhere; the calls of
//! Windows are in `calls` alone. Windows' spooler forgets a job once it is over: what is known of its end is what was seen
//! before, and where that says nothing, nobody claims to know.

mod form;
mod job;
mod raster;

#[cfg(windows)]
mod calls;
#[cfg(windows)]
mod spooler;
#[cfg(windows)]
pub use spooler::Spooler;
