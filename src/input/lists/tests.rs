//! Lists as people and programs write them.

use std::fs;

use super::*;

const ID: &str = "52efdff9-9db6-438d-9b96-638365789353";

fn people_of(text: &str) -> Vec<ListedPerson> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), text).expect("written");
    people(file.path()).expect("a list")
}

#[test]
fn people_are_found_in_any_table_by_what_its_columns_hold() {
    for text in [
        "First name,Last name,Email,New location\nAnn,Lee,Ann@Example.com,Harbour\n",
        "sep=;\nWave 3;;\nE-Mail;Name;Site\nann@example.com;Ann Lee;Harbour\n",
        "ann@example.com\tAnn Lee\n",
        "| user | e-mail |\n| --- | --- |\n| Ann Lee | ann@example.com |\n",
        r#"{"items": [{"emails": ["ann@example.com"], "displayName": "Ann Lee"}]}"#,
        "ann@example.com\n",
    ] {
        let people = people_of(text);
        assert_eq!(people.len(), 1, "{text}");
        assert_eq!(people[0].known_as, ["ann@example.com"], "{text}");
    }
    let ours = format!(
        "user,email,name,org,location,job\n{ID},ann@example.com,Ann Lee,{0},{0},{0}\n",
        "00000000-0000-4000-8000-000000000001"
    );
    assert_eq!(people_of(&ours)[0].known_as, [ID, "ann@example.com"]);
    let request =
        format!(r#"{{"usersList": [{{"locationId": "x", "users": [{{"userId": "{ID}"}}]}}]}}"#);
    assert_eq!(people_of(&request)[0].known_as, [ID]);
}

#[test]
fn a_file_without_anybody_is_refused() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    fs::write(file.path(), "a,b\n1,2\n").expect("written");
    assert!(people(file.path()).is_err() && names(file.path()).is_err());
}

#[test]
fn addresses_one_behind_the_other_are_all_people() {
    for text in [
        "ann@example.com; bob@example.com; cleo@example.com",
        "Ann <ann@example.com>, Bob <bob@example.com>, cleo@example.com\n",
        "ann@example.com;bob@example.com\n\ncleo@example.com;\n",
    ] {
        let people = people_of(text);
        let known: Vec<&str> = people.iter().map(|person| &*person.known_as[0]).collect();
        assert_eq!(known, ["ann@example.com", "bob@example.com", "cleo@example.com"], "{text}");
    }
}

#[test]
fn names_are_those_beside_the_ids() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    for text in [
        format!("id;name\n{ID};Cedar Logistics\n"),
        format!("Organisation,Id\nCedar Logistics,{ID}\n"),
        format!("{ID},Cedar Logistics\n"),
    ] {
        fs::write(file.path(), &text).expect("written");
        let names = names(file.path()).expect("names");
        let told: Vec<_> =
            names.iter().map(|name| (name.id.as_str(), name.name.as_deref())).collect();
        assert_eq!(told, [(ID, Some("Cedar Logistics"))], "{text}");
    }
}
