//! Several equal URLs.

use druid_core::testing::{Answer, Cut, ScriptedServer};
use druid_core::{Config, Connection, ErrorKind, RetryConfig, ServedBy, ServiceClient, Target};
use serde_json::Value;

use crate::support::{READ, WRITE, quick, refusing_port, service};

fn equals(urls: &[String], retry: RetryConfig) -> Config {
    let config = Config::default().with_retry(retry);
    urls.iter()
        .fold(config, |config, url| config.with_url(url.parse().unwrap()))
}

fn down() -> String {
    format!("http://127.0.0.1:{}", refusing_port())
}

async fn write(service: &ServiceClient) -> Result<String, druid_core::Error> {
    let request = WRITE.request().json(&1).unwrap();
    let response = service.call(request).await?;
    let served = response.extensions().get::<ServedBy>().unwrap();
    Ok(served.origin().to_string())
}

#[tokio::test]
async fn a_write_goes_to_the_next_when_the_first_refuses_connections() {
    let server = ScriptedServer::start().await;
    server.route("POST", "/write", Answer::json("1")).times(3);
    let urls = [down(), down(), server.url()];
    let service = service(equals(&urls, RetryConfig::none()));
    for _ in 0..3 {
        assert_eq!(write(&service).await.unwrap(), server.url());
    }
    server.finish().await;
}

#[tokio::test]
async fn a_write_that_may_have_arrived_is_not_sent_twice() {
    let (one, other) = (ScriptedServer::start().await, ScriptedServer::start().await);
    for answer in [Answer::hang_up(Cut::Close), Answer::new(503)] {
        one.step("POST", "/write", answer).optional();
        other.step("POST", "/write", Answer::json("1")).optional();
        let service = service(equals(&[one.url(), other.url()], quick()));
        write(&service).await.unwrap_err();
        let seen = one.received().len() + other.received().len();
        assert_eq!(seen % 2, 1, "one request in all");
        // The next request goes to the other at once.
        assert_eq!(write(&service).await.unwrap(), other.url());
    }
    one.finish().await;
    other.finish().await;
}

#[tokio::test]
async fn a_read_is_sent_to_the_healthy_one() {
    let (sick, well) = (ScriptedServer::start().await, ScriptedServer::start().await);
    sick.step("POST", "/read", Answer::new(503));
    well.step("POST", "/read", Answer::json("1"));
    let service = service(equals(&[sick.url(), well.url()], quick()));
    let request = READ.request().json(&1).unwrap();
    service.call(request).await.unwrap();
    sick.finish().await;
    well.finish().await;
}

#[tokio::test]
async fn a_refusal_of_the_request_is_no_sign_of_ill_health() {
    let (one, other) = (ScriptedServer::start().await, ScriptedServer::start().await);
    for status in [400, 401, 403, 404, 500, 429] {
        one.route("POST", "/write", Answer::new(status)).times(1);
    }
    let service = service(equals(&[one.url(), other.url()], RetryConfig::none()));
    for _ in 0..6 {
        write(&service).await.unwrap_err();
    }
    assert_eq!(other.connections().accepted, 0);
    one.finish().await;
}

#[tokio::test]
async fn all_down_names_the_last_and_tries_each_once_an_attempt() {
    let urls = [down(), down()];
    let service = service(equals(&urls, quick().with_attempts(2)));
    let error = write(&service).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 2));
    let at = error.request().unwrap().origin().unwrap().to_string();
    assert!(urls.contains(&at), "{at}");
}

#[tokio::test]
async fn a_pinned_target_never_fails_over() {
    let (one, other) = (ScriptedServer::start().await, ScriptedServer::start().await);
    one.route("GET", "/x", Answer::new(503)).times(4);
    let connection = Connection::builder(equals(&[one.url(), other.url()], quick()));
    let connection = connection.build().unwrap();
    let pinned = |url: String| {
        let target = Target::at(url.parse().unwrap());
        ServiceClient::new(connection.transport().clone(), target)
    };
    let error = pinned(one.url()).get_json::<Value>("/x").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Unavailable, 4)
    );
    assert_eq!(other.connections().accepted, 0);
    other.step("GET", "/y", Answer::json("1"));
    pinned(other.url()).get_json::<Value>("/y").await.unwrap();
    one.finish().await;
    other.finish().await;
}

#[tokio::test]
async fn each_of_the_equals_keeps_its_own_path() {
    let server = ScriptedServer::start().await;
    server.step("POST", "/druid-b/write?x=1", Answer::json("1"));
    let urls = [format!("{}/druid-a", down()), server.url_to("/druid-b")];
    let service = service(equals(&urls, RetryConfig::none()));
    let request = WRITE.request().query("x", 1).json(&1).unwrap();
    service.call(request).await.unwrap();
    server.finish().await;
}

/// Both have failed; of two that rest, the one whose rest ends first is tried.
#[tokio::test]
async fn one_that_recovered_is_used_again_when_the_other_fails() {
    let (one, other) = (ScriptedServer::start().await, ScriptedServer::start().await);
    one.step("POST", "/write", Answer::new(503));
    other.step("POST", "/write", Answer::new(503));
    one.step("POST", "/write", Answer::json("1"));
    let service = service(equals(&[one.url(), other.url()], RetryConfig::none()));
    write(&service).await.unwrap_err();
    write(&service).await.unwrap_err();
    assert_eq!(write(&service).await.unwrap(), one.url());
    one.finish().await;
    other.finish().await;
}
