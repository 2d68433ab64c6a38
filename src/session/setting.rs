//! What is typed into boxes: it becomes requests, or stays beside its box with the reason why it was refused.

use crate::control::{
    Change, FieldPath, FieldView, Values, change, field_request, fields, objects_with_fields, preset_requests,
};
use crate::kube::object::{Kind, Name};
use crate::scenario::{Bind, Control, Preset, Scenario};
use crate::sim::command::{Command, Rejected};

use super::Session;

impl Session {
    /// What the controls show now.
    pub fn values(&self) -> Values<'_> {
        Values::of(self.ground())
    }

    /// A run that begins as things stand now.
    pub fn as_it_stands(&self) -> Scenario {
        self.values().as_it_stands()
    }

    /// Sets a control: its object is changed, or what refuses that is kept beside its text. Before time has run it is how the
    /// run begins: the cluster was asked, so that it can refuse, and is begun anew with what it took.
    pub(super) fn set(&mut self, control: Control, given: &str) {
        let given = given.trim();
        match self.try_set(control, given) {
            Ok(()) => {
                self.forget_refused(control);
                self.retry_partner(control);
            }
            Err(rejected) => {
                self.texts.insert(control, given.into());
                self.errors.insert(control, rejected);
            }
        }
    }

    fn try_set(&mut self, control: Control, given: &str) -> Result<(), Rejected> {
        match change(self.ground(), control, given)? {
            Change::Begins(scenario) => {
                self.anew(*scenario);
                return Ok(());
            }
            Change::Requests(commands) => self.ask(commands)?,
            Change::Kept => {
                self.scenario.put(control, given);
                self.done.beside = true;
            }
        }
        if self.is_at_the_start() {
            let text = self.values().text(control);
            self.begin_with(|scenario| scenario.with(control, text));
        }
        Ok(())
    }

    /// The run begins with what was set.
    fn begin_with(&mut self, set: impl FnOnce(Scenario) -> Scenario) {
        let scenario = self.asked.take().unwrap_or_else(|| self.scenario.clone());
        self.anew(set(scenario));
    }

    fn forget_refused(&mut self, control: Control) {
        self.texts.remove(&control);
        self.errors.remove(&control);
    }

    /// Requests one after the other, up to the first that is refused.
    fn ask(&mut self, commands: Vec<Command>) -> Result<(), Rejected> {
        commands.into_iter().try_for_each(|command| self.request(command).map(drop))
    }

    /// A bound refused because of its partner may be right by now: it is tried again.
    fn retry_partner(&mut self, control: Control) {
        let partner = match control {
            Control::MaxSurge => Control::MaxUnavailable,
            Control::MaxUnavailable => Control::MaxSurge,
            _ => return,
        };
        if let Some(text) = self.texts.get(&partner).cloned()
            && self.try_set(partner, &text).is_ok()
        {
            self.forget_refused(partner);
        }
    }

    /// The next version will behave like this; numbers refused before are forgotten.
    pub(super) fn choose_preset(&mut self, preset: Preset) -> Result<(), Rejected> {
        for control in Control::ALL.iter().filter(|control| matches!(control.bind(), Bind::Next(_))) {
            self.forget_refused(*control);
        }
        for control in [Control::Cpu, Control::Memory] {
            self.done.beside |= self.scenario.text(control) != control.first();
            self.scenario.put(control, control.first());
        }
        let commands = preset_requests(self.ground(), preset)?;
        self.ask(commands)?;
        if self.is_at_the_start() {
            let plain = |scenario: Scenario| {
                let next = Control::ALL.iter().filter(|control| matches!(control.bind(), Bind::Next(_)));
                next.fold(scenario, |scenario, control| scenario.with(*control, control.first()))
            };
            self.begin_with(|scenario| plain(scenario).behaving(preset));
        }
        Ok(())
    }

    /// What the box shows: a refused text stays until it is mended.
    pub fn field_text(&self, control: Control) -> String {
        self.texts.get(&control).cloned().unwrap_or_else(|| self.values().text(control))
    }

    /// Why the box's text was refused.
    pub fn field_error(&self, control: Control) -> Option<&Rejected> {
        self.errors.get(&control)
    }

    /// Texts that were refused, as they are shown beside their boxes.
    pub fn refused_text(&self, control: Control) -> Option<&str> {
        self.texts.get(&control).map(String::as_str)
    }

    /// Kind and name of everything whose fields can be set.
    pub fn objects_with_fields(&self) -> Vec<(Kind, Name)> {
        objects_with_fields(self.ground())
    }

    /// An object's fields with their values; nothing where there is no such object.
    pub fn fields(&self, kind: Kind, name: &str) -> Vec<FieldView> {
        fields(self.ground(), kind, name, self.field.as_ref())
    }

    /// Sets a field by a patch; what is refused stays beside its text.
    pub(super) fn set_field(&mut self, at: FieldPath, text: &str) {
        let text = text.trim();
        let done = self.ask(field_request(self.ground(), &at, text).into_iter().collect());
        self.field = done.err().map(|rejected| (at, text.into(), rejected));
    }
}
