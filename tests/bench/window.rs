//! Cold start: from the program's start to the first words on the screen, beside an empty window of the same kind.
//!
//! The screen is an Xvfb whose frame buffer is a mapped file, so looking at it costs the program nothing.

use super::{Runs, row};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DISPLAY: &str = ":97";
const RUNS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(30);

/// Measures the release programs (`cargo xtask bench` builds them), else those of the tests: both sides alike.
pub(super) fn cold_start() {
    let target = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target");
    let built = |profile: &&str| {
        target.join(profile).join("cunshou").exists() && target.join(profile).join("examples/empty").exists()
    };
    let Some(profile) = ["release", "debug"].iter().find(|profile| built(profile)) else {
        println!("cold start: not measured, the window is not built");
        return;
    };
    let (ours, empty) = (target.join(profile).join("cunshou"), target.join(profile).join("examples/empty"));
    let folder = tempfile::tempdir().expect("a folder");
    let screen = Command::new("Xvfb")
        .args([DISPLAY, "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-fbdir"])
        .arg(folder.path())
        .stderr(Stdio::null())
        .spawn()
        .map(Screen)
        .expect("Xvfb is installed by the set-up");
    let frame = folder.path().join("Xvfb_screen0");
    while !frame.exists() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let start = |program: &Path| Runs::of(RUNS, |_| first_words(program, &frame));
    start(&empty);
    let bare = start(&empty);
    let runs = start(&ours);
    row(&format!("cold start to the first words ({profile} build)"), &runs, "≤ 1.5 × the next line");
    row("  beside it: an empty window of the same kind", &bare, "");
    drop(screen);
}

struct Screen(Child);

impl Drop for Screen {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// Starts a program and waits until glyphs are on the screen: dark and half-dark pixels, not one flat colour.
fn first_words(program: &Path, frame: &Path) {
    let data = tempfile::tempdir().expect("a folder");
    let begin = Instant::now();
    let child = Command::new(program)
        .env("DISPLAY", DISPLAY)
        .env_remove("WAYLAND_DISPLAY")
        .env("CUNSHOU_DATA_DIR", data.path())
        .env("NO_AT_BRIDGE", "1")
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let window = Screen(child);
    loop {
        let pixels = std::fs::read(frame).expect("the frame buffer");
        // The header of the dump and the colour map come first; what follows is 4 bytes a pixel.
        let picture = &pixels[pixels.len().saturating_sub(1366 * 768 * 4)..];
        let (mut light, mut dark, mut between) = (0_u32, 0_u32, 0_u32);
        for pixel in picture.chunks_exact(4).step_by(3) {
            match u32::from(pixel[0]) + u32::from(pixel[1]) + u32::from(pixel[2]) {
                700.. => light += 1,
                0..=150 => dark += 1,
                _ => between += 1,
            }
        }
        if light > 60_000 && dark > 50 && between > 50 {
            break;
        }
        assert!(begin.elapsed() < PATIENCE, "{} shows nothing", program.display());
        std::thread::sleep(Duration::from_millis(4));
    }
    drop(window);
    // The next one finds an empty screen again.
    std::thread::sleep(Duration::from_millis(300));
}
