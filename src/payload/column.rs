//! What the columns of a table hold, by their names.
//!
//! In: a name as a tool or a person writes it at the head of a table. Out: its meaning. The words stand
//! in one table, by meaning and language, so that another word or language is a row.

use std::collections::HashMap;
use std::sync::LazyLock;

use memchr::memmem::Finder;

/// What a column holds. Those that name a person come first, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// A person: by id as a rule.
    Person,
    /// A person's e-mail address.
    Email,
    /// The name that a person logs in with, often an address.
    Login,
    /// A phone number.
    PhoneNumber,
    /// A person's name.
    Name,
    /// An extension.
    Extension,
    /// The first part of a person's name.
    GivenName,
    /// The last part of it.
    FamilyName,
    /// Whether it is an error or an impact.
    Kind,
    /// A code.
    Code,
    /// What happened, in words.
    Message,
    /// Words that somebody added, which may be what happened.
    Comment,
    /// An error: its code, its words or its kind.
    Error,
    /// An impact: the same.
    Impact,
    /// The id of the job.
    Job,
    /// The file that the row was taken from, in the name of which the job's id may be.
    SourceFile,
}

impl Column {
    /// Whether it tells whom a row is about.
    pub fn is_person(self) -> bool {
        self <= Column::FamilyName
    }

    /// What a column of that name holds.
    ///
    /// ```
    /// use jobaudit::payload::Column;
    /// assert_eq!(Column::of("E-Mail Address"), Some(Column::Email));
    /// assert_eq!(Column::of("Message Code"), Some(Column::Code));
    /// assert_eq!(Column::of("Code d’erreur"), Some(Column::Code));
    /// assert_eq!(Column::of("Fehlermeldung"), Some(Column::Message));
    /// assert_eq!(Column::of("Location"), None);
    /// ```
    pub fn of(name: &str) -> Option<Column> {
        let plain = plain(name);
        if plain.is_empty() {
            return None;
        }
        WHOLE.get(plain.as_str()).copied().or_else(|| {
            let plain = plain.as_bytes();
            if NOT_ONES.iter().any(|word| word.find(plain).is_some()) {
                return None;
            }
            // The word that counts stands last, or first where another is put behind it: `error code`,
            // `code d'erreur`.
            let places = PARTS.iter().filter_map(|(word, column)| {
                word.find(plain).map(|at| (at, at + word.needle().len(), *column))
            });
            if has_preposition(name) {
                places.min_by_key(|(start, end, _)| (*start, usize::MAX - end))
            } else {
                places.max_by_key(|(start, end, _)| (*end, usize::MAX - start))
            }
            .map(|(_, _, column)| column)
        })
    }
}

/// A name without what varies: case, accents, spaces and punctuation.
pub fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    letters.map(without_accent).collect()
}

/// The letters of western Europe without their accents. (An accent that stands by itself is no letter.)
fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        letter => letter,
    }
}

/// Whether a word follows that another one governs, as in French and Spanish.
fn has_preposition(name: &str) -> bool {
    let mut words = name.split([' ', '_', '-', '\'', '’']).skip(1);
    words.any(|word| ["de", "d", "du", "del", "des", "of"].contains(&word.to_lowercase().as_str()))
}

/// Words for what a column holds: of a whole name, and of a part of one.
struct Words {
    column: Column,
    whole: &'static str,
    part: &'static str,
}

/// A row of the table; the language, as ISO 639 has it, is there for whoever reads it.
const fn words(column: Column, _language: &str, whole: &'static str, part: &'static str) -> Words {
    Words { column, whole, part }
}

/// All words, without case, accents, spaces and punctuation.
#[rustfmt::skip]
const WORDS: &[Words] = &[
    words(Column::Person, "en", "userid personid user users person entity entityid entities item items \
        member employee subscriber",
        "user person member entity subscriber employee"),
    words(Column::Person, "de", "benutzer benutzerid nutzer person mitarbeiter anwender teilnehmer objekt",
        "benutzer nutzer mitarbeiter anwender teilnehmer"),
    words(Column::Person, "fr", "utilisateur utilisateurs identifiant personne abonne entite element",
        "utilisateur identifiant personne abonne"),
    words(Column::Person, "es", "usuario usuarios persona personas abonado entidad elemento empleado",
        "usuario persona abonado empleado"),
    words(Column::Email, "en", "email emails emailaddress emailaddresses useremail mail mailaddress \
        primaryemail workemail smtp primarysmtpaddress", "mail smtpaddress"),
    words(Column::Email, "de", "emailadresse mailadresse epost", "mailadresse"),
    words(Column::Email, "fr", "courriel adresseelectronique adressemail mel", "courriel adresseelectronique"),
    words(Column::Email, "es", "correo correos correoelectronico direcciondecorreo \
        direcciondecorreoelectronico", "correo"),
    words(Column::Login, "en", "upn userprincipalname username login loginname loginid userlogin samaccountname \
        account accountname signinname alias uid netid cecid", "principalname login username"),
    words(Column::Login, "de", "anmeldename benutzername benutzerkennung kennung konto benutzerkonto",
        "anmeldename benutzername kennung"),
    words(Column::Login, "fr", "nomdutilisateur compte nomdecompte", "nomdutilisateur"),
    words(Column::Login, "es", "nombredeusuario cuenta iniciodesesion", "nombredeusuario"),
    words(Column::PhoneNumber, "en", "number numbers phone phonenumber phonenumbers telephone telephonenumber tn \
        did directorynumber dn e164 mobile msisdn cli", "phonenumber telephone directorynumber e164"),
    words(Column::PhoneNumber, "de", "nummer rufnummer rufnummern telefon telefonnummer",
        "rufnummer telefon"),
    words(Column::PhoneNumber, "fr", "numero numeros telephone numerodetelephone", "telephone"),
    words(Column::PhoneNumber, "es", "telefono telefonos numerodetelefono", "telefono"),
    words(Column::Name, "en", "name names displayname fullname personname employeename realname commonname cn \
        workspace workspacename place", "displayname fullname"),
    words(Column::Name, "de", "anzeigename vollername vorundnachname namedesbenutzers", "anzeigename"),
    words(Column::Name, "fr", "nom noms nomcomplet nomaffiche nomdaffichage nometprenom", "nomaffiche nomcomplet"),
    words(Column::Name, "es", "nombre nombres nombrecompleto nombreparamostrar nombreyapellidos",
        "nombrecompleto nombreparamostrar"),
    words(Column::GivenName, "en", "firstname givenname forename", ""),
    words(Column::GivenName, "de", "vorname", ""),
    words(Column::GivenName, "fr", "prenom", ""),
    words(Column::GivenName, "es", "nombredepila primernombre", ""),
    words(Column::FamilyName, "en", "lastname familyname surname", ""),
    words(Column::FamilyName, "de", "nachname familienname", ""),
    words(Column::FamilyName, "fr", "nomdefamille", ""),
    words(Column::FamilyName, "es", "apellido apellidos", ""),
    words(Column::Extension, "en", "extension extensions ext extn extensionnumber", "extension"),
    words(Column::Extension, "de", "durchwahl nebenstelle nebenstellen", "durchwahl nebenstelle"),
    words(Column::Extension, "fr", "poste numerodeposte", ""),
    words(Column::Extension, "es", "anexo interno", ""),
    words(Column::Kind, "en", "type kind severity category level class status result outcome state errororimpact \
        errortype impacttype itemtype", "type kind severity category"),
    words(Column::Kind, "de", "typ art schweregrad kategorie stufe ergebnis zustand fehlertyp fehlerart",
        "typ schweregrad kategorie fehlerart"),
    words(Column::Kind, "fr", "gravite categorie niveau statut resultat etat", "gravite categorie"),
    words(Column::Kind, "es", "tipo gravedad severidad categoria nivel estado resultado", 
        "tipo gravedad severidad categoria"),
    words(Column::Code, "en", "code codes errorcode errorcodes impactcode errornumber errorno errornr errorid errnum \
        errcode err", "code"),
    words(Column::Code, "de", "fehlercode fehlercodes fehlernummer fehlernr fehlerid", "fehlernummer"),
    words(Column::Code, "fr", "numerodelerreur numerodereur numerodeerreur numeroderreur", ""),
    words(Column::Code, "es", "codigo codigos numerodeerror numerodelerror", "codigo"),
    words(Column::Message, "en", "message messages errormessage errormessages description descriptions \
        errordescription details detail reason reasons text errortext cause",
        "message descri detail reason text"),
    words(Column::Message, "de", "meldung meldungen nachricht nachrichten fehlermeldung fehlermeldungen \
        beschreibung fehlerbeschreibung grund fehlertext ursache einzelheiten",
        "meldung nachricht beschreibung fehlertext ursache grund"),
    words(Column::Message, "fr", "motif motifs raison raisons libelle cause", "libelle motif raison"),
    words(Column::Message, "es", "mensaje mensajes motivo motivos razon razones causa detalle detalles texto",
        "mensaje motivo razon detalle"),
    words(Column::Comment, "en", "comment comments note notes remark remarks", "comment remark"),
    words(Column::Comment, "de", "kommentar kommentare bemerkung bemerkungen anmerkung anmerkungen hinweis hinweise \
        notiz notizen", "kommentar bemerkung anmerkung"),
    words(Column::Comment, "fr", "commentaire commentaires remarque remarques", "commentaire remarque"),
    words(Column::Comment, "es", "comentario comentarios observacion observaciones nota notas",
        "comentario observacion"),
    words(Column::Error, "en", "error errors errorsimpacts errorsandimpacts failure failures errorinfo",
        "errors"),
    words(Column::Error, "de", "fehler", "fehler"),
    words(Column::Error, "fr", "erreur erreurs echec echecs", "erreurs"),
    words(Column::Error, "es", "errores fallo fallos", "errores"),
    words(Column::Impact, "en", "impact impacts sideeffect sideeffects", "impacts"),
    words(Column::Impact, "de", "auswirkung auswirkungen", "auswirkung"),
    words(Column::Impact, "fr", "impacts effets", ""),
    words(Column::Impact, "es", "impacto impactos efectos", ""),
    words(Column::Job, "en", "jobid job jobids", "jobid"),
    words(Column::Job, "de", "auftrag auftragsid auftragid", "auftragsid"),
    words(Column::Job, "fr", "tache idtache iddetache idtravail", ""),
    words(Column::Job, "es", "trabajo idtrabajo iddetrabajo iddeltrabajo tarea", ""),
    words(Column::SourceFile, "en", "sourcename sourcefile sourcefilename filename csvfile inputfile", "sourcefile"),
    words(Column::SourceFile, "de", "dateiname quelldatei quelldateiname", "quelldatei"),
    words(Column::SourceFile, "fr", "nomdufichier nomdefichier fichiersource", "nomdufichier"),
    words(Column::SourceFile, "es", "nombredearchivo nombredelarchivo archivodeorigen", "archivodeorigen"),
];

/// Words in a name that has a part of those above and means something else.
const NOT: &[&str] = &[
    "voicemail",
    "buzonde",
    "messagerie",
    "postal",
    "postcode",
    "zipcode",
    "plz",
    "countrycode",
    "areacode",
    "costcent",
    "activation",
    "authorization",
    "greeting",
    "count",
    "anzahl",
    "nombrede",
    "lastcode",
    "usertype",
    "numbertype",
    "usersaffected",
    "failedusers",
    "userrole",
    "userstatus",
    "organi",
    "location",
    "standort",
];

static WHOLE: LazyLock<HashMap<&str, Column>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    for row in WORDS {
        for word in row.whole.split_whitespace() {
            all.entry(word).or_insert(row.column);
        }
    }
    all
});

/// What finds the parts: rows of a table are asked too whether they are another header.
static PARTS: LazyLock<Vec<(Finder<'_>, Column)>> = LazyLock::new(|| {
    let words = |row: &Words| row.part.split_whitespace().map(Finder::new);
    WORDS.iter().flat_map(|row| words(row).map(|word| (word, row.column))).collect()
});

static NOT_ONES: LazyLock<Vec<Finder<'_>>> =
    LazyLock::new(|| NOT.iter().map(Finder::new).collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_table_is_written_plainly_and_means_one_thing() {
        let mut known = HashMap::new();
        for row in WORDS {
            for word in row.whole.split_whitespace().chain(row.part.split_whitespace()) {
                assert_eq!(plain(word), word);
            }
            for word in row.whole.split_whitespace() {
                let before = *known.entry(word).or_insert(row.column);
                assert_eq!(before, row.column, "{word}");
                assert_eq!(Column::of(word), Some(row.column), "{word}");
            }
        }
    }

    #[test]
    fn names_that_people_write_tell_what_their_column_holds() {
        for (names, expected) in [
            (
                &[
                    "User ID",
                    "Person",
                    "Entity",
                    "item",
                    "Benutzer-ID",
                    "ID utilisateur",
                    "Usuario",
                ][..],
                Some(Column::Person),
            ),
            (
                &["User E-mail", "E-Mail-Adresse", "Adresse e-mail", "Correo electrónico"],
                Some(Column::Email),
            ),
            (
                &["UPN", "User Principal Name", "Anmeldename", "Nom d'utilisateur"],
                Some(Column::Login),
            ),
            (
                &[
                    "Number",
                    "Phone Number",
                    "Telefonnummer",
                    "Numéro de téléphone",
                    "Teléfono móvil",
                ],
                Some(Column::PhoneNumber),
            ),
            (&["Display Name", "Anzeigename", "Nom", "Nombre"], Some(Column::Name)),
            (
                &["Error Type", "Severity", "Fehlertyp", "Type d'erreur", "Tipo de error"],
                Some(Column::Kind),
            ),
            (
                &["Error Code", "Fehlercode", "Code d’erreur", "Código de error", "Reason Code"],
                Some(Column::Code),
            ),
            (
                &[
                    "Error Message",
                    "Meldung",
                    "Message d'erreur",
                    "Descripción del error",
                    "Failure reason",
                ],
                Some(Column::Message),
            ),
            (&["Comments", "Bemerkungen", "Commentaire", "Observaciones"], Some(Column::Comment)),
            (&["Error", "Fehler", "Erreurs", "errores"], Some(Column::Error)),
            (&["Job ID", "Auftrags-ID"], Some(Column::Job)),
            (&["Source.Name", "Dateiname", "Nombre de archivo"], Some(Column::SourceFile)),
            (&["Location", "Zip code", "Voicemail", "User count", "", "#", "Country code"], None),
        ] {
            for name in names {
                assert_eq!(Column::of(name), expected, "{name}");
            }
        }
    }

    #[test]
    fn accents_count_nothing_however_they_are_encoded() {
        assert_eq!(plain("Código"), plain("Co\u{301}digo"));
    }
}
