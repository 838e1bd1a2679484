//! What a clerk meets who starts the program for the first time.

use crate::window::{Window, journey};
use serde_json::{Value, json};

#[test]
fn the_window_opens_and_offers_the_first_steps() {
    journey("first-run", async |window: Window| {
        assert_eq!(window.client.title().await.expect("a title"), "村收 · 城乡居民医保代收");
        window.drawn().await;
        window.picture("start");

        let overflow = window.script("return document.documentElement.scrollWidth - window.innerWidth").await;
        assert!(
            overflow.as_i64().is_some_and(|px| px <= 0),
            "the first screen needs no sideways scrolling: {overflow}"
        );
        let files: Vec<_> = std::fs::read_dir(window.data()).expect("the data folder").collect();
        assert!(files.is_empty(), "looking at the first screen makes no book: {files:?}");
    });
}

/// Without a Chinese font the window shows blanks or boxes while every text assertion passes, so the
/// pixels are looked at: different characters must leave different marks, in the program's own fonts.
#[test]
fn chinese_is_really_drawn_with_the_fonts_that_are_shipped() {
    journey("fonts", async |window: Window| {
        window.drawn().await;
        let drawn = window
            .client
            .execute_async(
                r"
                const done = arguments[arguments.length - 1];
                const faces = [...document.fonts].map(face => face.family.replace(/[\x22']/g, ''));
                const draw = (character, family) => {
                    const canvas = document.createElement('canvas');
                    canvas.width = canvas.height = 64;
                    const pen = canvas.getContext('2d');
                    pen.font = `48px '${family}'`;
                    pen.fillText(character, 8, 52);
                    return canvas.toDataURL();
                };
                const load = (family, text) => document.fonts.load(`48px '${family}'`, text).then(found => found.length);
                Promise.all([load('Cunshou Sans', '村收'), load('Cunshou Han', '𠮷')]).then(found => done({
                    faces, found,
                    village: draw('村', 'Cunshou Sans'), collect: draw('收', 'Cunshou Sans'),
                    blank: draw('\u3000', 'Cunshou Sans'), rare: draw('𠮷', 'Cunshou Han'), missing: draw('\u{10FFFF}', 'Cunshou Han'),
                }), error => done({ error: String(error) }));
                ",
                vec![],
            )
            .await
            .expect("the page draws");
        assert_eq!(drawn["error"], Value::Null, "{drawn}");
        assert_eq!(
            drawn["found"],
            json!([1, 1]),
            "both faces come from the program itself: {}",
            drawn["faces"]
        );
        let marks: Vec<_> =
            ["village", "collect", "blank", "rare", "missing"].map(|key| drawn[key].as_str()).to_vec();
        assert!(marks.iter().all(Option::is_some), "every character was drawn: {drawn}");
        for (at, mark) in marks.iter().enumerate() {
            assert!(!marks[..at].contains(mark), "mark {at} looks like another: no font drew it");
        }
    });
}

/// The page can reach nothing but the program: not another address, not a command that is not granted.
#[test]
fn the_page_can_reach_nothing_but_the_program() {
    journey("locked-down", async |window: Window| {
        window.drawn().await;
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback is up");
        listener.set_nonblocking(true).expect("a socket");
        let address = listener.local_addr().expect("bound");
        let tried = window
            .client
            .execute_async(
                r"
                const done = arguments[arguments.length - 1];
                const away = arguments[0];
                const failed = () => 'refused', reached = () => 'reached';
                const picture = () => new Promise(told => {
                    const image = new Image(); image.onload = () => told('reached'); image.onerror = () => told('refused'); image.src = away;
                });
                const command = name => window.__TAURI_INTERNALS__.invoke(name, {}).then(reached, failed);
                location.href = away;
                window.open(away);
                Promise.all([fetch(away).then(reached, failed), picture(), command('plugin:dialog|open'), command('plugin:window|close'),
                             command('plugin:app|version')]).then(done);
                ",
                vec![json!(format!("http://{address}/"))],
            )
            .await
            .expect("the script runs");
        assert_eq!(tried, json!(["refused", "refused", "refused", "refused", "refused"]));
        assert_eq!(
            listener.accept().map(|_| ()).map_err(|e| e.kind()),
            Err(std::io::ErrorKind::WouldBlock),
            "nobody knocked"
        );
        assert!(
            window.client.current_url().await.expect("an address").as_str().starts_with("tauri://"),
            "still our page"
        );
        let bridge = window.script("return typeof window.__TAURI__").await;
        assert_eq!(bridge, json!("undefined"), "no global bridge");
    });
}
