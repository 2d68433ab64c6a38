//! A browser's memory for tests: shared by tabs, with as much room as a test gives it, forbidden, slow to show what others wrote.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use podyard::history::{Branch, Errand, History, Refused, Shelf, Store, Traveller};
use podyard::scenario::{Control, Scenario};
use podyard::session::Action;
use podyard::text::{said, say};

/// What all tabs of a browser share.
#[derive(Clone, Default)]
pub struct Browser {
    pub texts: Rc<RefCell<BTreeMap<String, String>>>,
    /// Bytes there is room for; 0 is without limit.
    pub room: Rc<Cell<usize>>,
    pub forbidden: Rc<Cell<bool>>,
    next: Rc<Cell<u64>>,
    /// Keys and sizes of all that was written, in order.
    pub written: Rc<RefCell<Vec<(String, usize)>>>,
}

impl Browser {
    pub fn size(&self) -> usize {
        self.texts.borrow().iter().map(|(key, text)| key.len() + text.len()).sum()
    }

    pub fn keys_of(&self, prefix: &str) -> Vec<String> {
        self.texts.borrow().keys().filter(|key| key.starts_with(prefix)).cloned().collect()
    }
}

/// The memory as one tab sees it.
pub struct View {
    pub browser: Browser,
    /// What this tab believes to be stored, where it is shown late.
    late: RefCell<Option<BTreeMap<String, String>>>,
}

impl View {
    pub fn of(browser: &Browser, late: bool) -> Self {
        let texts = late.then(|| browser.texts.borrow().clone());
        Self { browser: browser.clone(), late: RefCell::new(texts) }
    }

    /// What others wrote is seen; returns the keys that changed.
    pub fn catch_up(&self) -> Vec<String> {
        let texts = self.browser.texts.borrow();
        let mut late = self.late.borrow_mut();
        let Some(late) = late.as_mut() else { return Vec::new() };
        let keys = texts.keys().chain(late.keys()).filter(|key| texts.get(*key) != late.get(*key));
        let changed = keys.cloned().collect();
        late.clone_from(&texts);
        changed
    }
}

impl Shelf for View {
    fn get(&self, key: &str) -> Option<String> {
        if self.browser.forbidden.get() {
            return None;
        }
        match &*self.late.borrow() {
            Some(late) => late.get(key).cloned(),
            None => self.browser.texts.borrow().get(key).cloned(),
        }
    }

    fn set(&self, key: &str, text: &str) -> Result<(), Refused> {
        if self.browser.forbidden.get() {
            return Err(Refused::Forbidden);
        }
        let mut texts = self.browser.texts.borrow_mut();
        let room = self.browser.room.get();
        let others: usize =
            texts.iter().filter(|(other, _)| *other != key).map(|(key, text)| key.len() + text.len()).sum();
        if room > 0 && others + key.len() + text.len() > room {
            return Err(Refused::Full);
        }
        texts.insert(key.into(), text.into());
        if let Some(late) = &mut *self.late.borrow_mut() {
            late.insert(key.into(), text.into());
        }
        self.browser.written.borrow_mut().push((key.into(), text.len()));
        Ok(())
    }

    fn remove(&self, key: &str) {
        self.browser.texts.borrow_mut().remove(key);
        if let Some(late) = &mut *self.late.borrow_mut() {
            late.remove(key);
        }
    }

    fn keys(&self) -> Vec<String> {
        match &*self.late.borrow() {
            _ if self.browser.forbidden.get() => Vec::new(),
            Some(late) => late.keys().cloned().collect(),
            None => self.browser.texts.borrow().keys().cloned().collect(),
        }
    }

    fn fresh(&self) -> u64 {
        self.browser.next.set(self.browser.next.get() + 1);
        // Now and then a number is taken already; that two tabs come to one within milliseconds is as good as impossible.
        let chance = if self.late.borrow().is_some() { 1 } else { 2 };
        self.browser.next.get() / chance
    }
}

/// What is stored, gone through to the end of the run looked at.
fn opened(view: &View, shown: Option<&str>) -> (Store, History) {
    let (store, runs) = Store::open(view, shown);
    let mut traveller = Traveller::new(History::new(Scenario::default()));
    traveller.ask(Errand::Become(Rc::new(runs)));
    traveller.finish();
    (store, (*traveller).clone())
}

/// One tab: what it shows, what it knows of the store, what its `sessionStorage` holds.
pub struct Tab {
    pub view: View,
    pub store: Store,
    pub history: History,
    pub shown: String,
    pub said: Vec<String>,
}

impl Tab {
    pub fn open(browser: &Browser) -> Self {
        Self::with(View::of(browser, false), None)
    }

    pub fn with(view: View, shown: Option<&str>) -> Self {
        view.catch_up();
        let (store, history) = opened(&view, shown);
        let shown = store.shown(&history).to_string();
        Self { view, store, history, shown, said: Vec::new() }
    }

    pub fn keep(&mut self) {
        self.said.extend(self.store.keep(&mut self.history, &self.view).iter().map(say));
        self.shown = self.store.shown(&self.history).to_string();
    }

    /// Every event about what another tab wrote comes in.
    pub fn hear(&mut self) {
        let keys = self.view.catch_up();
        let keys = if keys.is_empty() { vec![None] } else { keys.into_iter().map(Some).collect() };
        for key in keys {
            self.said.extend(self.store.heard(&mut self.history, &self.view, key.as_deref()).iter().map(say));
        }
    }

    /// A page that goes away has heard what happened until now (a browser is late by milliseconds), and writes; what comes in its
    /// place shows what it showed.
    pub fn reload(&mut self) {
        if self.view.late.borrow().is_some() {
            self.hear();
        }
        self.keep();
        self.reload_after_a_crash();
    }

    pub fn reload_after_a_crash(&mut self) {
        self.view.catch_up();
        let (store, history) = opened(&self.view, Some(&self.shown));
        (self.store, self.history) = (store, history);
    }

    /// Another tab with the same `sessionStorage`, as "Duplicate" makes it.
    pub fn duplicate(&self) -> Self {
        Self::with(View::of(&self.view.browser, self.view.late.borrow().is_some()), Some(&self.shown))
    }

    /// An edit that begins no other cluster and costs nothing to replay.
    /// Something done in the run looked at; set before time has run, it would be how the run begins.
    pub fn set_steps(&mut self, text: &str) {
        if self.history.session().elapsed() == 0 {
            self.run(5);
        }
        self.history.update(Action::Set { control: Control::Steps, text: text.into() });
    }

    /// Lets time run, ms.
    pub fn run(&mut self, elapsed_ms: u32) {
        self.history.update(Action::Play);
        self.history.update(Action::Tick { elapsed_ms });
        self.history.update(Action::Pause);
    }

    pub fn names(&self) -> Vec<String> {
        self.history.branches().iter().map(|branch| said(&branch.title())).collect()
    }

    /// Without those nobody did anything in.
    pub fn touched(&self) -> Vec<String> {
        let touched = |branch: &&Branch| !branch.edits.is_empty() || branch.horizon.0 > 0;
        self.history.branches().iter().filter(touched).map(|branch| said(&branch.title())).collect()
    }

    /// What a person would miss: settings and edits of every run that is worth it.
    pub fn works(&self) -> Vec<String> {
        let worth = |branch: &&Branch| !branch.edits.is_empty() || branch.horizon.0 > 0;
        let work = |branch: &Branch| format!("{:?} {:?}", branch.scenario, branch.edits);
        self.history.branches().iter().filter(worth).map(work).collect()
    }
}
