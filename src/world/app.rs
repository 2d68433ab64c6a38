//! How the software in an image behaves: a table of traits. What follows from them in time is the kubelet's business.

use crate::kube::fields::fields;
use crate::kube::form::Form;
use crate::kube::time::{Millis, SECOND};

use super::Versions;

/// An hour at most.
const TIME: Form = Form::Seconds(0, 3_600_000);
/// What happens some time, if ever, does not happen at once.
const SOME_TIME: Form = Form::Seconds(1, 3_600_000);

fields! {
    /// The behaviour of one image's container, the same in every pod that runs it. All instants are ms after its process
    /// started.
    #[derive(Copy)]
    pub struct App ("App") {
        /// It answers nothing before this time after its start.
        start_up: Millis = "startUpSeconds" in TIME;
        /// Its readiness endpoint answers well from this time after its start on.
        ready_after: Millis = "readyAfterSeconds" in TIME, default 5 * SECOND;
        /// Added to `readyAfterSeconds` for each further pod of the image created in the same second.
        stagger: Millis = "staggerSeconds" in TIME;
        /// Its readiness endpoint never answers well.
        never_ready: bool = "neverReady";
        /// So long after it could be ready its readiness endpoint fails; never where it is not given.
        unready_after: Option<Millis> = "unreadyAfterSeconds" in SOME_TIME;
        /// For so long the endpoint then fails; for good where it is not given.
        unready_for: Option<Millis> = "unreadyForSeconds" in SOME_TIME;
        /// So long after its start its process exits with code 1; never where it is not given.
        crash_after: Option<Millis> = "crashAfterSeconds" in SOME_TIME;
        /// So long after its start it hangs: no endpoint answers any more; never where it is not given.
        hangs_after: Option<Millis> = "hangsAfterSeconds" in SOME_TIME;
        /// No registry has the image.
        image_missing: bool = "imageMissing";
        /// SIGTERM does nothing: only SIGKILL ends it.
        ignores_sigterm: bool = "ignoresSigterm";
        /// From SIGTERM to the end of the process.
        terminate: Millis = "terminateSeconds" in TIME, default 3 * SECOND;
        /// Out of 100 requests, how many it answers with 500.
        error_percent: u32 = "errorPercent" in Form::Whole(0, 100);
        /// Time to answer a request, once a worker is free for it.
        response: Millis = "latencyMilliseconds" in Form::Whole(0, 10_000), default 60;
        /// CPU that a request takes: at 20 requests a second and 10 ms each a pod uses 200 thousandths of a CPU.
        cpu_per_request: Millis = "cpuMillisecondsPerRequest" in Form::Whole(0, 10_000), default 10;
        /// That time is the median, and answers take shorter or longer; otherwise each takes exactly that.
        varies: bool = "latencyVaries";
        /// Requests it works on at a time; further ones wait. 0 is without limit.
        workers: u32 = "workers" in Form::Whole(0, 3_600);
        /// On SIGTERM it takes no more connections, closes those that are idle and finishes what it has, as long as
        /// `terminateSeconds` allows; otherwise it serves on until its end, which cuts what it has.
        drains: bool = "drains";
        /// The schema versions it understands; all where it is not given.
        schema: Option<Versions> = "schema";
        /// The contract versions of the API it understands; all where it is not given.
        contract: Option<Versions> = "contract";
    }
}

impl App {
    /// Ready after `ready_after` ms, without fault, gone 3 s after SIGTERM.
    pub fn fine(ready_after: Millis) -> Self {
        Self { ready_after, ..Self::default() }
    }
}
