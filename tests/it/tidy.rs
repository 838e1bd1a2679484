//! The invariants of ARCHITECTURE.md, as tests over the sources and the dependency graph.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the workspace")
}

/// Every file below a folder of the project with one of the endings, with its text; build output is passed over.
fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                if !["target", "node_modules", "dist", ".git", "gen"].iter().any(|skip| name == *skip) {
                    walk(&path, found);
                }
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    let mut texts: Vec<_> = found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| endings.iter().any(|wanted| end == *wanted)))
        .filter_map(|path| {
            let name = path.strip_prefix(root()).ok()?.to_string_lossy().replace('\\', "/");
            Some((name, std::fs::read_to_string(&path).ok()?))
        })
        .collect();
    texts.sort();
    assert!(!texts.is_empty(), "{folder} holds files to look at");
    texts
}

/// Source text without comments and without its test module.
fn code(text: &str) -> String {
    let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
    shipped.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

struct Graph {
    names: BTreeMap<String, String>,
    normal: BTreeMap<String, BTreeSet<String>>,
}

/// The normal (not dev, not build) dependencies of the workspace.
fn graph() -> Graph {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(root())
        .output()
        .expect("cargo metadata runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let names =
        metadata["packages"].as_array().expect("packages").iter().map(|p| (text(&p["id"]), text(&p["name"])));
    let normal = metadata["resolve"]["nodes"].as_array().expect("nodes").iter().map(|node| {
        let deps = node["deps"].as_array().expect("deps").iter();
        let normal = deps
            .filter(|dep| dep["dep_kinds"].as_array().is_some_and(|k| k.iter().any(|k| k["kind"].is_null())));
        (text(&node["id"]), normal.map(|dep| text(&dep["pkg"])).collect())
    });
    Graph { names: names.collect(), normal: normal.collect() }
}

impl Graph {
    /// Names of everything that a package of ours links.
    fn reach(&self, package: &str) -> BTreeSet<String> {
        let start =
            self.names.iter().find(|(_, name)| *name == package).map(|(id, _)| id.clone()).expect(package);
        let (mut seen, mut todo) = (BTreeSet::new(), vec![start]);
        while let Some(id) = todo.pop() {
            if seen.insert(id.clone()) {
                todo.extend(self.normal.get(&id).into_iter().flatten().cloned());
            }
        }
        seen.iter().map(|id| self.names[id].clone()).collect()
    }
}

const SQL: &[&str] = &["rusqlite", "libsqlite3-sys", "sqlx", "diesel"];
const NETWORK: &[&str] = &[
    "reqwest",
    "hyper",
    "hyper-util",
    "ureq",
    "curl",
    "curl-sys",
    "isahc",
    "attohttpc",
    "surf",
    "tungstenite",
    "quinn",
    "h2",
    "rustls",
    "native-tls",
    "openssl",
    "trust-dns-resolver",
    "hickory-resolver",
    "socket2",
    "mio",
];

#[test]
fn borders_between_crates_hold() {
    let graph = graph();
    for package in ["cunshou-policy", "cunshou-paper", "cunshou-exchange"] {
        let reach = graph.reach(package);
        let forbidden: Vec<_> = SQL.iter().chain(NETWORK).filter(|name| reach.contains(**name)).collect();
        assert!(forbidden.is_empty(), "{package} links {forbidden:?}");
        assert!(!reach.contains("cunshou-core"), "{package} does not know the book");
    }
    // Sticks are found for the book, not by it.
    assert!(!graph.reach("cunshou-stick").contains("cunshou-core"), "sticks do not know the book");
    assert!(
        !graph.reach("cunshou-core").contains("cunshou-stick"),
        "the book is told which sticks there are"
    );
    for package in [
        "cunshou-core",
        "cunshou-cli",
        "cunshou-exchange",
        "cunshou-paper",
        "cunshou-policy",
        "cunshou-print",
        "cunshou-stick",
    ] {
        assert!(!graph.reach(package).contains("tauri"), "only the window knows tauri, not {package}");
    }
}

#[test]
fn nothing_that_ships_can_reach_a_network() {
    let graph = graph();
    // tauri's own async runtime links mio and socket2 through tokio's net feature only where asked; see what is left.
    for package in ["cunshou-core", "cunshou-cli", "cunshou-print", "cunshou-stick"] {
        let reach = graph.reach(package);
        let found: Vec<_> = NETWORK.iter().filter(|name| reach.contains(**name)).collect();
        assert!(found.is_empty(), "{package} links {found:?}");
    }
    let window = graph.reach("cunshou");
    for name in ["reqwest", "hyper", "ureq", "curl", "rustls", "native-tls", "h2", "tungstenite"] {
        assert!(!window.contains(name), "the window links {name}");
    }
    for plugin in
        ["tauri-plugin-http", "tauri-plugin-shell", "tauri-plugin-updater", "tauri-plugin-websocket"]
    {
        assert!(!window.contains(plugin), "{plugin} has no place here");
    }
    // The dialog plugin links the fs plugin's types; that no page may use it is a matter of capabilities.
    for (name, text) in files("src-tauri/capabilities", &["json"]) {
        for word in ["fs:", "http:", "shell:", "updater:", "opener:"] {
            assert!(!text.contains(&format!("\"{word}")), "{name} grants {word}");
        }
    }
    for (name, text) in files("src-tauri/src", &["rs"]).into_iter().chain(files("src-tauri/crates", &["rs"]))
    {
        for word in ["std::net", "TcpStream", "UdpSocket"] {
            assert!(!code(&text).contains(word), "{name} speaks of {word}");
        }
    }
}

#[test]
fn the_windows_policy_lets_no_source_from_outside_in() {
    let conf =
        std::fs::read_to_string(root().join("src-tauri/tauri.conf.json")).expect("the window's settings");
    let conf: serde_json::Value = serde_json::from_str(&conf).expect("JSON");
    let csp = conf["app"]["security"]["csp"].to_string();
    for allowed in
        csp.split(|c: char| c.is_whitespace() || "\",;:{}".contains(c)).filter(|word| word.contains('.'))
    {
        assert!(allowed.ends_with(".localhost"), "{allowed} in {csp}");
    }
    assert!(!csp.contains("https:") && !csp.contains('*'), "{csp}");
    assert!(csp.contains("default-src"), "there is a policy: {csp}");
}

#[test]
fn only_stores_and_storage_touch_the_database() {
    for (name, text) in files("src-tauri", &["rs"]) {
        let allowed =
            name.ends_with("/store.rs") || name.contains("/storage/") || name.ends_with("core/src/error.rs");
        assert!(allowed || !code(&text).contains("rusqlite"), "{name} touches rusqlite");
    }
}

#[test]
fn the_clock_is_read_only_at_the_edges() {
    for crate_name in ["policy", "core", "exchange", "paper", "print", "stick"] {
        for (name, text) in files(&format!("src-tauri/crates/{crate_name}/src"), &["rs"]) {
            if name.ends_with("/tests.rs") {
                continue;
            }
            for word in [
                "Utc::now",
                "Local::now",
                "SystemTime::now",
                "Instant::now",
                "now_v7",
                "getrandom",
                "OsRng",
                "thread_rng",
            ] {
                assert!(
                    !code(&text).contains(word),
                    "{name} reads {word}: the instant and the dice are arguments"
                );
            }
        }
    }
}

#[test]
fn money_is_never_a_float() {
    for folder in ["policy", "core", "exchange", "cli"] {
        for (name, text) in files(&format!("src-tauri/crates/{folder}/src"), &["rs"]) {
            let code = code(&text);
            // A cell of a workbook is a float before anyone knows what it means.
            // (A synthetic roster holds some on purpose: numbers that a spreadsheet spoilt.)
            let readers = [
                "exchange/src/workbook.rs",
                "exchange/src/workbook/xls.rs",
                "exchange/src/xlsx.rs",
                "exchange/src/roster.rs",
                "exchange/src/generate/sheet.rs",
            ];
            let reads_cells =
                readers.iter().any(|reader| name.ends_with(reader)) || name.contains("/package/summary");
            for word in ["f32", "f64"] {
                let found = code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|token| token == word);
                assert!(reads_cells || !found, "{name} speaks of {word}");
            }
        }
    }
}

#[test]
fn no_statement_changes_a_final_table() {
    let finals = [
        "journal",
        "session",
        "payment",
        "payment_line",
        "cash_count",
        "close",
        "package",
        "package_copy",
        "package_row",
        "ack",
        "ack_row",
        "slip_arrival",
        "receipt_copy",
        "audit",
        "roster_change",
        "policy",
        "policy_package",
        "person_fact",
        "cover_completed",
        "difference_step",
        "levy_year",
        "enrolment_change",
        "life_act",
        "duplicate_verdict",
        "canvass_visit",
        "canvass_answer",
        "whereabouts",
        "canvass_round",
        "canvass_round_row",
        "reversal",
        "reversed_line",
        "remittance",
        "remittance_part",
        "remittance_cancelled",
        "refund",
        "refund_line",
        "refund_step",
        "aid",
        "aid_ended",
        "ticket_book",
        "ticket_spoilt",
        "ticket_returned",
        "backup",
        "lost_receipt",
    ];
    let sources = files("src-tauri/crates/core/src", &["sql", "rs"]);
    for (name, text) in sources.iter().filter(|(name, _)| !name.contains("/migrations/")) {
        let words: Vec<_> = code(text).split_whitespace().map(str::to_owned).collect();
        for pair in words.windows(3) {
            let change = match (pair[0].trim_start_matches('"'), pair[1].as_str()) {
                ("UPDATE", table) => Some(table),
                ("DELETE", "FROM") | ("REPLACE", "INTO") => Some(pair[2].as_str()),
                _ => None,
            };
            let table = change.map(|table| table.trim_end_matches([';', '"', ',', ')']));
            assert!(table.is_none_or(|table| !finals.contains(&table)), "{name}: {pair:?}");
        }
        assert!(!text.contains("OR REPLACE"), "{name} replaces rows");
    }
}

#[test]
fn no_value_of_a_notice_stands_in_code() {
    // Places and sums of the shipped notices; plain years and small numbers would find too much.
    let telling = [
        "贵池",
        "池州",
        "桐城",
        "堰口",
        "高阳",
        "升金湖",
        "guichi-2026",
        "\"400.00\"",
        "\"360.00\"",
        "2025-12-31",
        "1945-12-31",
        "2026-02-28",
    ];
    for (name, text) in files("src-tauri", &["rs", "sql"]).into_iter().chain(files("ui/src", &["ts", "vue"]))
    {
        if name.ends_with(".test.ts")
            || name.contains("/tests")
            || name.contains("xtask")
            || name.contains("/cli/src/demo")
        {
            continue;
        }
        let code = code(&text);
        for value in telling {
            assert!(!code.contains(value), "{name} holds {value}: it belongs into policies/");
        }
    }
}

#[test]
fn the_screens_add_no_money() {
    for (name, text) in files("ui/src", &["ts", "vue"]) {
        if name.ends_with(".test.ts") || name.contains("/bindings/") {
            continue;
        }
        for word in ["parseFloat", "Number(", ".toFixed(", "parseInt("] {
            for line in text.lines().filter(|line| line.contains(word)) {
                let about_money = [
                    "due", "fee", "subsidy", "tendered", "change", "amount", "float", "counted", "expected",
                    "cash",
                ];
                let suspicious = about_money.iter().any(|money| line.to_lowercase().contains(money));
                assert!(!suspicious, "{name}: {line}");
            }
        }
    }
}

#[test]
fn every_error_code_has_words() {
    for code in cunshou_core::Error::CODES {
        assert!(cunshou_core::words::knows(code), "{code} has no words in assets/text");
    }
    let mut codes = BTreeSet::new();
    for (name, text) in files("src-tauri", &["rs"]) {
        for found in
            text.split('"').filter(|word| word.starts_with("E-") && word.len() >= 8 && word.len() <= 12)
        {
            let shape: Vec<_> = found.split('-').collect();
            if shape.len() == 3 && shape[2].len() == 3 && shape[2].bytes().all(|b| b.is_ascii_digit()) {
                codes.insert((found.to_owned(), name.clone()));
            }
        }
    }
    assert!(codes.len() > 40, "the sources name their codes");
    for (code, name) in codes {
        assert!(cunshou_core::words::knows(&code), "{code} ({name}) has no words in assets/text");
    }
}

#[test]
fn words_say_what_to_do_and_fill_their_placeholders() {
    for (name, text) in files("assets/text", &["toml"]) {
        if !name.contains("/errors-") {
            continue;
        }
        let words: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).expect(&name);
        for (code, words) in words {
            for part in ["message", "todo"] {
                assert!(
                    words.get(part).is_some_and(|said| said.chars().count() >= 4),
                    "{name} {code}: {part}"
                );
            }
        }
    }
}

#[test]
fn no_prerelease_of_tauri_and_no_unpinned_young_crate() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("the lock file");
    for block in lock.split("[[package]]") {
        let line = |key: &str| {
            block
                .lines()
                .find_map(|line| line.strip_prefix(key))
                .unwrap_or_default()
                .trim_matches('"')
                .to_owned()
        };
        let (name, version) = (line("name = "), line("version = "));
        assert!(!(name.starts_with("tauri") && version.contains('-')), "{name} {version} is a pre-release");
    }
}

#[test]
fn landed_migrations_are_never_edited() {
    use std::hash::Hasher;
    // A stable hash of our own (FNV-1a): the standard one may change between compilers.
    struct Fnv(u64);
    impl Hasher for Fnv {
        fn finish(&self) -> u64 {
            self.0
        }
        fn write(&mut self, bytes: &[u8]) {
            for byte in bytes {
                self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    let landed =
        std::fs::read_to_string(root().join("tests/fixtures/migrations.txt")).expect("the landed hashes");
    for (name, text) in files("src-tauri/crates/core/src/storage/migrations", &["sql"]) {
        let file = name.rsplit('/').next().unwrap_or_default();
        let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
        hasher.write(text.as_bytes());
        let line = format!("{file} {:016x}", hasher.finish());
        assert!(landed.lines().any(|known| known == line), "not as it landed (or new: add the line): {line}");
    }
}
