//! Errors files as tools and people leave them: each is read for what it says, and what was read through
//! is said.

use serde_json::Value;

use crate::support::{Folder, job, job_id};

/// What an audit makes of one errors file beside its job: errors, impacts, users with errors in order,
/// codes in order, and the rules of its findings.
struct Told {
    errors: u64,
    impacts: u64,
    users: Vec<String>,
    codes: Vec<String>,
    rules: Vec<String>,
}

fn told(text: impl AsRef<[u8]>) -> Told {
    let mut failed = job(1);
    failed["counts"] = serde_json::json!({"totalMoves": 3, "moved": 0, "failed": 3});
    let job = failed.to_string();
    let folder = Folder::of([("job.json", job.as_bytes()), ("errors.csv", text.as_ref())]);
    let (run, report) = folder.audit(&[]);
    run.exits(0);
    let texts = |section: &str, column: &str| -> Vec<String> {
        let values = report.rows(section).iter().map(|row| &row[column]);
        let mut texts: Vec<String> = values.filter_map(Value::as_str).map(str::to_owned).collect();
        texts.sort();
        texts
    };
    let number = |measure: &str| report.measure(measure).as_u64().unwrap_or_default();
    let of_tables = report.rules().into_iter().filter(|rule| rule.starts_with("csv-"));
    let mut rules: Vec<String> = of_tables.map(str::to_owned).collect();
    rules.sort();
    Told {
        errors: number("errors"),
        impacts: number("impacts"),
        users: texts("users", "user"),
        codes: texts("error_codes", "code"),
        // How many are named against how many failed is not the table's business.
        rules,
    }
}

const ANN: &str = "ann@example.com";
const BOB: &str = "bob@example.com";

/// Two errors of two people, however the file is written.
#[track_caller]
fn is_read(text: impl AsRef<[u8]>, rules: &[&str]) {
    are_read(text, [ANN, BOB], rules);
}

#[track_caller]
fn are_read(text: impl AsRef<[u8]>, users: [&str; 2], rules: &[&str]) {
    let shown = String::from_utf8_lossy(text.as_ref()).into_owned();
    let told = told(text);
    assert_eq!((told.errors, told.impacts), (2, 0), "{shown}");
    assert_eq!(told.users, users, "{shown}");
    assert_eq!(told.codes, ["19605", "4202"], "{shown}");
    assert_eq!(told.rules, rules, "{shown}");
}

#[test]
fn lines_that_tools_put_above_a_header_are_left_out() {
    for text in [
        "sep=,\nUser,Code\nann@example.com,4202\nbob@example.com,19605\n",
        "\"sep=,\"\r\nUser,Code\r\nann@example.com,4202\r\nbob@example.com,19605\r\n",
        "#TYPE Selected.System.Management.Automation.PSCustomObject\n\"User\",\"Code\"\n\
         \"ann@example.com\",\"4202\"\n\"bob@example.com\",\"19605\"\n",
        "# by ann, on Monday\n# wave 2\nUser,Code\nann@example.com,4202\nbob@example.com,19605\n",
        "Errors of wave 2,\n,\nUser,Code\nann@example.com,4202\nbob@example.com,19605\n",
        "Errors of wave 2\n\nUser,Code\nann@example.com,4202\nbob@example.com,19605\n",
        "Exported by,ann\nDate,2026-03-02\n\nUser,Code\nann@example.com,4202\nbob@example.com,19605\n",
        "My file,\n\"User\nName\",\"Error\nCode\"\nann@example.com,4202\nbob@example.com,19605\n",
    ] {
        is_read(text, &["csv-skipped-rows"]);
    }
    for (mark, text) in [(';', "sep=;"), ('\t', "sep=\t"), ('^', "sep=^"), ('|', "sep=|")] {
        let rows = ["User,Code", "ann@example.com,4202", "bob@example.com,19605"].join("\r\n");
        let text = format!("{text}\r\n{}\r\n", rows.replace(',', &mark.to_string()));
        is_read(text, &["csv-delimiter", "csv-skipped-rows"]);
    }
}

#[test]
fn rows_that_are_quoted_as_a_whole_are_read() {
    for text in [
        "\"User,Code\"\n\"ann@example.com,4202\"\n\"bob@example.com,19605\"\n",
        "\u{feff}\"User,Code,Message\",,\r\n\"ann@example.com,4202,\"\"No, never\"\"\",,\r\n\
         \"bob@example.com,19605,\"\"No\nor yes\"\"\",,\r\n",
        "Errors of wave 2\n\n\"User,Code\"\n\"ann@example.com,4202\"\n\"bob@example.com,19605\"\n",
    ] {
        let told = told(text);
        assert_eq!(
            (told.errors, &told.users[..]),
            (2, &[ANN.to_owned(), BOB.to_owned()][..]),
            "{text}"
        );
        assert!(told.rules.contains(&String::from("csv-delimiter")), "{text}");
    }
    let text = "\"User;Code\"\n\"ann@example.com;4202\"\n\"bob@example.com;19605\"\n";
    is_read(text, &["csv-delimiter"]);
}

#[test]
fn of_messages_among_other_lines_none_counts_alone() {
    let text =
        "User\nMessage\nann@example.com\n[Error 4202] No.\nbob@example.com\n[Error 19605] No.\n";
    assert_eq!(told(text).errors, 0);
}

#[test]
fn rows_between_the_data_that_are_none_are_left_out() {
    for text in [
        "User,Code\nann@example.com,4202\n,\n,\nbob@example.com,19605\n,\n",
        "User,Code\nann@example.com,4202\n ,\t\nbob@example.com,19605\n",
        "User,Code\nann@example.com,4202\nUser,Code\nbob@example.com,19605\n",
        "User,Code\nann@example.com,4202\n\u{feff}User,Code\nbob@example.com,19605\n",
        "User,Code\nann@example.com,4202\nError Code,E-Mail\n19605,bob@example.com\n",
        "User,Code\n# wave 1\nann@example.com,4202\n#cid was done by hand, later\nbob@example.com,19605\n",
        "User,Code\nann@example.com,4202\nbob@example.com,19605\nTotal: 2,\n",
        "User,Status,Code\nann@example.com,Failed,4202\ncid@example.com,Success,\nbob@example.com,Failed,19605\n",
    ] {
        is_read(text, &["csv-skipped-rows"]);
    }
    let empty_rows = ";;;\n".repeat(200);
    let text =
        format!("User;Type;Code;\nann@example.com;;4202;\nbob@example.com;;19605;\n{empty_rows}");
    is_read(&text, &["csv-delimiter", "csv-skipped-rows"]);
    let folder = Folder::of([("errors.csv", &text)]);
    let run = folder.run(["validate", "errors.csv", "--only", "csv-skipped-rows"]);
    run.check(run.stdout().contains("errors.csv:4"), "the place of the first");
    run.check(run.stdout().contains("200 empty rows"), "how many there are");
}

#[test]
fn columns_that_hold_nothing_of_an_error_change_nothing() {
    for text in [
        ",User,Code\n0,ann@example.com,4202\n1,bob@example.com,19605\n",
        "#,User,Code\n1,ann@example.com,4202\n2,bob@example.com,19605\n",
        "No.,User,Code\n1,ann@example.com,4202\n2,bob@example.com,19605\n",
        "Number,User,Code\n1,ann@example.com,4202\n2,bob@example.com,19605\n",
        "User,Code,,,\nann@example.com,4202,,,\nbob@example.com,19605\n",
        "Time,Org,Location,User,Device,Code,Tracking ID\nx,Acme,Hartford,ann@example.com,,4202,X_1\n\
         x,Acme,Hartford,bob@example.com,Phone,19605,X_2\n",
    ] {
        is_read(text, &[]);
    }
}

#[test]
fn tables_between_pipes_are_read() {
    is_read("User|Code\nann@example.com|4202\nbob@example.com|19605\n", &["csv-delimiter"]);
    for text in [
        "| User | Code |\n|---|:-:|\n| ann@example.com | 4202 |\n| bob@example.com | 19605 |\n",
        "# Errors\n\n| User | Message |\n| --- | --- |\n| ann@example.com | [Error 4202] a \\| b |\n\
         | bob@example.com | [Error 19605] \"No |\n\nThat is all, for now.\n",
        "+------+------+\n| User | Code |\n+------+------+\n| ann@example.com | 4202 |\n\
         | bob@example.com | 19605 |\n+------+------+\n2 rows in set (0.00 sec)\n",
        " User | Code \n------+------\n ann@example.com | 4202\n bob@example.com | 19605\n(2 rows)\n",
    ] {
        is_read(text, &["csv-delimiter", "csv-skipped-rows"]);
    }
}

#[test]
fn a_column_of_messages_alone_is_read() {
    for (text, rules) in [
        ("Message\n[Error 4202] No, never.\n\"[Error 19605] No.\"\n", &[][..]),
        ("Errors\n\"[Error 4202] No, never.\"\n\"[Error 19605]\nNo.\"\n", &[]),
        ("[Error 4202] No, never.\n[Error 19605] No.\n", &["csv-no-header"]),
        ("Wave 2\n\nError message\n[Error 4202] No.\n[Error 19605] No.\n", &["csv-skipped-rows"]),
    ] {
        let told = told(text);
        assert_eq!((told.errors, told.codes.len()), (2, 2), "{text}");
        assert_eq!(
            (told.users.len(), &told.rules[..]),
            (0, &rules.iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>()[..]),
            "{text}"
        );
    }
}

#[test]
fn several_errors_of_one_cell_count_each() {
    let json = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let list = json(r#"[{"code":"4202","description":"a"},{"code":19605,"message":"b"}]"#);
    let answer = json(
        r#"{"key":"400","message":[{"description":"a","code":"4202"},{"description":"b","code":"19605"}]}"#,
    );
    for text in [
        String::from("User,Message\nann@example.com,[Error 4202] a; [Error 19605] b\n"),
        String::from("User,Message\nann@example.com,\"[Error 4202] a\n[Error 19605] b\"\n"),
        String::from("User,Codes\nann@example.com,4202;19605\n"),
        String::from("User,Codes,Message\nann@example.com,\"4202, 19605\",a and b\n"),
        format!("User,Errors\nann@example.com,{list}\n"),
        format!("User,Code,Details\nann@example.com,400,{answer}\n"),
        format!(
            "User,Errors\nann@example.com,{}\n",
            json(r#"["[Error 4202] a","[Error 19605] b"]"#)
        ),
    ] {
        let told = told(&text);
        assert_eq!((told.errors, told.impacts), (2, 0), "{text}");
        assert_eq!(
            (&told.users[..], &told.codes[..]),
            (&[ANN.to_owned()][..], &["19605".to_owned(), "4202".to_owned()][..]),
            "{text}"
        );
        assert_eq!(told.rules, ["csv-several-errors"], "{text}");
    }
    let impacts = json(r#"[{"code":"19701","message":"c"}]"#);
    let told = told(format!(
        "User ID,Errors,Impacts\nann@example.com,{list},{impacts}\nbob@example.com,[],{impacts}\n"
    ));
    assert_eq!((told.errors, told.impacts), (2, 2));
}

#[test]
fn a_person_is_known_by_whatever_names_one() {
    let numbers = ["+12025550141", "+12025550142"];
    let names = ["Ann Example", "Bob Example"];
    for (header, [ann, bob], users) in [
        ("UPN", [ANN, BOB], [ANN, BOB]),
        ("Login", [ANN, BOB], [ANN, BOB]),
        ("Entity", [ANN, BOB], [ANN, BOB]),
        ("item", [ANN, BOB], [ANN, BOB]),
        ("E-Mails", ["Ann@Example.com", "Bob Example <bob@example.com>"], [ANN, BOB]),
        ("Display name", names, names),
        ("Number", ["+1 202 555-0141", "tel:+12025550142"], numbers),
        ("Phone numbers", ["'+12025550141", "+1 (202) 555-0142"], numbers),
        ("Extension", ["4821", "4822"], ["4821", "4822"]),
        ("First Name,Last Name", ["Ann,Example", "Bob,Example"], names),
        ("User ID,Email", ["ANN@example.com,ann@example.com", ",bob@example.com"], [ANN, BOB]),
        ("Number,Email", [",ann@example.com", "2,bob@example.com"], [ANN, BOB]),
    ] {
        are_read(format!("{header},Code\n{ann},4202\n{bob},19605\n"), users, &[]);
    }
}

#[test]
fn an_address_in_two_columns_is_one_person_in_all_files() {
    let twice = "User ID,Email,Code\nAnn@example.com,ann@example.com,4202\n";
    let by_id = "User ID,Email,Code\n52efdff9-9db6-438d-9b96-638365789353,ann@example.com,19605\n";
    let folder = Folder::of([
        ("1.json", job(1).to_string()),
        ("1.csv", twice.to_owned()),
        ("2.json", job(2).to_string()),
        ("2.csv", by_id.to_owned()),
    ]);
    let (run, report) = folder.audit(&[]);
    run.check(report.measure("users_with_errors") == 1, "one person");
}

#[test]
fn headers_in_four_languages_and_in_peoples_words_are_understood() {
    for header in [
        "User Email,Error Type,Error Code,Error Message",
        "Email,Status,Error,Comments",
        "item,errorType,code,description",
        "Benutzer,Fehlertyp,Fehlercode,Fehlermeldung",
        "E-Mail-Adresse,Art,Fehlernummer,Beschreibung",
        "Anmeldename,Schweregrad,Fehler,Bemerkungen",
        "Utilisateur,Type d’erreur,Code d’erreur,Message d’erreur",
        "Adresse électronique,Gravité,Code,Motif",
        "Nom d'utilisateur,Statut,Erreur,Commentaires",
        "Usuario,Tipo,Código,Mensaje",
        "Correo electrónico,Tipo de error,Código de error,Descripción",
        "Nombre de usuario,Resultado,Error,Observaciones",
    ] {
        is_read(
            format!(
                "{header}\nann@example.com,Error,4202,[Error 4202] a\nbob@example.com,Error,19605,[Error 19605] b\n"
            ),
            &[],
        );
    }
}

#[test]
fn a_table_of_plans_or_people_is_no_errors_file() {
    for text in [
        "Email,Name,Location,Comments\nann@example.com,Ann,Hartford,call first\n",
        "First name,Last name,Email,Extension,Phone number,New location\nAnn,Example,ann@example.com,1,2,3\n",
        "code,kind,summary\n4202,error,taken\n",
        "Message,Date\nhello,2026-03-02\n",
    ] {
        let told = told(text);
        assert_eq!(
            (told.errors, &told.rules[..]),
            (0, &["csv-unknown-columns".to_owned()][..]),
            "{text}"
        );
    }
}

#[test]
fn codes_are_compared_as_codes() {
    for [one, other] in [
        ["4202.0", "19605.0"],
        ["\"4,202\"", "\"19,605\""],
        ["'4202", "'19605"],
        ["\"=\"\"4202\"\"\"", "\"=\"\"19605\"\"\""],
        ["Error 4202", "[Error 19605]"],
        ["4.202E+03", "1.9605E+04"],
        ["#4202", "19 605"],
    ] {
        is_read(
            format!("User,Code\nann@example.com,{one}\nbob@example.com,{other}\n"),
            &["csv-code-form"],
        );
    }
    // What the message says is known, and what the cell says is not.
    is_read(
        "User,Code,Message\nann@example.com,400,[Error 4202] a\nbob@example.com,E1,[Error 19605] b\n",
        &[],
    );
}

#[test]
fn a_row_that_says_what_sort_each_column_is_is_no_header() {
    is_read(
        "User,Type,Code,Message\n(text),(text),(number),(text)\nann@example.com,Error,4202,a\n\
         bob@example.com,Error,19605,b\n",
        &["csv-skipped-rows"],
    );
}

#[test]
fn columns_with_unknown_names_are_told_by_their_cells() {
    for name in ["Who", "Owner", "Contact", "Unnamed: 0", "A", "Gebruiker"] {
        is_read(format!("{name},Code\nann@example.com,4202\nbob@example.com,19605\n"), &[]);
        is_read(
            format!(
                "{name},Backup,Type,Code,Message\nann@example.com,x@example.com,Error,4202,a\n\
                 bob@example.com,y@example.com,Error,19605,b\n"
            ),
            &[],
        );
        is_read(
            format!(
                "Wave,{name},Foutcode,Bericht\n1,ann@example.com,4202,[Error 4202] a\n\
                 Wave,{name},Foutcode,Bericht\n1,bob@example.com,19605,[Error 19605] b\n"
            ),
            &["csv-skipped-rows"],
        );
    }
    // Nobody need know the language.
    is_read(
        "ユーザー,種類,コード,メッセージ\nann@example.com,Error,4202,[Error 4202] a\n\
         bob@example.com,Error,19605,[Error 19605] b\n",
        &[],
    );
    is_read("Utente,Codice\nann@example.com,4202\nbob@example.com,19605\n", &[]);
}

#[test]
fn a_table_of_something_else_is_no_errors_file() {
    for (text, rule) in [
        ("name,id,latestExecutionExitCode\nmoveusers,1,COMPLETED_WITH_ERRORS\n", "unknown-payload"),
        ("name,latest_execution_status,errors\nmoveusers,COMPLETED,2\n", "unknown-payload"),
        ("User,counts.totalMoves,statusMessage\nann@example.com,3,COMPLETED\n", "unknown-payload"),
        (
            "User,Activation Code,Model\nann@example.com,1234567890123456,8865\n",
            "csv-unknown-columns",
        ),
        ("Employee Email,Cost Center Code\nann@example.com,4711\n", "csv-unknown-columns"),
        (
            "Date,Admin email,Action,Description,IP\n1,ann@example.com,Moved,Ann moved Bob,::1\n",
            "csv-unknown-columns",
        ),
    ] {
        let errors = "User,Code\nann@example.com,4202\n";
        let folder = Folder::of([
            ("job.json", job(1).to_string()),
            ("errors.csv", errors.to_owned()),
            ("other.csv", text.to_owned()),
        ]);
        let (run, report) = folder.audit(&[]);
        run.check(report.measure("errors") == 1, text);
        run.check(report.rules().contains(&rule), rule);
    }
    // What a person writes, and what rows tell.
    for header in ["User,Reason", "Name,Comment,Error", "User,Date,Site,Floor,Error Message"] {
        let row = header.split(',').skip(2).fold(String::from("ann,x"), |row, _| row + ",x");
        assert_eq!(told(format!("{header}\n{row}\n")).errors, 1, "{header}");
    }
    for (kind, words) in [("Error", "x"), ("", "[Error 4202] x")] {
        let text = format!("User,Date,Site,Floor,Type,Reason\nann,1,2,3,{kind},{words}\n");
        assert_eq!(told(text).errors, 1, "{kind} {words}");
    }
}

#[test]
fn rows_without_names_of_columns_are_told_by_their_cells() {
    for text in [
        "ann@example.com,Error,4202,[Error 4202] a\nbob@example.com,Error,19605,[Error 19605] b\n",
        "1;ann@example.com;4202\n2;bob@example.com;19605\n",
        "ann@example.com\t[Error 4202] a\nbob@example.com\t[Error 19605] b\n",
    ] {
        let rules: Vec<String> = told(text).rules;
        let delimiter = if text.contains("com,") { None } else { Some("csv-delimiter") };
        let expected: Vec<&str> = delimiter.into_iter().chain(["csv-no-header"]).collect();
        assert_eq!(rules, expected, "{text}");
        are_read(text, [ANN, BOB], &expected);
    }
}

#[test]
fn words_that_nobody_quoted_stay_whole() {
    let text = "User,Code,Message\nann@example.com,4202,a\nbob@example.com,19605,[Error 19605] b, c, and d\n";
    is_read(text, &["csv-ragged-row"]);
    let folder = Folder::of([("1.json", job(1).to_string()), ("1.csv", text.to_owned())]);
    let run = folder.run(["show", &job_id(1), "."]);
    run.check(run.stdout().contains("b, c, and d"), "all of the words");
}

#[test]
fn a_table_of_any_size_is_read_alike() {
    let message = "no such location ".repeat(24);
    let row = |at: usize| format!("u{at}@example.com;19605.0;{message}\n");
    let rows: String = (0..13_000).map(row).collect();
    let text = format!("sep=;\nErrors\n\nUser;Code;Message\n{rows};;\n;;\n");
    assert!(text.len() > 5 << 20);
    let folder = Folder::of([("errors.csv", text)]);
    let (run, report) = folder.audit(&[]);
    run.check(report.measure("users_with_errors") == 13_000, "all rows");
    let rules = ["csv-code-form", "csv-delimiter", "csv-skipped-rows", "errors-csv-unmatched"];
    let mut found = report.rules();
    found.sort_unstable();
    assert_eq!(found, rules);
    let row = |at: usize| format!("\"u{at}@example.com,19605,{message}\"\n");
    let rows: String = (0..13_000).map(row).collect();
    let folder = Folder::of([("errors.csv", format!("\"User,Code,Message\"\n{rows}"))]);
    let (run, report) = folder.audit(&[]);
    run.check(report.measure("users_with_errors") == 13_000, "all rows that are quoted as a whole");
}
