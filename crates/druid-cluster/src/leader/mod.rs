//! Who leads: the Coordinators and Overlords each have one leader, and any of them can name it.

use druid_core::{Bytes, Endpoint, NodeRole, Permission, Release, http};
use serde::Deserialize;

use crate::Result;

/// The lead Coordinator's inner URL, as bare text. Any Coordinator answers.
pub const COORDINATOR_LEADER: Endpoint =
    Endpoint::get("/druid/coordinator/v1/leader", &[NodeRole::Coordinator])
        .since(Release::new(0, 6, 52))
        .needs(Permission::STATE_READ);

/// Whether the Coordinator that is asked leads: 200, or 404 with the same kind of document if it does
/// not. Needs no credentials.
pub const COORDINATOR_IS_LEADER: Endpoint =
    Endpoint::get("/druid/coordinator/v1/isLeader", &[NodeRole::Coordinator])
        .since(Release::new(0, 10, 1))
        .answers(&[404]);

/// The lead Overlord's inner URL, as bare text. Any Overlord answers.
pub const OVERLORD_LEADER: Endpoint =
    Endpoint::get("/druid/indexer/v1/leader", &[NodeRole::Overlord])
        .since(Release::new(0, 7, 0))
        .needs(Permission::STATE_READ);

/// Whether the Overlord that is asked leads: 200, or 404 with the same kind of document if it does
/// not. Needs no credentials.
pub const OVERLORD_IS_LEADER: Endpoint =
    Endpoint::get("/druid/indexer/v1/isLeader", &[NodeRole::Overlord])
        .since(Release::new(0, 10, 1))
        .answers(&[404]);

/// The answer of `isLeader`, under either status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct IsLeader {
    /// It leads.
    pub leader: bool,
}

/// `GET /druid/coordinator/v1/leader`; the answer is a URL as text.
///
/// # Errors
/// None for this endpoint; the signature is that of all request functions.
pub fn coordinator_leader() -> Result<http::Request<Bytes>> {
    Ok(COORDINATOR_LEADER.request().build()?)
}

/// `GET /druid/coordinator/v1/isLeader`; the answer is [`IsLeader`].
///
/// # Errors
/// As [`coordinator_leader`].
pub fn coordinator_is_leader() -> Result<http::Request<Bytes>> {
    Ok(COORDINATOR_IS_LEADER.request().build()?)
}

/// `GET /druid/indexer/v1/leader`; the answer is a URL as text.
///
/// # Errors
/// As [`coordinator_leader`].
pub fn overlord_leader() -> Result<http::Request<Bytes>> {
    Ok(OVERLORD_LEADER.request().build()?)
}

/// `GET /druid/indexer/v1/isLeader`; the answer is [`IsLeader`].
///
/// # Errors
/// As [`coordinator_leader`].
pub fn overlord_is_leader() -> Result<http::Request<Bytes>> {
    Ok(OVERLORD_IS_LEADER.request().build()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_what_coordinator_and_overlord_serve() {
        let requests = [
            coordinator_leader(),
            coordinator_is_leader(),
            overlord_leader(),
            overlord_is_leader(),
        ];
        let uris = requests.map(|request| request.unwrap().uri().to_string());
        let expected = [
            "/druid/coordinator/v1/leader",
            "/druid/coordinator/v1/isLeader",
            "/druid/indexer/v1/leader",
            "/druid/indexer/v1/isLeader",
        ];
        assert_eq!(uris, expected);
    }

    #[test]
    fn every_one_of_them_is_answered_by_whoever_is_asked() {
        let all = [
            COORDINATOR_LEADER,
            COORDINATOR_IS_LEADER,
            OVERLORD_LEADER,
            OVERLORD_IS_LEADER,
        ];
        assert!(
            all.iter()
                .all(|endpoint| !endpoint.leader && endpoint.repeatable)
        );
    }
}
