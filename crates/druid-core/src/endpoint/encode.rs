//! Percent-encoding: one place for all paths and queries.

/// Appends `text` with everything but RFC 3986's unreserved characters encoded.
pub(super) fn push_encoded(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Encodes `text` as one segment of a path, for paths that are put together by hand, as for
/// [`DruidServiceExt::get_json`](crate::DruidServiceExt::get_json).
///
/// ```
/// assert_eq!(druid_core::path_segment("a/b c"), "a%2Fb%20c");
/// ```
#[must_use]
pub fn path_segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_encoded(&mut out, text);
    out
}
