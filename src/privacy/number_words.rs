//! The words around a number that tell whether it is somebody's.
//!
//! In: a text in plain characters and the place of a number in it. Out: what the words before and behind it
//! say of it.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words that are asked for so often that no list of them is read from its beginning.
type Words = LazyLock<HashSet<&'static str>>;

/// What the words before a number say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// That it is a phone number or an extension.
    Phone,
    /// That it may be somebody's.
    Person,
    /// That it is something else.
    Other,
    Nothing,
}

/// What the words behind a number say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// That something is counted or measured.
    Unit,
    /// That it is a phone number or an extension.
    Phone,
    Nothing,
}

/// Words before phone numbers and extensions, in lower case and without accents.
static PHONE: Words = LazyLock::new(|| {
    all("\
    ext exten extn xtn extension extensions x tel tels telephone telephones phone phones fax faxes \
    mobile did dids ddi ddis dn dnis ani esn msisdn tn tns e164 pstn cli clid callerid caller callers \
    callee callback call calling dial dials dialed dialled dialing ring rings rang pilot forward \
    forwards forwarded forwarding transfer transfers transferred divert diverted redirect redirected \
    reach reached reachable voicemail durchwahl rufnummer rufnummern telefon telefonnummer nebenstelle \
    nebenstellen anschluss handy poste interno anexo ramal extensao estensione toestel numeros telefono \
    telefonos telefone telefones telefoon mailbox mailboxes")
});

/// Words before what may be a number of a person, a group or a place.
static PERSON: Words = LazyLock::new(|| {
    all("\
    number numbers nummer nummern numero user users userid person member members agent agents owner \
    subscriber subscribers station login account group queue attendant workspace pickup park assigned \
    assignee benutzer utilisateur usuario hunt cell")
});

/// Words before numbers of other things.
static OTHER: Words = LazyLock::new(|| {
    all("\
    error errors err code codes status http https port ports room rooms row rows line lines column \
    columns item items step steps job jobs execution executions attempt attempts page pages part parts \
    version release build v node host server chapter section rule limit max maximum min minimum after \
    within timeout wait waited waiting every least most than over under total count size length offset \
    index position year month week day hour minute second date time order orders ticket tickets case \
    cases license licenses licence licences floor building suite street zip postal batch chunk priority \
    level exit signal pid thread instance sequence retry informational impact warning fehler zeile raum \
    zimmer seite erreur ligne salle fila sala of all another each only about nearly says sku serial \
    model vlan asn rfc")
});

/// Words that may stand between such a word and the number.
static BETWEEN: Words = LazyLock::new(|| {
    all("\
    is was are were has have the a an to no nr num new old own main primary with value already for from \
    by as be via through on at found ist von der die das es le la el du de nicht not id")
});

/// Words that end in a full stop because they are cut off.
static CUT: Words = LazyLock::new(|| {
    all("\
    ext extn tel no nr num ph x mob tlf")
});

/// Letters that may stand right before the digits.
static ATTACHED: Words =
    LazyLock::new(|| all("x ext extn exten extension tel phone fax did dn tn mobile"));

/// What is counted and measured.
static UNITS: Words = LazyLock::new(|| {
    all("\
    users people persons members jobs items numbers extensions phones rows lines files errors impacts \
    steps characters chars digits bytes kb mb gb b kib mib gib ms s sec secs second seconds min mins \
    minute minutes h hour hours d day days week weeks month months year years percent attempts tries \
    retries records entries devices licenses licences locations requests messages objects moves more \
    others benutzer zeichen stellen sekunden minuten tage")
});

/// Verbs and adjectives behind a number that is somebody's.
static OF_PHONES: Words = LazyLock::new(|| {
    all("\
    taken assigned unassigned reserved duplicate duplicated ported dialable occupied busy belongs \
    routable provisioned extension ext vergeben belegt zugewiesen attribue asignado")
});

/// Words that may stand between a number and such a word.
static BETWEEN_BEHIND: Words = LazyLock::new(|| {
    all("\
    is was are has been be already not currently still now cannot can could an a as the in by ist \
    bereits schon est deja ya esta")
});

/// Fewer digits are an extension.
pub(super) const MIN_PHONE_DIGITS: usize = 7;

/// How many words are looked at on either side.
const WORDS_LOOKED_AT: usize = 5;

/// No word that is asked for has more characters.
const MAX_WORD: usize = 32;

/// What the words before a place say of a number that begins there.
pub(super) fn before(text: &str, at: usize) -> Before {
    let mut rest = &text[..at];
    let mut is_number = false;
    if is_protocol(rest) {
        return Before::Other;
    }
    for _ in 0..WORDS_LOOKED_AT {
        let Some((word, start)) = word_before(rest) else { break };
        rest = &rest[..start];
        if word == TIMES && !is_extension_mark(rest, &text[at..]) {
            return Before::Other;
        }
        match said_by(&word) {
            // `port number 5060`, but `the number 4821`.
            Some(Before::Person) if is_plain_number(&word) && !is_number => is_number = true,
            // `the number of users is 12`
            Some(_)
                if word.ends_with('s') && word_before(rest).is_some_and(|(of, _)| of == "of") =>
            {
                return Before::Other;
            }
            Some(said) => return said,
            None if BETWEEN.contains(&*word) && !is_number => {}
            None => break,
        }
    }
    if is_number { Before::Person } else { Before::Nothing }
}

/// Whether the version of a protocol stands before a place: `SIP/2.0 `, which a status follows.
fn is_protocol(before: &str) -> bool {
    let version = before.trim_end_matches(' ');
    // Of what goes on without a blank nothing is looked at: it may be long.
    if version.len() == before.len() {
        return false;
    }
    let name = version.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    name.len() < version.len()
        && name.strip_suffix('/').is_some_and(|name| name.ends_with(char::is_alphabetic))
}

/// What stands before an extension, between two factors, and before the width of a processor.
const TIMES: &str = "x";

/// Fewer digits behind an `x` are no extension, unless a phone number stands before it.
const MIN_MARKED_DIGITS: usize = 3;

/// Whether an `x` between two texts marks an extension: `x4821` and `4155550109 x12`, but not `3 x 4821` nor `x86`.
pub(super) fn is_extension_mark(before: &str, behind: &str) -> bool {
    let before = before.trim_end_matches(' ');
    if !before.ends_with(|c: char| c.is_ascii_digit()) {
        return behind.bytes().take_while(u8::is_ascii_digit).count() >= MIN_MARKED_DIGITS;
    }
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(MAX_WORD))..];
    let number = near.trim_end_matches(|c: char| c.is_ascii_digit() || " .-/()".contains(c));
    let digits = near[number.len()..].bytes().filter(u8::is_ascii_digit).count();
    digits >= MIN_PHONE_DIGITS
}

fn all(words: &'static str) -> HashSet<&'static str> {
    words.split_ascii_whitespace().collect()
}

fn is_plain_number(word: &str) -> bool {
    matches!(word, "number" | "numbers" | "nummer" | "nummern" | "numero")
}

fn said_by(word: &str) -> Option<Before> {
    let has = |words: &Words| words.contains(word);
    if has(&PHONE) {
        return Some(Before::Phone);
    }
    if has(&OTHER) {
        return Some(Before::Other);
    }
    if has(&PERSON) {
        return Some(Before::Person);
    }
    // Keys of payloads are words without blanks: `portNumber`, `callerNumber`, `primaryExtension`.
    let stem = ["numbers", "number", "nummer"].iter().find_map(|end| word.strip_suffix(end));
    if let Some(stem) = stem {
        return Some(said_by(stem).filter(|said| *said == Before::Other).unwrap_or(Before::Phone));
    }
    let ends = ["extension", "extensions", "phone", "telephone", "phones", "callerid"];
    ends.iter().any(|end| word.ends_with(end)).then_some(Before::Phone)
}

/// The word before a place, in lower case, with only such marks between as may stand between a word and its
/// number; and where the word begins.
fn word_before(text: &str) -> Option<(String, usize)> {
    let is_mark = |c: char| " :=#\"'`([{<*_-\t\\&?".contains(c);
    let near = &text[text.floor_char_boundary(text.len().saturating_sub(MAX_WORD))..];
    let word = near.trim_end_matches(is_mark);
    let is_cut = word.ends_with('.');
    let word = word.trim_end_matches('.');
    let start = word.trim_end_matches(char::is_alphanumeric).len();
    let said = word[start..].to_lowercase();
    if said.is_empty() || is_cut && !CUT.contains(&*said) {
        return None;
    }
    Some((said, text.len() - near.len() + start))
}

/// What the words behind a place say of a number that ends there.
pub(super) fn after(text: &str, at: usize) -> After {
    let mut rest = &text[at..text.ceil_char_boundary((at + 2 * MAX_WORD).min(text.len()))];
    if rest.trim_start_matches(' ').starts_with('%') {
        return After::Unit;
    }
    let mut is_in = false;
    for nth in 0..WORDS_LOOKED_AT {
        let is_mark = |c: char| " \"'`)]}>*(".contains(c);
        let word = rest.trim_start_matches(is_mark);
        let end = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
        let said = word[..end].to_lowercase();
        let has = |words: &Words| words.contains(&*said);
        let counts = || {
            let whole = word[end..].trim_start();
            let is_part_of = |words: &[&str]| words.iter().any(|word| whole.starts_with(word));
            whole.starts_with(|c: char| c.is_ascii_digit())
                || is_part_of(&["the ", "all ", "these "])
        };
        if nth == 0 && (has(&UNITS) || said == "of" && counts()) {
            return After::Unit;
        }
        if has(&OF_PHONES) || is_in && said == "use" || said == "used" {
            return After::Phone;
        }
        if !has(&BETWEEN_BEHIND) {
            break;
        }
        is_in = said == "in";
        rest = &word[end..];
    }
    After::Nothing
}

/// Whether a list of numbers goes on over this text.
pub(super) fn goes_on(text: &str) -> bool {
    const JOINED: [&str; 12] =
        [",", ";", "/", "&", "-", "and", "or", "to", "through", "und", "oder", "bis"];
    if text.len() > MAX_WORD {
        return false;
    }
    let text = text.trim_matches([' ', '(', ')', '"', '\'', '`', '#']);
    let text = text.strip_prefix(',').map_or(text, str::trim_start);
    text.is_empty() || JOINED.contains(&text.trim_matches([' ', '"', '\'', '`', '(']))
}

/// Whether letters right before digits say that these are an extension or a number.
pub(super) fn is_attached_word(letters: &str) -> bool {
    letters.len() <= MAX_WORD && ATTACHED.contains(&*letters.to_lowercase())
}
