//! Names whose values are secrets: parameters of URLs, heads of requests, keys of objects, settings.
//!
//! In: what stands before a separator. Out: which of these names ends there, and how it stands. Names are compared
//! in lower case and without what joins their words, so that `client_secret`, `Client-Secret` and `clientSecret` are
//! one row.

/// What a name tells of the text behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// What browsers keep: all of it is secret.
    Cookie,
    /// The head of requests that has a token, in most cases behind the name of its scheme.
    Authorization,
    /// A name that is nothing but one.
    Secret,
    /// A word of sentences too, for what people choose, so that any word may be one.
    Chosen,
    /// A word of sentences too, for what machines make, which looks like no word.
    Made,
    /// The same, but for longer words that end so.
    Short,
    /// The same of several, which sentences list.
    Several,
    /// A word of sentences too, for a number that people choose.
    Digits,
    /// A word of sentences that names a secret only as a key or a parameter.
    Key,
}

impl Meaning {
    /// Whether longer words that end so mean it too: no `bypass` is a `pass`.
    fn ends_words(self) -> bool {
        !matches!(self, Authorization | Cookie | Digits | Short | Several | Key)
    }
}

use Meaning::{Authorization, Chosen, Cookie, Digits, Key, Made, Secret, Several, Short};

/// The names. Longer names that end in one of them are meant too; in some of them only behind a mark, as `design` ends
/// in `sign`.
const NAMES: [(&str, Meaning); 92] = [
    ("authorization", Authorization),
    ("cookie", Cookie),
    ("cookies", Cookie),
    ("setcookie", Cookie),
    ("accesskey", Secret),
    ("accesskeyid", Secret),
    ("accesstoken", Secret),
    ("accountkey", Secret),
    ("apikey", Secret),
    ("apitoken", Secret),
    ("authtoken", Secret),
    ("bearertoken", Secret),
    ("clientassertion", Secret),
    ("clientsecret", Secret),
    ("connectionstring", Secret),
    ("csrftoken", Secret),
    ("encryptionkey", Secret),
    ("functionskey", Secret),
    ("googleaccessid", Secret),
    ("idtoken", Secret),
    ("keypairid", Secret),
    ("masterkey", Secret),
    ("passwordconfirmation", Secret),
    ("privatekey", Secret),
    ("privatetoken", Secret),
    ("refreshtoken", Secret),
    ("samlassertion", Secret),
    ("samlresponse", Secret),
    ("secretaccesskey", Secret),
    ("secretkey", Secret),
    ("securitytoken", Secret),
    ("sessid", Secret),
    ("sessionid", Secret),
    ("sessiontoken", Secret),
    ("sharedkey", Secret),
    ("signingkey", Secret),
    ("storagekey", Secret),
    ("subscriptionkey", Secret),
    ("xsrftoken", Secret),
    ("contrasena", Chosen),
    ("contraseña", Chosen),
    ("kennwort", Chosen),
    ("motdepasse", Chosen),
    ("passcode", Digits),
    ("passphrase", Chosen),
    ("passwd", Chosen),
    ("password", Chosen),
    ("passwort", Chosen),
    ("pwd", Chosen),
    ("secret", Chosen),
    ("senha", Chosen),
    ("adgangskode", Chosen),
    ("heslo", Chosen),
    ("hasło", Chosen),
    ("lösenord", Chosen),
    ("parola", Chosen),
    ("passord", Chosen),
    ("wachtwoord", Chosen),
    ("пароль", Chosen),
    ("Пароль", Chosen),
    ("密码", Chosen),
    ("密碼", Chosen),
    ("パスワード", Chosen),
    ("비밀번호", Chosen),
    ("credential", Made),
    ("creds", Made),
    ("credentials", Made),
    ("jeton", Made),
    ("signature", Made),
    ("token", Made),
    ("assertion", Short),
    ("auth", Short),
    ("clave", Short),
    ("expires", Key),
    ("jwt", Short),
    ("otp", Digits),
    ("pass", Short),
    ("passkey", Short),
    ("passwords", Several),
    ("pin", Digits),
    ("2fa", Digits),
    ("2facode", Digits),
    ("mfacode", Digits),
    ("otpcode", Digits),
    ("verificationcode", Digits),
    ("policy", Key),
    ("pw", Short),
    ("session", Short),
    ("sid", Short),
    ("secrets", Several),
    ("sig", Short),
    ("tokens", Several),
];

/// How many rows of the table below there are.
const ENDS: usize = 256;

/// Which of these two last bytes of a word belong to, by their lowest five bits, in which no case is told.
const fn end_of(before: u8, last: u8) -> usize {
    ((last & 31) as usize * 8 + (before & 31) as usize) % ENDS
}

/// For each such end one more than the first name with it, and for each name one more than the next: most words end
/// as no name does.
const FIRST: [u8; ENDS] = CHAINS.0;
const NEXT: [u8; NAMES.len()] = CHAINS.1;

const CHAINS: ([u8; ENDS], [u8; NAMES.len()]) = {
    let (mut first, mut next) = ([0; ENDS], [0; NAMES.len()]);
    let mut row = 0;
    while row < NAMES.len() {
        let name = NAMES[row].0.as_bytes();
        let end = end_of(name[name.len() - 2], name[name.len() - 1]);
        next[row] = first[end];
        row += 1;
        first[end] = row as u8;
    }
    (first, next)
};

/// Whether a name may end in two bytes.
pub(super) fn may_end(before: u8, last: u8) -> bool {
    FIRST[end_of(before, last)] != 0
}

/// The bytes of the longest name.
const MAX_NAME_BYTES: usize = {
    let (mut longest, mut row) = (0, 0);
    while row < NAMES.len() {
        if NAMES[row].0.len() > longest {
            longest = NAMES[row].0.len();
        }
        row += 1;
    }
    longest
};

/// How much before a name is looked at for the beginning of its word.
const MAX_WORD_BYTES: usize = 64;

/// A name at the end of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    pub meaning: Meaning,
    /// Where the word begins that it ends, such as `db_password`.
    pub start: usize,
    /// Whether it is said as sentences say it: a word, or words with blanks between them.
    pub in_words: bool,
    /// Whether it may be one of several.
    pub is_plural: bool,
}

/// The name that a text ends in, if it does in one.
pub(super) fn at_the_end(text: &str) -> Option<Named> {
    // One of several may be numbered: `password2`.
    let text = text.strip_suffix(|c: char| c.is_ascii_digit()).unwrap_or(text);
    let bytes = text.as_bytes();
    let [.., before, last] = *bytes else { return None };
    // Of what is spelled letter by letter a joint stands between these two.
    let before = match *bytes {
        [.., letter, _, _] if is_joint(before) => letter,
        _ => before,
    };
    let mut row = usize::from(FIRST[end_of(before, last)]);
    if row == 0 {
        return None;
    }
    // The letters from the end, and where each stands.
    let (mut letters, mut places, mut count) = ([0; MAX_NAME_BYTES], [0; MAX_NAME_BYTES], 0);
    for (at, byte) in bytes.iter().enumerate().rev().take(2 * MAX_NAME_BYTES) {
        if count == MAX_NAME_BYTES || !is_joint(*byte) && !in_word(*byte) {
            break;
        }
        if in_word(*byte) {
            letters[count] = byte.to_ascii_lowercase();
            places[count] = at;
            count += 1;
        }
    }
    let letters = &letters[..count];
    let mut found: Option<(usize, Meaning)> = None;
    while row > 0 {
        let (name, meaning) = NAMES[row - 1];
        row = usize::from(NEXT[row - 1]);
        let ends = letters.len() >= name.len()
            && name.bytes().rev().eq(letters[..name.len()].iter().copied());
        let is_longer = found.is_none_or(|(length, _)| length < name.len());
        if ends && is_longer && (begins_word(text, places[name.len() - 1]) || meaning.ends_words())
        {
            found = Some((name.len(), meaning));
        }
    }
    let (length, meaning) = found?;
    let start = places[length - 1];
    let joined = |byte: &u8| in_word(*byte) || matches!(byte, b'_' | b'-');
    let whole = start
        - bytes[..start].iter().rev().take(MAX_WORD_BYTES).take_while(|byte| joined(byte)).count();
    let whole = whole + bytes[whole..start].iter().take_while(|byte| !in_word(**byte)).count();
    let is_word = whole == start && matches!(meaning, Chosen | Made | Short | Several);
    let in_words = is_word || bytes[start..].contains(&b' ');
    Some(Named { meaning, start: whole, in_words, is_plural: last.eq_ignore_ascii_case(&b's') })
}

/// What stands between a thing and whose it is.
const OF: [&str; 12] =
    ["of", "for", "de", "d", "del", "des", "du", "da", "do", "der", "von", "für"];

/// Whether a whole name is that of a secret, whosever it is: `user password`, `mot de passe de l'utilisateur`.
/// What is called a policy is none, and a SID is the id of an account.
pub(super) fn is_whole(name: &str) -> bool {
    // Nobody calls a column by more.
    let name = &name[..name.floor_char_boundary(2 * MAX_WORD_BYTES)];
    let ends = name.char_indices().filter(|(_, c)| !c.is_alphanumeric()).map(|(at, _)| at);
    let ends = ends.filter(|end| {
        let behind = name[*end..].trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(');
        let word = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        behind.is_empty() || word.is_empty() || OF.contains(&word.to_lowercase().as_str())
    });
    ends.chain([name.len()]).any(|end| {
        let name = &name[..end];
        let is_sid =
            name.len() > 2 && name.as_bytes()[name.len() - 3..].eq_ignore_ascii_case(b"sid");
        at_the_end(name).is_some_and(|named| match named.meaning {
            Key => false,
            Short => !is_sid,
            _ => true,
        })
    })
}

/// Whether a byte is of a word; what is beyond ASCII is taken for letters.
fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// Whether a word may begin at a place: behind none, or behind an escaped line end.
pub(super) fn begins_word(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    match before.last() {
        Some(b'n' | b'r' | b't') => before[..before.len() - 1].ends_with(b"\\"),
        Some(byte) => !in_word(*byte),
        None => true,
    }
}

/// What joins the words of a name.
fn is_joint(byte: u8) -> bool {
    matches!(byte, b'_' | b'-' | b' ')
}
