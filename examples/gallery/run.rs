//! A run brought to an instant, and the page that shows it there.

use podyard::history::{History, Travel};
use podyard::playbook::ChoiceId;
use podyard::scenario::{Control, Preset, Scenario};
use podyard::session::{Action, Session};
use podyard::sim::command::Command;
use podyard::text::said;
use podyard::ui::parts::size::Screen;
use podyard::ui::parts::storage;
use podyard::ui::sandbox::Sandbox;
use yew::prelude::*;

use crate::page::{cut, on};

/// A run, and what happened in it so far.
#[derive(Clone)]
pub struct Run(pub History);

impl Run {
    /// At its start.
    pub fn of(scenario: Scenario) -> Self {
        Self(History::new(scenario))
    }

    fn then(mut self, action: Action) -> Self {
        self.0.update(action);
        self
    }

    /// The next step.
    pub fn step(self) -> Self {
        self.then(Action::Do(ChoiceId::Next))
    }

    /// The button whose label begins so.
    pub fn press(self, label: &str) -> Self {
        let choices = self.session().choices();
        let choice = choices.iter().find(|choice| said(&choice.label).starts_with(label));
        let id = choice.unwrap_or_else(|| panic!("no {label:?} among {choices:?}")).id;
        self.then(Action::Do(id))
    }

    pub fn set(self, control: Control, text: &str) -> Self {
        self.then(Action::Set { control, text: text.into() })
    }

    pub fn behaves(self, preset: Preset) -> Self {
        self.then(Action::Choose(preset))
    }

    pub fn apply(self, manifests: &str) -> Self {
        self.then(Action::Apply(manifests.into()))
    }

    pub fn ask(self, command: Command) -> Self {
        self.then(Action::Request(vec![command]))
    }

    /// So long passes, ms.
    pub fn pass(mut self, millis: u64) -> Self {
        self.0.travel(Travel::Seek(self.session().elapsed() + millis));
        self
    }

    pub fn session(&self) -> &Session {
        self.0.session()
    }

    /// The page of the sandbox at this instant, with a tab of the drawer open, or none (""). It comes there as a visitor
    /// does: by a link.
    pub fn page(&self, screen: Screen, tab: &str) -> String {
        let run = self.0.link_text().unwrap_or_else(|refused| panic!("{refused:?}"));
        let html = sandbox(screen, tab, &run);
        assert!(!html.contains("class=\"notice\""), "{run} does not lead to where it was written");
        html
    }
}

/// The page that an address leads to.
pub fn sandbox(screen: Screen, tab: &str, run: &str) -> String {
    storage::set("podyard.details", tab);
    let run = AttrValue::from(run.to_string());
    on(screen, move || html! { <Sandbox shown={true} run={run.to_string()} /> })
}

/// The page of compared runs before there are any.
pub fn comparison(screen: Screen) -> String {
    let html = on(screen, || html! { <Sandbox shown={false} compare={true} /> });
    cut(&html, "class=\"compare\"").into()
}
