//! Which requests a server awaits, and what it answers to each.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::answer::Answer;
use super::request::Received;

type Check = Arc<dyn Fn(&Received) -> bool + Send + Sync>;

/// Where the answer to a request comes from.
#[derive(Clone)]
pub(super) enum Responder {
    Fixed(Box<Answer>),
    Made(Arc<dyn Fn(&Received) -> Answer + Send + Sync>),
}

impl Responder {
    /// The answer to this request.
    pub(super) fn answer(&self, received: &Received) -> Answer {
        match self {
            Self::Fixed(answer) => answer.as_ref().clone(),
            Self::Made(make) => make(received),
        }
    }
}

/// One awaited request.
pub(super) struct Entry {
    method: String,
    target: String,
    pub(super) checks: Vec<(String, Check)>,
    pub(super) at_least: usize,
    pub(super) at_most: Option<usize>,
    pub(super) hits: usize,
    responder: Responder,
}

impl Entry {
    pub(super) fn new(
        method: &str,
        target: &str,
        at_most: Option<usize>,
        responder: Responder,
    ) -> Self {
        let (method, target) = (method.to_owned(), target.to_owned());
        Self {
            method,
            target,
            checks: Vec::new(),
            at_least: 1,
            at_most,
            hits: 0,
            responder,
        }
    }

    /// Why this request is not the awaited one.
    fn mismatch(&self, received: &Received) -> Option<String> {
        let target = match self.target.strip_suffix('*') {
            Some(start) => received.target.starts_with(start),
            None => received.target == self.target,
        };
        if !target || (self.method != "*" && received.method != self.method.as_str()) {
            return Some("is another request".to_owned());
        }
        self.checks.iter().find_map(|(what, check)| {
            match catch_unwind(AssertUnwindSafe(|| check(received))) {
                Ok(true) => None,
                Ok(false) => Some(format!("wants {what}")),
                Err(_) => Some(format!("wants {what}, and its check panicked")),
            }
        })
    }

    fn is_spent(&self) -> bool {
        self.at_most.is_some_and(|most| self.hits >= most)
    }

    fn hit(&mut self) -> Responder {
        self.hits += 1;
        self.responder.clone()
    }

    fn unmet(&self, kind: &str, index: usize) -> Option<String> {
        (self.hits < self.at_least).then(|| {
            let wanted = if self.at_most.is_none() {
                "at least "
            } else {
                ""
            };
            let (least, hits) = (self.at_least, self.hits);
            format!("{kind} {index} ({self}) wanted {wanted}{least} request(s), got {hits}")
        })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)
    }
}

/// The steps in their order, and the routes.
#[derive(Default)]
pub(super) struct Script {
    steps: Vec<Entry>,
    routes: Vec<Entry>,
    /// Steps before this one are over.
    current: usize,
}

impl Script {
    /// Takes the entry that this request meets, or says why there is none.
    pub(super) fn meet(&mut self, received: &Received) -> Result<Responder, String> {
        let mut reasons = Vec::new();
        for (index, step) in self.steps.iter_mut().enumerate().skip(self.current) {
            if step.is_spent() {
                continue;
            }
            let Some(reason) = step.mismatch(received) else {
                self.current = index;
                return Ok(step.hit());
            };
            reasons.push(format!("step {index} ({step}) {reason}"));
            if step.hits < step.at_least {
                break;
            }
        }
        for (index, route) in self.routes.iter_mut().enumerate() {
            let reason = if route.is_spent() {
                Some("has had all its requests".to_owned())
            } else {
                route.mismatch(received)
            };
            let Some(reason) = reason else {
                return Ok(route.hit());
            };
            reasons.push(format!("route {index} ({route}) {reason}"));
        }
        if reasons.is_empty() {
            reasons.push("no step is left".to_owned());
        }
        Err(reasons.join("; "))
    }

    /// The entries that have had too few requests.
    pub(super) fn unmet(&self) -> Vec<String> {
        let steps = self
            .steps
            .iter()
            .enumerate()
            .filter_map(|(i, step)| step.unmet("step", i));
        let routes = self
            .routes
            .iter()
            .enumerate()
            .filter_map(|(i, route)| route.unmet("route", i));
        steps.chain(routes).collect()
    }

    pub(super) fn entries(&mut self, kind: Kind) -> &mut Vec<Entry> {
        match kind {
            Kind::Step => &mut self.steps,
            Kind::Route => &mut self.routes,
        }
    }
}

/// Whether an entry has a place in the order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Step,
    Route,
}
