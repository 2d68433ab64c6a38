//! What is stored of the runs, and when: each run under a key of its own, so that a writing touches only what changed and two
//! tabs meet in a run at most. Pure: the browser's memory is behind [`Shelf`].
//!
//! There is no list of runs beside the runs: it would be the one value that all tabs write, and lose each other's runs in.

use litemap::LiteMap;

use crate::kube::time::Millis;
use crate::message::{Message, Said};
use crate::scenario::Scenario;
use crate::sorted;

use super::History;
use super::branch::{Branch, BranchId, renumbered};
use super::file::{Runs, parse};
use super::limits::ID_MAX;
use super::name::RunName;
use super::record::{self, EDITS, GONE, RUN, Record, Stretch, Unread};
use super::shelf::{Refused, Shelf, fresh_key, put_stretches};

/// Where all runs stood in one text, before each had a key.
const ALL_RUNS: &str = "podyard.runs";

/// So many deletions are remembered.
const GONE_MAX: usize = 100;

/// What one tab knows of what is stored.
#[derive(Clone, Debug, Default)]
pub struct Store {
    pub(super) kept: LiteMap<BranchId, Kept>,
    /// By key: the text, and why it is not read. It stays where it is.
    pub(super) unread: LiteMap<String, (String, Said)>,
    /// Keys of runs this tab deleted.
    pub(super) deleted: LiteMap<String, ()>,
    /// The largest turn seen.
    pub(super) turn: u64,
    /// The run looked at when it was last kept.
    shown: Option<BranchId>,
    refused: Option<Refused>,
    /// The text of all runs has been taken over, but is not stored anew yet.
    taking_over: bool,
}

/// One run as this tab last read or wrote it.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub key: String,
    /// The record's text.
    pub seen: String,
    pub mark: Mark,
    pub turn: u64,
    pub stretches: Vec<Stretch>,
}

/// What of a branch can change; scenario and edits once made cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub edits: usize,
    pub limit: usize,
    pub horizon: (Millis, u64),
    pub name: RunName,
}

impl Mark {
    pub fn of(branch: &Branch) -> Self {
        let Branch { limit, horizon, .. } = *branch;
        Self { edits: branch.edits.len(), limit, horizon, name: branch.name.clone() }
    }
}

impl Kept {
    pub fn of(key: &str, text: &str, record: &Record) -> Self {
        let (key, seen, stretches) = (key.into(), text.into(), record.stretches.clone());
        Self { key, seen, mark: Mark::of(&record.branch), turn: record.turn, stretches }
    }
}

impl Store {
    /// Reads what is stored. `shown` is [`Store::shown`] of this tab before it was loaded again; a new tab looks at the run that
    /// was touched last. What cannot be read stays where it is: see [`Store::unread`].
    pub fn open(shelf: &impl Shelf, shown: Option<&str>) -> (Self, Runs) {
        let mut store = Self::default();
        let mut found = Vec::new();
        for key in shelf.keys().into_iter().filter(|key| key.starts_with(RUN)) {
            if let Some((text, record)) = store.read(shelf, &key) {
                found.push((key, text, record));
            }
        }
        let mut branches = store.gather(found);
        let taken = store.take_over(shelf, &mut branches);
        let ids = store.ids();
        let current = match shown.map(|key| (key, ids.get(key).copied())) {
            Some((_, Some(id))) => Some(id),
            Some(("", None)) => None,
            _ => store.kept.iter().max_by_key(|(_, kept)| kept.turn).map(|(id, _)| *id).or(taken),
        };
        let current = current.unwrap_or_else(|| {
            let id = branches.last().map_or(0, |last| last.id + 1);
            branches.push(Branch::new(id, Scenario::default(), None));
            id
        });
        store.shown = Some(current);
        store.clear(shelf, shelf.keys().into_iter().filter(|key| key.starts_with(EDITS)).collect());
        clear_gone(shelf);
        (store, Runs { branches, current })
    }

    /// The run under a key, unless it is gone or cannot be read: then that is noted.
    pub(super) fn read(&mut self, shelf: &impl Shelf, key: &str) -> Option<(String, Record)> {
        let text = shelf.get(key)?;
        match record::read(&text, |key| shelf.get(key)) {
            Ok(record) => {
                self.unread.remove(key);
                self.turn = self.turn.max(record.turn);
                Some((text, record))
            }
            Err(Unread::Later(why) | Unread::Damaged(why)) => {
                self.unread.insert(key.into(), (text, why));
                None
            }
        }
    }

    /// Numbers and parents for runs of several tabs, oldest first as far as tabs can tell.
    fn gather(&mut self, mut found: Vec<(String, String, Record)>) -> Vec<Branch> {
        sorted::sort_by(&mut found, |(one, _, a), (other, _, b)| (a.branch.id, one).cmp(&(b.branch.id, other)));
        let known = found.iter().map(|(.., record)| record.branch.id).filter(|id| *id < ID_MAX);
        let mut free = known.max().map_or(0, |id| id + 1);
        let mut branches: Vec<Branch> = Vec::new();
        for (key, text, record) in &found {
            let mut branch = record.branch.clone();
            if branch.id >= ID_MAX || self.kept.contains_key(&branch.id) {
                branch.id = free;
                free += 1;
            }
            self.kept.insert(branch.id, Kept::of(key, text, record));
            branches.push(branch);
        }
        let ids = self.ids();
        for (branch, (_, _, record)) in branches.iter_mut().zip(&found) {
            branch.parent = parent(record, &ids);
        }
        sorted::sort_by_key(&mut branches, |branch| branch.id);
        branches
    }

    /// The numbers of the runs that are kept, by their keys.
    pub(super) fn ids(&self) -> LiteMap<String, BranchId> {
        sorted::map(self.kept.iter().map(|(id, kept)| (kept.key.clone(), *id)))
    }

    /// The runs of the one text that held all of them; returns the one looked at.
    fn take_over(&mut self, shelf: &impl Shelf, branches: &mut Vec<Branch>) -> Option<BranchId> {
        let text = shelf.get(ALL_RUNS)?;
        match parse(&text) {
            Ok(Runs { branches: read, current }) => {
                let first = branches.last().map_or(0, |last| last.id + 1);
                let place = read.iter().position(|branch| branch.id == current)?;
                branches.extend(renumbered(read, first));
                self.taking_over = true;
                Some(first + BranchId::try_from(place).ok()?)
            }
            Err(refused) => {
                self.unread.insert(ALL_RUNS.into(), (text, refused.message));
                None
            }
        }
    }

    /// What this tab looks at, to be remembered for [`Store::open`]: a key, or nothing for a run that is not worth keeping.
    pub fn shown(&self, history: &History) -> &str {
        self.kept.get(&history.current().id).map_or("", |kept| &kept.key)
    }

    /// Stores what has changed since the last time and deletes what was deleted; says what happened on the way, for people.
    /// What is refused stays in memory, and is tried again the next time.
    pub fn keep(&mut self, history: &mut History, shelf: &impl Shelf) -> Vec<Message> {
        let ids: Vec<BranchId> = history
            .branches
            .iter()
            .filter(|branch| self.is_due(branch, history.current().id))
            .map(|branch| branch.id)
            .collect();
        let mut said = Vec::new();
        if let Some(kept) = self.shown.and_then(|id| self.kept.get_mut(&id)) {
            // It was looked at until now.
            kept.turn = self.turn;
        }
        if !ids.is_empty() {
            said.extend(about_those_let_go(history.let_go(|id| self.kept.get(&id).map_or(u64::MAX, |kept| kept.turn))));
        }
        let mut refused = None;
        if !self.forget(history, shelf) {
            refused = self.look_round(history, shelf, &mut said).err();
        }
        for id in ids {
            if let Err(why) = self.keep_one(history, id, shelf, &mut said) {
                refused = Some(why);
            }
        }
        self.shown = Some(history.current().id);
        if refused.is_none() && self.taking_over {
            self.taking_over = false;
            shelf.remove(ALL_RUNS);
        }
        self.refused = refused;
        said
    }

    /// A key under which runs, or parts of them, stand.
    pub fn is_of_runs(key: &str) -> bool {
        [RUN, EDITS, GONE].iter().any(|prefix| key.starts_with(prefix))
    }

    /// Why the last keeping was refused, if it was.
    pub fn refused(&self) -> Option<Refused> {
        self.refused
    }

    /// What cannot be read: for each key why. It is neither changed nor deleted.
    pub fn unread(&self) -> impl Iterator<Item = (&str, &Said)> {
        self.unread.iter().map(|(key, (_, why))| (key.as_str(), why))
    }

    /// All that cannot be read, as a text for a file: a line with the key and how many bytes there are, then these.
    pub fn unread_text(&self, shelf: &impl Shelf) -> String {
        let named = self.unread.values().flat_map(|(text, _)| record::stretches_named(text));
        let keys = sorted::set(self.unread.keys().cloned().chain(named));
        let part = |key: &String| shelf.get(key).map(|text| format!("{key} {}\n{text}\n", text.len()));
        keys.keys().filter_map(part).collect()
    }

    /// It has changed since it was stored, or is looked at anew.
    pub(super) fn is_due(&self, branch: &Branch, current: BranchId) -> bool {
        match self.kept.get(&branch.id) {
            Some(kept) => kept.mark != Mark::of(branch) || branch.id == current && self.shown != Some(current),
            // The page's first run is there anyhow.
            None => !branch.is_untouched() || branch.scenario != Scenario::default(),
        }
    }

    fn keep_one(
        &mut self,
        history: &mut History,
        id: BranchId,
        shelf: &impl Shelf,
        said: &mut Vec<Message>,
    ) -> Result<(), Refused> {
        let kept = self.kept.get(&id);
        let stored = kept.and_then(|kept| shelf.get(&kept.key));
        let changed = stored.filter(|stored| kept.is_some_and(|kept| kept.seen != *stored));
        let mine = changed.is_none_or(|text| self.meet(history, id, &text, shelf, said));
        if mine { self.put(history, id, shelf) } else { Ok(()) }
    }

    /// Writes a run, whatever is stored of it.
    pub(super) fn put(&mut self, history: &History, id: BranchId, shelf: &impl Shelf) -> Result<(), Refused> {
        let Some(branch) = history.branches.iter().find(|branch| branch.id == id) else { return Ok(()) };
        let (key, mut stretches) = match self.kept.get(&id) {
            Some(kept) => (kept.key.clone(), kept.stretches.clone()),
            None => (fresh_key(shelf), Vec::new()),
        };
        let mut written = Vec::new();
        let parent = branch.parent.map(|(id, at)| (self.kept.get(&id).map_or("gone", |kept| &kept.key), at));
        let turn = self.turn + 1;
        let mut put = || {
            put_stretches(branch, &mut stretches, shelf, &mut written)?;
            let text = record::write(turn, parent, branch, &stretches);
            shelf.set(&key, &text).map(|()| text)
        };
        match put() {
            Ok(seen) => {
                shelf.remove(&record::gone_key(&key));
                self.turn = turn;
                self.kept.insert(id, Kept { key, seen, mark: Mark::of(branch), turn, stretches });
                Ok(())
            }
            Err(refused) => {
                self.clear(shelf, written);
                if let Some(kept) = self.kept.get_mut(&id) {
                    // However it stands, it is due the next time.
                    kept.mark.edits = usize::MAX;
                }
                Err(refused)
            }
        }
    }

    /// Deletes what is stored of runs the history has no more. False where another tab has gone on with one: that stays.
    fn forget(&mut self, history: &History, shelf: &impl Shelf) -> bool {
        let there = sorted::set(history.branches.iter().map(|branch| branch.id));
        let gone: Vec<BranchId> = self.kept.keys().copied().filter(|id| !there.contains_key(id)).collect();
        let (mut stretches, mut all) = (Vec::new(), true);
        for kept in gone.iter().filter_map(|id| self.kept.remove(id)) {
            match shelf.get(&kept.key) {
                Some(stored) if !record::alike(&stored, &kept.seen) => all = false,
                _ => {
                    self.turn += 1;
                    let (key, text) = (record::gone_key(&kept.key), record::gone(self.turn, &kept.seen));
                    // Told before it is done; where there is no room for that, behind it, in the room that it left.
                    let told = shelf.set(&key, &text).is_ok();
                    shelf.remove(&kept.key);
                    if !told {
                        let _untold = shelf.set(&key, &text);
                    }
                    stretches.extend(kept.stretches.into_iter().map(|stretch| stretch.key));
                }
            }
            self.deleted.insert(kept.key, ());
        }
        self.clear(shelf, stretches);
        all
    }

    /// Takes stretches away that no run needs; where a run cannot be read, nobody knows which it needs.
    fn clear(&self, shelf: &impl Shelf, stretches: Vec<String>) {
        if stretches.is_empty() {
            return;
        }
        let runs = shelf.keys().into_iter().filter(|key| key.starts_with(RUN)).filter_map(|key| shelf.get(&key));
        let Some(needed) = runs.map(|text| record::stretches_of(&text)).collect::<Option<Vec<_>>>() else { return };
        let needed = sorted::set(needed.into_iter().flatten());
        stretches.iter().filter(|key| !needed.contains_key(*key)).for_each(|key| shelf.remove(key));
    }
}

/// Of what was deleted the last is remembered, for tabs that have not heard of it yet.
fn clear_gone(shelf: &impl Shelf) {
    let keys = shelf.keys().into_iter().filter(|key| key.starts_with(GONE));
    let mut gone: Vec<(u64, String)> =
        keys.map(|key| (shelf.get(&key).map_or(0, |text| record::gone_turn(&text)), key)).collect();
    sorted::sort_by(&mut gone, |one, other| one.cmp(other));
    let more = gone.len().saturating_sub(GONE_MAX);
    gone.iter().take(more).for_each(|(_, key)| shelf.remove(key));
}

/// A record's parent by the number it has in this tab; one that is gone has a number nobody has.
pub(super) fn parent(record: &Record, ids: &LiteMap<String, BranchId>) -> Option<(BranchId, Millis)> {
    record.parent.as_ref().map(|(key, at)| (ids.get(key).copied().unwrap_or(BranchId::MAX), *at))
}

fn about_those_let_go(runs: Vec<Said>) -> Option<Message> {
    let (count, more) = (runs.len(), runs.len().saturating_sub(5));
    let named: Vec<Message> = runs.into_iter().take(5).map(|run| message!("run-named", run)).collect();
    let runs = if more == 0 { message!("run-list", runs = named) } else { message!("run-more", list = named, more) };
    match count {
        0 => None,
        1 => Some(message!("run-oldest-run-was-let", runs)),
        _ => Some(message!("run-oldest-runs-were-let", count, runs)),
    }
}
