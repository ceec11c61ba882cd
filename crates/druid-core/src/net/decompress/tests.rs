use std::collections::VecDeque;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_core::Stream;
use http::HeaderMap;

use super::*;

/// Pieces without a wait.
struct Pieces(VecDeque<Bytes>);

impl Stream for Pieces {
    type Item = Result<Bytes, io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

fn in_pieces(data: &[u8], size: usize) -> Body {
    Body::from_stream(Pieces(
        data.chunks(size).map(Bytes::copy_from_slice).collect(),
    ))
}

async fn decode(encoding: &str, data: &[u8], size: usize) -> Result<Bytes, Error> {
    let body = decoded(encoding, in_pieces(data, size), u64::MAX).unwrap();
    body.bytes(u64::MAX).await
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Data that hardly can be packed: a counter, hashed.
fn noise(length: usize) -> Vec<u8> {
    (0_u32..)
        .flat_map(|n| {
            n.wrapping_mul(0x9e37_79b9)
                .rotate_left(n % 31)
                .to_le_bytes()
        })
        .take(length)
        .collect()
}

type Pack = fn(&[u8]) -> Vec<u8>;

/// Every encoding that this build knows, and what packs it.
const ENCODINGS: &[(&str, Pack)] = &[
    ("gzip", gzip),
    #[cfg(feature = "zstd")]
    ("zstd", |data| ::zstd::encode_all(data, 3).unwrap()),
];

#[tokio::test]
async fn whatever_was_packed_comes_out_in_pieces_of_any_size() {
    let block = 128 << 10;
    for (name, pack) in ENCODINGS {
        // At and about the size of a decoder's blocks.
        for length in [
            0,
            1,
            1000,
            block - 1,
            block,
            block + 1,
            2 * block,
            3 * block + 7,
        ] {
            for data in [noise(length), vec![b'x'; length]] {
                for size in [1 << 20, 4096, 61] {
                    let got = decode(name, &pack(&data), size).await;
                    let got = got.unwrap_or_else(|e| panic!("{name}, {length}, {size}: {e}"));
                    assert!(got == data, "{name}, {length} bytes in pieces of {size}");
                }
            }
        }
        let small = noise(700);
        assert_eq!(decode(name, &pack(&small), 1).await.unwrap(), small);
    }
}

#[tokio::test]
async fn a_cut_at_any_byte_is_seen() {
    for (name, pack) in ENCODINGS {
        for data in [noise(300), vec![b'x'; 5000]] {
            let packed = pack(&data);
            for end in 1..packed.len() {
                let error = decode(name, &packed[..end], 16).await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Truncated, "{name} cut at {end}");
            }
            assert!(decode(name, &[], 16).await.unwrap().is_empty());
        }
    }
}

#[tokio::test]
async fn several_members_are_one_and_a_cut_in_any_is_seen() {
    for (name, pack) in ENCODINGS {
        let parts = [pack(b"one"), pack(b""), pack(b"two")];
        let all = parts.concat();
        for size in [1, 7, 1000] {
            assert_eq!(decode(name, &all, size).await.unwrap(), "onetwo", "{name}");
        }
        let whole = [parts[0].len(), parts[0].len() + parts[1].len()];
        for end in 1..all.len() {
            let got = decode(name, &all[..end], 1000).await;
            assert_eq!(got.is_ok(), whole.contains(&end), "{name} cut at {end}");
        }
    }
}

#[tokio::test]
async fn a_changed_byte_is_never_taken_for_data() {
    let data = noise(200);
    let packed = gzip(&data);
    let mut refused = 0;
    for at in 0..packed.len() {
        let mut changed = packed.clone();
        changed[at] ^= 0x10;
        // Some bits mean nothing for the data, such as those of the header's time.
        match decode("gzip", &changed, 64).await {
            Ok(got) => assert!(got == data, "changed at {at}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 200, "{refused}");
}

#[tokio::test]
async fn what_is_no_gzip_is_broken_from_its_first_byte() {
    for text in [
        "x",
        "[1,2]",
        "{\"error\":\"a plain answer under a wrong name\"}",
    ] {
        for size in [1, 100] {
            let error = decode("gzip", text.as_bytes(), size).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{text}");
        }
    }
    let mut trailing = gzip(b"one");
    trailing.extend_from_slice(b"garbage");
    let error = decode("gzip", &trailing, 100).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn the_limit_ends_a_bomb_before_it_is_in_memory() {
    for (name, pack) in ENCODINGS {
        let packed = pack(&vec![0; 256 << 20]);
        let limit = 1 << 20;
        let mut body = decoded(name, in_pieces(&packed, usize::MAX), limit).unwrap();
        let mut largest = 0;
        let error = loop {
            match body.chunk().await {
                Ok(piece) => largest = largest.max(piece.unwrap().len()),
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), ErrorKind::BodyTooLarge, "{name}");
        assert!(largest <= 8 << 20, "{name}: {largest} bytes at once");
        let exact = pack(&[0; 1000]);
        let got = decoded(name, in_pieces(&exact, 99), 1000).unwrap();
        assert_eq!(got.bytes(1000).await.unwrap().len(), 1000);
    }
}

#[tokio::test]
async fn the_outer_layer_is_undone_first() {
    let twice = gzip(&gzip(b"7"));
    assert_eq!(decode("gzip, gzip", &twice, 9).await.unwrap(), "7");
    assert_eq!(decode("identity,gzip,", &gzip(b"7"), 9).await.unwrap(), "7");
    for unknown in ["br", "gzip, br", "deflate", "gzip,gzip,gzip", "?"] {
        assert!(decoded(unknown, Body::empty(), 1).is_err(), "{unknown}");
    }
}

/// Data, then trailers.
struct WithTrailers(VecDeque<Frame<Bytes>>);

impl HttpBody for WithTrailers {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(self.0.pop_front().map(Ok))
    }
}

#[tokio::test]
async fn trailers_come_through_and_do_not_hide_a_cut() {
    let packed = gzip(b"[]\n");
    for cut in [0, 1] {
        let mut trailers = HeaderMap::new();
        trailers.insert("x-a", "1".parse().unwrap());
        let data = Bytes::copy_from_slice(&packed[..packed.len() - cut]);
        let frames = [Frame::data(data), Frame::trailers(trailers)];
        let body = Body::wrap(WithTrailers(frames.into()));
        let mut body = decoded("gzip", body, 100).unwrap();
        assert_eq!(body.chunk().await.unwrap().unwrap(), "[]\n");
        if cut == 0 {
            assert!(body.chunk().await.unwrap().is_none());
            assert_eq!(body.trailers().unwrap()["x-a"], "1");
        } else {
            let error = body.chunk().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Truncated);
        }
    }
}
