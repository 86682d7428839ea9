//! Who may do what: one table, role × action × condition.
//!
//! The table is the single declaration. The router refuses to start with a route that names no action, the API
//! document prints it, `docs/access.md` is rendered from it and a test walks every operation for every kind of caller.
//! Effective right = scope AND role AND condition (contract 3.7). Default deny.

use super::code::Code;
use super::id::{AgencyId, ClientId, SessionId, UserId};

crate::codes! {
    /// What kind of caller somebody is (*peran*).
    pub enum Role("role") {
        /// Kepala Perwakilan: head of the office.
        Head => "head", "Kepala Perwakilan", "Head of the office";
        /// Asisten PVL: intake and verification.
        Intake => "intake", "Asisten Penerimaan dan Verifikasi Laporan", "Intake and verification assistant";
        /// Asisten Pemeriksaan: examines the reports assigned to them.
        Examiner => "examiner", "Asisten Pemeriksaan", "Examination assistant";
        /// Asisten Pencegahan: prevention of maladministration.
        Prevention => "prevention", "Asisten Pencegahan", "Prevention assistant";
        /// Resolusi dan Monitoring (centre), mirrored by the office.
        Resolution => "resolution", "Resolusi dan Monitoring", "Resolution and monitoring";
        /// Narahubung of a government's Inspektorat or of an agency.
        Narahubung => "narahubung", "Narahubung", "Focal point";
        /// Inspektur: head of a government's Inspektorat.
        Inspector => "inspector", "Inspektur", "Inspector";
        /// Answers for one SKPD or work unit.
        Responder => "responder", "Penanggap SKPD", "Agency responder";
        /// A person who reports.
        Reporter => "reporter", "Pelapor", "Reporter";
        /// Administrator of accounts and reference data; sees no case content.
        Admin => "admin", "Administrator sistem", "System administrator";
        /// A machine client bound to the office, such as the backend of the mobile app.
        OfficeClient => "office_client", "Klien mesin kantor", "Office machine client";
        /// A machine client bound to an agency's tree, such as an SKPD's own system.
        AgencyClient => "agency_client", "Klien mesin instansi", "Agency machine client";
    }
}

impl Role {
    /// Staff of the Ombudsman's office.
    pub const fn is_office_staff(self) -> bool {
        matches!(self, Role::Head | Role::Intake | Role::Examiner | Role::Prevention | Role::Resolution)
    }

    /// Works on the side of the agencies complained of.
    pub const fn is_agency_side(self) -> bool {
        matches!(self, Role::Narahubung | Role::Inspector | Role::Responder | Role::AgencyClient)
    }

    /// A program, not a person.
    pub const fn is_machine(self) -> bool {
        matches!(self, Role::OfficeClient | Role::AgencyClient)
    }

    /// Whether an account of this role must name the agency where it works.
    pub const fn needs_agency(self) -> bool {
        self.is_agency_side()
    }
}

crate::codes! {
    /// What a client may do at all, by name (OAuth scope).
    pub enum Scope("scope") {
        /// Read reports, without identity.
        ReportsRead => "reports:read", "membaca laporan tanpa identitas", "read reports without identity";
        /// Create and change reports.
        ReportsWrite => "reports:write", "mencatat dan mengubah laporan", "create and change reports";
        /// Move reports through their lifecycle.
        ReportsTransition => "reports:transition", "memindahkan tahap laporan", "move reports through their lifecycle";
        /// The reveal endpoint only; never given to machine clients by default.
        IdentityReveal => "identity:reveal", "membuka identitas pelapor", "reveal a reporter's identity";
        /// Read agencies.
        AgenciesRead => "agencies:read", "membaca instansi", "read agencies";
        /// Change agencies.
        AgenciesWrite => "agencies:write", "mengubah instansi", "change agencies";
        /// Read narahubung designations.
        NarahubungRead => "narahubung:read", "membaca narahubung", "read narahubung";
        /// Change narahubung designations.
        NarahubungWrite => "narahubung:write", "mengubah narahubung", "change narahubung";
        /// Read recommendations.
        RecommendationsRead => "recommendations:read", "membaca rekomendasi", "read recommendations";
        /// Change recommendations and file execution reports.
        RecommendationsWrite => "recommendations:write", "mengubah rekomendasi", "change recommendations";
        /// Read aggregates.
        StatisticsRead => "statistics:read", "membaca statistik", "read statistics";
        /// Manage people's accounts.
        UsersManage => "users:manage", "mengelola akun", "manage accounts";
        /// Manage machine clients.
        ClientsManage => "clients:manage", "mengelola klien mesin", "manage machine clients";
    }
}

crate::codes! {
    /// What must hold of the object, besides the caller's role.
    pub enum Condition("condition") {
        /// No object is involved, or every caller sees the same.
        Always => "always", "selalu", "always";
        /// The object is in the caller's view; else 404.
        InView => "in_view", "objek dalam jangkauan pandang", "the object is in the caller's view";
        /// The caller handles the report: heads the office, is assigned as examiner while it is open, or takes it in.
        Handles => "handles", "menangani laporan: Kepala Perwakilan, pemeriksa yang ditugaskan selama laporan terbuka, penerima sampai laporan diregistrasi", "handles the report: the head, an assigned examiner while it is open, intake until it is admitted";
        /// The object is inside the caller's own agency tree; office roles: anywhere.
        OwnTree => "own_tree", "instansi sendiri beserta bawahannya", "the caller's own agency and those under it";
        /// The object belongs to the caller.
        Own => "own", "milik sendiri", "the caller's own";
        /// The state machine names who may take the step.
        ByState => "by_state", "sesuai tabel tahapan", "as the transition table says";
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The operation's id in the API document.
    pub operation: &'static str,
    /// The scope that the token must carry; `None` where the operation is open to anyone.
    pub scope: Option<Scope>,
    /// The roles that may; empty means anyone, without logging in.
    pub roles: &'static [Role],
    /// What must hold of the object.
    pub condition: Condition,
}

macro_rules! table {
    ($($action:ident = $operation:literal, $scope:expr, [$($role:ident),*], $condition:ident;)+) => {
        /// An operation of the API that somebody may or may not do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $(#[doc = concat!("`", $operation, "`")] $action,)+ }

        impl Action {
            /// Every action, in the order of the table.
            pub const ALL: &'static [Action] = &[$(Action::$action),+];

            /// The action's row.
            pub const fn rule(self) -> Rule {
                match self {
                    $(Action::$action => Rule {
                        operation: $operation,
                        scope: $scope,
                        roles: &[$(Role::$role),*],
                        condition: Condition::$condition,
                    }),+
                }
            }
        }
    };
}

use Scope as S;

table! {
    // Anyone: the public face.
    IssueToken = "issueToken", None, [], Always;
    RevokeToken = "revokeToken", None, [], Always;
    GetJwks = "getJwks", None, [], Always;
    GetAuthorizationServer = "getAuthorizationServer", None, [], Always;
    CreateSession = "createSession", None, [], Always;
    RefreshSession = "refreshSession", None, [], Always;
    GetProblem = "getProblem", None, [], Always;
    ListReferenceLists = "listReferenceLists", None, [], Always;
    GetReferenceList = "getReferenceList", None, [], Always;
    ListRegions = "listRegions", None, [], Always;
    TrackReport = "trackReport", None, [], Always;
    ListAgencies = "listAgencies", None, [], Always;
    GetAgency = "getAgency", None, [], Always;
    ListAgencySubtree = "listAgencySubtree", None, [], Always;
    ListHolidays = "listHolidays", None, [], Always;
    ListDeadlineRules = "listDeadlineRules", None, [], Always;
    CalculateDeadline = "calculateDeadline", None, [], Always;

    // Whoever is logged in.
    ListSessions = "listSessions", None, [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, Reporter, Admin], Own;
    EndCurrentSession = "endCurrentSession", None, [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, Reporter, Admin], Own;
    EndSession = "endSession", None, [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, Reporter, Admin], Own;
    ChangePassword = "changePassword", None, [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, Reporter, Admin], Own;

    // Accounts and clients: the administrator, who sees no case content.
    ListUsers = "listUsers", Some(S::UsersManage), [Admin], Always;
    CreateUser = "createUser", Some(S::UsersManage), [Admin], Always;
    GetUser = "getUser", Some(S::UsersManage), [Admin], Always;
    UpdateUser = "updateUser", Some(S::UsersManage), [Admin], Always;
    ResetUserPassword = "resetUserPassword", Some(S::UsersManage), [Admin], Always;
    BeginSecondFactor = "beginSecondFactor", None, [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, Reporter, Admin], Own;
    ConfirmSecondFactor = "confirmSecondFactor", None, [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, Reporter, Admin], Own;
    RemoveSecondFactor = "removeSecondFactor", Some(S::UsersManage), [Admin], Always;
    EndUserSessions = "endUserSessions", Some(S::UsersManage), [Admin], Always;
    ListClients = "listClients", Some(S::ClientsManage), [Admin], Always;
    CreateClient = "createClient", Some(S::ClientsManage), [Admin], Always;
    GetClient = "getClient", Some(S::ClientsManage), [Admin], Always;
    UpdateClient = "updateClient", Some(S::ClientsManage), [Admin], Always;
    RotateClientSecret = "rotateClientSecret", Some(S::ClientsManage), [Admin], Always;

    // Agencies: the public directory is open; changing it is reference work.
    CreateAgency = "createAgency", Some(S::AgenciesWrite), [Head, Prevention, Admin], Always;
    UpdateAgency = "updateAgency", Some(S::AgenciesWrite), [Head, Prevention, Admin], Always;
    DeactivateAgency = "deactivateAgency", Some(S::AgenciesWrite), [Head, Prevention, Admin], Always;

    // Narahubung: kept by the prevention team and by each government for its own tree (domain.md 11.2).
    ListNarahubung = "listNarahubung", Some(S::NarahubungRead), [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, Admin, OfficeClient, AgencyClient], OwnTree;
    GetNarahubung = "getNarahubung", Some(S::NarahubungRead), [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, Admin, OfficeClient, AgencyClient], OwnTree;
    DesignateNarahubung = "designateNarahubung", Some(S::NarahubungWrite), [Head, Prevention, Narahubung, Inspector], OwnTree;
    UpdateNarahubung = "updateNarahubung", Some(S::NarahubungWrite), [Head, Prevention, Narahubung, Inspector], OwnTree;
    EndNarahubung = "endNarahubung", Some(S::NarahubungWrite), [Head, Prevention, Narahubung, Inspector], OwnTree;
    GetNarahubungCoverage = "getNarahubungCoverage", Some(S::NarahubungRead), [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, OfficeClient, AgencyClient], OwnTree;
    GetAgencyContact = "getAgencyContact", Some(S::NarahubungRead), [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, OfficeClient, AgencyClient], OwnTree;

    // Reports.
    ListReports = "listReports", Some(S::ReportsRead), [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, Reporter, OfficeClient, AgencyClient], InView;
    SearchReports = "searchReports", Some(S::ReportsRead), [Head, Intake, Examiner, Resolution], InView;
    GetReport = "getReport", Some(S::ReportsRead), [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, Reporter, OfficeClient, AgencyClient], InView;
    CreateReport = "createReport", Some(S::ReportsWrite), [Head, Intake, Reporter, OfficeClient], Always;
    UpdateReport = "updateReport", Some(S::ReportsWrite), [Head, Intake, Examiner], InView;
    ReplaceFormalChecklist = "replaceFormalChecklist", Some(S::ReportsWrite), [Head, Intake], InView;
    ReplaceMaterialChecklist = "replaceMaterialChecklist", Some(S::ReportsWrite), [Head, Intake], InView;
    ListReportTransitions = "listReportTransitions", Some(S::ReportsRead), [Head, Intake, Examiner, Prevention, Resolution, OfficeClient], InView;
    CreateReportTransition = "createReportTransition", Some(S::ReportsTransition), [Head, Intake, Examiner, Resolution, Reporter, OfficeClient], ByState;
    ListReportHistory = "listReportHistory", Some(S::ReportsRead), [Head, Intake, Examiner, Resolution], InView;
    ListReportDeadlines = "listReportDeadlines", Some(S::ReportsRead), [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, OfficeClient, AgencyClient], InView;
    ListReportNotes = "listReportNotes", Some(S::ReportsRead), [Head, Intake, Examiner, Resolution], InView;
    CreateReportNote = "createReportNote", Some(S::ReportsWrite), [Head, Intake, Examiner, Resolution], InView;
    ListReportAssignments = "listReportAssignments", Some(S::ReportsRead), [Head, Intake, Examiner, Resolution], InView;
    AssignReport = "assignReport", Some(S::ReportsWrite), [Head], InView;
    EndReportAssignment = "endReportAssignment", Some(S::ReportsWrite), [Head], InView;
    DeclareConflict = "declareConflict", Some(S::ReportsWrite), [Head, Intake, Examiner, Prevention, Resolution], InView;
    BypassAgency = "bypassAgency", Some(S::ReportsWrite), [Head], InView;
    ListReportBypasses = "listReportBypasses", Some(S::ReportsRead), [Head, Intake, Examiner, Resolution], InView;
    ListIdentityReveals = "listIdentityReveals", Some(S::ReportsRead), [Head, Examiner], InView;
    RevealIdentity = "revealIdentity", Some(S::IdentityReveal), [Head, Intake, Examiner], Handles;

    // Recommendations.
    ListRecommendations = "listRecommendations", Some(S::RecommendationsRead), [Head, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, OfficeClient, AgencyClient], InView;
    GetRecommendation = "getRecommendation", Some(S::RecommendationsRead), [Head, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, OfficeClient, AgencyClient], InView;
    CreateRecommendation = "createRecommendation", Some(S::RecommendationsWrite), [Head, Resolution], InView;
    UpdateRecommendation = "updateRecommendation", Some(S::RecommendationsWrite), [Head, Resolution], InView;
    ListRecommendationTransitions = "listRecommendationTransitions", Some(S::RecommendationsRead), [Head, Examiner, Resolution, Narahubung, Inspector, AgencyClient], InView;
    CreateRecommendationTransition = "createRecommendationTransition", Some(S::RecommendationsWrite), [Head, Resolution, Narahubung, Inspector, AgencyClient], ByState;

    // Deadlines and figures.
    ListDeadlines = "listDeadlines", Some(S::ReportsRead), [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, OfficeClient, AgencyClient], InView;
    GetDeadline = "getDeadline", Some(S::ReportsRead), [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, OfficeClient, AgencyClient], InView;
    ExplainDeadline = "explainDeadline", Some(S::ReportsRead), [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, Responder, OfficeClient, AgencyClient], InView;
    GetReportStatistics = "getReportStatistics", Some(S::StatisticsRead), [Head, Intake, Examiner, Prevention, Resolution, Narahubung, Inspector, OfficeClient, AgencyClient], InView;
}

impl Action {
    /// Whether somebody may do it who has not yet chosen a password of their own.
    pub const fn is_open_to_initial_passwords(self) -> bool {
        matches!(self, Self::ChangePassword | Self::EndCurrentSession)
    }
}

/// Who is asking, as far as rules care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The person or the machine.
    pub who: Who,
    /// In which role.
    pub role: Role,
    /// What the token allows.
    pub scopes: Vec<Scope>,
    /// Where the account works or the client is bound; `None` for the office.
    pub agency: Option<AgencyId>,
    /// The root of the tree that it answers for: the agency itself, but for an Inspektorat its whole government
    /// (handbook 11.1; [`AgencyKind::oversees_its_government`](super::agency::AgencyKind::oversees_its_government)).
    pub oversees: Option<AgencyId>,
}

/// A person or a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// A person, through a session.
    Person(UserId, SessionId),
    /// A machine client.
    Machine(ClientId),
}

impl Who {
    /// The id of the account, of whichever kind.
    pub fn id(self) -> uuid::Uuid {
        match self {
            Who::Person(id, _) => id.0,
            Who::Machine(id) => id.0,
        }
    }
}

/// Why somebody may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// The token lacks this scope.
    Scope(Scope),
    /// The role may never do this.
    Role,
}

/// May this caller do this at all? What the object must be like is judged by the query ([`Visibility`]) and the
/// operation.
///
/// # Errors
/// The scope is judged before the role, so that a client learns what to ask for.
pub fn check(principal: &Principal, action: Action) -> Result<(), Denied> {
    let rule = action.rule();
    if let Some(scope) = rule.scope
        && !principal.scopes.contains(&scope)
    {
        return Err(Denied::Scope(scope));
    }
    if !rule.roles.is_empty() && !rule.roles.contains(&principal.role) {
        return Err(Denied::Role);
    }
    Ok(())
}

/// Every scope that a role can make use of: what a person's token carries.
pub fn scopes_of(role: Role) -> Vec<Scope> {
    Scope::ALL
        .iter()
        .copied()
        .filter(|scope| {
            Action::ALL.iter().any(|action| {
                let rule = action.rule();
                rule.scope == Some(*scope) && rule.roles.contains(&role)
            })
        })
        .collect()
}

/// Which case data a caller may see: an argument of every query that reads case data (contract 0.3 and 3.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Head and intake: every report of the office, but those on which this person declared a conflict of interest.
    Office(UserId),
    /// An examiner: reports assigned to them, without declared conflict.
    Assigned(UserId),
    /// Prevention: every report but drafts, without declared conflict; never identity, not even masked.
    Prevention(UserId),
    /// Resolution and monitoring: reports that were handed to it.
    HandedOver(UserId),
    /// The agency side: what was delivered to this agency or to one under it.
    Tree(AgencyId),
    /// An Inspektorat: what was delivered into its government's tree, but for matters that bypass it because it is
    /// itself complained of or its narahubung is named (handbook 6.5).
    Overseer {
        /// The Inspektorat.
        inspectorate: AgencyId,
        /// Its government, whose whole tree it answers for.
        government: AgencyId,
    },
    /// A responder: what was delivered or routed to this very unit or one under it.
    Unit(AgencyId),
    /// A reporter: their own reports.
    Own(UserId),
    /// An office machine client: the reports of the office, without identity.
    OfficeMachine(ClientId),
    /// No case data at all.
    Nothing,
}

impl Principal {
    /// What this caller sees. An account that should have an agency and has none sees nothing.
    pub fn visibility(&self) -> Visibility {
        match (self.role, self.who, self.agency) {
            (Role::Head | Role::Intake, Who::Person(user, _), _) => Visibility::Office(user),
            (Role::Examiner, Who::Person(user, _), _) => Visibility::Assigned(user),
            (Role::Prevention, Who::Person(user, _), _) => Visibility::Prevention(user),
            (Role::Resolution, Who::Person(user, _), _) => Visibility::HandedOver(user),
            (Role::Narahubung | Role::Inspector | Role::AgencyClient, _, Some(agency)) => match self.oversees {
                Some(government) if government != agency => Visibility::Overseer { inspectorate: agency, government },
                _ => Visibility::Tree(agency),
            },
            (Role::Responder, _, Some(agency)) => Visibility::Unit(agency),
            (Role::Reporter, Who::Person(user, _), _) => Visibility::Own(user),
            (Role::OfficeClient, Who::Machine(client), _) => Visibility::OfficeMachine(client),
            _ => Visibility::Nothing,
        }
    }

    /// Whose narahubung this caller sees and, where its role may, keeps.
    pub fn reach(&self) -> Reach {
        match (self.role, self.agency) {
            (role, _) if role.is_office_staff() => Reach::Everything,
            (Role::Admin | Role::OfficeClient, _) => Reach::Everything,
            (Role::Narahubung | Role::Inspector | Role::AgencyClient, Some(agency)) => {
                Reach::Tree(self.oversees.unwrap_or(agency))
            }
            (Role::Responder, Some(agency)) => Reach::Tree(agency),
            _ => Reach::Nothing,
        }
    }
}

/// Which part of the agencies' tree a caller has to do with: an argument of every query about narahubung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The office, and whoever keeps accounts: all agencies.
    Everything,
    /// This agency and those under it.
    Tree(AgencyId),
    /// None.
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn person(role: Role, agency: Option<AgencyId>) -> Principal {
        let id = uuid::Uuid::from_u128(1);
        let who = Who::Person(UserId(id), SessionId(id));
        Principal { who, role, scopes: scopes_of(role), agency, oversees: agency }
    }

    #[test]
    fn operation_ids_are_unique() {
        let ids: HashSet<_> = Action::ALL.iter().map(|action| action.rule().operation).collect();
        assert_eq!(ids.len(), Action::ALL.len());
    }

    #[test]
    fn the_administrator_sees_no_case_content() {
        let admin = person(Role::Admin, None);
        assert_eq!(admin.visibility(), Visibility::Nothing);
        for action in [Action::ListReports, Action::GetReport, Action::RevealIdentity, Action::ListRecommendations] {
            assert!(check(&admin, action).is_err(), "{action:?}");
        }
    }

    #[test]
    fn an_agency_account_without_agency_sees_nothing() {
        for role in [Role::Narahubung, Role::Inspector, Role::Responder] {
            assert_eq!(person(role, None).visibility(), Visibility::Nothing);
            assert_eq!(person(role, None).reach(), Reach::Nothing);
        }
    }

    #[test]
    fn the_narahubung_of_an_inspektorat_answers_for_the_government() {
        let (inspectorate, government) = (AgencyId(uuid::Uuid::from_u128(7)), AgencyId(uuid::Uuid::from_u128(63)));
        for role in [Role::Narahubung, Role::Inspector] {
            let mut caller = person(role, Some(inspectorate));
            caller.oversees = Some(government);
            assert_eq!(caller.visibility(), Visibility::Overseer { inspectorate, government });
            assert_eq!(caller.reach(), Reach::Tree(government));
        }
    }

    #[test]
    fn no_machine_may_reveal_an_identity() {
        assert!(Action::RevealIdentity.rule().roles.iter().all(|role| !role.is_machine()));
    }

    #[test]
    fn a_missing_scope_is_named_before_the_role() {
        let mut client = person(Role::Admin, None);
        client.scopes.clear();
        assert_eq!(check(&client, Action::ListReports), Err(Denied::Scope(Scope::ReportsRead)));
    }
}
