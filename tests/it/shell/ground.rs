//! A cluster to type before: what is printed is kept.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use podyard::kubectl::change::Files;
use podyard::scenario::{Control, Scenario};
use podyard::session::Session;
use podyard::shell::{Host, Piece, Progress, Shell, Wait, lines};
use podyard::sim::Cluster;
use podyard::sim::command::{Answer, Command, Rejected};
use podyard::text::say;

pub struct Ground {
    pub session: RefCell<Session>,
    pub files: RefCell<BTreeMap<String, String>>,
    out: RefCell<String>,
    err: RefCell<String>,
}

/// What a line printed, and its code.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    pub out: String,
    pub err: String,
    pub code: u8,
}

impl Files for Ground {
    fn read(&self, name: &str) -> Result<Vec<(String, String)>, String> {
        let files = self.files.borrow();
        let text = files.get(name).ok_or_else(|| format!("the path \"{name}\" does not exist"))?;
        Ok(vec![(name.into(), text.clone())])
    }
}

impl Host for Ground {
    fn look(&self, look: &mut dyn FnMut(&Cluster)) {
        look(self.session.borrow().cluster());
    }

    fn ask(&self, command: Command) -> Result<Answer, Rejected> {
        self.session.borrow_mut().ask_one(command)
    }

    fn print(&self, piece: Piece) {
        match piece {
            Piece::Out(text) => self.out.borrow_mut().push_str(&text),
            Piece::Err(text) => self.err.borrow_mut().push_str(&text),
            Piece::Note(note) => self.err.borrow_mut().push_str(&format!("# {}\n", say(&note))),
            Piece::Clear => self.out.borrow_mut().push_str("<clear>\n"),
        }
    }

    fn names(&self) -> Vec<String> {
        self.files.borrow().keys().cloned().collect()
    }

    fn write(&self, name: &str, text: &str, adds: bool) -> Result<(), String> {
        let mut files = self.files.borrow_mut();
        let file = files.entry(name.into()).or_default();
        if !adds {
            file.clear();
        }
        file.push_str(text);
        Ok(())
    }
}

impl Ground {
    pub fn of(scenario: Scenario) -> Rc<Self> {
        let mut session = Session::new(scenario);
        session.take_in_hand();
        let (out, err) = (RefCell::default(), RefCell::default());
        Rc::new(Self { session: RefCell::new(session), files: RefCell::default(), out, err })
    }

    /// Nodes alone.
    pub fn empty() -> Rc<Self> {
        Self::of(Scenario::default().with(Control::Objects, "none"))
    }

    /// Executes lines, at most so many ms of the cluster's time.
    pub fn run_for(self: &Rc<Self>, text: &str, most: u64) -> Ended {
        let shell = Shell::new(self.clone());
        let end = self.session.borrow().elapsed() + most;
        let mut code = 0;
        for line in lines(text, 1).unwrap_or_else(|unread| panic!("{text}: {unread:?}")) {
            let mut doing = shell.begin(&line);
            code = loop {
                match doing.go_on() {
                    Progress::Ended(code) => break code,
                    Progress::Left(code) => return self.ended(code),
                    Progress::Waits(wait) => {
                        if !self.wait(wait, end) {
                            break 255;
                        }
                    }
                }
            };
        }
        self.ended(code)
    }

    pub fn run(self: &Rc<Self>, text: &str) -> Ended {
        self.run_for(text, 3_600_000)
    }

    fn ended(&self, code: u8) -> Ended {
        Ended { out: self.out.take(), err: self.err.take(), code }
    }

    fn wait(&self, wait: Wait, end: u64) -> bool {
        let mut session = self.session.borrow_mut();
        let origin = session.origin();
        match wait {
            Wait::Breath => {}
            Wait::Until(at) => session.run_until((at - origin).min(end)),
            Wait::Change(until) => {
                let limit = until.unwrap_or(u64::MAX).min(origin + end);
                if !session.step_once(limit) {
                    session.run_until(limit - origin);
                }
            }
        }
        session.elapsed() < end
    }
}
