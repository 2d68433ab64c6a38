//! Argo Rollouts' and Flagger's controllers: counts, steps, analyses, ticks, and the arithmetic of confidence.

mod analysis;
mod blue_green;
mod canary;
mod confidence;
mod counts;
mod flagger;
