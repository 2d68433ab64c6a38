//! After a plan everything is put right: the rollout has to end, and then nothing may be written any more.

use podyard::kube::object::Kind;
use std::rc::Rc;

use podyard::kube::object::{Name, Uid};
use podyard::kube::time::SECOND;
use podyard::kube::workload::{DESIRED_REPLICAS, POD_TEMPLATE_HASH, Strategy};
use podyard::sim::command::Command;
use podyard::sim::ordered::OrderedMap;
use podyard::sim::pod::Pod;
use podyard::world::Clients;

use crate::fault::{Fault, Inject};

use super::plan::Image;
use super::run::Run;

impl Run {
    /// Everything is put right, and a version without fault is rolled out.
    pub fn heal(&mut self) {
        for node in 0..self.cluster.objects().nodes.len() {
            self.cluster.inject(Fault::RegainNode(node as u32));
            let name = self.node_name(node);
            self.cluster.apply(Command::Cordon { node: name, unschedulable: false }).expect("it is there");
        }
        self.cluster.inject(Fault::RegainRegistry);
        // There may be none to lift.
        drop(self.cluster.apply(Command::Delete { kind: Kind::ResourceQuota, name: "pods".into() }));
        drop(self.cluster.apply(Command::Delete { kind: Kind::PodDisruptionBudget, name: "web".into() }));
        drop(self.cluster.apply(Command::Delete { kind: Kind::HorizontalPodAutoscaler, name: "web".into() }));
        let resumed = self.cluster.apply(Command::RolloutResume { deployment: "web".into() });
        drop(resumed); // It may not have been paused.
        self.delete_strays();
        self.set_image(Image::Fine);
    }

    /// Pods let go by their ReplicaSet, or about to be, take room on the nodes for good: a person deletes them.
    fn delete_strays(&mut self) {
        let pods = self.cluster.objects().pods.values();
        let strays: Vec<Name> = pods
            .filter(|pod| !pod.metadata.labels.contains_key(POD_TEMPLATE_HASH))
            .map(|pod| pod.metadata.name.clone())
            .collect();
        for pod in strays {
            self.cluster.apply(Command::Delete { kind: Kind::Pod, name: pod }).expect("it is there");
        }
    }

    /// What upstream leaves standing: a ReplicaSet of some size which was told another total makes every sync a scaling
    /// event. That ends nowhere if there are two of them and the strategy is Recreate, or if it is the only one and has
    /// the new total already. A person scales them down.
    pub fn end_scaling(&mut self) {
        let deployment = self.cluster.objects().deployment("web").expect("it is never deleted");
        let (wanted, told) = (deployment.spec.replicas, deployment.spec.replicas.to_string());
        let sets = self.cluster.objects().replica_sets_of(deployment.metadata.uid);
        let active: Vec<_> = sets.filter(|set| set.spec.replicas > 0).collect();
        let stands = match active.as_slice() {
            [only] => only.spec.replicas == wanted,
            _ => deployment.spec.strategy == Strategy::Recreate,
        };
        if stands && active.iter().any(|set| set.metadata.annotation(DESIRED_REPLICAS) != Some(&told)) {
            for set in active.iter().map(|set| set.metadata.uid).collect::<Vec<_>>() {
                self.cluster.inject(Fault::ScaleReplicaSet(set, 0));
            }
        }
    }

    pub fn at_rest(&self) -> Result<(), String> {
        let deployment = self.cluster.objects().deployment("web").expect("it is never deleted");
        let (wanted, status) = (deployment.spec.replicas, &deployment.status);
        let counts = [status.replicas, status.updated_replicas, status.ready_replicas, status.available_replicas];
        if counts != [wanted; 4] || status.unavailable_replicas != 0 {
            let sets = self.cluster.objects().replica_sets.values();
            let sets: Vec<String> = sets
                .map(|set| {
                    let (name, told) = (&set.metadata.name, set.metadata.annotation(DESIRED_REPLICAS));
                    let (wanted, there) = (set.spec.replicas, set.status.replicas);
                    format!("{name} has {there} of {wanted}, total told {told:?}")
                })
                .collect();
            let sets = sets.join("; ");
            return Err(format!("healed, and not at rest after an hour: {wanted} wanted, {sets}; {status:?}"));
        }
        let usable = self.cluster.usable_endpoints("web").len();
        let ready = self.cluster.objects().pods.values().filter(|pod| pod.status.ready).count();
        if usable != ready {
            return Err(format!("{ready} pods are ready and the Service routes to {usable}"));
        }
        Ok(())
    }

    /// Controllers that look at everything again find nothing to write.
    pub fn silent(&mut self) -> Result<(), String> {
        self.cluster.apply(Command::clients(&Clients::of(0))).expect("accepted");
        let before = self.cluster.objects().clone();
        self.cluster.inject(Fault::RestartDeploymentController);
        self.cluster.inject(Fault::RestartReplicaSetController);
        self.advance(self.cluster.now() + 60 * SECOND)?;
        let after = self.cluster.objects();
        let owned = |pods: &OrderedMap<Uid, Rc<Pod>>| -> Vec<_> {
            pods.values().filter(|pod| pod.metadata.owner.is_some()).cloned().collect()
        };
        let changed = [
            ("Deployments", before.deployments != after.deployments),
            ("ReplicaSets", before.replica_sets != after.replica_sets),
            ("pods", owned(&before.pods) != owned(&after.pods)),
        ];
        match changed.iter().find(|(_, changed)| *changed) {
            None => Ok(()),
            Some((kind, _)) => Err(format!("at rest, and a second look changed {kind}")),
        }
    }
}
