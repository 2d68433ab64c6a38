//! Any text typed in the shell: it is refused with words, or executed for a while; it never panics and never holds on for good.

#![no_main]

use std::cell::RefCell;
use std::rc::Rc;

use libfuzzer_sys::fuzz_target;
use podyard::kubectl::change::Files;
use podyard::scenario::Scenario;
use podyard::session::Session;
use podyard::shell::{Host, Piece, Progress, Shell, Wait, lines};
use podyard::sim::Cluster;
use podyard::sim::command::{Answer, Command, Rejected};

struct Ground(RefCell<Session>);

impl Files for Ground {
    fn read(&self, name: &str) -> Result<Vec<(String, String)>, String> {
        Err(format!("the path \"{name}\" does not exist"))
    }
}

impl Host for Ground {
    fn look(&self, look: &mut dyn FnMut(&Cluster)) {
        look(self.0.borrow().cluster());
    }

    fn ask(&self, command: Command) -> Result<Answer, Rejected> {
        self.0.borrow_mut().ask_one(command)
    }

    fn print(&self, _: Piece) {}

    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    fn write(&self, _: &str, _: &str, _: bool) -> Result<(), String> {
        Ok(())
    }
}

fuzz_target!(|text: &str| {
    let Ok(lines) = lines(text, 1) else { return };
    let ground = Rc::new(Ground(RefCell::new(Session::new(Scenario::default()))));
    let shell = Shell::new(ground.clone());
    let mut turns = 0;
    for line in &lines {
        let mut doing = shell.begin(line);
        while let Progress::Waits(wait) = doing.go_on() {
            turns += 1;
            if turns > 500 {
                return;
            }
            let mut session = ground.0.borrow_mut();
            let now = session.elapsed();
            if wait != Wait::Breath {
                session.run_until(now + 100);
            }
        }
    }
});
