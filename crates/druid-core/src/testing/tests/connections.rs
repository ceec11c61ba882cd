//! What happens to connections, and what is known of them.

use std::time::Duration;

use bytes::Bytes;
use tokio::io::AsyncWriteExt;

use super::{GET, GET_CLOSE, ask, connect, is_reset, read_all};
use crate::testing::{AcceptFault, Answer, ScriptedServer};

#[tokio::test]
async fn faults_meet_connections_in_order() {
    let server = ScriptedServer::start().await;
    server.next_connection(AcceptFault::Close);
    server.next_connection(AcceptFault::Reset);
    server.next_connection(AcceptFault::Garbage(Bytes::from_static(b"SSH-2.0-x\r\n")));
    server.step("GET", "/", Answer::new(204));

    let (text, end) = read_all(&mut connect(&server).await).await;
    assert_eq!((text.as_str(), end.is_ok()), ("", true));
    let (text, end) = read_all(&mut connect(&server).await).await;
    assert_eq!((text.as_str(), is_reset(&end)), ("", true));
    let (text, end) = read_all(&mut connect(&server).await).await;
    assert_eq!((text.as_str(), end.is_ok()), ("SSH-2.0-x\r\n", true));
    let (text, _) = ask(&mut connect(&server).await, GET_CLOSE).await;
    assert_eq!(text, "HTTP/1.1 204 No Content\r\n\r\n");

    server.wait_until_all_closed().await;
    assert_eq!(server.received()[0].connection, 3);
    assert_eq!(
        (server.connections().accepted, server.connections().open),
        (4, 0)
    );
    server.finish().await;
}

#[tokio::test]
async fn a_close_after_accept_is_a_fin_though_a_request_lies_unread() {
    let server = ScriptedServer::start().await;
    server.next_connection(AcceptFault::Close);
    let (text, end) = ask(&mut connect(&server).await, GET).await;
    assert_eq!((text.as_str(), end.is_ok()), ("", true));
    server.finish().await;
}

#[tokio::test]
async fn a_held_connection_lasts_as_long_as_its_client() {
    for fault in [AcceptFault::Hold, AcceptFault::HoldUnread] {
        let server = ScriptedServer::start().await;
        server.next_connection(fault.clone());
        let mut client = connect(&server).await;
        client.write_all(GET).await.unwrap();
        server.wait_for_connections(1).await;
        assert_eq!(
            client.try_read(&mut [0; 8]).unwrap_err().kind(),
            std::io::ErrorKind::WouldBlock
        );
        if fault == AcceptFault::Hold {
            drop(client);
            server.wait_until_closed(0).await;
        } else {
            assert_eq!(server.connections().open, 1);
        }
        assert!(server.received().is_empty());
        server.finish().await;
    }
}

#[tokio::test]
#[should_panic(expected = "1 fault(s) for next connections met no connection")]
async fn a_fault_without_connection_fails_the_test() {
    let mut server = ScriptedServer::start().await;
    server.set_deadline(Duration::from_millis(10));
    server.next_connection(AcceptFault::Close);
    server.finish().await;
}

#[tokio::test]
#[should_panic(
    expected = "waited 10ms for the close of connection 0; there were 0 requests, \
    ConnectionCounts { accepted: 1, open: 1 }"
)]
async fn a_wait_says_what_it_saw_at_the_deadline() {
    let mut server = ScriptedServer::start().await;
    let _client = connect(&server).await;
    server.wait_for_connections(1).await;
    server.set_deadline(Duration::from_millis(10));
    server.wait_until_closed(0).await;
}

#[tokio::test]
async fn all_sockets_close_when_the_server_is_dropped() {
    let server = ScriptedServer::start().await;
    let addr = server.addr();
    let mut idle = connect(&server).await;
    server.wait_for_connections(1).await;
    drop(server);
    let (text, end) = read_all(&mut idle).await;
    assert_eq!((text.as_str(), end.is_ok()), ("", true));
    let refused = tokio::net::TcpStream::connect(addr).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
}
