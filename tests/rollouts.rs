//! Argo Rollouts' and Flagger's controllers: counts, steps, analyses, ticks, and the arithmetic of confidence.

#[path = "rollouts/analysis.rs"]
mod analysis;
#[path = "rollouts/blue_green.rs"]
mod blue_green;
#[path = "rollouts/canary.rs"]
mod canary;
#[path = "rollouts/confidence.rs"]
mod confidence;
#[path = "rollouts/counts.rs"]
mod counts;
#[path = "rollouts/flagger.rs"]
mod flagger;
