//! The steps of an Argo Rollouts canary as one line of text, for a box: read and written without loss, but for the names of
//! managed routes.
//!
//! `20, pause 30s, analysis, scale 2, header end-user=jason, mirror 10, pause`: a number alone is a weight.

use crate::kube::duration::seconds_or_duration;
use crate::kube::int_or_string::IntOrString;
use crate::kube::object::Name;
use crate::kube::rollout_strategy::{
    AnalysisTemplateRef, CanaryStep, HeaderRoutingMatch, RolloutAnalysis, RolloutPause, SetCanaryScale, SetHeaderRoute,
    SetMirrorRoute, StringMatch,
};
use crate::sim::command::Rejected;

/// The AnalysisTemplate of a step that names none.
pub const TEMPLATE: &str = "success-rate";
/// The managed routes of the steps that set one.
const HEADER_ROUTE: &str = "by-header";
const MIRROR_ROUTE: &str = "mirror";

/// Between a header and its value: exactly, by a pattern, by how it begins.
const SIGNS: [char; 3] = ['=', '~', '^'];

/// Reads steps.
///
/// # Errors
///
/// Argo Rollouts' words where a step is none of those, with the step. Whether a step makes sense is for its controller to say.
pub fn parse(text: &str) -> Result<Vec<CanaryStep>, Rejected> {
    let steps = text.split(',').map(str::trim).filter(|step| !step.is_empty()).enumerate();
    steps.map(|(index, step)| one(step).ok_or_else(|| refused(index, step))).collect()
}

fn refused(index: usize, step: &str) -> Rejected {
    Rejected {
        message: format!(
            "InvalidSpec: The Rollout \"web\" is invalid: spec.strategy.canary.steps[{index}]: Invalid value: \"{step}\": \
             Step must have one of the following set: experiment, setWeight, setCanaryScale, plugin or pause"
        ).into(),
        hint: message!("control-steps-20-pause-30s"),
    }
}

fn one(text: &str) -> Option<CanaryStep> {
    let (word, rest) = text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()));
    let nothing = CanaryStep::default();
    Some(match (word, rest) {
        ("pause", "") => CanaryStep { pause: Some(RolloutPause::default()), ..nothing },
        ("pause", lasts) => {
            let duration = Some(IntOrString::parse(lasts));
            duration.as_ref().and_then(seconds_or_duration)?;
            CanaryStep { pause: Some(RolloutPause { duration, ..RolloutPause::default() }), ..nothing }
        }
        ("analysis", names) => {
            let names = if names.is_empty() { TEMPLATE } else { names };
            CanaryStep { analysis: Some(analysis(names.split_whitespace())), ..nothing }
        }
        ("scale", scale) => CanaryStep { set_canary_scale: Some(scaled(scale)?), ..nothing },
        ("header", rules) => {
            let matches = rules.split('&').map(str::trim).filter(|rule| !rule.is_empty()).map(matched);
            let matches = matches.collect::<Option<Vec<_>>>()?;
            let route = SetHeaderRoute { name: HEADER_ROUTE.into(), matches, ..SetHeaderRoute::default() };
            CanaryStep { set_header_route: Some(route), ..nothing }
        }
        ("mirror", percent) => {
            let percentage = if percent.is_empty() { None } else { Some(percent.parse().ok()?) };
            let route = SetMirrorRoute { name: MIRROR_ROUTE.into(), percentage, ..SetMirrorRoute::default() };
            CanaryStep { set_mirror_route: Some(route), ..nothing }
        }
        ("weight", weight) | (weight, "") => {
            CanaryStep { set_weight: Some(weight.trim_end_matches('%').parse().ok()?), ..nothing }
        }
        _ => return None,
    })
}

/// An analysis by these AnalysisTemplates.
pub fn analysis<'a>(templates: impl Iterator<Item = &'a str>) -> RolloutAnalysis {
    let named = |name: &str| AnalysisTemplateRef { template_name: name.into(), ..AnalysisTemplateRef::default() };
    RolloutAnalysis { templates: templates.map(named).collect(), ..RolloutAnalysis::default() }
}

fn scaled(text: &str) -> Option<SetCanaryScale> {
    let nothing = SetCanaryScale::default();
    Some(match text.strip_suffix('%') {
        _ if text == "match" => SetCanaryScale { match_traffic_weight: true, ..nothing },
        Some(weight) => SetCanaryScale { weight: Some(weight.parse().ok()?), ..nothing },
        None => SetCanaryScale { replicas: Some(text.parse().ok().filter(|replicas| *replicas >= 0)?), ..nothing },
    })
}

fn matched(rule: &str) -> Option<HeaderRoutingMatch> {
    let (at, sign) = rule.char_indices().find(|(_, sign)| SIGNS.contains(sign))?;
    let value: Name = rule[at + 1..].trim().into();
    let nothing = StringMatch::default();
    let header_value = match sign {
        '=' => StringMatch { exact: value, ..nothing },
        '~' => StringMatch { regex: value, ..nothing },
        _ => StringMatch { prefix: value, ..nothing },
    };
    Some(HeaderRoutingMatch { header_name: rule[..at].trim().into(), header_value, ..HeaderRoutingMatch::default() })
}

/// Writes steps.
pub fn text(steps: &[CanaryStep]) -> String {
    let words: Vec<String> = steps.iter().map(written).collect();
    words.join(", ")
}

fn written(step: &CanaryStep) -> String {
    let after = |word: &str, rest: String| if rest.is_empty() { word.into() } else { format!("{word} {rest}") };
    if let Some(weight) = step.set_weight {
        weight.to_string()
    } else if let Some(pause) = &step.pause {
        after("pause", pause.duration.as_ref().map_or_else(String::new, ToString::to_string))
    } else if let Some(SetCanaryScale { replicas, weight, .. }) = &step.set_canary_scale {
        match (replicas, weight) {
            (Some(replicas), _) => format!("scale {replicas}"),
            (None, Some(weight)) => format!("scale {weight}%"),
            (None, None) => "scale match".into(),
        }
    } else if let Some(route) = &step.set_header_route {
        let rules: Vec<String> = route.matches.iter().map(rule).collect();
        after("header", rules.join(" & "))
    } else if let Some(route) = &step.set_mirror_route {
        after("mirror", route.percentage.map_or_else(String::new, |percent| percent.to_string()))
    } else {
        let templates = step.analysis.as_ref().map_or(&[][..], |analysis| &analysis.templates);
        let names: Vec<&str> = templates.iter().map(|template| &*template.template_name).collect();
        after("analysis", if names == [TEMPLATE] { String::new() } else { names.join(" ") })
    }
}

fn rule(matched: &HeaderRoutingMatch) -> String {
    let HeaderRoutingMatch { header_name, header_value: StringMatch { exact, prefix, regex, .. }, .. } = matched;
    match (exact.is_empty(), regex.is_empty()) {
        (false, _) => format!("{header_name}={exact}"),
        (true, false) => format!("{header_name}~{regex}"),
        (true, true) => format!("{header_name}^{prefix}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_and_written_again() {
        let cases = [
            ("20, pause 20s, analysis, 50, pause", "20, pause 20s, analysis, 50, pause"),
            ("5%, weight 10, pause 90, pause 10m", "5, 10, pause 90, pause 10m"),
            ("scale 2, scale 25%, scale match", "scale 2, scale 25%, scale match"),
            ("header end-user=jason, header", "header end-user=jason, header"),
            ("header a = b & c~d.* & e^f, mirror 10, mirror", "header a=b & c~d.* & e^f, mirror 10, mirror"),
            ("analysis latency errors,", "analysis latency errors"),
            ("", ""),
        ];
        for (given, expected) in cases {
            let steps = parse(given).unwrap_or_else(|rejected| panic!("{given}: {rejected:?}"));
            assert_eq!(text(&steps), expected);
            assert_eq!(parse(expected).ok(), Some(steps), "{given}");
        }
    }

    #[test]
    fn what_is_no_step_is_refused_with_its_place() {
        for bad in ["soon", "pause long", "scale -1", "header jason", "mirror some", "20 %"] {
            let rejected = parse(&format!("20, {bad}")).expect_err(bad);
            assert!(
                rejected.message.as_text().contains(&format!("steps[1]: Invalid value: \"{bad}\": Step must")),
                "{rejected:?}"
            );
        }
    }
}
