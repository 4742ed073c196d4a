//! The grammar of JSON, read slowly: RFC 8259 and nothing else.
//!
//! In: a text. Out: where each of its values begins, with its pointer; nothing where the text is no
//! JSON. No depth is too deep, a number of any size is one, and so is half a character in a text:
//! the grammar says nothing of these.

/// The values of a document.
#[derive(Debug, Default)]
pub struct Values {
    /// Pointer and offset of each, but for those in the depth.
    pub places: Vec<(String, usize)>,
    /// Where the commas between the elements of an array are, if the document is one.
    pub commas: Vec<usize>,
    /// Whether some key is no text, so that the pointers to what it holds are not known.
    pub has_odd_keys: bool,
}

/// How deep pointers are kept; no payload is so deep.
const DEEPEST: usize = 12;

/// What is open: an object, or an array and the number of its element.
struct Level {
    pointer: String,
    element: Option<usize>,
}

/// The values of a text, if it is one JSON document.
pub fn values(text: &str) -> Option<Values> {
    let mut reader = Reader { bytes: text.as_bytes(), text, at: 0 };
    let mut found = Values::default();
    let mut levels: Vec<Level> = Vec::new();
    let mut pointer = String::new();
    loop {
        reader.white();
        if levels.len() < DEEPEST {
            found.places.push((pointer.clone(), reader.at));
        }
        match reader.next()? {
            b'{' if !reader.closes(b'}') => {
                levels.push(Level { pointer: std::mem::take(&mut pointer), element: None });
                pointer = reader.key(&levels, &mut found)?;
                continue;
            }
            b'[' if !reader.closes(b']') => {
                levels.push(Level { pointer: std::mem::take(&mut pointer), element: Some(0) });
                pointer = below(&levels, "0");
                continue;
            }
            b'{' | b'[' => {}
            b'"' => reader.string()?,
            first @ (b'-' | b'0'..=b'9') => reader.number(first)?,
            b't' => reader.word("rue")?,
            b'f' => reader.word("alse")?,
            b'n' => reader.word("ull")?,
            _ => return None,
        }
        // A value has ended; perhaps others around it end too.
        loop {
            reader.white();
            let depth = levels.len();
            let Some(level) = levels.last_mut() else {
                return (reader.at == text.len()).then_some(found);
            };
            match (reader.next()?, level.element) {
                (b',', Some(element)) => {
                    if depth == 1 {
                        found.commas.push(reader.at - 1);
                    }
                    level.element = Some(element + 1);
                    pointer = below(&levels, &(element + 1).to_string());
                    break;
                }
                (b',', None) => {
                    pointer = reader.key(&levels, &mut found)?;
                    break;
                }
                (b']', Some(_)) | (b'}', None) => drop(levels.pop()),
                _ => return None,
            }
        }
    }
}

/// The pointer to a member or element of the innermost level.
fn below(levels: &[Level], name: &str) -> String {
    let level = levels.last().filter(|_| levels.len() < DEEPEST);
    level.map_or(String::new(), |level| format!("{}/{name}", level.pointer))
}

struct Reader<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    fn white(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| b" \t\n\r".contains(byte)) {
            self.at += 1;
        }
    }

    fn eat(&mut self, wanted: u8) -> bool {
        let there = self.bytes.get(self.at) == Some(&wanted);
        self.at += usize::from(there);
        there
    }

    /// Whether what has just been opened is closed at once.
    fn closes(&mut self, close: u8) -> bool {
        self.white();
        self.eat(close)
    }

    /// Reads a key and its colon; the pointer to what follows.
    fn key(&mut self, levels: &[Level], found: &mut Values) -> Option<String> {
        self.white();
        let from = self.at;
        if !self.eat(b'"') {
            return None;
        }
        self.string()?;
        let key = serde_json::from_str::<String>(&self.text[from..self.at]);
        found.has_odd_keys |= key.is_err();
        self.white();
        let name = key.unwrap_or_default().replace('~', "~0").replace('/', "~1");
        self.eat(b':').then(|| below(levels, &name))
    }

    fn string(&mut self) -> Option<()> {
        loop {
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => match self.next()? {
                    b'u' => {
                        for _ in 0..4 {
                            self.next().filter(u8::is_ascii_hexdigit)?;
                        }
                    }
                    escape => drop(b"\"\\/bfnrt".contains(&escape).then_some(())?),
                },
                0..=0x1f => return None,
                _ => {}
            }
        }
    }

    fn number(&mut self, first: u8) -> Option<()> {
        let first = if first == b'-' { self.next()? } else { first };
        match first {
            b'0' => {}
            b'1'..=b'9' => self.digits(),
            _ => return None,
        }
        if self.eat(b'.') {
            self.next().filter(u8::is_ascii_digit)?;
            self.digits();
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            self.next().filter(u8::is_ascii_digit)?;
            self.digits();
        }
        Some(())
    }

    fn digits(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
    }

    fn word(&mut self, rest: &str) -> Option<()> {
        let there = self.text.get(self.at..)?.starts_with(rest);
        self.at += rest.len();
        there.then_some(())
    }
}
