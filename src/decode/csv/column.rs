//! What a column or a member holds, by its name.
//!
//! In: a name. Out: its meaning; none where it names a secret. What stands below `User Password` is nobody's name, and
//! what stands below `Pass code` no code of an error, so that no output shows it.

use crate::payload::Column;
use crate::privacy::secrets::names_a_secret;

pub(super) fn meaning(name: &str) -> Option<Column> {
    Column::of(name).filter(|_| !names_a_secret(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_secrets_holds_nothing_that_is_read() {
        for name in [
            "password",
            "User Password",
            "login_password",
            "userPassword",
            "Passcode",
            "Pass Code",
            "Access code PIN",
            "User PIN",
            "member secret",
            "Personal Access Token",
            "person api key",
            "Account pass",
            "Benutzerpasswort",
            "Benutzer-Kennwort",
            "Mot de passe de l'utilisateur",
            "Contraseña del usuario",
            "Password of the user",
            "User password (new)",
        ] {
            assert_eq!(meaning(name), None, "{name}");
        }
        for name in ["User", "User SID", "Calling policy of the user", "Code"] {
            assert!(meaning(name).is_some(), "{name}");
        }
    }
}
