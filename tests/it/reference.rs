//! Reference data: code lists and regions.

use crate::on_both;
use crate::support::TestApp;
use narahubung::domain::access::Role;
use narahubung::journal::Work;
use narahubung::reference::operations::{self, CodeList};
use serde_json::json;
use std::collections::BTreeSet;

on_both!(
    every_list_is_listed_and_readable,
    a_list_has_both_languages,
    a_code_is_known_while_it_is_active,
    regions_are_paged_and_filtered,
    an_import_of_regions_names_line_and_column,
    what_does_not_exist_is_404,
);

/// Lists that no client meets: of key files, of passwords' judgement before the account exists, of documentation.
const INTERNAL: [&str; 3] = ["door", "key_state", "password_fault"];

/// The names in every `codes!` declaration of the sources.
fn declared_lists(directory: &std::path::Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            declared_lists(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for line in
                text.lines().filter(|line| line.trim_start().starts_with("pub enum ") && line.ends_with("\") {"))
            {
                found.insert(line.split('"').nth(1).unwrap().to_owned());
            }
        }
    }
}

async fn every_list_is_listed_and_readable(app: TestApp) {
    let anyone = app.anyone();
    let answer = anyone.get("/v1/reference").await.expect(200);
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    let listed: BTreeSet<String> =
        answer.items().iter().map(|item| item["list"].as_str().unwrap().to_owned()).collect();
    for item in answer.items() {
        let list = anyone.get(item["links"]["self"].as_str().unwrap()).await.expect(200);
        assert_eq!(list.body["editable"], item["editable"]);
        assert!(!list.items().is_empty(), "{item}");
    }
    let mut declared = BTreeSet::new();
    declared_lists(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut declared);
    let public: BTreeSet<String> = declared.into_iter().filter(|list| !INTERNAL.contains(&list.as_str())).collect();
    let missing: Vec<_> = public.difference(&listed).collect();
    assert!(missing.is_empty(), "add these lists to src/app/lists.rs: {missing:?}");
}

async fn a_list_has_both_languages(app: TestApp) {
    let anyone = app.anyone();
    let answer = anyone.get("/v1/reference/substance").await.expect(200);
    assert_eq!(answer.items().len(), 26);
    assert_eq!(answer.items()[0]["code"], "administrasi_kependudukan");
    assert_eq!(answer.items()[0]["label_id"], "Administrasi kependudukan");
    assert_eq!(answer.items()[0]["label_en"], "Civil registration");

    let answer = anyone.get("/v1/reference/deadline_status").await.expect(200);
    assert_eq!(answer.body["editable"], false);
    assert_eq!(answer.items()[3], json!({ "code": "overdue", "label_id": "lewat tenggat", "label_en": "overdue" }));

    let count = |path: &'static str| {
        let anyone = anyone.clone();
        async move { anyone.get(path).await.expect(200).items().len() }
    };
    assert_eq!(count("/v1/reference/maladministration").await, 12);
    assert_eq!(count("/v1/reference/maladministration?active_on=2024-12-31").await, 10);
    assert_eq!(count("/v1/reference/maladministration?active_on=2025-01-01").await, 12);
    assert_eq!(count("/v1/reference/agency_class").await, 16);
    assert_eq!(count("/v1/reference/archive_office").await, 1);
}

async fn a_code_is_known_while_it_is_active(app: TestApp) {
    let known = app
        .inspect(|conn| {
            [
                ("KPH", "2024-12-31"),
                ("KPH", "2025-01-01"),
                ("TMP", "2019-01-01"),
                ("tmp", "2025-01-01"),
                ("", "2025-01-01"),
                ("PEMKAB", "2025-01-01"),
            ]
            .map(|(code, on)| {
                operations::known_code(conn, CodeList::Maladministration, code, on.parse().unwrap()).unwrap()
            })
        })
        .await;
    assert_eq!(known, [false, true, true, false, false, false]);
}

async fn regions_are_paged_and_filtered(app: TestApp) {
    let anyone = app.anyone();
    let first = anyone.get("/v1/reference/regions").await.expect(200);
    assert_eq!((first.items().len(), &first.body["page"]["has_more"]), (50, &json!(true)));
    assert_eq!(first.items()[0]["code"], "63");
    assert!(first.items()[0].get("parent_code").is_none());

    let (mut path, mut seen, mut last) =
        ("/v1/reference/regions?limit=200&include_total=true".to_owned(), 0, String::new());
    loop {
        let page = anyone.get(&path).await.expect(200);
        assert_eq!(page.body["page"]["total"], 2186);
        for item in page.items() {
            let code = item["code"].as_str().unwrap().to_owned();
            assert!(last < code);
            last = code;
            seen += 1;
        }
        let Some(cursor) = page.body["page"]["next_cursor"].as_str() else { break };
        path = format!("/v1/reference/regions?limit=200&include_total=true&cursor={cursor}");
    }
    assert_eq!(seen, 2186);

    let total = |query: &str| {
        let (anyone, path) = (anyone.clone(), format!("/v1/reference/regions?include_total=true&{query}"));
        async move { anyone.get(&path).await.expect(200).body["page"]["total"].clone() }
    };
    assert_eq!(total("parent=63&level=regency,city").await, 13);
    assert_eq!(total("level=district").await, 156);
    assert_eq!(total("level=urban_village,village").await, 144 + 1872);
    assert_eq!(total("parent=63.07").await, 11);
    // Two kecamatan are called Simpang Empat: a name does not identify.
    assert_eq!(total("q=simpang%20EMPAT&level=district").await, 2);
    assert_eq!(total("q=63.72.0&level=district").await, 5);
    assert_eq!(total("q=%25%25").await, 0);

    anyone.get("/v1/reference/regions?level=kota").await.expect_problem(400, "malformed_parameter");
    anyone.get("/v1/reference/regions?levl=city").await.expect_problem(400, "unknown_parameter");
    anyone.get("/v1/reference/regions?q=a").await.expect_problem(400, "malformed_parameter");
    anyone.get("/v1/reference/regions?cursor=AAAA").await.expect_problem(400, "invalid_cursor");
}

async fn an_import_of_regions_names_line_and_column(app: TestApp) {
    let clock = app.clock.clone();
    let imported = |text: &'static str| {
        let clock = clock.clone();
        app.service.db.write(move |conn| {
            operations::import_regions(&mut Work::by_system(conn, &clock), text.as_bytes(), "Kepmendagri uji")
        })
    };
    let faults = imported("code,name,level,parent_code\n64,Uji,kota,\n64.7,Uji,kota,64\n64.71,,kota,63\n64.72,a,kota,64\n64.72,b,kota,64\n")
        .await
        .unwrap_err()
        .to_string();
    for fault in [
        r#"Body("/2/level"): level_and_code_differ"#,
        r#"Body("/3/code"): format"#,
        r#"Body("/4/name"): required"#,
        r#"Body("/4/parent_code"): unknown_region"#,
        r#"Body("/6/code"): repeated_row"#,
    ] {
        assert!(faults.contains(fault), "{fault} in {faults}");
    }
    let orphan = imported("code,name,level,parent_code\n65.71,Kota Uji,kota,65\n").await.unwrap_err();
    assert!(orphan.to_string().contains("unknown_region"), "{orphan}");
    assert_eq!(
        imported("code;name;level;parent_code\r\n64;Uji;provinsi;\r\n64.71;Kota Uji;kota;64\r\n").await.unwrap(),
        2
    );
    assert_eq!(imported("code,name,level,parent_code\n64,Uji,provinsi,\n").await.unwrap(), 0);
    app.anyone().get("/v1/reference/regions?parent=64").await.expect(200).items()[0]["code"].as_str().unwrap();
}

async fn what_does_not_exist_is_404(app: TestApp) {
    let head = app.person(Role::Head).await;
    for list in ["door", "nothing", "Substance", "reference%2Fsubstance", "%00"] {
        head.get(&format!("/v1/reference/{list}")).await.expect_problem(404, "not_found");
    }
    head.get("/v1/reference/substance?active_on=2026-02-30").await.expect_problem(400, "malformed_parameter");
    head.get("/v1/reference?active_on=2026-02-01").await.expect_problem(400, "unknown_parameter");
}
