//! A pod as a server: whether it takes connections, how long it needs, what it answers.

use super::super::Cluster;
use super::super::pod::ContainerState;
use super::super::random::Random;
use super::Traffic;
use super::clients::Process;
use super::lognormal::around;
use super::request::{Fault, Outcome};
use crate::kube::object::{Name, Uid};
use crate::kube::time::Millis;
use crate::world::App;

/// The workers of one process.
#[derive(Clone, Debug)]
pub(super) struct Server {
    started_at: Millis,
    /// When each worker that ever had work is free again, ms.
    free_at: Vec<Millis>,
    /// Requests it has taken, and the CPU they needed, ms.
    requests: u64,
    cpu: Millis,
}

impl Server {
    /// When a request that comes now is answered: as soon as a worker is free it needs its own time.
    ///
    /// Two workers, free at 100 and 130 ms, and a request of 50 ms at 90 ms: it is answered at 150.
    fn take(&mut self, now: Millis, needs: Millis, workers: u32) -> Millis {
        if workers == 0 {
            return now + needs;
        }
        if self.free_at.len() < workers as usize {
            self.free_at.push(now);
        }
        let least = self.free_at.iter_mut().min();
        least.map_or(now + needs, |free_at| {
            *free_at = (*free_at).max(now) + needs;
            *free_at
        })
    }
}

impl Traffic {
    /// What a process has done since its start, if it still is that one: CPU in ms, and requests.
    pub fn work_of(&self, pod: Uid, started_at: Millis) -> (Millis, u64) {
        let server = self.servers.get(&pod).filter(|server| server.started_at == started_at);
        server.map_or((0, 0), |server| (server.cpu, server.requests))
    }
}

impl Cluster {
    pub(super) fn image_of(&self, pod: Uid) -> Option<Name> {
        self.api.objects.pods.get(&pod).map(|pod| pod.image.clone())
    }

    /// The process that runs in a pod.
    pub(super) fn process(&self, pod: Uid) -> Option<Process> {
        match self.api.objects.pods.get(&pod)?.status.container {
            ContainerState::Running(since) => Some((pod, since)),
            _ => None,
        }
    }

    /// Packets to its node arrive.
    pub(super) fn is_reached(&self, pod: Uid) -> bool {
        let node = self.api.objects.pods.get(&pod).and_then(|pod| pod.node.as_ref());
        node.is_none_or(|node| self.reachable(node.index))
    }

    /// Its process takes new connections: it is past its start-up and not draining.
    pub(super) fn listens(&self, pod: Uid) -> bool {
        let (Some((_, since)), Some(app)) = (self.process(pod), self.app_of(pod)) else { return false };
        self.now - since >= app.start_up && !self.is_closed(pod)
    }

    /// Its process was told to end and finishes what it has: it takes nothing new and closes what is idle.
    pub(super) fn is_closed(&self, pod: Uid) -> bool {
        let drains = self.app_of(pod).is_some_and(|app| app.drains && !app.ignores_sigterm);
        drains && self.kubelet.sigterm_at(pod).is_some_and(|at| at <= self.now)
    }

    /// When a process answers, ms, and what. One that hangs never does.
    pub(super) fn serve(&mut self, process: Process, image: &Name, asset_of: Option<&Name>) -> (Millis, Outcome) {
        let (app, now) = (self.app(image), self.now);
        if app.hangs_after.is_some_and(|after| now - process.1 >= after) {
            return (Millis::MAX, Outcome::TimedOut);
        }
        let needs = service_time(&app, &mut self.traffic.random);
        let fresh = || Server { started_at: process.1, free_at: Vec::new(), requests: 0, cpu: 0 };
        let server = self.traffic.servers.get_or_insert_with(process.0, fresh);
        if server.started_at != process.1 {
            *server = fresh();
        }
        server.requests += 1;
        server.cpu += app.cpu_per_request;
        let at = server.take(now, needs, app.workers);
        (at, self.answer(&app, image, asset_of))
    }

    fn answer(&mut self, app: &App, image: &Name, asset_of: Option<&Name>) -> Outcome {
        if asset_of.is_some_and(|page| page != image) {
            return Outcome::AssetMissing;
        }
        if asset_of.is_some() {
            return Outcome::Answered;
        }
        if app.schema.is_some_and(|versions| !versions.meet(self.world.depends_on.schema)) {
            return Outcome::Error(Fault::Schema);
        }
        if app.contract.is_some_and(|versions| !versions.meet(self.world.depends_on.contract)) {
            return Outcome::Error(Fault::Contract);
        }
        let fails = app.error_percent > 0 && self.traffic.random.percent(app.error_percent);
        if fails { Outcome::Error(Fault::Bug) } else { Outcome::Answered }
    }
}

fn service_time(app: &App, random: &mut Random) -> Millis {
    if app.varies { around(app.response, random) } else { app.response }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_wait_for_a_free_worker() {
        // Name, workers, arrivals with what each needs, ms; when each is answered.
        type Case = (&'static str, u32, &'static [(Millis, Millis)], &'static [Millis]);
        let cases: [Case; 5] = [
            ("nobody waits", 2, &[(0, 50), (10, 50), (60, 50)], &[50, 60, 110]),
            ("one worker, one after the other", 1, &[(0, 50), (10, 50), (20, 50)], &[50, 100, 150]),
            ("the first that is free", 2, &[(0, 100), (0, 130), (90, 50)], &[100, 130, 150]),
            ("idle in between", 1, &[(0, 10), (100, 10)], &[10, 110]),
            ("no limit", 0, &[(0, 50), (0, 50), (0, 50)], &[50, 50, 50]),
        ];
        for (name, workers, requests, expected) in cases {
            let mut server = Server { started_at: 0, free_at: Vec::new(), requests: 0, cpu: 0 };
            let answered: Vec<Millis> =
                requests.iter().map(|(now, needs)| server.take(*now, *needs, workers)).collect();
            assert_eq!(answered, expected, "{name}");
        }
    }
}
