//! An HTTP proxy, when asked for.

use druid_core::testing::{Answer, ScriptedProxy, ScriptedServer, TestCa, TlsScript};
use druid_core::{Auth, Config, ErrorKind, Proxy, TlsConfig};

use crate::support::{failure, once, service};

const CREDENTIALS: &str = "Basic bWU6aHVudGVyMg==";

fn through(config: Config, proxy: &ScriptedProxy, user: &str) -> Config {
    let url = proxy.url().replace("http://", &format!("http://{user}"));
    config.with_proxy(url.parse::<Proxy>().unwrap())
}

#[tokio::test]
async fn plain_requests_are_forwarded() {
    let (server, proxy) = (ScriptedServer::start().await, ScriptedProxy::start().await);
    server
        .route("GET", "/gate/x?y=1", Answer::json("1"))
        .no_header("proxy-authorization")
        .header("authorization", "Bearer t")
        .times(2);
    proxy.resolve("druid.invalid:8888", server.addr());
    proxy.require_authorization(CREDENTIALS);
    let config = once("http://druid.invalid:8888/gate");
    let config = through(config, &proxy, "me:hunter2@");
    let service = service(config.with_auth(Auth::bearer(&"t".into()).unwrap()));
    for _ in 0..2 {
        assert_eq!(service.get_json::<u8>("/x?y=1").await.unwrap(), 1);
    }
    assert_eq!((proxy.forwards(), proxy.tunnels()), (2, 0));
    assert_eq!(
        proxy.seen()[0].target,
        "http://druid.invalid:8888/gate/x?y=1"
    );
    server.finish().await;
}

#[tokio::test]
async fn https_goes_through_a_tunnel_that_sees_no_credentials_but_its_own() {
    let ca = TestCa::new();
    let script = TlsScript::new(&ca.server("druid.invalid"));
    let server = ScriptedServer::start_tls(script).await;
    let proxy = ScriptedProxy::start().await;
    server
        .step("GET", "/x", Answer::json("1"))
        .no_header("proxy-authorization");
    proxy.resolve("druid.invalid:9088", server.addr());
    proxy.require_authorization(CREDENTIALS);
    let tls = TlsConfig::new().with_ca_pem(ca.ca_pem());
    let config = once("https://druid.invalid:9088").with_tls(tls);
    let service = service(through(config, &proxy, "me:hunter2@"));
    assert_eq!(service.get_json::<u8>("/x").await.unwrap(), 1);
    assert_eq!((proxy.forwards(), proxy.tunnels()), (0, 1));
    assert_eq!(proxy.seen()[0].authority, "druid.invalid:9088");
    server.finish().await;
}

#[tokio::test]
async fn a_proxy_that_wants_other_credentials() {
    let proxy = ScriptedProxy::start().await;
    proxy.require_authorization(CREDENTIALS);
    let plain = failure(through(once("http://a.invalid:1"), &proxy, ""), "/x").await;
    assert_eq!(plain.kind(), ErrorKind::Unauthorized, "{plain:?}");
    assert_eq!(plain.status().unwrap().as_u16(), 407);
    let tls = TlsConfig::new().with_insecure_accept_any_certificate(true);
    let config = once("https://a.invalid:1").with_tls(tls);
    let tunnel = failure(through(config, &proxy, ""), "/x").await;
    assert_eq!(tunnel.kind(), ErrorKind::Connect, "{tunnel:?}");
    let said = crate::support::all_of(&tunnel);
    assert!(said.contains("proxy authorization required"), "{said}");
}

#[tokio::test]
async fn a_proxy_that_refuses() {
    let proxy = ScriptedProxy::start().await;
    proxy.refuse(403);
    let plain = failure(through(once("http://a.invalid:1"), &proxy, ""), "/x").await;
    assert_eq!(plain.kind(), ErrorKind::Forbidden, "{plain:?}");
    let tls = TlsConfig::new().with_insecure_accept_any_certificate(true);
    let config = once("https://a.invalid:1").with_tls(tls);
    let tunnel = failure(through(config, &proxy, ""), "/x").await;
    assert_eq!(tunnel.kind(), ErrorKind::Connect, "{tunnel:?}");
}

#[tokio::test]
async fn a_proxy_that_is_down() {
    let proxy = format!("http://127.0.0.1:{}", crate::support::refusing_port());
    let config = once("http://a.invalid:1").with_proxy(proxy.parse().unwrap());
    assert_eq!(failure(config, "/x").await.kind(), ErrorKind::Connect);
}

#[tokio::test]
async fn there_is_none_unless_asked_for() {
    let (server, proxy) = (ScriptedServer::start().await, ScriptedProxy::start().await);
    server.step("GET", "/x", Answer::json("1"));
    // A variable of the usual names, for one config only: nothing here reads the environment.
    let lookup = |name: &str| name.contains("PROXY").then(|| proxy.url());
    let with_env = once(&server.url()).with_env(lookup).unwrap();
    assert!(with_env.proxy().is_some(), "DRUID_PROXY asks for it");
    assert!(once(&server.url()).proxy().is_none());
    assert_eq!(
        service(once(&server.url()))
            .get_json::<u8>("/x")
            .await
            .unwrap(),
        1
    );
    assert!(proxy.seen().is_empty());
    server.finish().await;
}
