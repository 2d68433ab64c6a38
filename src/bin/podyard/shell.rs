//! `podyard shell`: a cluster and a prompt, or a file of commands.
#![expect(clippy::disallowed_types, reason = "while somebody thinks, real time passes")]

use std::cell::{Cell, RefCell};
use std::fs;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Instant;

use clap::Args;
use podyard::history::{Edit, Link, read_scenario};
use podyard::kube::time::Millis;
use podyard::kubectl::change::Files;
use podyard::scenario::{Control, Scenario};
use podyard::session::{Action, Session};
use podyard::shell::{Host, Line, Piece, Progress, STOPPED, Shell, Unread, Wait, lines};
use podyard::sim::Cluster;
use podyard::sim::command::{Answer, Command, Rejected};
use podyard::{message, text};

/// What a file of commands may take of the cluster's time, ms: a day.
const LONGEST: Millis = 86_400_000;

#[derive(Args)]
pub(crate) struct Shelled {
    /// Commands, one a line: each is printed with what comes of it, up to the first that fails. Without a file they are typed;
    /// `-` reads them from the standard input.
    file: Option<PathBuf>,
    /// What the cluster begins with, as a link into the sandbox has it: 'strategy=canary&replicas=10'. Without it there are
    /// nodes and nothing else.
    #[arg(long)]
    start: Option<String>,
    /// Writes the run as a link into this file, or with `-` to the standard output.
    #[arg(long)]
    record: Option<PathBuf>,
}

/// The cluster with all that is asked of it.
struct Ground {
    session: RefCell<Session>,
    scenario: Scenario,
    edits: RefCell<Vec<Edit>>,
    /// Something was printed that no line feed ends.
    open: Cell<bool>,
}

impl Files for Ground {
    fn read(&self, name: &str) -> Result<Vec<(String, String)>, String> {
        let path = Path::new(name);
        let missing = || format!("the path \"{name}\" does not exist");
        if !path.is_dir() {
            return fs::read_to_string(path)
                .map(|text| vec![(name.to_owned(), text)])
                .map_err(|error| if path.exists() { error.to_string() } else { missing() });
        }
        let mut paths: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(path).map_err(|error| error.to_string())? {
            paths.push(entry.map_err(|error| error.to_string())?.path());
        }
        paths.sort();
        let is_manifest = |path: &&PathBuf| {
            path.extension().is_some_and(|extension| ["yaml", "yml", "json"].iter().any(|known| extension == *known))
        };
        paths
            .iter()
            .filter(is_manifest)
            .map(|path| {
                let name = path.display().to_string();
                fs::read_to_string(path).map(|text| (name, text)).map_err(|error| error.to_string())
            })
            .collect()
    }
}

impl Host for Ground {
    fn look(&self, look: &mut dyn FnMut(&Cluster)) {
        look(self.session.borrow().cluster());
    }

    fn ask(&self, command: Command) -> Result<Answer, Rejected> {
        let mut session = self.session.borrow_mut();
        let (steps, at) = (session.happened(), session.elapsed());
        let answer = session.ask_one(command)?;
        // What came with it stands in it too: how a new version behaves.
        let action = session.written(Action::Look).unwrap_or(Action::Look);
        self.edits.borrow_mut().push(Edit { steps, at, action });
        Ok(answer)
    }

    fn print(&self, piece: Piece) {
        // A reader that has gone away reads nothing.
        drop(match piece {
            Piece::Out(text) => {
                self.open.set(!text.ends_with('\n'));
                let mut out = std::io::stdout().lock();
                out.write_all(text.as_bytes()).and_then(|()| out.flush())
            }
            Piece::Err(text) => std::io::stderr().lock().write_all(text.as_bytes()),
            Piece::Note(note) => writeln!(std::io::stderr().lock(), "# {}", text::say(&note)),
            Piece::Clear if std::io::stdout().is_terminal() => write!(std::io::stdout().lock(), "\x1b[2J\x1b[H"),
            Piece::Clear => Ok(()),
        });
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(".").into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    }

    fn write(&self, name: &str, text: &str, adds: bool) -> Result<(), String> {
        let mut options = fs::OpenOptions::new();
        let options = options.create(true).append(adds).write(true).truncate(!adds);
        let written = options.open(name).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| error.to_string())
    }
}

impl Ground {
    fn begin(start: Option<&str>) -> Result<Rc<Self>, String> {
        let scenario = match start {
            None => Scenario::default().with(Control::Objects, "none"),
            Some(start) => {
                let start = start.rsplit(['?', '#']).next().unwrap_or(start);
                read_scenario(start).map_err(|rejected| text::say(&rejected.whole()))?
            }
        };
        let mut session = Session::new(scenario.clone());
        session.take_in_hand();
        let (session, edits) = (RefCell::new(session), RefCell::default());
        Ok(Rc::new(Self { session, scenario, edits, open: Cell::new(false) }))
    }

    fn elapsed(&self) -> Millis {
        self.session.borrow().elapsed()
    }

    /// Lets time pass as far as a line waits; whether anything can still come of it.
    fn wait(&self, wait: Wait) -> bool {
        let mut session = self.session.borrow_mut();
        let origin = session.origin();
        match wait {
            Wait::Breath => true,
            Wait::Until(at) => {
                session.run_until(at - origin);
                session.elapsed() <= LONGEST
            }
            Wait::Change(end) => {
                let limit = end.unwrap_or(origin + LONGEST);
                if !session.step_once(limit) {
                    session.run_until(limit - origin);
                    return end.is_some();
                }
                true
            }
        }
    }

    /// Executes a line to its end. `Left` where the shell ends with it.
    fn execute(&self, shell: &Shell, line: &Line) -> Progress {
        let mut doing = shell.begin(line);
        loop {
            match doing.go_on() {
                Progress::Waits(wait) => {
                    if !self.wait(wait) {
                        self.print(Piece::Note(message!("shell-nothing-comes")));
                        return Progress::Ended(STOPPED);
                    }
                }
                ended => return ended,
            }
        }
    }

    /// The run as a link.
    fn link(&self) -> String {
        let session = self.session.borrow();
        let at = (session.elapsed(), session.happened());
        let hash = (at.1 > 0).then(|| session.cluster().state_hash());
        let link = Link { scenario: self.scenario.clone(), edits: self.edits.borrow().clone(), at, hash };
        format!("#/sandbox?{}", link.write())
    }
}

/// What the shell ends with.
pub(crate) fn shell(shelled: &Shelled) -> Result<u8, String> {
    let ground = Ground::begin(shelled.start.as_deref())?;
    let shell = Shell::new(ground.clone());
    let code = match &shelled.file {
        Some(file) => commands(&ground, &shell, file)?,
        None if std::io::stdin().is_terminal() => typed(&ground, &shell)?,
        None => commands(&ground, &shell, Path::new("-"))?,
    };
    if let Some(to) = &shelled.record {
        let link = format!("{}\n", ground.link());
        if to == Path::new("-") {
            print!("{link}");
        } else {
            fs::write(to, link).map_err(|error| format!("{}: {error}", to.display()))?;
        }
    }
    Ok(code)
}

/// Each command with what comes of it, up to the first that fails.
fn commands(ground: &Ground, shell: &Shell, file: &Path) -> Result<u8, String> {
    let text = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(|error| error.to_string())?;
        text
    } else {
        super::read(file, message!("file-of-commands"))?
    };
    let lines = lines(&text, 1).map_err(|unread| {
        let (line, what) = match unread {
            Unread::Open => (text.lines().count(), message!("shell-open")),
            Unread::Wrong { line, what } => (line, what),
        };
        format!("{}:{line}: {}", file.display(), text::say(&what))
    })?;
    for line in &lines {
        if ground.open.replace(false) {
            println!();
        }
        println!("$ {}", line.text());
        match ground.execute(shell, line) {
            Progress::Ended(0) => {}
            Progress::Ended(code) | Progress::Left(code) => return Ok(code),
            Progress::Waits(_) => {}
        }
    }
    Ok(0)
}

/// A prompt. Time passes while somebody thinks, as it does for whoever sits before a cluster.
fn typed(ground: &Ground, shell: &Shell) -> Result<u8, String> {
    let mut editor = rustyline::DefaultEditor::new().map_err(|error| error.to_string())?;
    ground.print(Piece::Note(message!("shell-welcome")));
    let (mut begun, mut number, mut last) = (String::new(), 1, 0);
    let mut clock = Instant::now();
    loop {
        let prompt = if begun.is_empty() { "$ " } else { "> " };
        let read = editor.readline(prompt);
        let passed = Millis::try_from(clock.elapsed().as_millis()).unwrap_or(LONGEST).min(LONGEST);
        clock = Instant::now();
        ground.wait(Wait::Until(ground.session.borrow().origin() + ground.elapsed() + passed));
        match read {
            Ok(line) => begun.push_str(&format!("{line}\n")),
            Err(rustyline::error::ReadlineError::Interrupted) => {
                begun.clear();
                continue;
            }
            Err(rustyline::error::ReadlineError::Eof) => return Ok(last),
            Err(error) => return Err(error.to_string()),
        }
        let read = match lines(&begun, number) {
            Err(Unread::Open) => continue,
            read => read,
        };
        // A history that cannot be kept is no reason to end.
        drop(editor.add_history_entry(begun.trim_end()));
        number += begun.lines().count();
        begun.clear();
        match read {
            Ok(lines) => {
                for line in &lines {
                    match ground.execute(shell, line) {
                        Progress::Left(code) => return Ok(code),
                        Progress::Ended(code) => last = code,
                        Progress::Waits(_) => {}
                    }
                }
                clock = Instant::now();
            }
            Err(Unread::Wrong { what, .. }) => ground.print(Piece::Note(what)),
            Err(Unread::Open) => {}
        }
    }
}
