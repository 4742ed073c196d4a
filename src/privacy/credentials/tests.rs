//! What is a credential and what is a word, by example.

mod headers;
mod said;

use super::*;

/// A text as it is shown.
fn shown(text: &str) -> String {
    let (mut shown, mut end) = (String::new(), 0);
    for secret in credentials(text) {
        shown.push_str(&text[end..secret.start]);
        shown.push('…');
        end = secret.end;
    }
    shown + &text[end..]
}

/// Each is shown without its secret, is not passed over, and stays as it is when it is shown again.
fn hides<'t>(rows: impl IntoIterator<Item = (&'t str, &'t str)>) {
    let wrong = rows.into_iter().filter_map(|(text, expected)| {
        let (once, twice) = (shown(text), shown(expected));
        let holds = may_hold(text) && once == expected && twice == expected;
        (!holds).then(|| format!("{text}\n  is    {once}\n  not   {expected}\n  twice {twice}\n"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn members_of_objects() {
    hides([
        (r#"{"password": "p w", "a": 1}"#, r#"{"password": "…", "a": 1}"#),
        (r#"{"password": "p\"w", "a": 1}"#, r#"{"password": "…", "a": 1}"#),
        (r#"{"password":"p\\","a":"b"}"#, r#"{"password":"…","a":"b"}"#),
        (r#"{\"password\": \"p w\", \"a\": 1}"#, r#"{\"password\": \"…\", \"a\": 1}"#),
        (r#"{\\\"pwd\\\":\\\"p w\\\",\\\"a\\\":1}"#, r#"{\\\"pwd\\\":\\\"…\\\",\\\"a\\\":1}"#),
        ("{'clientSecret' : 'abc'}", "{'clientSecret' : '…'}"),
        ("{\"refresh_token\":\n  \"abc\"}", "{\"refresh_token\":\n  \"…\"}"),
        (r#"{"token":{"value":"abc"},"a":1}"#, r#"{"token":{"…"},"a":1}"#),
        (r#"{"client_secret": {"text": "abc", "hint": "d"}}"#, r#"{"client_secret": {"…"}}"#),
        (r#"{"credentials":{"password":{"S":"abc"}}}"#, r#"{"credentials":{"…"}}}"#),
        (r#"{"Signature": "abc", "x": 1}"#, r#"{"Signature": "…", "x": 1}"#),
        (r#"{"expires":1999}"#, r#"{"expires":…}"#),
        (r#"{"policy":"abc"}"#, r#"{"policy":"…"}"#),
        (r#"{"sig":"abc","pin":"4821"}"#, r#"{"sig":"…","pin":"…"}"#),
        (r#"{"set-cookie":["a=b; Path=/","c=d"],"x":1}"#, r#"{"set-cookie":["…"],"x":1}"#),
        (r#"{"cookies":{"sid":"abc"},"x":1}"#, r#"{"cookies":{"…"},"x":1}"#),
        (r#"{"Authorization":"Basic YTpi"}"#, r#"{"Authorization":"Basic …"}"#),
        (r#"{"name":"Cookie","value":"a=b"}"#, r#"{"name":"Cookie","value":"…"}"#),
        (r#"{"value":"abc","name":"X-Api-Key"}"#, r#"{"value":"…","name":"X-Api-Key"}"#),
        (
            r#"{"key":"password","type":"text","value":"abc"}"#,
            r#"{"key":"password","type":"text","value":"…"}"#,
        ),
        ("{'pass': u'abc', 'token': b'abc'}", "{'pass': u'…', 'token': b'…'}"),
        (r#"{"passwords":["a b","c"]}"#, r#"{"passwords":["…"]}"#),
        (r#"{"passwordConfirmation":"a b"}"#, r#"{"passwordConfirmation":"…"}"#),
        (r#"[["X-Api-Key","abc"]]"#, r#"[["X-Api-Key","…"]]"#),
        ("('Cookie', 'a=b')", "('Cookie', '…')"),
        ("\"password\" => \"abc\"", "\"password\" => \"…\""),
        (r#"{"password_age":1,"db_password":"abc"}"#, r#"{"password_age":1,"db_password":"…"}"#),
        (r#"{"Passwort":"abc","contraseña":"def"}"#, r#"{"Passwort":"…","contraseña":"…"}"#),
        ("<Password>a b</Password>", "<Password>…</Password>"),
        ("<ns:pwd>abc</ns:pwd>", "<ns:pwd>…</ns:pwd>"),
        ("<add key=\"ApiKey\" value=\"abc\"/>", "<add key=\"ApiKey\" value=\"…\"/>"),
        ("@{password=p w; a=1}", "@{password=… w; a=1}"),
        (
            "<Header name=\"Authorization\">Basic YTpi</Header>",
            "<Header name=\"Authorization\">Basic …</Header>",
        ),
        ("<apiKey type=\"x\">abc</apiKey>", "<apiKey type=\"x\">…</apiKey>"),
        ("unclosed \"password\": \"p w", "unclosed \"password\": \"…"),
    ]);
}

#[test]
fn urls_without_a_scheme_and_elements_side_by_side() {
    hides([
        ("//ann:x1y2@files.example.com/a", "//…@files.example.com/a"),
        ("src=\"//ann:x1y2@files.example.com\"", "src=\"//…@files.example.com\""),
        ("<name>password</name><value>x1y2</value>", "<name>password</name><value>…</value>"),
        (
            "<name>client_secret</name>\n <value>x1</value>",
            "<name>client_secret</name>\n <value>…</value>",
        ),
        ("<key>Password</key>\n<string>x1y2</string>", "<key>Password</key>\n<string>…</string>"),
    ]);
    for text in [
        "// ask ann: a@b",
        "//files.example.com:80/a",
        "<name>password</name><kind>text</kind>",
        "<name>count</name><value>12</value>",
    ] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn settings_and_commands() {
    hides([
        ("aws_secret_access_key = abc/def", "aws_secret_access_key = …"),
        ("aws_secret_access_key=abc", "aws_secret_access_key=…"),
        ("client_secret: swordfish\nscope: x", "client_secret: …\nscope: x"),
        ("password: correct horse battery", "password: …"),
        ("  - db-password: correct horse", "  - db-password: …"),
        ("a=1 password: swordfish b", "a=1 password: … b"),
        ("export GITHUB_TOKEN=abc", "export GITHUB_TOKEN=…"),
        ("pwd=abc apikey=def", "pwd=… apikey=…"),
        ("Server=x;Pwd=abc", "Server=x;Pwd=…"),
        ("AccountName=a;AccountKey=abc==", "AccountName=a;AccountKey=…"),
        ("user's token: a1b2c3d4", "user's token: …"),
        ("token: abc\n", "token: …\n"),
        ("api key: a1b2c3d4", "api key: …"),
        ("login --password swordfish --now", "login --password … --now"),
        ("login --api-token 'a b'", "login --api-token '…'"),
        ("curl -u ann:secret x", "curl -u … x"),
        ("curl --user=ann:s1 x", "curl --user=… x"),
        ("the new password is Abc123!", "the new password is …!"),
        ("das Passwort lautet abc123", "das Passwort lautet …"),
        ("your password (hunter2) is old", "your password (…) is old"),
        ("password 'Zx9!k' is weak", "password '…' is weak"),
        ("voicemail PIN: 4821, PIN 4822", "voicemail PIN: …, PIN …"),
        ("token:abcdefgh", "token:…"),
        ("x sig: a1b2c3d4", "x sig: …"),
        ("tokens: a1b2c3d4, none", "tokens: …, none"),
        ("auth: a1b2c3d4", "auth: …"),
        ("x Cookie: a1b2c3d4", "x Cookie: …"),
        ("password2: swordfish x", "password2: …"),
        ("a password2=swordfish x", "a password2=… x"),
        ("Passwort „abc123“ ist falsch", "Passwort „…“ ist falsch"),
        ("mot de passe « abc123 » invalide", "mot de passe « … » invalide"),
        ("password [abc123], <x>", "password […], <x>"),
        ("password -> abc123", "password -> …"),
        ("token a1b2c3d4 expired", "token … expired"),
        ("https://ann:secret@x.example/y", "https://…@x.example/y"),
        ("postgres://ann:s/e?c#t@x.example/y", "postgres://…@x.example/y"),
        ("redis://:secret@x.example", "redis://…@x.example"),
        (
            "https://hooks.slack.com/services/T00000/B00000/abcdef now",
            "https://hooks.slack.com/services/… now",
        ),
        (
            "webexapis.com/v1/webhooks/incoming/Y2lzY29zcGFyazovL3",
            "webexapis.com/v1/webhooks/incoming/…",
        ),
    ]);
}

#[test]
fn tokens_by_their_looks() {
    let secret = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
    for (before, token) in [
        ("", "AKIAIOSFODNN7EXAMPLE"),
        ("id ", "ASIAIOSFODNN7EXAMPLE"),
        ("x ", &format!("ghp_{secret}")),
        ("(", &format!("github_pat_{secret}")),
        ("", "xoxb-123456789012-abcdefghij"),
        ("", &format!("sk-{secret}")),
        ("", "sk_live_abcdefghij"),
        ("", &format!("AIza{secret}")),
        ("", &format!("glpat-{secret}")),
        ("", "eyJhbGci.eyJzdWIi.c2ln"),
        ("ssh-rsa ", "AAAAB3NzaC1yc2EAAAADAQABAAABAQC7+/a="),
        ("ssh-ed25519 ", "AAAAC3NzaC1lZDI1NTE5AAAAIHUJ"),
        ("", "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAA"),
        ("a\\n", "AKIAIOSFODNN7EXAMPLE"),
        ("", "eyJhbGciOiJkaXIi..abcdef.ghijklmnop.qrstuv"),
        ("", &format!("{secret}{}_PF84_1eb65fdf-9643-417f-9974-ad72cae0e10f", &secret[..24])),
    ] {
        hides([(&*format!("{before}{token} y"), &*format!("{before}… y"))]);
    }
    let webex = format!("{secret}{}_P0A1_user-0c6ad79b2ca247be410859c3", &secret[..24]);
    hides([(&*webex, "…")]);
    let key = "MIIEvQ+IBADANBg/kqh==";
    for joint in ["\n", "\\n", " "] {
        for name in ["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY"] {
            let text = format!("a -----BEGIN {name}-----{joint}{key}{joint}-----END {name}----- b");
            let expected = format!("a -----BEGIN {name}-----…-----END {name}----- b");
            hides([(&*text, &*expected)]);
        }
    }
    hides([("-----BEGIN PRIVATE KEY-----\nabc", "-----BEGIN PRIVATE KEY-----…")]);
}

#[test]
fn words_are_no_credentials() {
    let words = [
        "the token expired",
        "password reset needed",
        "Password: must have 8 characters",
        "password: required",
        "Passwort: ungültig",
        "mot de passe: expiré",
        "Invalid token: expired",
        "Unexpected token: }",
        "unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
        "token: null",
        "{\"token\": null, \"password\": false, \"signature\": \"\"}",
        "{\"required\": [\"password\", \"name\"]}",
        "[\"client_id\",\"client_secret\",\"scope\"]",
        "{\"tokenType\":\"Bearer\",\"expiresIn\":3600}",
        "bearer token is not valid",
        "Authorization: Bearer token is missing",
        "Authorization: failed for this user",
        "Authorization: Basic authentication is off",
        "Basic authentication is off",
        "basic call forwarding for 4821",
        "Cookie: please enable cookies",
        "https://x.example:443/y@z",
        "https://x.example:8080/a?b@c",
        "the calling policy: none",
        "outgoing policy 4821",
        "it expires: never",
        "the signature is not valid",
        "a design=1 or config=2",
        "session: 14 users were moved",
        "compass: north, bypass: none",
        "pin: 3 of the connector",
        "spinning 4821",
        "your password: it must be changed",
        "Reset password: https://x.example/y",
        "secret \"db-credentials\" not found",
        "oauth: is off",
        "eyJafjallajokull",
        "eyJ.a.b",
        "ghp_short",
        "a sk-learn model",
        "AKIA is a beginning",
        "asiatic and akiaiosfodnn7example",
        "docker run -u 1000:1000 x",
        "grep -u 12:30",
        "user: ann@example.com",
        "T1: no, step2: done",
        "10:30:00, 2024-01-01T10:30:00.000Z",
        "[Error 19605] The extension 4821 is taken: no other is free",
        "-----BEGIN CERTIFICATE-----\nMIIB",
        "| --- | --- |",
        "the secret of success: patience pays",
        "key: value, api: none",
        "key: 19605, key=4821, key=moveusers2024, key=webexcalling-prod-01",
        "key=131d985d-be8a-4728-b360-630c50151271, key: 2025-10-01T10:30:00Z",
        "{\"key\":\"a1b2c3d4e5f6\",\"message\":\"x\"}",
        "password/PIN policy, the password/passcode rules",
        "jobs/token/wave1.json, /secret/wave1/errors.csv, token/wave1.json",
        "parseToken(line42) at getPassword(User.java:4821)",
        "A B C D E F, a password: a b",
        "the password - user4821 - is old",
        "passwords: none, tokens: none, expired",
        "Password reset required",
        "<password/> <password></password>",
        "value: 12, \"value\": \"abc\"",
        "{\"name\":\"moveusers\",\"value\":\"abc\"}",
        "jobs/moveusers/2025-10/errors (1).csv",
        "cbf865e9-d069-4004-bb57-2a39f5bfb5fe_d1fde6bf944c40ed8ffbab14e6ca6a12",
        "Y2lzY29zcGFyazovL3VzL0pPQl9JRC8xMzFkOTg1ZC1iZThhLTQ3MjgtYjM2MC02MzBjNTAxNTEyNzE",
    ];
    let shown = words.into_iter().map(shown);
    let wrong: Vec<String> = shown.filter(|shown| shown.contains('…')).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_no_credential_is_looked_at_once() {
    // With a look to the end of the text from each of these it would take minutes.
    for unit in [
        "==",
        "cookie:",
        "(cookie:",
        "\\cookie:",
        "=eyJ",
        "eyJeyJ",
        "- --",
        "AKIA--",
        "=authorization:",
        "[\"x-api-key\",\"",
        "value:\"",
        "\"password\":[",
        "-----BEGIN ",
        "://a:",
        "token ",
        "token \"",
        "<a>",
        "-u ",
        "pwd:…",
        "pwd=…",
        "Bearer",
        "Basic.",
        "aBearer/",
        "token/",
        "token#",
        "key=",
        "token\u{2192}",
        "t o k e n ",
        "p a s s:",
    ] {
        let text = unit.repeat(20_000 / unit.len());
        assert!(credentials(&text).len() <= 1, "{unit}");
    }
}

proptest::proptest! {
    #[test]
    fn what_holds_a_credential_is_never_passed_over(
        pieces in proptest::collection::vec(0_usize..PIECES.len(), 1..12),
        upper in 0..3,
    ) {
        let text: String = pieces.into_iter().map(|at| PIECES[at]).collect();
        let text = match upper {
            0 => text.to_ascii_uppercase(),
            1 => text.to_ascii_lowercase(),
            _ => text,
        };
        let found = credentials(&text);
        proptest::prop_assert!(found.is_empty() || may_hold(&text), "{text:?}: {found:?}");
        let apart = found.windows(2).all(|two| two[0].end <= two[1].start);
        proptest::prop_assert!(apart, "{text:?}: {found:?}");
    }
}

const PIECES: [&str; 44] = [
    "token",
    "/",
    "#",
    "\u{2192}",
    "a 1 b 2 c 3",
    "bearer",
    "basic",
    "policy",
    "signature",
    "access_token",
    "x-auth-token",
    "value",
    "eyJ",
    "abc12345",
    "abcdefghijklmnopqrstuvwxyz",
    "://",
    "ann",
    "@",
    ":",
    "=>",
    "=",
    ",",
    "\"",
    "'",
    " ",
    "\t",
    "\n",
    ".",
    "+",
    "é",
    "-u",
    "--",
    "password",
    "cookie",
    "<",
    ">",
    "[",
    "]",
    "{",
    "\\",
    "AKIA",
    "ABCDEFGHIJKLMNOP",
    "-----BEGIN PRIVATE KEY-----",
    "hooks.slack.com/services/",
];

#[test]
fn tokens_behind_an_escape_or_glued_to_their_scheme() {
    let token = "ghp_Zk9qLw3Xv8Rt2Yp5Mn7B";
    for before in
        ["conf%0A", "conf%20", "conf\\u000a", "conf\\x0a", "confé", "conf，", "conf\u{200b}"]
    {
        assert_eq!(shown(&format!("{before}{token}")), format!("{before}…"));
        assert!(may_hold(&format!("{before}{token}")), "{before}");
    }
    hides([
        ("Bearer%20Zk9qLw3Xv8Rt2Yp5", "Bearer%20…"),
        ("Bearer <Zk9qLw3Xv8Rt2Yp5>", "Bearer <…>"),
        ("Basic\ndXNlcjpaazlxTHczWHY4UnQyWXA1", "Basic\n…"),
        ("ssh u:Zk9qLw3Xv8Rt2Yp5@db.example.com", "ssh u:…@db.example.com"),
        ("https://Zk9qLw3Xv8Rt2Yp5@example.com/x", "https://…@example.com/x"),
    ]);
    for text in ["user:ann1980@example.com", "https://ann@example.com/x", "conftoken_ghp_x"] {
        assert_eq!(shown(text), text);
    }
}
