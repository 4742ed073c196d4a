//! How people write a secret beside its name, by example.

use super::{hides, shown};

#[test]
fn marks_between_a_name_and_its_value() {
    hides([
        ("password/hunter2 is wrong", "password/… is wrong"),
        ("x token/a1b2c3d4", "x token/…"),
        ("password|hunter2", "password|…"),
        ("| password | hunter2 |", "| password | … |"),
        ("token#a1b2c3d4 expired", "token#… expired"),
        ("token(a1b2c3d4) expired", "token(…) expired"),
        ("token[a1b2c3d4], secret{a1b2c3d4}", "token[…], secret{…}"),
        ("secret~a1b2c3d4 and token*a1b2c3d4*", "secret~… and token*…"),
        ("token→a1b2c3d4, api key => a1b2c3d4", "token→…, api key => …"),
        ("the password was changed to hunter2.", "the password was changed to …."),
        ("Passwort wurde auf hunter2 gesetzt", "Passwort wurde auf … gesetzt"),
        ("creds ann:hunter2 failed", "creds … failed"),
        ("password > hunter22, password ~ hunter22", "password > …, password ~ …"),
        ("password / hunter22 · secret · a1b2c3d4", "password / … · secret · …"),
        ("auth-password|hunter22", "auth-password|…"),
    ]);
}

#[test]
fn secrets_whose_letters_are_apart() {
    hides([
        ("x password: h u n t e r 2 y", "x password: …"),
        ("x password: s w o r d failed", "x password: … failed"),
        ("password is h u n t e r 2 ok", "password is … ok"),
        ("x token a 1 b 2 c 3", "x token …"),
        ("x p a s s w o r d: hunter2 y", "x p a s s w o r d: … y"),
        ("x=1 s e c r e t = hunter2", "x=1 s e c r e t = …"),
        ("x t o k e n: a1b2c3d4", "x t o k e n: …"),
    ]);
}

#[test]
fn several_secrets_behind_one_name() {
    hides([
        ("tokens: a1b2c3d4, e5f6g7h8", "tokens: …"),
        ("x tokens: a1b2c3d4, e5f6g7h8 and f6g7h8i9 expired", "x tokens: … expired"),
        ("x passwords: hunter2; hunter3 / hunter4, none", "x passwords: …, none"),
        ("x credentials: a1b2c3d4, e5f6g7h8 for 2 users", "x credentials: … for 2 users"),
    ]);
}

#[test]
fn a_key_is_one_where_its_value_looks_like_no_word() {
    hides([
        ("key=a1b2c3d4e5f6 x", "key=… x"),
        ("(key: AIzb1SyB2-1234abcd)", "(key: …)"),
        ("x key = \"a1b2c3d4e5f6\".", "x key = \"…\"."),
        ("a&key=a1b2c3d4e5f6&b=1", "a&key=…&b=1"),
    ]);
}

#[test]
fn names_in_other_languages_and_of_second_factors() {
    hides([
        ("x wachtwoord: hunter2 y", "x wachtwoord: … y"),
        ("parola: hunter2, x", "parola: …"),
        ("x Пароль: hunter2 y", "x Пароль: … y"),
        ("x 密码=hunter2 y", "x 密码=… y"),
        ("新しいパスワード hunter2 です", "新しいパスワード … です"),
        ("2FA: 482193", "2FA: …"),
        ("your verification code is 482193.", "your verification code is …."),
        ("{'auth': ('ann', 'hunter2'), 'a': 1}", "{'auth': ('…'), 'a': 1}"),
    ]);
}

#[test]
fn words_of_any_sentence_before_what_is_drawn_by_chance() {
    for name in ["jwt", "session", "sig", "pass"] {
        let text = format!("the {name} Zk9qLw3Xv8Rt2Yp5 was refused");
        assert_eq!(shown(&text), format!("the {name} … was refused"));
        let word = format!("the {name} expired on 2026-01-02T03:04:05Z");
        assert_eq!(shown(&word), word);
    }
}
