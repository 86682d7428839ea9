//! The real program: it starts, migrates, serves, limits slow bodies, and stops when told to.

use crate::support::{Engine, TestDatabase, log};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_narahubung");

/// Runs each test with the program on an empty SQLite and an empty PostgreSQL database.
macro_rules! on_both_programs {
    ($($test:ident),+ $(,)?) => {
        mod sqlite { $(#[test] fn $test() { super::$test(super::Engine::Sqlite); })+ }
        mod postgres { $(#[test] fn $test() { super::$test(super::Engine::Postgres); })+ }
    };
}

on_both_programs!(
    a_fresh_machine_gets_a_ready_service,
    it_says_no_more_work_then_finishes_what_it_has,
    a_slow_body_is_given_up,
    doctor_knows_a_good_configuration,
    the_demo_prints_the_published_figures_and_everybody_can_log_in,
    the_first_administrator_comes_from_the_command_line,
);

/// A running program; killed when the test ends.
struct Program {
    child: Child,
    address: SocketAddr,
}

fn command(database: &TestDatabase, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).env_clear();
    command.env("NARAHUBUNG_DATA_DIR", database.directory()).env("NARAHUBUNG_DATABASE_URL", database.plain_url());
    command
}

impl Program {
    fn start(database: &TestDatabase, arguments: &[&str]) -> Self {
        let mut command = command(database, arguments);
        command.args(["--port", "0", "--workers", "1"]).stdout(Stdio::piped());
        // What the program logs counts as logged by the test run.
        command.stderr(log::file().map_or_else(Stdio::null, Stdio::from));
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.find_map(|line| line.ok().filter(|line| line.contains("http://"))).expect("it says where");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split([' ', '/']).next()).unwrap();
        Self { child, address: address.parse().unwrap() }
    }

    fn get(&self, path: &str) -> (u16, Value) {
        let head = format!("GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        answer(&mut stream)
    }

    fn ask(&self, method: &str, path: &str, token: Option<&str>, body: Option<(&str, &str)>) -> (u16, Value) {
        let (media, body) = body.unwrap_or(("application/json", ""));
        let authorisation = token.map_or(String::new(), |token| format!("Authorization: Bearer {token}\r\n"));
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: {media}\r\n\
             Content-Length: {}\r\n{authorisation}\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        answer(&mut stream)
    }

    fn log_in(&self, username: &str, password: &str) -> (u16, Value) {
        let body = serde_json::json!({ "username": username, "password": password }).to_string();
        self.ask("POST", "/v1/sessions", None, Some(("application/json", &body)))
    }

    fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself, which is what some tests are about.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn answer(stream: &mut TcpStream) -> (u16, Value) {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{text:?}"));
    let body = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}

fn text_of(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn a_fresh_machine_gets_a_ready_service(engine: Engine) {
    let database = TestDatabase::empty(engine);
    let migrated = command(&database, &["migrate"]).output().unwrap();
    assert!(migrated.status.success(), "{}", text_of(&migrated));
    let program = Program::start(&database, &["serve"]);
    assert_eq!(program.get("/livez").0, 200);
    assert_eq!(program.get("/readyz").0, 200);
    let document = program.get("/openapi.json").1;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], format!("http://{}", program.address));
    for file in std::fs::read_dir(database.directory()).unwrap() {
        let file = file.unwrap();
        let mode = std::os::unix::fs::MetadataExt::mode(&file.metadata().unwrap());
        assert_eq!(mode & 0o077, 0, "{:?} is open to others", file.path());
    }
}

fn it_says_no_more_work_then_finishes_what_it_has(engine: Engine) {
    let database = TestDatabase::empty(engine);
    let mut program = Program::start(&database, &["serve", "--drain-seconds", "1"]);
    // A request whose body is still on its way when the program is told to stop.
    let mut under_way = TcpStream::connect(program.address).unwrap();
    let body = r#"{"username":"nobody","password":"#;
    let head = format!(
        "POST /v1/sessions HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len() + 7
    );
    under_way.write_all(head.as_bytes()).unwrap();
    under_way.write_all(body.as_bytes()).unwrap();
    assert_eq!(program.get("/readyz").0, 200);
    program.terminate();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(program.get("/readyz").0, 503, "readiness goes first");
    std::thread::sleep(Duration::from_millis(1000));
    under_way.write_all(b"\"none\"}").unwrap();
    let status = answer(&mut under_way).0;
    assert!((400..500).contains(&status), "the request under way was answered: {status}");
    let stopped = Instant::now();
    let exit = program.child.wait().unwrap();
    assert!(exit.success(), "{exit}");
    assert!(stopped.elapsed() < Duration::from_secs(10));
    assert!(TcpStream::connect(program.address).is_err());
}

fn a_slow_body_is_given_up(engine: Engine) {
    let database = TestDatabase::empty(engine);
    let program = Program::start(&database, &["serve"]);
    let mut stream = TcpStream::connect(program.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let head =
        "POST /v1/sessions HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    stream.write_all(head.as_bytes()).unwrap();
    let sent = Instant::now();
    let (status, body) = answer(&mut stream);
    assert_eq!(status, 408, "{body}");
    assert_eq!(body["code"], "request_timeout");
    assert!((14..20).contains(&sent.elapsed().as_secs()), "{:?}", sent.elapsed());
    assert_eq!(program.get("/livez").0, 200);
}

fn doctor_knows_a_good_configuration(engine: Engine) {
    let database = TestDatabase::empty(engine);
    let output = command(&database, &["doctor", "--port", "0"]).output().unwrap();
    assert!(output.status.success(), "{}", text_of(&output));
}

/// 227 handled, 209 closed, 92.07 %, 1,231 accesses (domain handbook 10.6), and whatever the file says opens a door.
fn the_demo_prints_the_published_figures_and_everybody_can_log_in(engine: Engine) {
    let database = TestDatabase::empty(engine);
    let file = database.directory().join("demo-credentials.json");
    let first = {
        let program = Program::start(&database, &["demo", "--rate-limit-factor", "0"]);
        let credentials: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(credentials["base_url"], format!("http://{}", program.address));
        everybody_can_log_in(&program, &credentials);
        published_figures(&program, &credentials);
        credentials
    };
    let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(&file).unwrap());
    assert_eq!(mode & 0o777, 0o600);

    // The second start finds everything and loads nothing.
    let program = Program::start(&database, &["demo", "--rate-limit-factor", "0"]);
    let second: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!((&first["users"], &first["clients"]), (&second["users"], &second["clients"]));
    assert_eq!(second["base_url"], format!("http://{}", program.address));
    published_figures(&program, &second);
}

fn everybody_can_log_in(program: &Program, credentials: &Value) {
    let users = credentials["users"].as_array().unwrap();
    for role in ["head", "intake", "examiner", "prevention", "resolution", "admin", "reporter"] {
        assert!(users.iter().any(|user| user["role"] == role), "{role}");
    }
    for government in ["63.06", "63.07", "63.71"] {
        for role in ["narahubung", "inspector", "responder"] {
            let there = |user: &Value| user["agency_code"].as_str().is_some_and(|code| code.starts_with(government));
            assert!(users.iter().any(|user| user["role"] == role && there(user)), "{role} of {government}");
        }
    }
    for user in users {
        let (status, body) = program.log_in(user["username"].as_str().unwrap(), user["password"].as_str().unwrap());
        assert_eq!(status, 201, "{}: {body}", user["username"]);
    }
    let clients = credentials["clients"].as_array().unwrap();
    assert_eq!(clients.len(), 2);
    for client in clients {
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            client["client_id"].as_str().unwrap(),
            client["client_secret"].as_str().unwrap()
        );
        let (status, body) =
            program.ask("POST", "/oauth/token", None, Some(("application/x-www-form-urlencoded", &form)));
        assert_eq!(status, 200, "{}: {body}", client["client_id"]);
    }
}

fn published_figures(program: &Program, credentials: &Value) {
    let head = &credentials["users"][0];
    let (_, session) = program.log_in(head["username"].as_str().unwrap(), head["password"].as_str().unwrap());
    let token = session["access_token"].as_str();
    let (status, body) = program.ask("GET", "/v1/statistics/reports?year=2023&group_by=agency_class", token, None);
    assert_eq!(status, 200, "{body}");
    for query in ["agency_class", "month", "year", "government&government=63.07", "month&government=63.07"] {
        let address = format!("/v1/statistics/reports?year=2023&group_by={query}");
        let (status, figures) = program.ask("GET", &address, token, None);
        assert_eq!(status, 200, "{figures}");
        every_figure_leads_to_its_reports(program, token, &figures);
    }
    let total = |name: &str| body["totals"][name]["value"].as_f64().unwrap();
    assert_eq!((total("handled"), total("closed"), total("open")), (227.0, 209.0, 18.0));
    assert_eq!((total("completion_rate"), total("accesses")), (92.07, 1231.0));
    let handled = |classes: &[&str]| -> i64 {
        let groups = body["groups"].as_array().unwrap().iter();
        let wanted = groups.filter(|group| classes.iter().any(|class| group["key"] == *class));
        wanted.map(|group| group["handled"]["value"].as_i64().unwrap()).sum()
    };
    // The fine classes, as the office grouped them in 2023 (domain handbook 4.4).
    assert_eq!(handled(&["PEMPROV", "PEMKAB", "PEMKOT", "KELURAHAN"]), 147);
    assert_eq!(handled(&["KEMENTERIAN", "BPN"]), 40);
    assert_eq!((handled(&["BUMN"]), handled(&["BUMD"]), handled(&["POLRI"])), (17, 7, 6));
    assert_eq!(handled(&["LEMBAGA", "KEJAKSAAN", "PERADILAN"]), 5);
    assert_eq!((handled(&["SWASTA"]), handled(&["PTN_SEKOLAH_NEGERI"])), (4, 1));
}

/// Each count leads to the list of exactly the reports that were counted; what is carried over has no intake, no end.
fn every_figure_leads_to_its_reports(program: &Program, token: Option<&str>, figures: &Value) {
    let totals = &figures["totals"];
    let kinds = totals["accesses_by_kind"].as_array().unwrap().iter();
    for group in figures["groups"].as_array().unwrap().iter().chain(kinds).chain([totals]) {
        for (name, figure) in group.as_object().unwrap().iter().filter(|(_, figure)| figure.get("value").is_some()) {
            let Some(list) = figure.get("list").and_then(Value::as_str) else {
                let carried_over = group["key"] == "carried_over" && figure["value"] == 0;
                assert!(name == "completion_rate" || carried_over, "{name} of {} leads nowhere", group["key"]);
                continue;
            };
            let (status, page) = program.ask("GET", &format!("{list}&limit=1&include_total=true"), token, None);
            assert_eq!(status, 200, "{list}: {page}");
            assert_eq!(page["page"]["total"], figure["value"], "{name} of {}: {list}", group["key"]);
        }
    }
}

fn the_first_administrator_comes_from_the_command_line(engine: Engine) {
    let database = TestDatabase::empty(engine);
    let add = ["user", "add", "--username", "admin", "--name", "Administrator", "--role", "admin"];
    let output = command(&database, &add).output().unwrap();
    let text = text_of(&output);
    assert!(output.status.success(), "{text}");
    let password = text.lines().find_map(|line| line.strip_prefix("kata sandi    : ")).unwrap();
    let program = Program::start(&database, &["serve"]);
    assert_eq!(program.log_in("admin", password).0, 201);
    let again = command(&database, &add).output().unwrap();
    assert_eq!(again.status.code(), Some(1), "{}", text_of(&again));

    let client = ["client", "add", "--client-id", "uji", "--name", "Uji", "--role", "office_client"];
    let output = command(&database, &client).output().unwrap();
    assert!(text_of(&output).contains("client_secret : nrs_"), "{}", text_of(&output));
    let rotated = command(&database, &["keys", "rotate", "--compromised"]).output().unwrap();
    assert!(rotated.status.success(), "{}", text_of(&rotated));
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).env_clear().current_dir(folder).output().unwrap()
}

#[test]
fn what_is_wrong_is_told_with_its_remedy_and_without_passwords() {
    let folder = TempDir::new().unwrap();
    let url = "mysql://root:hunter2@localhost/x";
    let output = run_in(folder.path(), &["serve", "--database-url", url, "--port", "0"]);
    let text = text_of(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("mysql") && text.contains("sqlite://") && !text.contains("hunter2"), "{text}");

    let refused = "postgres://nobody:hunter2@127.0.0.1:1/none";
    for command in ["serve", "doctor", "migrate"] {
        let output = run_in(folder.path(), &[command, "--database-url", refused]);
        let text = text_of(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains("basis data tidak dapat dibuka") && !text.contains("hunter2"), "{text}");
    }
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    assert!(run_in(folder.path(), &["migrate"]).status.success());
    let keys = folder.path().join("narahubung-data/keys.json");
    std::fs::set_permissions(&keys, PermissionsExt::from_mode(0o644)).unwrap();
    for command in ["serve", "doctor"] {
        let output = run_in(folder.path(), &[command, "--port", "0"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text_of(&output).contains("chmod 600"), "{}", text_of(&output));
    }
}

#[test]
fn a_port_in_use_is_told() {
    let folder = TempDir::new().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for command in ["serve", "doctor"] {
        let output = run_in(folder.path(), &[command, "--port", &port]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text_of(&output).contains("sudah dipakai"), "{}", text_of(&output));
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let folder = TempDir::new().unwrap();
    for command in ["serve", "doctor"] {
        let output = run_in(folder.path(), &[command, "--port", "0", "--data-dir", "/proc/narahubung/data"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(text_of(&output).contains("tidak dapat dibuat"), "{}", text_of(&output));
    }
}

#[test]
fn a_doctor_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let output = run_in(folder.path(), &["doctor", "--port", "0", "--data-dir", "some/where"]);
    assert!(output.status.success(), "{}", text_of(&output));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn help_is_for_people() {
    let folder = TempDir::new().unwrap();
    for arguments in [vec!["--help"], vec!["serve", "--help"], vec!["demo", "--help"], vec!["user", "add", "--help"]] {
        let output = run_in(folder.path(), &arguments);
        assert!(output.status.success(), "{}", text_of(&output));
    }
    let output = run_in(folder.path(), &["serv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text_of(&output).contains("narahubung --help"));
}
