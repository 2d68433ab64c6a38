//! How the next version behaves, by its presets.

use crate::message::Message;
use crate::playbook::Ground;
use crate::scenario::{Bind, Control, Preset};
use crate::sim::command::{Command, Rejected};
use crate::view::image;

use super::change::changed;
use super::values::Values;

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
    pub fn behaviour(&self) -> Message {
        let fault = |(control, text): (Control, String)| match text.as_str() {
            "true" => message!("behaviour-is", control = control.label()),
            _ => message!("behaviour-of", control = control.label(), text),
        };
        let faults: Vec<Message> = self.faults().into_iter().map(fault).collect();
        if faults.is_empty() { message!("behaviour-without-fault") } else { message!("behaviour-faults", faults) }
    }
}

/// What makes the next version behave like a preset: every field of its image that a control has.
///
/// # Errors
///
/// None that a preset could cause; the World judges it all the same.
pub fn preset_requests(ground: Ground, preset: Preset) -> Result<Vec<Command>, Rejected> {
    let of = |control: Control| match (control.bind(), preset.values()) {
        (Bind::Next(field), Some((set, text))) if set == control => Some((control, field, text)),
        (Bind::Next(field), _) => Some((control, field, control.first())),
        _ => None,
    };
    let fields: Vec<(Control, &str, &str)> = Control::ALL.iter().filter_map(|control| of(*control)).collect();
    let app = changed(&ground.next_app(), &fields)?;
    Ok(vec![Command::app(&image(ground.playbook.next_version()), &app)])
}
