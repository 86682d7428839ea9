//! The tables, as diesel sees them. A test compares this file with the catalogue of both databases.

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `regions`
    regions (code) {
        /// `code`
        code -> Text,
        /// `name`
        name -> Text,
        /// `level`
        level -> Text,
        /// `parent_code`
        parent_code -> Nullable<Text>,
        /// `decree`
        decree -> Text,
        /// `search_text`
        search_text -> Text,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `reference_codes`
    reference_codes (list, code) {
        /// `list`
        list -> Text,
        /// `code`
        code -> Text,
        /// `label_id`
        label_id -> Text,
        /// `label_en`
        label_en -> Text,
        /// `active_from`
        active_from -> Nullable<Date>,
        /// `active_to`
        active_to -> Nullable<Date>,
        /// `rule_reference`
        rule_reference -> Nullable<Text>,
        /// `sort_order`
        sort_order -> Integer,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `calendars`
    calendars (id) {
        /// `id`
        id -> IdSql,
        /// `code`
        code -> Text,
        /// `version`
        version -> Integer,
        /// `working_week`
        working_week -> Text,
        /// `reason`
        reason -> Text,
        /// `created_at`
        created_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `holidays`
    holidays (calendar_code, day, kind, added_in) {
        /// `calendar_code`
        calendar_code -> Text,
        /// `day`
        day -> Date,
        /// `kind`
        kind -> Text,
        /// `name`
        name -> Text,
        /// `decree`
        decree -> Text,
        /// `added_in`
        added_in -> Integer,
        /// `removed_in`
        removed_in -> Nullable<Integer>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `deadline_rules`
    deadline_rules (id) {
        /// `id`
        id -> IdSql,
        /// `code`
        code -> Text,
        /// `length`
        length -> Integer,
        /// `unit`
        unit -> Text,
        /// `starts`
        starts -> Text,
        /// `debtor`
        debtor -> Text,
        /// `anchor`
        anchor -> Text,
        /// `evidence`
        evidence -> Text,
        /// `roll`
        roll -> Text,
        /// `valid_from`
        valid_from -> Date,
        /// `valid_to`
        valid_to -> Nullable<Date>,
        /// `lapse_id`
        lapse_id -> Text,
        /// `lapse_en`
        lapse_en -> Text,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `agencies`
    agencies (id) {
        /// `id`
        id -> IdSql,
        /// `code`
        code -> Text,
        /// `name`
        name -> Text,
        /// `kind`
        kind -> Text,
        /// `class`
        class -> Text,
        /// `government_code`
        government_code -> Nullable<Text>,
        /// `region_code`
        region_code -> Nullable<Text>,
        /// `parent_id`
        parent_id -> Nullable<IdSql>,
        /// `address`
        address -> Nullable<Text>,
        /// `postal_code`
        postal_code -> Nullable<Text>,
        /// `phone`
        phone -> Nullable<Text>,
        /// `email`
        email -> Nullable<Text>,
        /// `website`
        website -> Nullable<Text>,
        /// `active_from`
        active_from -> Date,
        /// `active_to`
        active_to -> Nullable<Date>,
        /// `end_reason`
        end_reason -> Nullable<Text>,
        /// `successor_id`
        successor_id -> Nullable<IdSql>,
        /// `search_text`
        search_text -> Text,
        /// `version`
        version -> BigInt,
        /// `created_at`
        created_at -> InstantSql,
        /// `updated_at`
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `agency_ancestors`
    agency_ancestors (agency_id, ancestor_id) {
        /// `agency_id`
        agency_id -> IdSql,
        /// `ancestor_id`
        ancestor_id -> IdSql,
        /// `depth`
        depth -> Integer,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `users`
    users (id) {
        /// `id`
        id -> IdSql,
        /// `username`
        username -> Text,
        /// `display_name`
        display_name -> Text,
        /// `role`
        role -> Text,
        /// `agency_id`
        agency_id -> Nullable<IdSql>,
        /// `password_hash`
        password_hash -> Text,
        /// `active`
        active -> Bool,
        /// `epoch`
        epoch -> Integer,
        /// `password_is_initial`
        password_is_initial -> Bool,
        /// `password_expires_at`
        password_expires_at -> Nullable<InstantSql>,
        /// `last_login_at`
        last_login_at -> Nullable<InstantSql>,
        /// `version`
        version -> BigInt,
        /// `created_at`
        created_at -> InstantSql,
        /// `updated_at`
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `login_failures`
    login_failures (subject) {
        /// `subject`
        subject -> Text,
        /// `failures`
        failures -> Integer,
        /// `last_failed_at`
        last_failed_at -> InstantSql,
        /// `blocked_until`
        blocked_until -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `sessions`
    sessions (id) {
        /// `id`
        id -> IdSql,
        /// `user_id`
        user_id -> IdSql,
        /// `device_label`
        device_label -> Nullable<Text>,
        /// `epoch`
        epoch -> Integer,
        /// `two_factors`
        two_factors -> Bool,
        /// `created_at`
        created_at -> InstantSql,
        /// `last_used_at`
        last_used_at -> InstantSql,
        /// `expires_at`
        expires_at -> InstantSql,
        /// `ended_at`
        ended_at -> Nullable<InstantSql>,
        /// `end_reason`
        end_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `second_factors`
    second_factors (user_id) {
        /// `user_id`
        user_id -> IdSql,
        /// `secret`
        secret -> Binary,
        /// `created_at`
        created_at -> InstantSql,
        /// `confirmed_at`
        confirmed_at -> Nullable<InstantSql>,
        /// `spent_step`
        spent_step -> Nullable<BigInt>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `refresh_tokens`
    refresh_tokens (hash) {
        /// `hash`
        hash -> Binary,
        /// `session_id`
        session_id -> IdSql,
        /// `issued_at`
        issued_at -> InstantSql,
        /// `expires_at`
        expires_at -> InstantSql,
        /// `spent_at`
        spent_at -> Nullable<InstantSql>,
        /// `child_hash`
        child_hash -> Nullable<Binary>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `clients`
    clients (id) {
        /// `id`
        id -> IdSql,
        /// `client_id`
        client_id -> Text,
        /// `name`
        name -> Text,
        /// `role`
        role -> Text,
        /// `agency_id`
        agency_id -> Nullable<IdSql>,
        /// `scopes`
        scopes -> Text,
        /// `integration`
        integration -> Bool,
        /// `active`
        active -> Bool,
        /// `epoch`
        epoch -> Integer,
        /// `version`
        version -> BigInt,
        /// `created_at`
        created_at -> InstantSql,
        /// `updated_at`
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `client_secrets`
    client_secrets (hash) {
        /// `hash`
        hash -> Binary,
        /// `client_id`
        client_id -> IdSql,
        /// `created_at`
        created_at -> InstantSql,
        /// `expires_at`
        expires_at -> InstantSql,
        /// `last_used_at`
        last_used_at -> Nullable<InstantSql>,
        /// `revoked_at`
        revoked_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `revoked_tokens`
    revoked_tokens (jti) {
        /// `jti`
        jti -> IdSql,
        /// `expires_at`
        expires_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `history`
    history (id) {
        /// `id`
        id -> IdSql,
        /// `subject_type`
        subject_type -> Text,
        /// `subject_id`
        subject_id -> IdSql,
        /// `subject_version`
        subject_version -> BigInt,
        /// `at`
        at -> InstantSql,
        /// `actor_type`
        actor_type -> Text,
        /// `actor_id`
        actor_id -> Nullable<IdSql>,
        /// `actor_role`
        actor_role -> Nullable<Text>,
        /// `event`
        event -> Text,
        /// `from_state`
        from_state -> Nullable<Text>,
        /// `to_state`
        to_state -> Nullable<Text>,
        /// `reason`
        reason -> Nullable<Text>,
        /// `note`
        note -> Nullable<Text>,
        /// `effective_on`
        effective_on -> Nullable<Date>,
        /// `details`
        details -> Text,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `audit_events`
    audit_events (id) {
        /// `id`
        id -> IdSql,
        /// `at`
        at -> InstantSql,
        /// `actor_type`
        actor_type -> Text,
        /// `actor_id`
        actor_id -> Nullable<IdSql>,
        /// `actor_role`
        actor_role -> Nullable<Text>,
        /// `session_id`
        session_id -> Nullable<IdSql>,
        /// `tenant`
        tenant -> Nullable<Text>,
        /// `action`
        action -> Text,
        /// `resource_type`
        resource_type -> Text,
        /// `resource_id`
        resource_id -> Nullable<IdSql>,
        /// `outcome`
        outcome -> Text,
        /// `purpose`
        purpose -> Nullable<Text>,
        /// `request_id`
        request_id -> IdSql,
        /// `source_network`
        source_network -> Nullable<Text>,
        /// `changes`
        changes -> Text,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `outgoing_events`
    outgoing_events (id) {
        /// `id`
        id -> IdSql,
        /// `at`
        at -> InstantSql,
        /// `event_type`
        event_type -> Text,
        /// `subject_type`
        subject_type -> Text,
        /// `subject_id`
        subject_id -> IdSql,
        /// `subject_version`
        subject_version -> BigInt,
        /// `tenant`
        tenant -> Nullable<Text>,
        /// `data`
        data -> Text,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `stored_replies`
    stored_replies (caller, operation, key) {
        /// `caller`
        caller -> IdSql,
        /// `operation`
        operation -> Text,
        /// `key`
        key -> Text,
        /// `fingerprint`
        fingerprint -> Binary,
        /// `status`
        status -> Integer,
        /// `reply`
        reply -> Binary,
        /// `created_at`
        created_at -> InstantSql,
        /// `expires_at`
        expires_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `narahubung`
    narahubung (id) {
        /// `id`
        id -> IdSql,
        /// `agency_id`
        agency_id -> IdSql,
        /// `person_name`
        person_name -> Text,
        /// `staff_number`
        staff_number -> Nullable<Text>,
        /// `post`
        post -> Text,
        /// `phone`
        phone -> Text,
        /// `email`
        email -> Nullable<Text>,
        /// `level`
        level -> Text,
        /// `role`
        role -> Text,
        /// `decree_number`
        decree_number -> Text,
        /// `decree_on`
        decree_on -> Date,
        /// `signer_post`
        signer_post -> Text,
        /// `valid_from`
        valid_from -> Date,
        /// `valid_to`
        valid_to -> Nullable<Date>,
        /// `end_reason`
        end_reason -> Nullable<Text>,
        /// `contact_hours`
        contact_hours -> Nullable<Text>,
        /// `user_id`
        user_id -> Nullable<IdSql>,
        /// `search_text`
        search_text -> Text,
        /// `version`
        version -> BigInt,
        /// `created_at`
        created_at -> InstantSql,
        /// `updated_at`
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `reports`
    reports (id) {
        /// `id`
        id -> IdSql,
        /// `agenda_number`
        agenda_number -> Nullable<Text>,
        /// `archive_number`
        archive_number -> Nullable<Text>,
        /// `intake_kind`
        intake_kind -> Text,
        /// `channel`
        channel -> Text,
        /// `state`
        state -> Text,
        /// `subject`
        subject -> Text,
        /// `respondent_id`
        respondent_id -> IdSql,
        /// `superior_id`
        superior_id -> Nullable<IdSql>,
        /// `government_code`
        government_code -> Nullable<Text>,
        /// `agency_class`
        agency_class -> Text,
        /// `substance`
        substance -> Text,
        /// `maladministration`
        maladministration -> Nullable<Text>,
        /// `event_on`
        event_on -> Nullable<Date>,
        /// `received_at`
        received_at -> Nullable<InstantSql>,
        /// `received_on`
        received_on -> Date,
        /// `admitted_on`
        admitted_on -> Nullable<Date>,
        /// `closed_on`
        closed_on -> Nullable<Date>,
        /// `closing_reason`
        closing_reason -> Nullable<Text>,
        /// `outcome`
        outcome -> Nullable<Text>,
        /// `found_maladministration`
        found_maladministration -> Nullable<Text>,
        /// `handed_over_on`
        handed_over_on -> Nullable<Date>,
        /// `complexity`
        complexity -> Nullable<Text>,
        /// `secrecy`
        secrecy -> Text,
        /// `reporter_category`
        reporter_category -> Text,
        /// `recorded_by`
        recorded_by -> IdSql,
        /// `owner_user_id`
        owner_user_id -> Nullable<IdSql>,
        /// `search_text`
        search_text -> Text,
        /// `version`
        version -> BigInt,
        /// `created_at`
        created_at -> InstantSql,
        /// `updated_at`
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_details`
    report_details (report_id) {
        /// `report_id`
        report_id -> IdSql,
        /// `account`
        account -> Text,
        /// `expectation`
        expectation -> Nullable<Text>,
        /// `event_place`
        event_place -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_proceedings`
    report_proceedings (report_id) {
        /// `report_id`
        report_id -> IdSql,
        /// `prior_complaint`
        prior_complaint -> Nullable<Text>,
        /// `prior_complaint_on`
        prior_complaint_on -> Nullable<Date>,
        /// `prior_complaint_reason`
        prior_complaint_reason -> Nullable<Text>,
        /// `arrived_on`
        arrived_on -> Nullable<Date>,
        /// `completion_letter_on`
        completion_letter_on -> Nullable<Date>,
        /// `completion_notice_received_on`
        completion_notice_received_on -> Nullable<Date>,
        /// `rco_criterion`
        rco_criterion -> Nullable<Text>,
        /// `rco_accepted_at`
        rco_accepted_at -> Nullable<InstantSql>,
        /// `first_contact_at`
        first_contact_at -> Nullable<InstantSql>,
        /// `meeting_on`
        meeting_on -> Nullable<Date>,
        /// `registered_on`
        registered_on -> Nullable<Date>,
        /// `result_fixed_on`
        result_fixed_on -> Nullable<Date>,
        /// `drafted_by`
        drafted_by -> Nullable<IdSql>,
        /// `result_notice_received_on`
        result_notice_received_on -> Nullable<Date>,
        /// `reporter_response_on`
        reporter_response_on -> Nullable<Date>,
        /// `result_number`
        result_number -> Nullable<Text>,
        /// `result_issued_on`
        result_issued_on -> Nullable<Date>,
        /// `monitored_on`
        monitored_on -> Nullable<Date>,
        /// `closing_letter_number`
        closing_letter_number -> Nullable<Text>,
        /// `reporter_notified_on`
        reporter_notified_on -> Nullable<Date>,
        /// `reopenings`
        reopenings -> Integer,
        /// `reexaminations`
        reexaminations -> Integer,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_addressees`
    report_addressees (report_id, agency_id) {
        /// `report_id`
        report_id -> IdSql,
        /// `agency_id`
        agency_id -> IdSql,
        /// `position`
        position -> Integer,
        /// `received_on`
        received_on -> Nullable<Date>,
        /// `carried_out_on`
        carried_out_on -> Nullable<Date>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_actions`
    report_actions (report_id, agency_id, position) {
        /// `report_id`
        report_id -> IdSql,
        /// `agency_id`
        agency_id -> IdSql,
        /// `position`
        position -> Integer,
        /// `action`
        action -> Text,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `reporters`
    reporters (id) {
        /// `id`
        id -> IdSql,
        /// `report_id`
        report_id -> IdSql,
        /// `wrapped_key`
        wrapped_key -> Binary,
        /// `name`
        name -> Nullable<Binary>,
        /// `nik`
        nik -> Nullable<Binary>,
        /// `birth_place`
        birth_place -> Nullable<Binary>,
        /// `birth_on`
        birth_on -> Nullable<Binary>,
        /// `marital_status`
        marital_status -> Nullable<Binary>,
        /// `occupation`
        occupation -> Nullable<Binary>,
        /// `address`
        address -> Nullable<Binary>,
        /// `phone`
        phone -> Nullable<Binary>,
        /// `email`
        email -> Nullable<Binary>,
        /// `representing`
        representing -> Nullable<Binary>,
        /// `identity_notes`
        identity_notes -> Nullable<Binary>,
        /// `nik_index`
        nik_index -> Nullable<Binary>,
        /// `phone_index`
        phone_index -> Nullable<Binary>,
        /// `email_index`
        email_index -> Nullable<Binary>,
        /// `created_at`
        created_at -> InstantSql,
        /// `updated_at`
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `external_references`
    external_references (report_id, system, issuer_id) {
        /// `report_id`
        report_id -> IdSql,
        /// `system`
        system -> Text,
        /// `issuer_id`
        issuer_id -> IdSql,
        /// `value`
        value -> Text,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_findings`
    report_findings (report_id, position) {
        /// `report_id`
        report_id -> IdSql,
        /// `position`
        position -> Integer,
        /// `maladministration`
        maladministration -> Text,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_maladministrations`
    report_maladministrations (report_id, maladministration) {
        /// `report_id`
        report_id -> IdSql,
        /// `maladministration`
        maladministration -> Text,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_checklist`
    report_checklist (report_id, item) {
        /// `report_id`
        report_id -> IdSql,
        /// `item`
        item -> Text,
        /// `answer`
        answer -> Text,
        /// `note`
        note -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_assignments`
    report_assignments (report_id, user_id, assigned_at) {
        /// `report_id`
        report_id -> IdSql,
        /// `user_id`
        user_id -> IdSql,
        /// `assigned_at`
        assigned_at -> InstantSql,
        /// `assigned_by`
        assigned_by -> IdSql,
        /// `ended_at`
        ended_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_conflicts`
    report_conflicts (report_id, user_id) {
        /// `report_id`
        report_id -> IdSql,
        /// `user_id`
        user_id -> IdSql,
        /// `reason`
        reason -> Text,
        /// `declared_at`
        declared_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_bypasses`
    report_bypasses (report_id, agency_id) {
        /// `report_id`
        report_id -> IdSql,
        /// `agency_id`
        agency_id -> IdSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_notes`
    report_notes (id) {
        /// `id`
        id -> IdSql,
        /// `report_id`
        report_id -> IdSql,
        /// `author_id`
        author_id -> IdSql,
        /// `text`
        text -> Text,
        /// `created_at`
        created_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `deliveries`
    deliveries (id) {
        /// `id`
        id -> IdSql,
        /// `report_id`
        report_id -> IdSql,
        /// `agency_id`
        agency_id -> IdSql,
        /// `kind`
        kind -> Text,
        /// `source_id`
        source_id -> Nullable<IdSql>,
        /// `subject`
        subject -> Text,
        /// `demand`
        demand -> Text,
        /// `found`
        found -> Text,
        /// `letter_number`
        letter_number -> Nullable<Text>,
        /// `delivered_on`
        delivered_on -> Date,
        /// `received_on`
        received_on -> Nullable<Date>,
        /// `created_at`
        created_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `tracking_codes`
    tracking_codes (code_hash) {
        /// `code_hash`
        code_hash -> Binary,
        /// `report_id`
        report_id -> IdSql,
        /// `pin_hash`
        pin_hash -> Binary,
        /// `failures`
        failures -> Integer,
        /// `blocked_until`
        blocked_until -> Nullable<InstantSql>,
        /// `created_at`
        created_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `identity_reveals`
    identity_reveals (id) {
        /// `id`
        id -> IdSql,
        /// `report_id`
        report_id -> IdSql,
        /// `user_id`
        user_id -> IdSql,
        /// `fields`
        fields -> Text,
        /// `purpose`
        purpose -> Text,
        /// `justification`
        justification -> Text,
        /// `revealed_at`
        revealed_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `deadlines`
    deadlines (id) {
        /// `id`
        id -> IdSql,
        /// `rule_id`
        rule_id -> IdSql,
        /// `code`
        code -> Text,
        /// `subject_type`
        subject_type -> Text,
        /// `subject_id`
        subject_id -> IdSql,
        /// `report_id`
        report_id -> IdSql,
        /// `debtor`
        debtor -> Text,
        /// `agency_id`
        agency_id -> Nullable<IdSql>,
        /// `start_on`
        start_on -> Date,
        /// `start_at`
        start_at -> Nullable<InstantSql>,
        /// `due_on`
        due_on -> Date,
        /// `lapses_at`
        lapses_at -> InstantSql,
        /// `provisional_from`
        provisional_from -> Nullable<Date>,
        /// `calendar_code`
        calendar_code -> Text,
        /// `calendar_version`
        calendar_version -> Integer,
        /// `held_since`
        held_since -> Nullable<InstantSql>,
        /// `closed_at`
        closed_at -> Nullable<InstantSql>,
        /// `closed_as`
        closed_as -> Nullable<Text>,
        /// `version`
        version -> BigInt,
        /// `created_at`
        created_at -> InstantSql,
        /// `updated_at`
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `deadline_pauses`
    deadline_pauses (deadline_id, from_at) {
        /// `deadline_id`
        deadline_id -> IdSql,
        /// `from_at`
        from_at -> InstantSql,
        /// `until_at`
        until_at -> Nullable<InstantSql>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `recommendations`
    recommendations (id) {
        /// `id`
        id -> IdSql,
        /// `report_id`
        report_id -> IdSql,
        /// `state`
        state -> Text,
        /// `subject`
        subject -> Text,
        /// `respondent_id`
        respondent_id -> IdSql,
        /// `superior_id`
        superior_id -> IdSql,
        /// `government_code`
        government_code -> Nullable<Text>,
        /// `maladministration`
        maladministration -> Text,
        /// `drafted_by`
        drafted_by -> IdSql,
        /// `central_document_number`
        central_document_number -> Nullable<Text>,
        /// `central_document_on`
        central_document_on -> Nullable<Date>,
        /// `recommendation_number`
        recommendation_number -> Nullable<Text>,
        /// `signed_on`
        signed_on -> Nullable<Date>,
        /// `delivered_on`
        delivered_on -> Nullable<Date>,
        /// `reporter_received_on`
        reporter_received_on -> Nullable<Date>,
        /// `respondent_received_on`
        respondent_received_on -> Nullable<Date>,
        /// `superior_received_on`
        superior_received_on -> Nullable<Date>,
        /// `reported_on`
        reported_on -> Nullable<Date>,
        /// `reported_by`
        reported_by -> Nullable<IdSql>,
        /// `claim`
        claim -> Nullable<Text>,
        /// `execution`
        execution -> Nullable<Text>,
        /// `reason_judgement`
        reason_judgement -> Nullable<Text>,
        /// `verified_by`
        verified_by -> Nullable<IdSql>,
        /// `verified_on`
        verified_on -> Nullable<Date>,
        /// `published_on`
        published_on -> Nullable<Date>,
        /// `reported_upward_on`
        reported_upward_on -> Nullable<Date>,
        /// `version`
        version -> BigInt,
        /// `created_at`
        created_at -> InstantSql,
        /// `updated_at`
        updated_at -> InstantSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `recommendation_texts`
    recommendation_texts (recommendation_id) {
        /// `recommendation_id`
        recommendation_id -> IdSql,
        /// `account`
        account -> Text,
        /// `examination_summary`
        examination_summary -> Text,
        /// `opinion`
        opinion -> Text,
        /// `report_summary`
        report_summary -> Nullable<Text>,
        /// `report_examination_result`
        report_examination_result -> Nullable<Text>,
        /// `report_reason`
        report_reason -> Nullable<Text>,
        /// `evidence`
        evidence -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `recommendation_demands`
    recommendation_demands (recommendation_id, position) {
        /// `recommendation_id`
        recommendation_id -> IdSql,
        /// `position`
        position -> Integer,
        /// `demand`
        demand -> Text,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_facts`
    report_facts (id) {
        /// `id`
        id -> IdSql,
        /// `report_id`
        report_id -> IdSql,
        /// `recorded_on`
        recorded_on -> Date,
        /// `weight`
        weight -> Integer,
        /// `intake_kind`
        intake_kind -> Text,
        /// `government_code`
        government_code -> Nullable<Text>,
        /// `agency_class`
        agency_class -> Text,
        /// `substance`
        substance -> Text,
        /// `maladministration`
        maladministration -> Nullable<Text>,
        /// `state`
        state -> Text,
        /// `outcome`
        outcome -> Nullable<Text>,
        /// `found_maladministration`
        found_maladministration -> Nullable<Text>,
        /// `closing_reason`
        closing_reason -> Nullable<Text>,
        /// `received_on`
        received_on -> Date,
        /// `admitted_on`
        admitted_on -> Nullable<Date>,
        /// `closed_on`
        closed_on -> Nullable<Date>,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_facts_waiting`
    report_facts_waiting (fact_id) {
        /// `fact_id`
        fact_id -> IdSql,
    }
}

diesel::table! {
    use crate::db::types::{IdSql, InstantSql};
    use diesel::sql_types::*;

    /// `report_totals`
    report_totals (scope, dimension, key, year) {
        /// `scope`
        scope -> Text,
        /// `dimension`
        dimension -> Text,
        /// `key`
        key -> Text,
        /// `year`
        year -> Integer,
        /// `received`
        received -> BigInt,
        /// `admitted`
        admitted -> BigInt,
        /// `closed`
        closed -> BigInt,
        /// `not_admitted`
        not_admitted -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    regions,
    reference_codes,
    calendars,
    holidays,
    deadline_rules,
    agencies,
    agency_ancestors,
    users,
    login_failures,
    sessions,
    second_factors,
    refresh_tokens,
    clients,
    client_secrets,
    revoked_tokens,
    history,
    audit_events,
    outgoing_events,
    stored_replies,
    narahubung,
    reports,
    report_details,
    report_proceedings,
    report_addressees,
    report_actions,
    reporters,
    external_references,
    report_findings,
    report_maladministrations,
    report_checklist,
    report_assignments,
    report_conflicts,
    report_bypasses,
    report_notes,
    deliveries,
    tracking_codes,
    identity_reveals,
    deadlines,
    deadline_pauses,
    recommendations,
    recommendation_texts,
    recommendation_demands,
    report_facts,
    report_facts_waiting,
    report_totals,
);
