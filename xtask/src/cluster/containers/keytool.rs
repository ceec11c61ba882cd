//! Java's `keytool`, where this machine need not have a Java of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, Result};
use crate::workspace::output_of;

/// Runs the image's own, as this user and on this machine's folder.
const FROM_IMAGE: &str = r#"#!/bin/sh
exec docker run --rm --user "$(id -u):$(id -g)" --volume "$FOLDER:$FOLDER" --workdir "$FOLDER" \
  --entrypoint sh "$IMAGE" -c 'exec "$(dirname "$(readlink -f "$(command -v java)")")/keytool" "$@"' keytool "$@"
"#;

/// The program: this machine's own, else a script in `directory` that runs the image's.
pub(super) fn find(image: &str, directory: &Path) -> Result<PathBuf> {
    let here = PathBuf::from("keytool");
    if output_of(Command::new(&here).arg("-help")).is_ok_and(|output| output.status.success()) {
        return Ok(here);
    }
    let path = directory.join("keytool");
    let text = FROM_IMAGE
        .replace("$FOLDER", &directory.display().to_string())
        .replace("$IMAGE", image);
    fs::write(&path, text)
        .and_then(|()| fs::set_permissions(&path, fs::Permissions::from_mode(0o755)))
        .map_err(|e| Error::caused(format!("writing {}", path.display()), e))?;
    Ok(path)
}
