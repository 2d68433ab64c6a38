//! Two tabs and one store: what a tab does when it hears that another has written, and where both have changed one run.
//!
//! Nothing that either made is lost: a run that both changed becomes two; a run that one deleted stays while another looks at it.
//! The run a tab looks at is never changed under its hands.

use super::History;
use super::branch::{Branch, BranchId};
use super::file::shared;
use super::limits::NAME_MAX;
use super::name::RunName;
use super::record::{self, EDITS, RUN, Record, Unread};
use super::shelf::{Refused, Shelf, put_stretches};
use super::store::{Kept, Mark, Store, parent};
use crate::kube::time::Millis;
use crate::message::Message;

impl Store {
    /// Another tab changed what stands under a key, or under any (`None`): takes over what is new. Says what happened.
    pub fn heard(&mut self, history: &mut History, shelf: &impl Shelf, key: Option<&str>) -> Vec<Message> {
        let mut said = Vec::new();
        // What is refused here is tried again with the next keeping.
        let _refused = match key {
            Some(key) if key.starts_with(EDITS) => self.mend(history, shelf, key),
            Some(key) if !key.starts_with(RUN) => Ok(()),
            _ => self.look_round(history, shelf, &mut said),
        };
        said
    }

    /// A stretch that another tab thought nobody needs is written again by whoever has it.
    fn mend(&mut self, history: &History, shelf: &impl Shelf, key: &str) -> Result<(), Refused> {
        let has = |kept: &Kept| kept.stretches.iter().any(|stretch| stretch.key == key);
        let owner = self.kept.iter().find(|(_, kept)| has(kept) && shelf.get(&kept.key).is_some());
        let Some((id, kept)) = owner.filter(|_| shelf.get(key).is_none()) else { return Ok(()) };
        let branch = history.branches.iter().find(|branch| branch.id == *id);
        branch.map_or(Ok(()), |branch| put_stretches(branch, &mut kept.stretches.clone(), shelf, &mut Vec::new()))
    }

    /// Compares all that is stored with what this tab knows.
    pub(super) fn look_round(
        &mut self,
        history: &mut History,
        shelf: &impl Shelf,
        said: &mut Vec<Message>,
    ) -> Result<(), Refused> {
        let mut result = Ok(());
        self.unread.retain(|key, _| shelf.get(key).is_some());
        let mut ids = self.ids();
        let mut new = Vec::new();
        for key in shelf.keys().into_iter().filter(|key| key.starts_with(RUN)) {
            match ids.get(&key) {
                Some(id) => {
                    let seen = self.kept.get(id).map(|kept| kept.seen.clone());
                    let changed = shelf.get(&key).filter(|text| seen.is_some_and(|seen| seen != *text));
                    if changed.is_some_and(|text| self.meet(history, *id, &text, shelf, said)) {
                        result = self.put(history, *id, shelf).and(result);
                    }
                }
                None => {
                    if let Some((text, record)) = self.read(shelf, &key) {
                        said.extend(self.welcome(history, &key, &text, &record));
                        let id = history.branches.last().map_or(0, |last| last.id);
                        ids.insert(key, id);
                        new.push((id, record));
                    }
                }
            }
        }
        // A parent may come later than its branch.
        for (id, record) in new {
            if let Some(branch) = history.branches.iter_mut().find(|branch| branch.id == id) {
                branch.parent = parent(&record, &ids);
            }
        }
        let gone = self.kept.iter().filter(|(_, kept)| shelf.get(&kept.key).is_none());
        for id in gone.map(|(id, _)| *id).collect::<Vec<_>>() {
            result = self.let_be_gone(history, id, shelf).and(result);
        }
        result
    }

    /// A run this tab has not seen yet.
    fn welcome(&mut self, history: &mut History, key: &str, text: &str, record: &Record) -> Option<Message> {
        let id = history.insert_branch(history.branches.len(), record.branch.clone());
        self.kept.insert(id, Kept::of(key, text, record));
        let back = self.deleted.remove(key).is_some() && !record.branch.is_untouched();
        back.then(|| message!("run-open-another-tab-so", run = record.branch.title()))
    }

    /// A run that another tab deleted goes here too, unless it is looked at, was changed here, or is more than what was deleted:
    /// a tab that hears late deletes what it knows of a run.
    fn let_be_gone(&mut self, history: &mut History, id: BranchId, shelf: &impl Shelf) -> Result<(), Refused> {
        let Some(branch) = history.branches.iter().find(|branch| branch.id == id) else { return Ok(()) };
        let changed = self.kept.get(&id).is_some_and(|kept| kept.mark != Mark::of(branch));
        let is_it = |kept: &Kept| {
            shelf.get(&record::gone_key(&kept.key)).is_some_and(|gone| record::is_gone(&gone, &kept.seen))
        };
        if changed || id == history.current().id || !self.kept.get(&id).is_some_and(is_it) {
            return self.put(history, id, shelf);
        }
        history.drop_branch(id);
        self.kept.remove(&id);
        Ok(())
    }

    /// A run of this tab and another version of it that is stored come together. Says whether this tab's version is to be written
    /// (under a key of its own, where the two have parted).
    pub(super) fn meet(
        &mut self,
        history: &mut History,
        id: BranchId,
        text: &str,
        shelf: &impl Shelf,
        said: &mut Vec<Message>,
    ) -> bool {
        let (Some(index), Some(kept)) =
            (history.branches.iter().position(|branch| branch.id == id), self.kept.get(&id))
        else {
            return false;
        };
        let (key, before) = (kept.key.clone(), kept.mark.clone());
        let current = id == history.current().id;
        let mine = &history.branches[index];
        let changed = before != Mark::of(mine);
        let theirs = match record::read(text, |key| shelf.get(key)) {
            Ok(theirs) => theirs,
            Err(why) => {
                let later = matches!(why, Unread::Later(_));
                let (Unread::Later(why) | Unread::Damaged(why)) = why;
                self.unread.insert(key, (text.into(), why));
                self.kept.remove(&id);
                // A later Podyard has it and goes on with it.
                let leave = later && !changed && !current;
                if leave {
                    history.drop_branch(id);
                }
                return !leave;
            }
        };
        self.turn = self.turn.max(theirs.turn);
        let common = if mine.scenario == theirs.branch.scenario { shared(mine, &theirs.branch) } else { 0 };
        let (here, there) = (mine.edits.len(), theirs.branch.edits.len());
        if mine.scenario != theirs.branch.scenario || common < here.min(there) {
            said.push(self.part(history, index, &theirs, text, common));
            return true;
        }
        let renamed = mine.name != before.name;
        if here < there {
            if !current {
                let name = if renamed { mine.name.clone() } else { theirs.branch.name.clone() };
                let (id, parent, before) = (mine.id, mine.parent, mine.before);
                history.branches[index] = Branch { id, parent, before, name, ..theirs.branch.clone() };
                self.kept.insert(id, Kept::of(&key, text, &theirs));
                return renamed;
            }
            // The run goes on in another tab, and this one looks at what was there before: its name is all it can give.
            let told = !renamed || {
                let branch = Branch { name: mine.name.clone(), id: theirs.branch.id, ..theirs.branch.clone() };
                let parent = theirs.parent.as_ref().map(|(key, at)| (key.as_str(), *at));
                self.turn += 1;
                shelf.set(&key, &record::write(self.turn, parent, &branch, &theirs.stretches)).is_ok()
            };
            if let Some(kept) = self.kept.get_mut(&id).filter(|_| told) {
                kept.mark = Mark::of(mine);
            }
            return false;
        }
        self.merge(history, index, &theirs, text);
        changed || here > there
    }

    /// This tab's version holds the other's edits: what else of it is new is taken over.
    fn merge(&mut self, history: &mut History, index: usize, theirs: &Record, text: &str) {
        let current = history.current;
        let mine = &mut history.branches[index];
        let Some(kept) = self.kept.get_mut(&mine.id) else { return };
        let changed = kept.mark != Mark::of(mine);
        if mine.name == kept.mark.name {
            mine.name.clone_from(&theirs.branch.name);
        }
        if mine.edits.len() == theirs.branch.edits.len() {
            mine.horizon = mine.horizon.max(theirs.branch.horizon);
            // What is undone where one looks on stays as it is.
            if mine.limit == kept.mark.limit && index != current {
                mine.limit = theirs.branch.limit;
            }
        }
        kept.seen = text.into();
        if !changed {
            kept.mark = Mark::of(mine);
        }
    }

    /// Both tabs changed the run: the other's goes on under its key, this tab's becomes a branch of it.
    fn part(&mut self, history: &mut History, index: usize, theirs: &Record, text: &str, common: usize) -> Message {
        let mine = &history.branches[index];
        let (id, at) = (mine.id, mine.edits.get(common).map_or(mine.horizon.0, |edit| edit.at));
        let name = another_name(history, mine, at);
        let other = Branch { parent: mine.parent, ..theirs.branch.clone() };
        let words =
            message!("run-was-changed-another-tab", run = mine.title(), name = name.title(mine.scenario.strategy()));
        let key = self.kept.remove(&id).map(|kept| kept.key);
        let place = history.insert_branch(index, other);
        let mine = &mut history.branches[index + 1];
        (mine.name, mine.parent) = (name, Some((place, at)));
        if let Some(key) = key {
            self.kept.insert(place, Kept::of(&key, text, theirs));
        }
        words
    }
}

/// `wide` becomes `wide (2)`, or the next number that is free; what nobody named becomes a branch of what it was.
fn another_name(history: &History, branch: &Branch, at: Millis) -> RunName {
    let RunName::Given(name) = &branch.name else {
        let taken = history.branches.iter().filter_map(|branch| branch.name.number()).max().unwrap_or(0);
        return RunName::Branch(taken.saturating_add(1), branch.name.number().unwrap_or(0), at);
    };
    let stem = name.rsplit_once(" (").filter(|(_, rest)| rest.ends_with(')')).map_or(&**name, |(stem, _)| stem);
    let stem: String = stem.chars().take(NAME_MAX - 8).collect();
    let mut names = (2..).map(|number: u32| RunName::Given(format!("{stem} ({number})")));
    names.find(|name| history.branches.iter().all(|branch| branch.name != *name)).unwrap_or(RunName::Run(0))
}
