//! Behaviours of the next version that one would try first.

use crate::sim::command::{Command, Rejected};

use super::Session;
use super::bind::{Values, changed};
use super::control::{Bind, Control};
use super::setup::image;

/// A behaviour to begin with: some fields of the next version's image, all others without fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Preset {
    /// Without fault.
    Fine,
    /// Answers nothing for 30 s.
    SlowToStart,
    /// Its readiness probe never passes.
    NeverReady,
    /// Answers a fifth of its requests with 500.
    Errors,
    /// Exits after 10 s, again and again.
    Crashes,
    /// No registry has its image.
    ImageMissing,
}

impl Preset {
    /// In the order they are offered.
    pub const ALL: [Self; 6] =
        [Self::Fine, Self::SlowToStart, Self::NeverReady, Self::Errors, Self::Crashes, Self::ImageMissing];

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Fine => "Fine",
            Self::SlowToStart => "Slow to start",
            Self::NeverReady => "Never ready",
            Self::Errors => "Answers with errors",
            Self::Crashes => "Crashes",
            Self::ImageMissing => "Image missing",
        }
    }

    /// What stands otherwise than at first.
    pub fn values(self) -> Option<(Control, &'static str)> {
        match self {
            Self::Fine => None,
            Self::SlowToStart => Some((Control::StartUp, "30")),
            Self::NeverReady => Some((Control::NeverReady, "true")),
            Self::Errors => Some((Control::ErrorPercent, "20")),
            Self::Crashes => Some((Control::CrashAfter, "10")),
            Self::ImageMissing => Some((Control::ImageMissing, "true")),
        }
    }
}

impl Values<'_> {
    /// How the next version differs from one without fault: the controls and their values.
    fn faults(&self) -> Vec<(Control, String)> {
        let of_a_version = |control: &Control| {
            matches!(control.bind(), Bind::Next(_)) || matches!(control, Control::Cpu | Control::Memory)
        };
        let all = Control::ALL.iter().copied().filter(of_a_version).map(|control| (control, self.text(control)));
        all.filter(|(control, text)| text != control.first()).collect()
    }

    /// Which of the presets the next version is, if it is one.
    pub fn preset(&self) -> Option<Preset> {
        let faults = self.faults();
        let faults: Vec<(Control, &str)> = faults.iter().map(|(control, text)| (*control, &**text)).collect();
        Preset::ALL.into_iter().find(|preset| preset.values().as_slice() == faults)
    }

    /// What is unusual about the next version, e.g. `Crashes after (s) 10, Ignores SIGTERM`; `without fault` if nothing is.
    pub fn behaviour(&self) -> String {
        let word = |(control, text): (Control, String)| match text.as_str() {
            "true" => control.label().to_string(),
            _ => format!("{} {text}", control.label()),
        };
        let words: Vec<String> = self.faults().into_iter().map(word).collect();
        if words.is_empty() { "without fault".into() } else { words.join(", ") }
    }
}

impl Session {
    /// The next version will behave like this; numbers refused before are forgotten.
    pub(super) fn choose_preset(&mut self, preset: Preset) -> Result<(), Rejected> {
        let mut fields = Vec::new();
        for control in Control::ALL {
            let Bind::Next(field) = control.bind() else { continue };
            let given =
                preset.values().filter(|(changed, _)| changed == control).map_or(control.first(), |(_, text)| text);
            fields.push((*control, field, given));
            self.texts.remove(control);
            self.errors.remove(control);
        }
        for control in [Control::Cpu, Control::Memory] {
            self.done.beside |= self.scenario.text(control) != control.first();
            self.scenario.put(control, control.first());
        }
        let app = changed(&self.next_app(), &fields)?;
        self.request(Command::app(&image(self.playbook.next_version()), &app)).map(drop)
    }
}
