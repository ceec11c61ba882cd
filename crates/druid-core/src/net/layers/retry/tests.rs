use super::*;

const WRITE: Endpoint = Endpoint::post("/write", &[]);
const READ: Endpoint = Endpoint::post("/read", &[]).repeatable();

fn to(endpoint: &'static Endpoint) -> Request<Body> {
    endpoint.request().build().unwrap().map(Body::from)
}

#[test]
fn what_may_be_sent_again() {
    let cases = [
        (ErrorKind::Lost, false, true),
        (ErrorKind::Timeout, false, true),
        (ErrorKind::Unavailable, false, true),
        (ErrorKind::CapacityExceeded, true, true),
        (ErrorKind::Credentials, true, true),
        (ErrorKind::Forbidden, false, false),
        (ErrorKind::Tls, false, false),
        (ErrorKind::ServerTimeout, false, false),
    ];
    for (kind, write, read) in cases {
        let error = Error::new(kind);
        assert_eq!(may_repeat(&to(&WRITE), &error), write, "write, {kind:?}");
        assert_eq!(may_repeat(&to(&READ), &error), read, "read, {kind:?}");
    }
    let unsent = Error::new(ErrorKind::Connect).never_sent();
    assert!(may_repeat(&to(&WRITE), &unsent));
}

#[test]
fn without_an_endpoint_the_method_tells() {
    let lost = Error::new(ErrorKind::Lost);
    assert!(may_repeat(&Request::get("/x").body(()).unwrap(), &lost));
    assert!(!may_repeat(&Request::post("/x").body(()).unwrap(), &lost));
    assert!(!may_repeat(&Request::delete("/x").body(()).unwrap(), &lost));
}

#[test]
fn waits_double_up_to_the_longest() {
    let delays = (Duration::from_millis(100), Duration::from_secs(1));
    let config = RetryConfig::default().with_delays(delays.0, delays.1);
    let whole = |attempt| backoff(config, attempt, 1.0).as_millis();
    assert_eq!(
        [1, 2, 3, 4, 5, 99].map(whole),
        [100, 200, 400, 800, 1000, 1000]
    );
    assert_eq!(backoff(config, 2, 0.0).as_millis(), 100);
}

#[test]
fn no_wait_is_too_long_to_count() {
    let config = RetryConfig::default().with_delays(Duration::MAX, Duration::MAX);
    assert_eq!(backoff(config, 3, 1.0), Duration::MAX);
    let retry = Retry::new((), config);
    let asked = Error::new(ErrorKind::CapacityExceeded).with_retry_after(Some(Duration::MAX));
    assert_eq!(retry.wait(config, 1, &asked, &None), None);
}

#[test]
fn waits_differ_from_request_to_request() {
    let retry = Retry::new((), RetryConfig::default());
    let lost = Error::new(ErrorKind::Lost);
    let wait = || retry.wait(RetryConfig::default(), 1, &lost, &None);
    let first = wait();
    assert!((0..8).any(|_| wait() != first), "always {first:?}");
}

#[test]
fn a_server_that_asks_for_too_long_a_wait_is_not_tried_again() {
    let config = RetryConfig::default();
    let retry = Retry::new((), config);
    let asked = |seconds| {
        let wait = Some(Duration::from_secs(seconds));
        let error = Error::new(ErrorKind::CapacityExceeded).with_retry_after(wait);
        retry.wait(config, 1, &error, &None)
    };
    assert_eq!(asked(2), Some(Duration::from_secs(2)));
    assert_eq!(asked(11), None);
    assert_eq!(asked(u64::MAX), None);
}

#[test]
fn the_budget_ends() {
    let config = RetryConfig::default().with_budget_percent(0);
    let retry = Retry::new((), config);
    let lost = Error::new(ErrorKind::Lost);
    let granted = (0..100)
        .filter(|_| retry.wait(config, 1, &lost, &None).is_some())
        .count();
    assert_eq!(granted, 10);
}
