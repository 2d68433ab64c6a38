//! How long the parts of a cluster take, as data: three named sets, in which each single delay can be another.

use crate::kube::field::Field;
use crate::kube::fields::fields;
use crate::kube::form::{Form, Row, Shape};
use crate::kube::number;
use crate::kube::reader::Reader;
use crate::kube::time::Millis;
use crate::kube::tree::{Mapping, Node, Value};

/// An hour at most, in ms.
const TIME: Form = Form::Whole(0, 3_600_000);

fields! {
    /// A delay drawn evenly from `min..=max` milliseconds.
    #[derive(Copy)]
    pub struct Delay ("Delay") {
        /// Shortest.
        min: Millis = "min" in TIME;
        /// Longest.
        max: Millis = "max" in TIME;
    }
}

impl Delay {
    /// No delay at all.
    pub const NONE: Self = Self::between(0, 0);

    const fn between(min: Millis, max: Millis) -> Self {
        Self { min, max }
    }
}

/// Declares the delays: name, name in a document, and each set's shortest and longest, ms.
macro_rules! delays {
    ($( $(#[doc = $doc:literal])* $field:ident = $key:literal $short:expr, $long:expr; )*) => {
        /// Every delay of the cluster outside the application itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Latency {
            $( $(#[doc = $doc])* pub $field: Delay, )*
            /// From a change a controller learns of to its sync, ms; the same each time.
            pub work: Millis,
        }

        impl Latency {
            /// Nothing takes time, as in the recordings.
            pub const NONE: Self = Self { $($field: Delay::NONE,)* work: 0 };

            /// A believable small cluster with images already near.
            pub const SMALL_CLUSTER: Self = Self { $($field: Delay::between($short.0, $short.1),)* work: 5 };

            /// A busy cluster: watches lag, images come from afar, proxies take their time.
            pub const SLOW_CLUSTER: Self = Self { $($field: Delay::between($long.0, $long.1),)* work: 40 };

            /// Its fields.
            pub const SHAPE: Shape = Shape {
                name: "Delays",
                rows: &[
                    Row {
                        #[cfg(not(target_arch = "wasm32"))]
                        about: "The set that holds where no delay of its own is given: nothing takes time, a believable small \
                                cluster, or a busy one.",
                        ..Row::new(SET, Form::OneOf(&SET_NAMES))
                    },
                    $( Row {
                        #[cfg(not(target_arch = "wasm32"))]
                        about: concat!($($doc),*),
                        ..Row::new($key, Delay::FORM)
                    }, )*
                    Row {
                        #[cfg(not(target_arch = "wasm32"))]
                        about: "From a change a controller learns of to its sync; the same each time.",
                        ..Row::new(WORK, TIME)
                    },
                ],
                inert: &[],
                kept: &[],
            };
        }

        /// The delays that are drawn, by their names.
        const PARTS: &[(&str, fn(&mut Latency) -> &mut Delay)] = &[$(($key, |latency| &mut latency.$field)),*];
    };
}

delays! {
    /// From a write at the API server to the controllers' caches.
    watch = "watchMilliseconds" (5, 50), (50, 1_500);
    /// From a batch of new pods a controller asks for to the API server's answer.
    write = "writeMilliseconds" (2, 10), (10, 120);
    /// From a pod's creation to its binding to a node.
    schedule = "scheduleMilliseconds" (5, 50), (50, 800);
    /// Sandbox, network and address of a pod.
    sandbox = "sandboxMilliseconds" (500, 1_500), (1_000, 4_000);
    /// Pulling the image, where a node does not have it yet.
    pull = "pullMilliseconds" (600, 1_400), (5_000, 40_000);
    /// From the container's creation to its process running.
    start = "startMilliseconds" (100, 400), (300, 1_500);
    /// From an EndpointSlice write to the proxies' rules.
    proxy = "proxyMilliseconds" (50, 1_200), (500, 5_000);
    /// From the end of a container to the end of its pod's object.
    cleanup = "cleanupMilliseconds" (300, 900), (500, 2_500);
    /// From an owner's deletion to that of what it owned.
    garbage_collection = "garbageCollectionMilliseconds" (50, 300), (500, 3_000);
}

const SET: &str = "set";
const WORK: &str = "workMilliseconds";
const SET_NAMES: [&str; 3] = ["none", "short", "long"];
const SETS: [Latency; 3] = [Latency::NONE, Latency::SMALL_CLUSTER, Latency::SLOW_CLUSTER];
/// Where none is given.
const SHORT: usize = 1;

impl Latency {
    /// What of it is not as in a set, as a document has it.
    fn beside(mut self, mut set: Self) -> Mapping {
        let mut mapping = Mapping::default();
        for (name, part) in PARTS {
            let (own, given) = (*part(&mut self), *part(&mut set));
            let mut bounds = Mapping::default();
            for (name, own, given) in [("min", own.min, given.min), ("max", own.max, given.max)] {
                if own != given {
                    bounds.put(name, own.write());
                }
            }
            mapping.put(name, bounds.end());
        }
        if self.work != set.work {
            mapping.put(WORK, self.work.write());
        }
        mapping
    }
}

impl Field for Latency {
    const FORM: Form = Form::Mapping(&Self::SHAPE);

    fn absent() -> Self {
        SETS[SHORT]
    }

    fn read(reader: &mut Reader, node: &Node, path: &str) -> Option<Self> {
        let fields = reader.open(node, path, &Self::SHAPE);
        let set = fields.get(SET).and_then(|node| reader.one_of(node, &fields.at(SET), &SET_NAMES));
        let mut read = SETS[set.unwrap_or(SHORT)];
        for (name, part) in PARTS {
            let Some(node) = fields.get(name) else { continue };
            let bounds = reader.open(node, &fields.at(name), &Delay::SHAPE);
            let delay = part(&mut read);
            for (name, bound) in [("min", &mut delay.min), ("max", &mut delay.max)] {
                let given = reader.number(&bounds, name, TIME).and_then(number::Number::of);
                *bound = given.unwrap_or(*bound);
            }
            if delay.min > delay.max {
                let (what, fix) =
                    (message!("world-no-delay", min = delay.min, max = delay.max), message!("world-write-min-up-max"));
                reader.problem(node.line, &bounds.path, what, fix);
            }
        }
        read.work = reader.number(&fields, WORK, TIME).and_then(number::Number::of).unwrap_or(read.work);
        Some(read)
    }

    /// As the set from which it differs least, with what differs.
    fn write(&self) -> Option<Node> {
        let others = |place: &usize| self.beside(SETS[*place]).end().map_or(0, |node| node.json().len());
        let place = [SHORT, 0, 2].into_iter().min_by_key(others)?;
        let mut mapping = Mapping::default();
        if place != SHORT {
            mapping.put(SET, Some(Value::Text(SET_NAMES[place].into()).into()));
        }
        if let Some(Value::Map(pairs)) = self.beside(SETS[place]).end().map(|node| node.value) {
            mapping.extend(&pairs);
        }
        mapping.end()
    }
}
