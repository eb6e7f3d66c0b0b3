//! A small blocking driver for a real headless Chromium, spoken to over the
//! DevTools protocol.
//!
//! Every [`Page`] has its own connection and its own browser context, so two
//! pages are two people: separate cookies, storage and caches. Elements are
//! found by CSS; whatever acts on an element waits up to ten seconds for it to
//! be there, visible, still and not covered, and then uses real mouse and key
//! events. What cannot be done panics with the page's address and its text, so
//! that a failed test says what was on the screen.

#![allow(dead_code, reason = "a tool box: no single test uses all of it")]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{Message, WebSocket};

/// How long anything is waited for that a person would wait for.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a new document may take to load.
const LOAD: Duration = Duration::from_secs(20);
/// How long one protocol command may take.
const COMMAND: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(40);

/// A running Chromium with a profile of its own; stopped and removed on drop.
pub struct Browser {
    child: Child,
    profile: PathBuf,
    port: u16,
    path: String,
}

/// What a page says it is shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Dark,
    Light,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    pub name: String,
    pub value: String,
    pub domain: String,
    pub path: String,
    pub secure: bool,
    pub http_only: bool,
    /// "Strict", "Lax", "None" or empty when the server did not say.
    pub same_site: String,
}

/// One tab. Methods take `&self`; a page may be sent to another thread but not
/// shared between two.
pub struct Page {
    conn: RefCell<Conn>,
    port: u16,
    path: String,
    context: String,
    target: String,
}

impl Browser {
    #[track_caller]
    pub fn launch() -> Browser {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let program = find_chromium().unwrap_or_else(|| {
            panic!(
                "no Chromium found (looked for /usr/bin/chromium, then chromium and google-chrome \
                 in PATH): run tests/run, which installs it"
            )
        });
        let profile = std::env::temp_dir().join(format!(
            "atrium-chromium-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        ));
        let _ = fs::remove_dir_all(&profile);
        fs::create_dir_all(&profile).expect("create the browser's profile directory");
        let log = profile.join("stderr.log");
        let child = Command::new(&program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--no-default-browser-check",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--disable-background-timer-throttling",
                "--disable-backgrounding-occluded-windows",
                "--disable-renderer-backgrounding",
                "--force-color-profile=srgb",
                "--password-store=basic",
                "--lang=en",
                "--ignore-certificate-errors",
                "--remote-debugging-port=0",
            ])
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).expect("create the browser's log file"))
            .spawn()
            .unwrap_or_else(|e| panic!("start {}: {e}", program.display()));
        // From here on a panic drops the browser and so stops the process.
        let mut browser = Browser {
            child,
            profile,
            port: 0,
            path: String::new(),
        };
        let deadline = Instant::now() + COMMAND;
        loop {
            if let Ok(text) = fs::read_to_string(browser.profile.join("DevToolsActivePort")) {
                let mut lines = text.lines();
                if let (Some(Ok(port)), Some(path)) =
                    (lines.next().map(str::parse::<u16>), lines.next())
                {
                    browser.port = port;
                    browser.path = path.to_owned();
                    return browser;
                }
            }
            let ended = browser.child.try_wait().ok().flatten();
            if ended.is_some() || Instant::now() > deadline {
                panic!(
                    "{} did not open its DevTools port ({}):\n{}",
                    program.display(),
                    ended.map_or("timed out".to_owned(), |s| s.to_string()),
                    fs::read_to_string(&log).unwrap_or_default()
                );
            }
            sleep(Duration::from_millis(20));
        }
    }

    /// A new tab in a new browser context: no cookies, nothing stored.
    #[track_caller]
    pub fn page(&self) -> Page {
        Page::open(self.port, &self.path, None)
            .unwrap_or_else(|e| panic!("open a page in Chromium: {e}"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Its helper processes notice within moments; until then they may
        // still write into the profile.
        for _ in 0..40 {
            match fs::remove_dir_all(&self.profile) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => sleep(Duration::from_millis(25)),
                _ => break,
            }
        }
    }
}

fn find_chromium() -> Option<PathBuf> {
    let fixed = PathBuf::from("/usr/bin/chromium");
    if fixed.is_file() {
        return Some(fixed);
    }
    let path = std::env::var_os("PATH")?;
    ["chromium", "google-chrome"].iter().find_map(|name| {
        std::env::split_paths(&path)
            .map(|dir| dir.join(name))
            .find(|file| file.is_file())
    })
}

// --- The connection --------------------------------------------------------

/// Why an evaluation gave no value.
enum Failure {
    /// The document went away meanwhile: ask the new one.
    Navigated,
    /// The script threw; its message and stack.
    Threw(String),
    /// The protocol or the connection failed.
    Broken(String),
}

struct Conn {
    ws: WebSocket<TcpStream>,
    next: u64,
    session: String,
    frame: String,
    /// The main frame has begun to load a document and not yet finished.
    loading: bool,
    /// The loader of the document shown, and those whose load event fired.
    loader: String,
    loaded: BTreeSet<String>,
    errors: Vec<String>,
    dialogs: Vec<String>,
    accept_dialogs: bool,
    drag: Option<Value>,
    crashed: bool,
}

impl Conn {
    fn connect(port: u16, path: &str) -> Result<Conn, String> {
        let tcp = TcpStream::connect(("127.0.0.1", port)).map_err(|e| e.to_string())?;
        tcp.set_nodelay(true).map_err(|e| e.to_string())?;
        let config = WebSocketConfig::default()
            .max_message_size(None)
            .max_frame_size(None);
        let (ws, _) = tungstenite::client::client_with_config(
            format!("ws://127.0.0.1:{port}{path}"),
            tcp,
            Some(config),
        )
        .map_err(|e| e.to_string())?;
        Ok(Conn {
            ws,
            next: 0,
            session: String::new(),
            frame: String::new(),
            loading: false,
            loader: String::new(),
            loaded: BTreeSet::new(),
            errors: Vec::new(),
            dialogs: Vec::new(),
            accept_dialogs: true,
            drag: None,
            crashed: false,
        })
    }

    fn send(&mut self, session: bool, method: &str, params: &Value) -> Result<u64, String> {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": params });
        if session {
            message["sessionId"] = json!(self.session);
        }
        self.ws
            .send(Message::text(message.to_string()))
            .map_err(|e| format!("{method}: {e}"))?;
        Ok(self.next)
    }

    /// The next message before `until`, if one comes.
    fn read(&mut self, until: Instant) -> Result<Option<Value>, String> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            self.ws
                .get_ref()
                .set_read_timeout(Some(left.max(Duration::from_millis(1))))
                .map_err(|e| e.to_string())?;
            match self.ws.read() {
                Ok(Message::Text(text)) => {
                    return serde_json::from_str(text.as_str())
                        .map(Some)
                        .map_err(|e| e.to_string());
                }
                Ok(_) => {}
                Err(tungstenite::Error::Io(e))
                    if matches!(
                        e.kind(),
                        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
                    ) =>
                {
                    return Ok(None);
                }
                Err(e) => return Err(format!("connection to Chromium: {e}")),
            }
        }
    }

    fn call_on(&mut self, session: bool, method: &str, params: Value) -> Result<Value, String> {
        let id = self.send(session, method, &params)?;
        let until = Instant::now() + COMMAND;
        loop {
            let Some(mut message) = self.read(until)? else {
                return Err(format!("{method}: no answer in {COMMAND:?}"));
            };
            if message["id"].as_u64() == Some(id) {
                if let Some(error) = message.get("error") {
                    let text = error["message"].as_str().unwrap_or("failed");
                    let data = error["data"].as_str().unwrap_or("");
                    return Err(format!("{method}: {text} {data}").trim_end().to_owned());
                }
                return Ok(message["result"].take());
            }
            self.note(&message)?;
            if self.crashed {
                return Err("the page crashed".to_owned());
            }
        }
    }

    fn call(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.call_on(true, method, params)
    }

    /// Take in what Chromium reports until `until`, or until `done` says so.
    fn pump(&mut self, until: Instant, done: impl Fn(&Conn) -> bool) -> Result<bool, String> {
        while !done(self) {
            match self.read(until)? {
                Some(message) => self.note(&message)?,
                None => return Ok(done(self)),
            }
        }
        Ok(true)
    }

    fn note(&mut self, message: &Value) -> Result<(), String> {
        if message["sessionId"].as_str() != Some(&self.session) {
            return Ok(());
        }
        let params = &message["params"];
        let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
        let main = params["frameId"].as_str() == Some(&self.frame);
        match message["method"].as_str().unwrap_or("") {
            "Page.frameStartedLoading" | "Page.frameStartedNavigating" if main => {
                self.loading = true;
            }
            "Page.frameRequestedNavigation" if main && params["disposition"] == "currentTab" => {
                self.loading = true;
            }
            "Page.frameStoppedLoading" | "Page.navigatedWithinDocument" if main => {
                self.loading = false;
            }
            "Page.lifecycleEvent" if main && params["name"] == "load" => {
                self.loaded.insert(text(&params["loaderId"]));
            }
            "Page.frameNavigated" if params["frame"]["id"].as_str() == Some(&self.frame) => {
                self.loader = text(&params["frame"]["loaderId"]);
            }
            "Runtime.exceptionThrown" => {
                let details = &params["exceptionDetails"];
                self.errors.push(format!("exception: {}", thrown(details)));
            }
            "Runtime.consoleAPICalled"
                if params["type"] == "error" || params["type"] == "assert" =>
            {
                let words: Vec<String> = params["args"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(remote_text)
                    .collect();
                self.errors
                    .push(format!("console.error: {}", words.join(" ")));
            }
            "Log.entryAdded" if params["entry"]["level"] == "error" => {
                let entry = &params["entry"];
                let mut line = format!("{}: {}", text(&entry["source"]), text(&entry["text"]));
                if let Some(url) = entry["url"].as_str().filter(|url| !url.is_empty()) {
                    line.push_str(&format!(" [{url}]"));
                }
                self.errors.push(line);
            }
            "Page.javascriptDialogOpening" => {
                self.dialogs.push(text(&params["message"]));
                let accept = json!({ "accept": self.accept_dialogs, "promptText": "" });
                self.send(true, "Page.handleJavaScriptDialog", &accept)?;
            }
            "Input.dragIntercepted" => self.drag = Some(params["data"].clone()),
            "Inspector.targetCrashed" => self.crashed = true,
            _ => {}
        }
        Ok(())
    }

    fn evaluate(&mut self, expression: &str, by_value: bool) -> Result<Value, Failure> {
        let answer = self.call(
            "Runtime.evaluate",
            json!({
                "expression": expression,
                "awaitPromise": true,
                "returnByValue": by_value,
                "userGesture": true,
            }),
        );
        match answer {
            Ok(answer) => match answer.get("exceptionDetails") {
                Some(details) => Err(Failure::Threw(thrown(details))),
                None => Ok(answer["result"].clone()),
            },
            Err(e)
                if e.contains("navigated or closed")
                    || e.contains("context was destroyed")
                    || e.contains("Cannot find context")
                    || e.contains("Cannot find default execution context")
                    || e.contains("Promise was collected") =>
            {
                Err(Failure::Navigated)
            }
            Err(e) => Err(Failure::Broken(e)),
        }
    }
}

fn thrown(details: &Value) -> String {
    let exception = &details["exception"];
    if let Some(text) = exception["description"].as_str() {
        return text.to_owned();
    }
    let text = details["text"].as_str().unwrap_or("exception");
    match exception.get("value") {
        Some(value) => format!("{text} {value}"),
        None => text.to_owned(),
    }
}

fn remote_text(object: &Value) -> String {
    match object.get("value") {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => object["description"]
            .as_str()
            .or(object["type"].as_str())
            .unwrap_or("")
            .to_owned(),
    }
}

/// A call of the JavaScript function `source` with these arguments.
fn js(source: &str, args: &[Value]) -> String {
    let args: Vec<String> = args.iter().map(Value::to_string).collect();
    format!("({source})({})", args.join(","))
}

// --- The page --------------------------------------------------------------

/// Where to put the mouse for an element, or why there is no such place yet.
const AIM: &str = r#"(css, text) => {
    let found = [...document.querySelectorAll(css)];
    if (!found.length) return { why: 'not in the document' };
    if (text !== null) {
        const said = e => (e.innerText || e.value || e.getAttribute('aria-label') || e.title || '')
            .replace(/\s+/g, ' ').trim();
        const exact = found.filter(e => said(e) === text);
        found = exact.length ? exact : found.filter(e => said(e).includes(text));
        if (!found.length) return { why: 'none has the text ' + JSON.stringify(text) };
    }
    const boxed = e => [...e.getClientRects()].some(r => r.width > 0 && r.height > 0);
    const el = found.find(e => boxed(e) && e.checkVisibility({ visibilityProperty: true }));
    if (!el) return { why: 'not visible' };
    if (el.matches(':disabled')) return { why: 'disabled' };
    const biggest = () => [...el.getClientRects()]
        .reduce((a, b) => b.width * b.height > a.width * a.height ? b : a);
    let r = biggest();
    const w = document.documentElement.clientWidth, h = window.innerHeight;
    if (r.top < 0 || r.left < 0 || r.bottom > h || r.right > w) {
        el.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
        r = biggest();
    }
    const x = (Math.max(r.left, 0) + Math.min(r.right, w)) / 2;
    const y = (Math.max(r.top, 0) + Math.min(r.bottom, h)) / 2;
    const hit = document.elementFromPoint(x, y);
    if (!hit) return { why: 'outside the window' };
    const label = hit.closest('label');
    if (!el.contains(hit) && !(label && label.control === el))
        return { why: 'covered by ' + hit.cloneNode(false).outerHTML.slice(0, 200) };
    return { x, y, w: r.width, h: r.height };
}"#;

/// Make a field ready for typing, or set it where typing makes no sense.
const FILL: &str = r#"(css, value) => {
    const all = [...document.querySelectorAll(css)];
    if (!all.length) return { why: 'not in the document' };
    const shown = e => e.checkVisibility({ visibilityProperty: true });
    const type = (all[0].type || '').toLowerCase();
    if (type === 'radio') {
        const el = all.length > 1 ? all.find(e => e.value === value) : all[0];
        if (!el) return { why: 'no radio button has the value ' + JSON.stringify(value) };
        if (el.disabled) return { why: 'disabled' };
        if (!el.checked) el.click();
        return { done: true };
    }
    const el = all.find(shown) || all[0];
    if (el.matches(':disabled')) return { why: 'disabled' };
    if (el.readOnly) return { why: 'read only' };
    const changed = () => {
        el.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
        el.dispatchEvent(new Event('change', { bubbles: true }));
    };
    if (type === 'checkbox') {
        const want = !['', 'false', 'off', '0', 'no'].includes(value);
        if (el.checked !== want) el.click();
        return { done: true };
    }
    if (el.tagName === 'SELECT') {
        const options = [...el.options];
        const pick = options.find(o => o.value === value)
            || options.find(o => o.label.trim() === value || o.text.trim() === value)
            || options.find(o => value && o.text.includes(value));
        if (!pick) return { why: 'no option ' + JSON.stringify(value) + ' among '
            + options.map(o => JSON.stringify(o.text.trim())).join(', ') };
        if (pick.disabled) return { why: 'the option is disabled' };
        el.focus();
        if (el.multiple ? !pick.selected : el.value !== pick.value) {
            pick.selected = true;
            changed();
        }
        return { done: true };
    }
    if (!shown(el)) return { why: 'not visible' };
    el.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    el.focus();
    if (['date', 'datetime-local', 'month', 'week', 'time', 'color', 'range'].includes(type)) {
        const proto = Object.getPrototypeOf(el);
        Object.getOwnPropertyDescriptor(proto, 'value').set.call(el, value);
        if (el.value === '' && value !== '')
            return { why: JSON.stringify(value) + ' is no value for a field of type ' + type };
        changed();
        return { done: true };
    }
    if (el.isContentEditable) {
        getSelection().selectAllChildren(el);
        return { empty: el.textContent === '' };
    }
    if (!('value' in el)) return { why: 'not a form field' };
    if (document.activeElement !== el) return { why: 'does not take the focus' };
    el.select();
    return { empty: el.value === '' };
}"#;

impl Page {
    fn open(port: u16, path: &str, context: Option<&str>) -> Result<Page, String> {
        let mut conn = Conn::connect(port, path)?;
        let context = match context {
            Some(context) => context.to_owned(),
            None => {
                // The context lives as long as this connection.
                let made = conn.call_on(
                    false,
                    "Target.createBrowserContext",
                    json!({ "disposeOnDetach": true }),
                )?;
                made["browserContextId"].as_str().unwrap_or("").to_owned()
            }
        };
        let made = conn.call_on(
            false,
            "Target.createTarget",
            json!({ "url": "about:blank", "browserContextId": context }),
        )?;
        let target = made["targetId"].as_str().unwrap_or("").to_owned();
        let made = conn.call_on(
            false,
            "Target.attachToTarget",
            json!({ "targetId": target, "flatten": true }),
        )?;
        conn.session = made["sessionId"].as_str().unwrap_or("").to_owned();
        conn.frame.clone_from(&target);
        for domain in ["Page", "Runtime", "Log", "Network", "Inspector"] {
            conn.call(&format!("{domain}.enable"), json!({}))?;
        }
        conn.call("Page.setLifecycleEventsEnabled", json!({ "enabled": true }))?;
        conn.call(
            "Emulation.setFocusEmulationEnabled",
            json!({ "enabled": true }),
        )?;
        let page = Page {
            conn: RefCell::new(conn),
            port,
            path: path.to_owned(),
            context,
            target,
        };
        page.metrics(1280, 800, false)?;
        Ok(page)
    }

    /// Another tab of the same person: shares cookies and storage with this
    /// page and must not outlive it.
    #[track_caller]
    pub fn tab(&self) -> Page {
        Page::open(self.port, &self.path, Some(&self.context))
            .unwrap_or_else(|e| panic!("open a tab in Chromium: {e}"))
    }

    /// A DevTools command in this page's session, for what has no method here.
    #[track_caller]
    pub fn command(&self, method: &str, params: Value) -> Value {
        let answer = self.conn.borrow_mut().call(method, params);
        answer.unwrap_or_else(|e| panic!("{e}"))
    }

    // --- Going places

    /// Load `url` and wait for its load event.
    #[track_caller]
    pub fn goto(&self, url: &str) {
        if let Err(e) = self.try_goto(url) {
            panic!("goto {url}: {e}");
        }
    }

    /// As [`Page::goto`], giving the network error instead of panicking.
    pub fn try_goto(&self, url: &str) -> Result<(), String> {
        let mut conn = self.conn.borrow_mut();
        let answer = conn.call("Page.navigate", json!({ "url": url }))?;
        if let Some(error) = answer["errorText"].as_str() {
            return Err(error.to_owned());
        }
        let Some(loader) = answer["loaderId"].as_str() else {
            return Ok(()); // within the document
        };
        let done = conn.pump(Instant::now() + LOAD, |c| {
            c.loaded.contains(loader) || (c.loader != loader && c.loaded.contains(&c.loader))
        })?;
        if !done {
            return Err(format!("no load event in {LOAD:?}"));
        }
        // The end of loading is told separately; take it in, so that a later
        // click does not wait for it.
        conn.pump(Instant::now() + Duration::from_secs(2), |c| !c.loading)?;
        Ok(())
    }

    #[track_caller]
    pub fn reload(&self) {
        self.command("Page.reload", json!({}));
        self.settle();
    }

    /// The browser's back button.
    #[track_caller]
    pub fn back(&self) {
        self.eval("void history.back()");
        self.settle();
    }

    pub fn url(&self) -> String {
        self.query("() => location.href", &[])
            .as_str()
            .unwrap_or("")
            .to_owned()
    }

    pub fn title(&self) -> String {
        self.query("() => document.title", &[])
            .as_str()
            .unwrap_or("")
            .to_owned()
    }

    /// If what was just done started a navigation, wait until it is over.
    #[track_caller]
    pub fn settle(&self) {
        let mut conn = self.conn.borrow_mut();
        let outcome = (|| {
            // Forms are submitted in a task of their own: give it a moment.
            let _ = conn.evaluate("0", true);
            conn.pump(Instant::now() + Duration::from_millis(50), |c| c.loading)?;
            conn.pump(Instant::now() + LOAD, |c| !c.loading)
        })();
        drop(conn);
        match outcome {
            Ok(true) => {}
            Ok(false) => panic!("the new document did not load in {LOAD:?}\n{}", self.seen()),
            Err(e) => panic!("{e}"),
        }
    }

    // --- Reading

    /// The value of a JavaScript expression; promises are awaited. Not subject
    /// to the page's content security policy.
    #[track_caller]
    pub fn eval(&self, script: &str) -> Value {
        let result = self.conn.borrow_mut().evaluate(script, true);
        match result {
            Ok(result) => result.get("value").cloned().unwrap_or(Value::Null),
            Err(Failure::Threw(text)) => panic!("script threw: {text}\nscript: {script}"),
            Err(Failure::Navigated) => panic!("the page navigated while evaluating: {script}"),
            Err(Failure::Broken(e)) => panic!("{e}\nscript: {script}"),
        }
    }

    /// A question without side effects: asked again when the document changes.
    #[track_caller]
    fn query(&self, source: &str, args: &[Value]) -> Value {
        let script = js(source, args);
        let deadline = Instant::now() + LOAD;
        loop {
            let result = self.conn.borrow_mut().evaluate(&script, true);
            match result {
                Ok(result) => return result.get("value").cloned().unwrap_or(Value::Null),
                Err(Failure::Navigated) if Instant::now() < deadline => sleep(POLL),
                Err(Failure::Navigated) => panic!("the page never stopped navigating"),
                Err(Failure::Threw(text)) => panic!("script threw: {text}"),
                Err(Failure::Broken(e)) => panic!("{e}"),
            }
        }
    }

    /// Ask until `pick` accepts the answer; panic after ten seconds.
    #[track_caller]
    fn until<T>(
        &self,
        what: &str,
        source: &str,
        args: &[Value],
        mut pick: impl FnMut(&Value) -> Result<T, String>,
    ) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let why = match pick(&self.query(source, args)) {
                Ok(value) => return value,
                Err(why) => why,
            };
            if Instant::now() > deadline {
                let why = if why.is_empty() {
                    why
                } else {
                    format!(": {why}")
                };
                panic!("{what}{why} (waited {PATIENCE:?})\n{}", self.seen());
            }
            sleep(POLL);
        }
    }

    /// Address and text of the page, for messages.
    fn seen(&self) -> String {
        let script = "({ url: location.href, text: document.body ? document.body.innerText : '' })";
        let Ok(result) = self.conn.borrow_mut().evaluate(script, true) else {
            return "(the page does not answer)".to_owned();
        };
        let value = &result["value"];
        let text: String = value["text"]
            .as_str()
            .unwrap_or("")
            .chars()
            .take(4000)
            .collect();
        let mut seen = format!(
            "URL: {}\n--- text of the page ---\n{text}\n---",
            value["url"].as_str().unwrap_or("")
        );
        let errors = &self.conn.borrow().errors;
        if !errors.is_empty() {
            seen.push_str(&format!("\nconsole errors:\n{}", errors.join("\n")));
        }
        seen
    }

    /// The text as rendered of the first element that matches; waits for it.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        self.until(
            &format!("no {css}"),
            "css => { const e = document.querySelector(css); return e && (e.innerText ?? e.textContent).trim() }",
            &[json!(css)],
            |value| value.as_str().map(str::to_owned).ok_or_else(String::new),
        )
    }

    /// The texts of all elements that match now, in document order.
    #[track_caller]
    pub fn texts(&self, css: &str) -> Vec<String> {
        let all = self.query(
            "css => [...document.querySelectorAll(css)].map(e => (e.innerText ?? e.textContent).trim())",
            &[json!(css)],
        );
        all.as_array()
            .into_iter()
            .flatten()
            .map(|text| text.as_str().unwrap_or("").to_owned())
            .collect()
    }

    #[track_caller]
    pub fn exists(&self, css: &str) -> bool {
        self.count(css) > 0
    }

    #[track_caller]
    pub fn count(&self, css: &str) -> usize {
        let count = self.query(
            "css => document.querySelectorAll(css).length",
            &[json!(css)],
        );
        usize::try_from(count.as_u64().unwrap_or(0)).unwrap_or(0)
    }

    /// Whether any match is visible now.
    #[track_caller]
    pub fn visible(&self, css: &str) -> bool {
        self.query(
            "css => [...document.querySelectorAll(css)].some(e => e.getClientRects().length > 0 && e.checkVisibility({ visibilityProperty: true }))",
            &[json!(css)],
        ) == json!(true)
    }

    /// An attribute of the first match; waits for the element.
    #[track_caller]
    pub fn attr(&self, css: &str, name: &str) -> Option<String> {
        self.until(
            &format!("no {css}"),
            "(css, name) => { const e = document.querySelector(css); return e && [e.getAttribute(name)] }",
            &[json!(css), json!(name)],
            |value| match value {
                Value::Array(found) => Ok(found[0].as_str().map(str::to_owned)),
                _ => Err(String::new()),
            },
        )
    }

    /// What stands in a form field; waits for the element.
    #[track_caller]
    pub fn value(&self, css: &str) -> String {
        self.until(
            &format!("no {css}"),
            "css => { const e = document.querySelector(css); return e && String(e.value) }",
            &[json!(css)],
            |value| value.as_str().map(str::to_owned).ok_or_else(String::new),
        )
    }

    pub fn html(&self) -> String {
        self.query("() => document.documentElement.outerHTML", &[])
            .as_str()
            .unwrap_or("")
            .to_owned()
    }

    // --- Waiting

    /// Wait until `css` is in the document.
    #[track_caller]
    pub fn wait(&self, css: &str) {
        self.until(
            &format!("{css} did not appear"),
            "css => !!document.querySelector(css)",
            &[json!(css)],
            is_true,
        );
    }

    /// Wait until nothing matches `css` any more.
    #[track_caller]
    pub fn wait_gone(&self, css: &str) {
        self.until(
            &format!("{css} did not go away"),
            "css => !document.querySelector(css)",
            &[json!(css)],
            is_true,
        );
    }

    /// Wait until any match of `css` contains `needle`.
    #[track_caller]
    pub fn wait_text(&self, css: &str, needle: &str) {
        self.until(
            &format!("{css} did not come to contain {needle:?}"),
            "(css, needle) => [...document.querySelectorAll(css)].some(e => (e.innerText ?? e.textContent).includes(needle))",
            &[json!(css), json!(needle)],
            is_true,
        );
    }

    /// Wait until the address contains `needle`.
    #[track_caller]
    pub fn wait_url(&self, needle: &str) {
        self.until(
            &format!("the address did not come to contain {needle:?}"),
            "needle => location.href.includes(needle)",
            &[json!(needle)],
            is_true,
        );
    }

    /// Wait until a JavaScript expression is true.
    #[track_caller]
    pub fn wait_js(&self, expression: &str) {
        self.until(
            &format!("not true: {expression}"),
            &format!("async () => !!(await ({expression}))"),
            &[],
            is_true,
        );
    }

    // --- Acting

    /// A place on the element where the mouse hits it, once it stands still.
    #[track_caller]
    fn aim(&self, css: &str, text: Option<&str>) -> (f64, f64) {
        let mut last = Value::Null;
        let what = match text {
            Some(text) => format!("cannot reach {css} with the text {text:?}"),
            None => format!("cannot reach {css}"),
        };
        self.until(&what, AIM, &[json!(css), json!(text)], |value| {
            if let Some(why) = value["why"].as_str() {
                return Err(why.to_owned());
            }
            if *value != last {
                last = value.clone();
                return Err("it keeps moving".to_owned());
            }
            Ok((
                value["x"].as_f64().unwrap_or(0.0),
                value["y"].as_f64().unwrap_or(0.0),
            ))
        })
    }

    #[track_caller]
    fn mouse(&self, kind: &str, x: f64, y: f64, down: bool) {
        let button = if kind == "mouseMoved" && !down {
            "none"
        } else {
            "left"
        };
        let mut params = json!({
            "type": kind, "x": x, "y": y, "button": button, "buttons": u8::from(down),
        });
        if kind != "mouseMoved" {
            params["clickCount"] = json!(1);
        }
        self.command("Input.dispatchMouseEvent", params);
    }

    #[track_caller]
    fn press_mouse(&self, (x, y): (f64, f64)) {
        self.mouse("mouseMoved", x, y, false);
        self.mouse("mousePressed", x, y, true);
        self.mouse("mouseReleased", x, y, false);
        self.settle();
    }

    /// Click the first visible match; if that navigates, wait for the new
    /// document.
    #[track_caller]
    pub fn click(&self, css: &str) {
        let place = self.aim(css, None);
        self.press_mouse(place);
    }

    /// Click the match whose text is `text`, or else contains it.
    #[track_caller]
    pub fn click_text(&self, css: &str, text: &str) {
        let place = self.aim(css, Some(text));
        self.press_mouse(place);
    }

    /// Move the mouse over an element.
    #[track_caller]
    pub fn hover(&self, css: &str) {
        let (x, y) = self.aim(css, None);
        self.mouse("mouseMoved", x, y, false);
    }

    #[track_caller]
    pub fn focus(&self, css: &str) {
        self.until(
            &format!("cannot focus {css}"),
            "css => { const e = document.querySelector(css); if (e) e.focus(); return !!e && document.activeElement === e }",
            &[json!(css)],
            is_true,
        );
    }

    /// Give a field this value as a person would: text is typed over what was
    /// there; a select takes an option's value or label; a check box is set by
    /// "true" and cleared by "false" or ""; radio buttons are chosen by value.
    #[track_caller]
    pub fn fill(&self, css: &str, value: &str) {
        let step = self.until(
            &format!("cannot fill {css}"),
            FILL,
            &[json!(css), json!(value)],
            |answer| match answer["why"].as_str() {
                Some(why) => Err(why.to_owned()),
                None => Ok(answer.clone()),
            },
        );
        if step["done"] == true {
            self.settle(); // some forms submit themselves on change
        } else if value.is_empty() {
            if step["empty"] != true {
                self.press("Backspace");
            }
        } else {
            self.command("Input.insertText", json!({ "text": value }));
        }
    }

    /// Type into whatever has the focus, key by key.
    #[track_caller]
    pub fn type_text(&self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' => self.key("Enter"),
                '\t' => self.key("Tab"),
                c => self.key(&c.to_string()),
            }
        }
        self.settle();
    }

    /// Press a key such as "Enter", "Escape", "ArrowDown", "k", "?",
    /// "Control+k" or "Shift+Tab"; if that navigates, wait for the new
    /// document.
    #[track_caller]
    pub fn press(&self, key: &str) {
        self.key(key);
        self.settle();
    }

    #[track_caller]
    fn key(&self, combination: &str) {
        let (key, modifiers) = split_keys(combination);
        let (code, number) = key_code(key);
        // With Control, Alt or Meta held, a key writes nothing.
        let text = if modifiers & 0b0111 != 0 {
            None
        } else if key == "Enter" {
            Some("\r".to_owned())
        } else if key.chars().count() == 1 {
            Some(key.to_owned())
        } else {
            None
        };
        let mut params = json!({
            "type": if text.is_some() { "keyDown" } else { "rawKeyDown" },
            "key": key,
            "code": code,
            "windowsVirtualKeyCode": number,
            "modifiers": modifiers,
        });
        if let Some(text) = text {
            params["text"] = json!(text);
        }
        self.command("Input.dispatchKeyEvent", params.clone());
        params["type"] = json!("keyUp");
        if let Some(object) = params.as_object_mut() {
            object.remove("text");
        }
        self.command("Input.dispatchKeyEvent", params);
    }

    /// Submit a form: by its first submit button, or, when it has none, as if
    /// Enter were pressed in it. `css` may also name something in the form.
    #[track_caller]
    pub fn submit(&self, css: &str) {
        let mark = self.until(
            &format!("no form at {css}"),
            r#"css => {
                const e = document.querySelector(css), form = e && (e.form || e.closest('form'));
                if (!form) return null;
                document.querySelectorAll('[data-test-submit]').forEach(b => b.removeAttribute('data-test-submit'));
                const button = [...form.elements].find(b => (b.type === 'submit' || b.type === 'image')
                    && b.checkVisibility({ visibilityProperty: true }));
                if (!button) { setTimeout(() => form.requestSubmit(), 0); return 'sent'; }
                button.setAttribute('data-test-submit', '');
                return 'button';
            }"#,
            &[json!(css)],
            |value| value.as_str().map(str::to_owned).ok_or_else(String::new),
        );
        if mark == "button" {
            self.click("[data-test-submit]");
        } else {
            self.settle();
        }
    }

    /// Drag one element onto another with the mouse. Works both for handlers
    /// of pointer and mouse events and for HTML's own drag and drop.
    #[track_caller]
    pub fn drag(&self, from: &str, to: &str) {
        let (x, y) = self.aim(from, None);
        self.command("Input.setInterceptDrags", json!({ "enabled": true }));
        self.conn.borrow_mut().drag = None;
        self.mouse("mouseMoved", x, y, false);
        self.mouse("mousePressed", x, y, true);
        // Only a movement makes it a drag.
        self.mouse("mouseMoved", x + 4.0, y + 4.0, true);
        self.mouse("mouseMoved", x + 9.0, y + 9.0, true);
        let data = {
            let mut conn = self.conn.borrow_mut();
            let until = Instant::now() + Duration::from_millis(120);
            if let Err(e) = conn.pump(until, |c| c.drag.is_some()) {
                panic!("{e}");
            }
            conn.drag.take()
        };
        // What is dragged may lie over the target: ask for its box only.
        let spot = self.until(
            &format!("cannot drop on {to}"),
            r#"css => {
                const e = document.querySelector(css);
                if (!e) return null;
                let r = e.getBoundingClientRect();
                if (r.top < 0 || r.left < 0 || r.bottom > innerHeight || r.right > innerWidth) {
                    e.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
                    r = e.getBoundingClientRect();
                }
                const mid = (a, b, max) => (Math.max(a, 0) + Math.min(b, max)) / 2;
                return [mid(r.left, r.right, innerWidth), mid(r.top, r.bottom, innerHeight)];
            }"#,
            &[json!(to)],
            |value| match (value[0].as_f64(), value[1].as_f64()) {
                (Some(x), Some(y)) => Ok((x, y)),
                _ => Err(String::new()),
            },
        );
        let steps = 8;
        for step in 1..=steps {
            let part = f64::from(step) / f64::from(steps);
            let (px, py) = (x + (spot.0 - x) * part, y + (spot.1 - y) * part);
            match &data {
                None => self.mouse("mouseMoved", px, py, true),
                Some(data) => {
                    let kind = if step == 1 { "dragEnter" } else { "dragOver" };
                    self.drag_event(kind, px, py, data);
                }
            }
        }
        if let Some(data) = &data {
            self.drag_event("dragOver", spot.0, spot.1, data);
            self.drag_event("drop", spot.0, spot.1, data);
        }
        self.mouse("mouseReleased", spot.0, spot.1, false);
        self.command("Input.setInterceptDrags", json!({ "enabled": false }));
        self.settle();
    }

    #[track_caller]
    fn drag_event(&self, kind: &str, x: f64, y: f64, data: &Value) {
        self.command(
            "Input.dispatchDragEvent",
            json!({ "type": kind, "x": x, "y": y, "data": data }),
        );
    }

    /// Choose these files in a file field.
    #[track_caller]
    pub fn upload<P: AsRef<Path>>(&self, css: &str, paths: &[P]) {
        self.wait(css);
        let files: Vec<String> = paths
            .iter()
            .map(|path| {
                let path = path.as_ref();
                fs::canonicalize(path)
                    .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
                    .display()
                    .to_string()
            })
            .collect();
        let script = js("css => document.querySelector(css)", &[json!(css)]);
        let found = self.conn.borrow_mut().evaluate(&script, false);
        let Ok(found) = found else {
            panic!("cannot find {css}\n{}", self.seen());
        };
        self.command(
            "DOM.setFileInputFiles",
            json!({ "files": files, "objectId": found["objectId"] }),
        );
        self.settle();
    }

    // --- The surroundings

    fn metrics(&self, width: u32, height: u32, mobile: bool) -> Result<(), String> {
        let mut conn = self.conn.borrow_mut();
        conn.call(
            "Emulation.setDeviceMetricsOverride",
            json!({
                "width": width, "height": height, "mobile": mobile,
                "deviceScaleFactor": if mobile { 2 } else { 1 },
                "screenWidth": width, "screenHeight": height,
            }),
        )?;
        conn.call(
            "Emulation.setTouchEmulationEnabled",
            json!({ "enabled": mobile, "maxTouchPoints": if mobile { 5 } else { 1 } }),
        )?;
        Ok(())
    }

    /// The size of the window in CSS pixels; `mobile` also brings touch, a
    /// density of two and the handling of `<meta name=viewport>`.
    #[track_caller]
    pub fn viewport(&self, width: u32, height: u32, mobile: bool) {
        if let Err(e) = self.metrics(width, height, mobile) {
            panic!("{e}");
        }
    }

    #[track_caller]
    pub fn theme(&self, theme: Theme) {
        let value = match theme {
            Theme::Dark => "dark",
            Theme::Light => "light",
        };
        self.command(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] }),
        );
    }

    /// Cut the page off from the network, or connect it again.
    #[track_caller]
    pub fn offline(&self, offline: bool) {
        self.command(
            "Network.emulateNetworkConditions",
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 }),
        );
    }

    /// Whether the page may run scripts of its own; from the next document on.
    #[track_caller]
    pub fn scripts(&self, enabled: bool) {
        self.command(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": !enabled }),
        );
    }

    /// A PNG of what the window shows. Directories are made as needed.
    #[track_caller]
    pub fn screenshot(&self, path: impl AsRef<Path>) {
        self.capture(path.as_ref(), false);
    }

    /// A PNG of the whole document.
    #[track_caller]
    pub fn screenshot_full(&self, path: impl AsRef<Path>) {
        self.capture(path.as_ref(), true);
    }

    #[track_caller]
    fn capture(&self, path: &Path, whole: bool) {
        let mut params = json!({ "format": "png" });
        if whole {
            let size = self.query(
                "() => [document.documentElement.clientWidth, document.documentElement.scrollHeight]",
                &[],
            );
            params["captureBeyondViewport"] = json!(true);
            params["clip"] =
                json!({ "x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1 });
        }
        let shot = self.command("Page.captureScreenshot", params);
        let png = unbase64(shot["data"].as_str().unwrap_or(""));
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).unwrap_or_else(|e| panic!("{}: {e}", parent.display()));
        }
        fs::write(path, png).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }

    /// What went wrong in the page so far: uncaught exceptions, console.error,
    /// and the browser's own error entries, among them violations of the
    /// content security policy ("security: ...") and failed requests
    /// ("network: ...").
    #[track_caller]
    pub fn console_errors(&self) -> Vec<String> {
        let mut conn = self.conn.borrow_mut();
        let _ = conn.evaluate("0", true);
        if let Err(e) = conn.pump(Instant::now() + Duration::from_millis(60), |_| false) {
            panic!("{e}");
        }
        conn.errors.clone()
    }

    /// Forget the errors so far.
    pub fn clear_errors(&self) {
        self.console_errors();
        self.conn.borrow_mut().errors.clear();
    }

    /// Texts of the alert, confirm and prompt dialogs so far.
    pub fn dialogs(&self) -> Vec<String> {
        self.conn.borrow().dialogs.clone()
    }

    /// Whether such dialogs are answered by OK (the default) or Cancel.
    pub fn accept_dialogs(&self, accept: bool) {
        self.conn.borrow_mut().accept_dialogs = accept;
    }

    /// All cookies of this page's context.
    #[track_caller]
    pub fn cookies(&self) -> Vec<Cookie> {
        let answer = self
            .conn
            .borrow_mut()
            .call_on(
                false,
                "Storage.getCookies",
                json!({ "browserContextId": self.context }),
            )
            .unwrap_or_else(|e| panic!("{e}"));
        let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
        answer["cookies"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|c| Cookie {
                name: text(&c["name"]),
                value: text(&c["value"]),
                domain: text(&c["domain"]),
                path: text(&c["path"]),
                secure: c["secure"] == true,
                http_only: c["httpOnly"] == true,
                same_site: text(&c["sameSite"]),
            })
            .collect()
    }

    /// Set a cookie for the site of `url`: path "/", secure if the URL is.
    #[track_caller]
    pub fn set_cookie(&self, url: &str, name: &str, value: &str) {
        let answer = self.command(
            "Network.setCookie",
            json!({
                "url": url, "name": name, "value": value, "path": "/",
                "secure": url.starts_with("https:"), "httpOnly": true,
            }),
        );
        assert!(
            answer["success"] == true,
            "Chromium refused the cookie {name} for {url}"
        );
    }

    /// As a browser that was closed and opened again: the page is left first, for what it holds open would ask on
    /// without a session, and be told so.
    #[track_caller]
    pub fn clear_cookies(&self) {
        self.goto("about:blank");
        let answer = self.conn.borrow_mut().call_on(
            false,
            "Storage.clearCookies",
            json!({ "browserContextId": self.context }),
        );
        if let Err(e) = answer {
            panic!("{e}");
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // A page's context goes with its connection; a second tab's does not.
        if let Ok(mut conn) = self.conn.try_borrow_mut() {
            let target = json!({ "targetId": self.target });
            let _ = conn.call_on(false, "Target.closeTarget", target);
        }
    }
}

fn is_true(value: &Value) -> Result<(), String> {
    if *value == json!(true) {
        Ok(())
    } else {
        Err(String::new())
    }
}

/// "Control+Shift+k" into the key and the protocol's modifier bits.
fn split_keys(combination: &str) -> (&str, u32) {
    let (mut key, mut modifiers) = (combination, 0);
    while let Some((head, rest)) = key.split_once('+') {
        let bit = match head {
            "Alt" => 1,
            "Control" | "Ctrl" => 2,
            "Meta" => 4,
            "Shift" => 8,
            _ => break, // "+" itself
        };
        modifiers |= bit;
        key = rest;
    }
    (key, modifiers)
}

/// The physical key and its Windows number.
fn key_code(key: &str) -> (String, u32) {
    let named = match key {
        "Enter" => 13,
        "Tab" => 9,
        "Escape" => 27,
        "Backspace" => 8,
        "Delete" => 46,
        "Home" => 36,
        "End" => 35,
        "PageUp" => 33,
        "PageDown" => 34,
        "ArrowLeft" => 37,
        "ArrowUp" => 38,
        "ArrowRight" => 39,
        "ArrowDown" => 40,
        "F1" => 112,
        "F2" => 113,
        "F5" => 116,
        _ => 0,
    };
    if named != 0 {
        return (key.to_owned(), named);
    }
    let mut chars = key.chars();
    match (chars.next(), chars.next()) {
        (Some(' '), None) => ("Space".to_owned(), 32),
        (Some(c), None) if c.is_ascii_alphabetic() => {
            let upper = c.to_ascii_uppercase();
            (format!("Key{upper}"), u32::from(upper))
        }
        (Some(c), None) if c.is_ascii_digit() => (format!("Digit{c}"), u32::from(c)),
        (Some('/' | '?'), None) => ("Slash".to_owned(), 191),
        (Some('.'), None) => ("Period".to_owned(), 190),
        (Some(','), None) => ("Comma".to_owned(), 188),
        (Some(_), None) => (String::new(), 0),
        _ => panic!("no key named {key:?}"),
    }
}

fn unbase64(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    out
}
