//! Free ports, which two clusters never share.
//!
//! A cluster claims a block of ports for as long as its `cluster.json` stands: a role that was
//! stopped finds its port free when it starts again, and clusters that start at the same moment
//! do not meet. The blocks lie below every system's range of ephemeral ports (32768 on Linux), so
//! that no outgoing connection sits on one.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use super::record::lock_file;
use crate::error::{Error, Result};

const FIRST: u16 = 20_000;
const BLOCKS: u16 = 60;
const BLOCK: u16 = 200;
/// Within a block: processes below this, peons from here on.
const PEONS: u16 = 100;
const PEONS_A_WORKER: u16 = 10;

/// A cluster's ports, handed out one by one.
#[derive(Debug)]
pub(crate) struct Block {
    base: u16,
    used: u16,
}

impl Block {
    /// The next port for a process.
    pub(crate) fn next(&mut self) -> u16 {
        let port = self.base + self.used;
        self.used += 1;
        assert!(
            self.used <= PEONS,
            "a topology has fewer processes than a block has ports"
        );
        port
    }

    /// The first port for the tasks of a worker (counted from 0) that starts processes for them.
    pub(crate) fn peons(&self, worker: u16) -> u16 {
        self.base + PEONS + worker * PEONS_A_WORKER
    }
}

/// Claims a block of free ports for the cluster in `directory`, whose `cluster.json` is there
/// already: it is what keeps the claim.
pub(crate) fn claim(directory: &Path) -> Result<Block> {
    claim_in(&registry(), directory, is_free)
}

fn claim_in(registry: &Path, directory: &Path, free: impl Fn(u16) -> bool) -> Result<Block> {
    let _lock = lock_file(registry, "lock")?;
    let start = preferred(directory);
    let blocks = (0..BLOCKS).map(|n| FIRST + (start + n) % BLOCKS * BLOCK);
    for base in blocks {
        let claim = registry.join(base.to_string());
        if is_held(&claim, directory) || !(base..base + BLOCK).all(&free) {
            continue;
        }
        fs::write(&claim, directory.display().to_string())
            .map_err(|e| Error::caused(format!("writing {}", claim.display()), e))?;
        return Ok(Block { base, used: 0 });
    }
    let last = FIRST + BLOCKS * BLOCK - 1;
    Err(Error::new(format!(
        "no {BLOCK} ports in a row are free in {FIRST}..={last}"
    )))
}

/// Where this user's clusters, of all checkouts, note their blocks.
fn registry() -> PathBuf {
    let user = rustix::process::getuid().as_raw();
    std::env::temp_dir().join(format!("druid-xtask-{user}"))
}

/// Whether another cluster that still stands has this block.
fn is_held(claim: &Path, directory: &Path) -> bool {
    match fs::read_to_string(claim) {
        Ok(holder) => {
            let holder = Path::new(&holder);
            holder != directory && holder.join("cluster.json").is_file()
        }
        Err(_) => false,
    }
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// The block to try first: the same for the same cluster, so that its URLs seldom change.
fn preferred(directory: &Path) -> u16 {
    let bytes = directory.as_os_str().as_encoded_bytes();
    let hash = bytes
        .iter()
        .fold(0_u16, |hash, byte| hash.wrapping_mul(31) ^ u16::from(*byte));
    hash % BLOCKS
}

#[cfg(test)]
mod tests;
