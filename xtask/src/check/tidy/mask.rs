//! Rust text with its comments and literals blanked, so that a rule about code meets code only.

/// The text with comments as spaces and the contents of literals as `~`. Every byte keeps its
/// place and every line its number.
pub(super) fn mask(text: &str) -> String {
    let mut masked = Masked {
        text: text.as_bytes(),
        at: 0,
        out: Vec::with_capacity(text.len()),
    };
    while masked.at < masked.text.len() {
        masked.step();
    }
    String::from_utf8(masked.out).expect("blanked text is ASCII or whole characters")
}

struct Masked<'a> {
    text: &'a [u8],
    at: usize,
    out: Vec<u8>,
}

impl Masked<'_> {
    /// Passes one comment, one literal or one byte of code.
    fn step(&mut self) {
        let rest = &self.text[self.at..];
        let in_word = self.at > 0 && super::is_word(self.text[self.at - 1]);
        if rest.starts_with(b"//") {
            let end = rest
                .iter()
                .position(|&byte| byte == b'\n')
                .unwrap_or(rest.len());
            self.blank(end, b' ');
        } else if rest.starts_with(b"/*") {
            self.blank(block_comment(rest), b' ');
        } else if let Some(hashes) = raw_string(rest).filter(|_| !in_word) {
            self.raw_string(hashes);
        } else if rest[0] == b'"' {
            self.keep(1);
            let end = closing(&self.text[self.at..], b'"');
            self.blank(end, b'~');
            self.keep(1);
        } else if rest[0] == b'\'' && is_char(rest) {
            self.keep(1);
            let end = closing(&self.text[self.at..], b'\'');
            self.blank(end, b'~');
            self.keep(1);
        } else {
            self.keep(1);
        }
    }

    fn raw_string(&mut self, hashes: usize) {
        let opening = self.text[self.at..]
            .iter()
            .position(|&byte| byte == b'"')
            .map_or(0, |at| at + 1);
        self.keep(opening);
        let mut end = vec![b'"'];
        end.extend(std::iter::repeat_n(b'#', hashes));
        let rest = &self.text[self.at..];
        let length = rest
            .windows(end.len())
            .position(|window| window == end)
            .unwrap_or(rest.len());
        self.blank(length, b'~');
        self.keep(end.len());
    }

    fn keep(&mut self, count: usize) {
        let end = (self.at + count).min(self.text.len());
        self.out.extend_from_slice(&self.text[self.at..end]);
        self.at = end;
    }

    fn blank(&mut self, count: usize, with: u8) {
        let end = (self.at + count).min(self.text.len());
        let blanked = self.text[self.at..end]
            .iter()
            .map(|&byte| if byte == b'\n' { byte } else { with });
        self.out.extend(blanked);
        self.at = end;
    }
}

/// The length of the block comment, others within it included.
fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// The hashes of a raw string that begins here, if one does (`r"`, `br#"`, `cr##"`).
fn raw_string(rest: &[u8]) -> Option<usize> {
    let rest = rest
        .strip_prefix(b"b")
        .or_else(|| rest.strip_prefix(b"c"))
        .unwrap_or(rest);
    let rest = rest.strip_prefix(b"r")?;
    let hashes = rest.iter().take_while(|&&byte| byte == b'#').count();
    (rest.get(hashes) == Some(&b'"')).then_some(hashes)
}

/// Whether the quote opens a character and not a lifetime.
fn is_char(rest: &[u8]) -> bool {
    match rest.get(1) {
        Some(b'\\') => true,
        Some(byte) if byte.is_ascii() => rest.get(2) == Some(&b'\''),
        // A character of several bytes; a lifetime of such is not written in this house.
        Some(_) => true,
        None => false,
    }
}

/// Where the literal's closing quote stands, escapes passed over.
fn closing(rest: &[u8], quote: u8) -> usize {
    let mut at = 0;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    at.min(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_in_place() {
        for (text, expected) in [
            ("a(); // b()\nc", "a();       \nc"),
            ("/* a /* b */ c */d", "                 d"),
            (r#"f("a\"b", 'x', '\'')"#, r#"f("~~~~", '~', '~~')"#),
            ("r#\"a\"b\"# r\"c\" br\"d\"", "r#\"~~~\"# r\"~\" br\"~\""),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            ("for\"x\"", "for\"~\""),
            ("\"a\nb\"", "\"~\n~\""),
        ] {
            assert_eq!(mask(text), expected);
        }
    }

    #[test]
    fn offsets_hold_behind_long_characters() {
        let text = "\"häuser\" 'ß' // über\nx";
        let masked = mask(text);
        assert_eq!(masked.len(), text.len());
        assert_eq!(masked.find('x'), text.find('x'));
    }

    #[test]
    fn unclosed_text_ends_with_the_file() {
        for text in ["\"abc\\", "r#\"abc", "/* abc", "'\\", "'"] {
            assert_eq!(mask(text).len(), text.len());
        }
    }
}
