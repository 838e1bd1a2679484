//! One real window for one test, over a data folder of its own: a screen of a village laptop's size and
//! a driver on a port of its own, each in a process group that ends with the test.

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, error::CmdError, wd::Capabilities};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::{
    env,
    fs::{self, File},
    future::Future,
    io::{BufRead as _, BufReader},
    net::{TcpListener, TcpStream},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_secs(30);
const LONGEST_JOURNEY: Duration = Duration::from_mins(3);
/// What the program does by itself after a minute or two comes within this, however slow the machine is.
pub const LONGEST_WAIT: Duration = Duration::from_mins(5);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Runs one journey in a fresh window over an empty data folder. Whatever goes wrong leaves a picture.
pub fn journey<F, J>(name: &str, walk: J)
where
    F: Future<Output = ()>,
    J: FnOnce(Window) -> F,
{
    journey_beside(name, &[], walk);
}

/// The same with something of its own in the program's environment, such as a print system.
pub fn journey_beside<F, J>(name: &str, environment: &[(&str, &Path)], walk: J)
where
    F: Future<Output = ()>,
    J: FnOnce(Window) -> F,
{
    walked(name, environment, LONGEST_JOURNEY, walk);
}

/// The same for a journey that waits for what the program does after minutes by itself.
pub fn patient_journey<F, J>(name: &str, walk: J)
where
    F: Future<Output = ()>,
    J: FnOnce(Window) -> F,
{
    walked(name, &[], LONGEST_JOURNEY + 2 * LONGEST_WAIT, walk);
}

fn walked<F, J>(name: &str, environment: &[(&str, &Path)], longest: Duration, walk: J)
where
    F: Future<Output = ()>,
    J: FnOnce(Window) -> F,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let steps = async {
        let driver = Driver::start(name, environment);
        let window = driver.open_window().await;
        walk(window.clone()).await;
        window.client.close().await.expect("the window closes");
    };
    runtime.block_on(async {
        let ended = tokio::time::timeout(longest, steps).await;
        assert!(ended.is_ok(), "the journey {name} hangs: the driver no longer answers");
    });
}

/// Folder of the build that this test belongs to.
fn target() -> PathBuf {
    let test = env::current_exe().expect("a test knows its own path");
    test.ancestors().nth(3).expect("tests lie in <target>/<profile>/deps").to_owned()
}

/// The built program; a journey drives nothing else.
fn program() -> PathBuf {
    let test = env::current_exe().expect("a test knows its own path");
    let path = test.ancestors().nth(2).expect("tests lie in <target>/<profile>/deps").join("cunshou");
    assert!(path.exists(), "the window is not built: run `cargo xtask journeys`");
    path
}

/// A program that ends, with all that it started, when this is dropped.
struct Group(Child);

impl Group {
    fn start(command: &mut Command, package: &str) -> Self {
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).process_group(0).spawn();
        Self(child.unwrap_or_else(|error| panic!("{program}: {error}; install the Debian package {package}")))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let _gone = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _reaped = self.0.wait();
    }
}

/// A screen that nobody looks at, so that windows of parallel tests do not cover each other.
struct Screen {
    display: String,
    _server: Group,
}

impl Screen {
    fn start(log: &File) -> Self {
        let mut server = Command::new("Xvfb");
        server.args(["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]);
        server.stdout(Stdio::piped()).stderr(log.try_clone().expect("a log"));
        let mut server = Group::start(&mut server, "xvfb");
        let mut said = String::new();
        let stdout = server.0.stdout.take().expect("stdout is piped");
        BufReader::new(stdout).read_line(&mut said).expect("the server names its display");
        assert!(!said.trim().is_empty(), "no screen: Xvfb ended at once");
        Self { display: format!(":{}", said.trim()), _server: server }
    }
}

/// WebKit's driver and everything it starts. The fields end in this order.
struct Driver {
    _server: Group,
    screen: Screen,
    port: u16,
    name: String,
    data: TempDir,
}

impl Driver {
    fn start(name: &str, environment: &[(&str, &Path)]) -> Self {
        let logs = target().join("journeys");
        fs::create_dir_all(&logs).expect("the target folder can be written");
        let log = File::create(logs.join(format!("{name}.log"))).expect("the target folder can be written");
        let free = TcpListener::bind("127.0.0.1:0").expect("loopback is up");
        let port = free.local_addr().expect("bound").port();
        drop(free);
        let data = tempfile::Builder::new().prefix("cunshou-").tempdir().expect("a temporary folder");
        let screen = Screen::start(&log);
        let mut driver = Command::new("WebKitWebDriver");
        driver
            .arg(format!("--port={port}"))
            // The window inherits these from its driver.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("CUNSHOU_DATA_DIR", data.path())
            .env("DISPLAY", &screen.display)
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env("LANG", "C.UTF-8")
            .env("NO_AT_BRIDGE", "1")
            .envs(environment.iter().copied())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log);
        let server = Group::start(&mut driver, "webkit2gtk-driver");
        let end = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < end, "the driver does not listen");
            thread::sleep(LOOK_AGAIN);
        }
        Self { _server: server, screen, port, name: name.to_owned(), data }
    }

    async fn open_window(&self) -> Window {
        let mut capabilities = Capabilities::new();
        capabilities.insert("webkitgtk:browserOptions".into(), json!({ "binary": program(), "args": [] }));
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .expect("the window opens under the driver");
        Window {
            client,
            display: self.screen.display.clone(),
            journey: self.name.clone(),
            data: self.data.path().to_owned(),
        }
    }
}

/// The open window, with the few things a clerk does in it.
#[derive(Clone)]
pub struct Window {
    pub client: Client,
    display: String,
    journey: String,
    data: PathBuf,
}

impl Window {
    /// The folder in which this window keeps its books.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Waits until the program has drawn something of its own.
    pub async fn drawn(&self) {
        self.until("anything on the page", async || Ok(!self.text().await?.trim().is_empty())).await;
        // A click while the fonts come in goes to where the button was.
        let still = "return document.readyState === 'complete' && document.fonts.status === 'loaded'
            && document.activeElement !== document.body";
        self.until("the page holding still", async || {
            Ok(self.client.execute(still, vec![]).await? == Value::Bool(true))
        })
        .await;
    }

    /// Waits until the page shows `text` somewhere.
    pub async fn sees(&self, text: &str) {
        self.until(&format!("「{text}」 on the page"), async || Ok(self.text().await?.contains(text))).await;
    }

    /// All that the page shows.
    pub async fn text(&self) -> Result<String, CmdError> {
        self.client.find(Locator::Css("body")).await?.text().await
    }

    /// The control or figure that bears this hook (`data-test`), once it is there and shown.
    pub async fn find(&self, hook: &str) -> Element {
        let css = format!("[data-test=\"{hook}\"]");
        self.until(&format!("the control {hook}"), async || {
            self.client.find(Locator::Css(&css)).await?.is_displayed().await
        })
        .await;
        self.client.find(Locator::Css(&css)).await.expect("it was there just now")
    }

    /// Runs a script in the page and gives back what it returns.
    pub async fn script(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.expect("the script runs")
    }

    /// Waits until `holds` says yes. A page that is just being redrawn may answer with an error: that is a no.
    pub async fn until(&self, what: &str, holds: impl AsyncFn() -> Result<bool, CmdError>) {
        self.within(PATIENCE, what, holds).await;
    }

    /// The same for something that takes longer than a page does.
    pub async fn within(
        &self,
        patience: Duration,
        what: &str,
        holds: impl AsyncFn() -> Result<bool, CmdError>,
    ) {
        let end = Instant::now() + patience;
        loop {
            let answer = holds().await;
            if matches!(answer, Ok(true)) {
                return;
            }
            if Instant::now() > end {
                let picture = self.picture("failed");
                let shown = self.text().await.unwrap_or_default();
                panic!(
                    "waited for {what}; see {}; last answer {answer:?}; the page shows:\n{shown}",
                    picture.display()
                );
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Keeps a picture of the screen in `<target>/screens/`, for people to look at. It is taken of the
    /// screen, because the driver takes none of a page that is drawn the way that we ship.
    pub fn picture(&self, name: &str) -> PathBuf {
        let folder = target().join("screens");
        fs::create_dir_all(&folder).expect("the target folder can be written");
        let file = folder.join(format!("{}-{name}.png", self.journey));
        let taken = Command::new("import")
            .args(["-silent", "-window", "root", "-strip"])
            .arg(&file)
            .env("DISPLAY", &self.display)
            .status()
            .unwrap_or_else(|error| panic!("import: {error}; install the Debian package imagemagick"));
        assert!(taken.success(), "no picture of {name}");
        file
    }
}
