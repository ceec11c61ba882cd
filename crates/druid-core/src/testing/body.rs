//! Bodies and how they are delimited.

use std::iter;
use std::sync::Arc;

use bytes::Bytes;

pub(super) type Pieces = Box<dyn Iterator<Item = Bytes> + Send>;

/// Where a body comes from.
#[derive(Clone)]
pub(super) enum Source {
    Fixed(Bytes),
    Generated(Arc<dyn Fn() -> Pieces + Send + Sync>),
}

/// How a body is delimited.
#[derive(Debug, Clone)]
pub(super) enum Framing {
    /// The body's length if it is known, else chunks.
    Automatic,
    ContentLength(u64),
    Chunked(Chunks),
    CloseDelimited,
}

/// Where one chunk ends and the next begins.
#[derive(Debug, Clone)]
pub(super) enum Chunks {
    /// Each piece of the source is one.
    Pieces,
    Every(usize),
    At(Vec<usize>),
}

impl Source {
    /// The body in the pieces that chunks are made of.
    pub(super) fn pieces(&self, framing: &Framing) -> Pieces {
        let chunks = match framing {
            Framing::Chunked(chunks) => chunks.clone(),
            _ => Chunks::Pieces,
        };
        let source: Pieces = match self {
            Self::Fixed(body) => match chunks {
                Chunks::At(mut ends) => {
                    ends.push(body.len());
                    return Box::new(slices(body.clone(), ends));
                }
                _ => Box::new(iter::once(body.clone())),
            },
            Self::Generated(make) => make(),
        };
        let pieces: Pieces = match chunks {
            Chunks::Every(size) => Box::new(source.flat_map(move |piece| {
                let ends = (1..=piece.len().div_ceil(size)).map(|n| n * size).collect();
                slices(piece, ends)
            })),
            Chunks::Pieces | Chunks::At(_) => source,
        };
        // An empty chunk would end the body.
        Box::new(pieces.filter(|piece| !piece.is_empty()))
    }
}

/// The parts of `whole` that end at these offsets.
fn slices(whole: Bytes, ends: Vec<usize>) -> impl Iterator<Item = Bytes> + Send {
    let mut start = 0;
    ends.into_iter().filter_map(move |end| {
        let end = end.clamp(start, whole.len());
        let slice = whole.slice(start..end);
        start = end;
        (!slice.is_empty()).then_some(slice)
    })
}
