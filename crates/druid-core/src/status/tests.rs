use super::*;
use crate::Version;

#[test]
fn requests_are_what_druid_serves() {
    let uris = [
        status(),
        health(),
        properties(),
        self_discovered(),
        self_discovered_probe(),
    ]
    .map(|request| request.unwrap().uri().to_string());
    let expected = [
        "/status",
        "/status/health",
        "/status/properties",
        "/status/selfDiscovered/status",
        "/status/selfDiscovered",
    ];
    assert_eq!(uris, expected);
    assert_eq!(ready().unwrap().uri(), "/status/ready");
}

#[test]
fn every_endpoint_of_the_status_api_may_be_repeated() {
    assert!(
        ENDPOINTS
            .iter()
            .all(|endpoint| endpoint.repeatable && !endpoint.leader)
    );
}

/// Both documents were recorded from real Brokers.
#[test]
fn reads_what_both_releases_answer() {
    for (fixture, version, extension) in [
        (
            include_str!("fixtures/27.0.0.json"),
            "27.0.0",
            "druid-multi-stage-query",
        ),
        (
            include_str!("fixtures/33.0.0.json"),
            "33.0.0",
            "druid-datasketches",
        ),
    ] {
        let status: Status = serde_json::from_str(fixture).unwrap();
        assert_eq!(status.version, version.parse::<Version>().unwrap());
        assert!(status.has_extension(extension), "{fixture}");
        assert!(!status.has_extension("druid-no-such-thing"));
        assert!(!status.modules.is_empty());
        assert!(status.memory.max_memory > 0);
    }
}
