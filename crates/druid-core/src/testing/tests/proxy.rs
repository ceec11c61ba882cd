//! The proxy, before a scripted server.

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::{GET_CLOSE, ask, expect_bytes};
use crate::testing::{Answer, ScriptedProxy, ScriptedServer};

async fn on(proxy: &ScriptedProxy) -> TcpStream {
    TcpStream::connect(proxy.addr()).await.unwrap()
}

#[tokio::test]
async fn a_tunnel_carries_bytes_both_ways() {
    let (server, proxy) = (ScriptedServer::start().await, ScriptedProxy::start().await);
    server.step("GET", "/", Answer::text("through"));
    proxy.resolve("druid.invalid:8888", server.addr());
    let mut client = on(&proxy).await;
    client
        .write_all(b"CONNECT druid.invalid:8888 HTTP/1.1\r\n\r\n")
        .await
        .unwrap();
    expect_bytes(&mut client, "HTTP/1.1 200 Connection established\r\n\r\n").await;
    let (text, end) = ask(&mut client, GET_CLOSE).await;
    end.unwrap();
    assert!(text.ends_with("\r\n\r\nthrough"));
    assert_eq!((proxy.tunnels(), proxy.forwards()), (1, 0));
    assert_eq!(proxy.seen()[0].authority, "druid.invalid:8888");
    server.finish().await;
}

#[tokio::test]
async fn a_whole_url_is_forwarded_in_origin_form() {
    let (server, proxy) = (ScriptedServer::start().await, ScriptedProxy::start().await);
    server
        .step("POST", "/a?b=c", Answer::text("through"))
        .body("abc")
        .no_header("proxy-authorization");
    let url = server.url_to("/a?b=c");
    let request = format!(
        "POST {url} HTTP/1.1\r\nHost: h\r\nProxy-Authorization: s3cret\r\nTransfer-Encoding: chunked\r\n\r\n\
         3\r\nabc\r\n0\r\n\r\n"
    );
    let (text, end) = ask(&mut on(&proxy).await, request.as_bytes()).await;
    end.unwrap();
    assert!(text.ends_with("\r\n\r\nthrough"));
    assert_eq!(server.received()[0].header("host"), Some("h"));
    assert_eq!((proxy.tunnels(), proxy.forwards()), (0, 1));
    let seen = proxy.seen().remove(0);
    assert_eq!(
        (seen.target, seen.authority),
        (url, server.addr().to_string())
    );
    assert_eq!(seen.authorization.unwrap(), "s3cret");
    assert!(!format!("{:?}", proxy.seen()).contains("s3cret"));
    server.finish().await;
}

#[tokio::test]
async fn a_proxy_refuses() {
    let proxy = ScriptedProxy::start().await;
    proxy.require_authorization("Basic eDp5");
    let connect = "CONNECT druid.invalid:1 HTTP/1.1\r\n";
    let (text, _) = ask(&mut on(&proxy).await, format!("{connect}\r\n").as_bytes()).await;
    assert!(
        text.starts_with("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic")
    );
    proxy.refuse(503);
    let request = format!("{connect}Proxy-Authorization: Basic eDp5\r\n\r\n");
    let (text, _) = ask(&mut on(&proxy).await, request.as_bytes()).await;
    assert!(text.starts_with("HTTP/1.1 503 "));
    let statuses: Vec<_> = proxy.seen().iter().map(|seen| seen.status).collect();
    assert_eq!((statuses, proxy.tunnels()), (vec![407, 503], 0));
}

#[tokio::test]
async fn what_can_not_be_reached_or_proxied_is_an_error_of_the_proxy() {
    let proxy = ScriptedProxy::start().await;
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let (text, _) = ask(
        &mut on(&proxy).await,
        format!("CONNECT {closed} HTTP/1.1\r\n\r\n").as_bytes(),
    )
    .await;
    assert!(text.starts_with("HTTP/1.1 502 Bad Gateway\r\n"));
    let (text, _) = ask(&mut on(&proxy).await, GET_CLOSE).await;
    assert!(text.starts_with("HTTP/1.1 400 Bad Request\r\n"));
}
