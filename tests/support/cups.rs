//! A real CUPS scheduler for one test, in a folder of its own, and two kinds of printers behind it: one that listens as
//! network printers do (AppSocket) and takes whatever comes, and CUPS' own test printer (`ippeveprinter`), which speaks IPP,
//! can be out of paper and keeps what it printed.

use cunshou_print::{JobId, Printer, Progress, cups::Cups};
use std::{
    fs,
    io::Read as _,
    net::{TcpListener, TcpStream},
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const PATIENCE: Duration = Duration::from_mins(1);

/// A scheduler and a printer that end with the test.
#[derive(Debug)]
pub struct Shop {
    dir: TempDir,
    printer_port: u16,
    printed: Arc<Mutex<Vec<Vec<u8>>>>,
    children: Vec<Child>,
}

impl Shop {
    pub fn open() -> Self {
        let dir = tempfile::Builder::new().prefix("cups").tempdir().expect("a temporary folder");
        // The scheduler works as another user than root and has to get in.
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).expect("own folder");
        let (printer_port, printed) = printer();
        let mut shop = Self { dir, printer_port, printed, children: Vec::new() };
        shop.start_scheduler();
        shop
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn socket(&self) -> PathBuf {
        self.path("cups.sock")
    }

    fn start_scheduler(&mut self) {
        for name in ["etc", "etc/ppd", "spool", "spool/tmp", "cache", "state", "log"] {
            fs::create_dir_all(self.path(name)).expect("own folder");
        }
        let at = self.dir.path().display();
        fs::write(
            self.path("etc/cups-files.conf"),
            format!(
                "ServerRoot {at}/etc\nRequestRoot {at}/spool\nTempDir {at}/spool/tmp\nCacheDir {at}/cache\nStateDir {at}/state\n\
                 AccessLog {at}/log/access\nErrorLog {at}/log/error\nPageLog {at}/log/page\nSystemGroup root lpadmin\n"
            ),
        )
        .expect("own folder");
        // Jobs are kept for a day after they end, as schedulers do: so that purging them shows.
        fs::write(
            self.path("etc/cupsd.conf"),
            format!(
                "Listen {}\nLogLevel info\nBrowsing No\nWebInterface No\nDefaultAuthType None\nPreserveJobFiles 86400\n\
                 ErrorPolicy abort-job\n<Location />\n Order allow,deny\n Allow all\n</Location>\n\
                 <Policy default>\n <Limit All>\n  Order deny,allow\n </Limit>\n</Policy>\n",
                self.socket().display()
            ),
        )
        .expect("own folder");
        let mut cupsd = tool("cupsd", "cups");
        cupsd
            .arg("-f")
            .arg("-c")
            .arg(self.path("etc/cupsd.conf"))
            .arg("-s")
            .arg(self.path("etc/cups-files.conf"));
        self.start(cupsd, "cupsd");
        self.wait_for("the scheduler's socket", |shop| shop.socket().exists());
    }

    fn start(&mut self, mut command: Command, name: &str) {
        let log = fs::File::create(self.path(name).with_extension("out")).expect("own folder");
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("a log")).stderr(log).process_group(0);
        self.children.push(command.spawn().expect("the tool was found before"));
    }

    pub fn queue(&self, name: &str, model: &str) {
        let mut lpadmin = tool("lpadmin", "cups-client");
        lpadmin.arg("-h").arg(self.socket()).args(["-p", name, "-E", "-m", model, "-v"]);
        lpadmin.arg(format!("socket://127.0.0.1:{}/?snmp=false", self.printer_port));
        let output = lpadmin.output().expect("the tool was found before");
        assert!(output.status.success(), "queue {name}: {}", String::from_utf8_lossy(&output.stderr));
    }

    pub fn admin(&self, program: &str, args: &[&str]) {
        let status =
            tool(program, "cups-client").arg("-h").arg(self.socket()).args(args).status().expect("a tool");
        assert!(status.success(), "{program} {args:?}");
    }

    pub fn wait_for(&self, what: &str, mut is_there: impl FnMut(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_there(self) {
            assert!(Instant::now() < end, "{what} did not come: {}", self.logs());
            thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn follow(&self, cups: &Cups, job: &JobId) -> Progress {
        let end = Instant::now() + PATIENCE;
        loop {
            let progress = cups.progress(job).expect("the scheduler answers");
            if progress.stage.is_final() {
                return progress;
            }
            assert!(Instant::now() < end, "{job} hangs at {progress:?}: {}", self.logs());
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the printer holds in its hands.
    pub fn printed(&self) -> Vec<Vec<u8>> {
        self.printed.lock().expect("the printer is well").clone()
    }

    pub fn logs(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.path(name)).unwrap_or_default();
        let outs = ["cupsd.out", "avahi-daemon.out", "dbus-daemon.out"].map(read);
        format!("{}\n{}", read("log/error"), outs.join("\n"))
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        for child in &mut self.children {
            let group = format!("-{}", child.id());
            let _gone = Command::new("kill").args(["-TERM", "--", &group]).status();
            let _reaped = child.wait();
        }
    }
}

/// A printer that takes whatever comes, one connection a job; it ends with the test's process.
fn printer() -> (u16, Arc<Mutex<Vec<Vec<u8>>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback is up");
    let port = listener.local_addr().expect("bound").port();
    let printed = Arc::new(Mutex::new(Vec::new()));
    let tray = Arc::clone(&printed);
    thread::spawn(move || {
        for job in listener.incoming() {
            let mut bytes = Vec::new();
            job.expect("a connection").read_to_end(&mut bytes).expect("a whole job");
            tray.lock().expect("the test is well").push(bytes);
        }
    });
    (port, printed)
}

pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(files_in(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

pub fn tool(name: &str, package: &str) -> Command {
    let found =
        ["/usr/sbin", "/usr/bin"].map(|dir| Path::new(dir).join(name)).into_iter().find(|path| path.exists());
    Command::new(found.unwrap_or_else(|| panic!("{name} is missing: install the Debian package {package}")))
}

/// CUPS' test printer behind a queue of a shop.
#[derive(Debug)]
pub struct IppPrinter {
    folder: PathBuf,
}

impl IppPrinter {
    /// Takes the paper away, or puts it in again.
    pub fn set_empty(&self, empty: bool) {
        let mark = self.folder.join("empty");
        if empty {
            fs::write(mark, "").expect("own folder");
        } else {
            fs::remove_file(mark).expect("it was empty");
        }
    }

    /// The medium that each sheet was asked for on, in order.
    pub fn media(&self) -> Vec<String> {
        let asked = fs::read_to_string(self.folder.join("media")).unwrap_or_default();
        asked.lines().map(str::to_owned).collect()
    }

    /// What came out, in order.
    pub fn printed(&self) -> Vec<Vec<u8>> {
        files_in(&self.folder.join("tray")).iter().map(|file| fs::read(file).expect("a file")).collect()
    }
}

impl Shop {
    /// A queue to a printer that speaks IPP and knows our forms.
    pub fn ipp_queue(&mut self, name: &str) -> IppPrinter {
        self.ipp_queue_with(name, &["A4", "A5", "Custom.241x93.1mm", "Custom.241x139.7mm"])
    }

    /// A queue to a printer that speaks IPP and knows these media by name.
    pub fn ipp_queue_with(&mut self, name: &str, media: &[&str]) -> IppPrinter {
        let folder = self.path(&format!("printer-{name}"));
        fs::create_dir_all(folder.join("tray")).expect("own folder");
        fs::create_dir_all(folder.join("spool")).expect("own folder");
        let at = folder.display();
        fs::write(
            folder.join("attributes"),
            format!(
                "ATTR mimeMediaType document-format-supported application/octet-stream,application/pdf\n\
                 ATTR mimeMediaType document-format-default application/pdf\n\
                 ATTR keyword media-supported {}\nATTR keyword media-ready {first}\nATTR keyword media-default {first}\n",
                media.join(","),
                first = media[0],
            ),
        )
        .expect("own folder");
        // It says that it is out of paper as printers do, and goes on when there is some.
        let press = format!(
            "#!/bin/sh\nif [ -e {at}/empty ]; then\n echo 'STATE: +media-empty-error' >&2\n \
             while [ -e {at}/empty ]; do sleep 0.1; done\n echo 'STATE: -media-empty-error' >&2\nfi\n\
             n=$(ls {at}/tray | wc -l)\necho \"$IPP_MEDIA\" >> {at}/media\n\
             cp \"$1\" {at}/sheet && mv {at}/sheet {at}/tray/$(printf %04d $n)\n"
        );
        fs::write(folder.join("press"), press).expect("own folder");
        fs::set_permissions(folder.join("press"), fs::Permissions::from_mode(0o755)).expect("own folder");
        let free = TcpListener::bind("127.0.0.1:0").expect("loopback is up");
        let port = free.local_addr().expect("bound").port();
        drop(free);
        let bus = self.announcer();
        let mut printer = tool("ippeveprinter", "cups-ipp-utils");
        printer.env("DBUS_SYSTEM_BUS_ADDRESS", bus).args(["-n", "localhost", "-p", &port.to_string(), "-a"]);
        printer.arg(folder.join("attributes")).arg("-c").arg(folder.join("press"));
        printer.arg("-d").arg(folder.join("spool")).arg(format!("{name}-{port}"));
        self.start(printer, &format!("ippeveprinter-{name}"));
        self.wait_for("the printer", |_| TcpStream::connect(("127.0.0.1", port)).is_ok());
        let mut lpadmin = tool("lpadmin", "cups-client");
        lpadmin.arg("-h").arg(self.socket()).args(["-p", name, "-E", "-m", "raw", "-v"]);
        let output = lpadmin.arg(format!("ipp://localhost:{port}/ipp/print")).output().expect("a tool");
        assert!(output.status.success(), "queue {name}: {}", String::from_utf8_lossy(&output.stderr));
        IppPrinter { folder }
    }

    /// The test printer insists on announcing itself: it gets a message bus and an announcer of its own, which speak to
    /// nobody but this machine. Answers the bus.
    fn announcer(&mut self) -> String {
        let socket = self.path("bus.sock");
        let bus = format!("unix:path={}", socket.display());
        if socket.exists() {
            return bus;
        }
        let verbs = "<allow user=\"*\"/><allow own=\"*\"/><allow send_destination=\"*\"/><allow send_type=\"signal\"/>\
                     <allow receive_type=\"method_call\"/><allow receive_type=\"signal\"/>\
                     <allow receive_type=\"method_return\"/><allow receive_type=\"error\"/>";
        fs::write(
            self.path("bus.conf"),
            format!(
                "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \
                 \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n<busconfig><type>system</type>\
                 <listen>{bus}</listen><auth>EXTERNAL</auth><policy context=\"default\">{verbs}</policy></busconfig>\n"
            ),
        )
        .expect("own folder");
        let mut daemon = tool("dbus-daemon", "dbus");
        daemon.arg(format!("--config-file={}", self.path("bus.conf").display())).arg("--nofork");
        self.start(daemon, "dbus-daemon");
        self.wait_for("the message bus", |shop| shop.path("bus.sock").exists());
        fs::write(
            self.path("avahi.conf"),
            "[server]\nhost-name=cunshou-test\nuse-ipv4=yes\nuse-ipv6=no\nallow-interfaces=lo\nenable-dbus=yes\n\
             [wide-area]\nenable-wide-area=no\n[publish]\npublish-hinfo=no\npublish-workstation=no\n",
        )
        .expect("own folder");
        // Its run folder is its own too: there may be another one at work.
        let mut announcer = tool("unshare", "util-linux");
        let avahi = tool("avahi-daemon", "avahi-daemon").get_program().to_string_lossy().into_owned();
        let script = format!(
            "mkdir -p /run/avahi-daemon && mount -t tmpfs tmpfs /run/avahi-daemon && exec {avahi} -f {} \
             --no-drop-root --no-chroot --no-rlimits --no-proc-title",
            self.path("avahi.conf").display()
        );
        announcer.env("DBUS_SYSTEM_BUS_ADDRESS", &bus).args(["--mount", "sh", "-c", &script]);
        self.start(announcer, "avahi-daemon");
        self.wait_for("the announcer", |shop| {
            fs::read_to_string(shop.path("avahi-daemon.out")).unwrap_or_default().contains("startup complete")
        });
        bus
    }
}
