//! Heads of requests, and values on the line below their name, by example.

use super::{hides, shown};

#[test]
fn parameters_of_an_authorization() {
    hides([
        (
            r#"Authorization: Digest username="a b", realm="c", response="S" failed"#,
            "Authorization: Digest … failed",
        ),
        (r#"authorization: OAuth a="S", b="S"\r\nHost: x"#, r"authorization: OAuth …\r\nHost: x"),
        ("Authorization: Hawk id=\"a\", mac=\"S\"\nHost: x", "Authorization: Hawk …\nHost: x"),
        (r#"Authorization: Token token="S", nonce="S""#, "Authorization: Token …"),
        (r#"Authorization: Acme-Key id="a",key='S'"#, "Authorization: Acme-Key …"),
        (
            "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/2026, SignedHeaders=a;b, Signature=S x",
            "Authorization: AWS4-HMAC-SHA256 … x",
        ),
        (
            r#"{\"Authorization\":\"Digest a=\\\"S\\\", b=\\\"S\\\"\", \"c\": 1}"#,
            r#"{\"Authorization\":\"Digest …\", \"c\": 1}"#,
        ),
        (r#"x \"Authorization: Digest a=\"S\", b=\"S\"\" y"#, r#"x \"Authorization: Digest …\" y"#),
        (r#"{"Authorization":["Digest a=\"S\"","S2"],"b":1}"#, r#"{"Authorization":["…"],"b":1}"#),
    ]);
}

#[test]
fn the_line_below_a_name() {
    hides([
        ("password:\nhunter2\nuser: ann", "password:\n…\nuser: ann"),
        ("password =\r\n  hunter2", "password =\r\n  …"),
        ("Password:\n\nswordfish", "Password:\n\n…"),
        ("token:\n  a1b2c3d4e5", "token:\n  …"),
        (r"x password:\nhunter2\nuser: ann", r"x password:\n…\nuser: ann"),
        ("client_secret: |\n  abc\n", "client_secret: |\n  …\n"),
        ("password: >-\n  'a b'\n", "password: >-\n  '…'\n"),
        ("Authorization:\n Digest a=\"S\"\nHost: x", "Authorization:\n Digest …\nHost: x"),
        ("PIN:\n4821", "PIN:\n…"),
    ]);
    for text in [
        "password:\nuser: ann",
        "password=\nuser=ann",
        "Password:\nmust have 8 characters",
        "password:\n\n\n\n\nhunter2",
        "Cookie:\nHost: x",
        "token:\nexpired",
    ] {
        assert_eq!(shown(text), text);
    }
}

#[test]
fn headers_of_requests() {
    hides([
        ("X-Api-Key: swordfish", "X-Api-Key: …"),
        ("x-api-key:swordfish", "x-api-key:…"),
        ("Set-Cookie: session=abc; Path=/; HttpOnly", "Set-Cookie: …"),
        ("Cookie: a=b; c=d\nHost: x.example", "Cookie: …\nHost: x.example"),
        ("curl -H 'Cookie: a=b; c=d' https://x.example", "curl -H 'Cookie: …' https://x.example"),
        (r#"-H \"Cookie: a=b\" x"#, r#"-H \"Cookie: …\" x"#),
        ("Authorization: Bearer abc12345 z", "Authorization: Bearer … z"),
        ("authorization: basic dXNlcjpwYXNz", "authorization: basic …"),
        ("x Authorization: Basic abcdefgh= y", "x Authorization: Basic … y"),
        ("x Basic abcdefgh= y", "x Basic … y"),
        ("Proxy-Authorization: Basic abc", "Proxy-Authorization: Basic …"),
        ("Authorization: token abcdefgh1", "Authorization: token …"),
        ("Authorization: a1b2c3d4", "Authorization: …"),
        ("Authorization: Digest username=\"u\"", "Authorization: Digest …"),
        ("X-Amz-Security-Token: abc", "X-Amz-Security-Token: …"),
        ("X-Auth-Token: abc\r\nA: b", "X-Auth-Token: …\r\nA: b"),
        ("Ocp-Apim-Subscription-Key: abc", "Ocp-Apim-Subscription-Key: …"),
        ("PRIVATE-TOKEN: abc", "PRIVATE-TOKEN: …"),
        ("X-XSRF-TOKEN: abc", "X-XSRF-TOKEN: …"),
        (
            r"GET /\r\nCookie: a=b; c=d\r\nX-Api-Key: abc\r\n",
            r"GET /\r\nCookie: …\r\nX-Api-Key: …\r\n",
        ),
        ("sent Bearer abcdefghijklmnopqrstu to x", "sent Bearer … to x"),
        ("Bearer+abc12345", "Bearer+…"),
    ]);
}
