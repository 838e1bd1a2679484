//! One file a noun; each command converts, makes one call and converts back.
#![allow(clippy::struct_field_names, reason = "fields are named as the screens name them")]

pub mod ack;
pub mod aid;
pub mod audit;
pub mod backup;
pub mod batch;
pub mod book;
pub mod cadre;
pub mod canvass;
pub mod category_list;
pub mod close;
pub mod codes;
pub mod difference;
pub mod duplicate;
pub mod home;
pub mod household;
pub mod journal;
pub mod levy_year;
pub mod life;
pub mod list;
pub mod missing;
pub mod money_paper;
pub mod office_list;
pub mod package;
pub(crate) mod paper;
mod parse;
pub mod payment;
pub mod people;
pub mod policy;
pub mod policy_package;
pub mod printing;
pub mod proposal;
pub mod receipt;
pub mod recovery;
pub mod refund;
pub mod refusal;
pub mod registration;
pub mod remittance;
pub mod restore;
pub mod reversal;
pub mod round;
pub mod sample;
pub mod session;
pub mod system;
pub mod ticket;
pub mod totals;
pub mod user;
pub mod village_paper;
pub mod visit;

use ts_rs::{Config, TS};

/// Hands the TypeScript of each type of each command to `declare`.
pub(crate) fn declare(config: &Config, declare: &mut impl FnMut(String)) {
    macro_rules! types {
        ($($file:ident { $($name:ident),+ $(,)? })+) => { $($( declare($file::$name::decl(config)); )+)+ };
    }
    types! {
        book {
            BookStatus, LastReceipt, KnownBook, CreateBookRequest, CreatedBook, CreatedSampleBook, OpenBookRequest,
            ShippedNotice, BackupRequest,
        }
        sample { SampleLists, SampleListRow }
        canvass {
            CanvassFilter, CanvassListRequest, CanvassPage, CanvassRow, CanvassLast, CanvassCodes, CanvassCode,
            CanvassOutcome, CanvassWarning, CanvassHouseholdRequest, CanvassHousehold, CanvassPerson, CanvassMember,
        }
        visit {
            CanvassWhereabouts, CanvassVisit, CanvassAnswer, VisitRequest, VisitAnswerInput, WhereaboutsRequest,
        }
        cadre {
            CadreDuties, CadreItem, CadreHousehold, CadreGroup, CadreRequest, CadreIdRequest,
            CadreOfHouseholdRequest,
        }
        round {
            CanvassRound, RoundRequest, RoundPage, RoundRow, RoundEntered,
            RoundEntryRequest, RoundNoRequest, SaveRoundRequest, PrintRoundRequest,
        }
        refusal { SaveRefusalRequest, PrintRefusalRequest }
        codes { CodeItem, LeaveOutReason, CodeTables }
        home {
            Home, Unremitted, CashAlarm, PeopleCount, HouseholdCount, CollectionWindow, LastClose, LastPackage,
        }
        session { OpenSession, SessionStatus, OpenSessionRequest }
        household {
            SearchRequest, SearchPage, HouseholdRow, MemberRow, Household, HistoryItem, Member, MemberAnswer, MemberCategory,
            MemberEvent, Student, HouseholdRequest, PersonRequest, CheckCertificateRequest, CertificateCheck,
            HouseholdLink, SaveHouseholdRequest, MemberInput, CategoryInput, EventInput, AnswerFactsRequest,
        }
        life {
            RelationSaid, LifeRequest, LifeDone, LifeHousehold, LifeMember, UndoLifeRequest, RelationsRequest,
            RelationProposal, PersonHistoryItem, AddCertificateRequest, AddedCertificate,
        }
        duplicate {
            DuplicatesRequest, DuplicatePage, DuplicatePair, DuplicateSide, DuplicateField, DecideRequest,
            DuplicateVerdict, TakeBackRequest,
        }
        list {
            PathRequest, ListReading, ListColumnChoice, RosterRequest, ListLookRequest, SaveBadRowsRequest,
            ImportRequest, ListLook, ListSheet, ListTopRow, ListField, ImportPreview, ImportRowNote, ImportDifference,
            SimilarImport, ImportColumn, ListOrigin, ImportApplied, ImportProgress, ImportRecord,
        }
        people { PeopleRequest, ExportPeopleRequest, ExportedPeople, PeoplePage, PeopleRow }
        money_paper { MoneyPaperRequest, SaveMoneyPaperRequest, PrintMoneyPaperRequest }
        village_paper {
            VillagePaperRequest, SaveVillagePaperRequest, PrintVillagePaperRequest, VillagePaperPreview,
            VillagePaperChoices, VillagePaperGroup, VillagePaperCategory,
        }
        missing {
            MissingRequest, MissingPage, MissingCount, MissingWhy, MissingGroup, MissingTarget, MissingLastYear,
            MissingRule, MissingRow, MarkEnrolmentRequest, UnmarkEnrolmentRequest, MarkedEnrolment,
        }
        levy_year { LevyYearRequest, LevyYearRow, LevyYearCarried }
        category_list {
            CategoryListRequest, SaveCategoryBadRowsRequest, ListPerson, CategoryListPreview, ListNameDiffers,
            ListConflict, ListChange, ListEffect, ListOwed, ListConsequence, CategoryListReveal, RevealedChange,
            RevealedCount, CategoryListRow, WaitingRequest, WaitingPage, WaitingPerson, WaitingProposal,
            DecideWaitingRequest, WorkRequest, WorkPage, WorkRow, FinishWorkRequest,
        }
        payment {
            Bill, OfficialDifference, ClearPaidMarkRequest, ClearMarkRequest, CollectLine, TrailItem, CollectReading, Need, NeedOption, LeftOut, QuoteRequest, TakePaymentRequest,
            AidOffer, AidShare, AidOrder, CatchUpSheet, OpenCollectRequest, OrderRequest,
        }
        aid { AidGrant, AidResolution, EndAidRequest }
        ticket {
            TicketBook, SpoiltTicket, TicketRegister, ReceiveTicketsRequest, SpoilTicketRequest, ReturnTicketsRequest,
        }
        office_list {
            OfficeListKind, OfficeListRequest, SaveOfficeBadRowsRequest, OfficeListReport, OfficeListNote, OfficeListAge, PageRequest, SumDifferencePage, SumDifferenceRow,
        }
        proposal { ProposalsRequest, ProposalPage, Proposal, DecideProposalsRequest }
        registration {
            RegistrationsRequest, RegistrationPage, RegistrationRow, MarkRegistrationsRequest,
            ExportRegistrationsRequest,
        }
        receipt {
            Receipt, ReceiptLine, ReceiptLeftOut, ReceiptRow, ReceiptPage, ReceiptRequest, ReceiptPaperRequest,
            RecordArrivalRequest, SaveReceiptRequest, PrintReceiptRequest, ReceiptAid, ReceiptCatchUp,
        }
        close {
            CountForm, Denomination, CountRequest, NotePieces, CountResult, CloseSessionRequest, CloseRequest,
            PrintCloseRequest, SaveCloseRequest, Close, CloseAlso, CloseDifferences, CarriedDifference, Interim,
        }
        difference {
            DifferenceList, OpenDifferences, Difference, DifferenceStep, DifferenceForm, DifferenceWay,
            FollowDifferenceRequest,
        }
        totals {
            SeasonRequest, ExportSeasonRequest, AllowanceRequest, Season, SeasonTotals, SeasonShare, Allowance,
        }
        reversal { WayBack, RefundOfReceipt, VoidForm, VoidReason, VoidRequest, TakenBack }
        remittance {
            PayerRequest, RemittanceForm, ReadyMoney, Allocation, OutstandingOfSession, OutstandingReceipt, AllocationRequest, AllocatedPart,
            WantedPart, RemitRequest, CancelRemittanceRequest, Remittance, CancelledRemittance,
        }
        refund {
            RefundForm, RefundCandidate, RefundGround, RefundRequest, RefundSaid, RefundLineSaid, RefundRule,
            RefundNoRequest, RefundStepRequest, RefundListRow, Refund, RefundStepDone, RefundNext,
        }
        ack {
            FindAcksRequest, FoundAck, AckOverview, AckPackage, AckPackageAnswer, AckSlip, AckRead, AckRowsRequest, AckRows,
            AckRowSaid,
        }
        package { ExportRequest, ExportedPackage, FolderRequest, CardOffer, CardStatus }
        recovery { RecoveryRequest, SaveRecoveryRequest, PrintRecoveryRequest }
        journal { VerifyReport, VerifyLaw }
        backup { BackupStatus, BackupStick, SetBackupRequest, BackUpRequest, BackupOutcome, BackupLine, BroughtUp }
        restore {
            RestoreRequest, PractiseRequest, CopyLook, FactRow, ComparedRow, Losses, RestoredBook, Practice,
            LostReceipts, LostReceipt, EnteredReceipt, VoidedReceipt, LostVoidedRequest, WithdrawLostVoidedRequest,
        }
        user {
            People, UserRow, RoleItem, HandOverRow, AddUserRequest, SetPasswordRequest, SetRoleRequest, Stay,
            RekeyRequest, RekeyedBook, HandOverRequest, SwitchRolesRequest, IdleRequest, ReviewRequest, ReviewRow,
        }
        audit { AuditRequest, ExportAuditRequest, AuditPage, AuditRow, AuditGroup }
        policy {
            PolicyRow, PolicyRequest, PolicyPage, PolicyCite, PolicyWindow, PolicyEntry, PolicyMark, PolicyCategory,
            PolicySection, PolicyLine, PolicyTarget, PolicyTask, PolicyDepartment, PolicyReading, PolicyRule,
            NoticeSegment, LawWord, TrialForm, TrialCategory, TrialPaid, TrialPerson, TrialRequest, TrialAnswer,
        }
        policy_package {
            PolicyPackagePreview, PolicyPackageCompared, PolicyPackageChange, PolicyPackageRequest,
            PolicyPackageAccepted,
        }
        system { ChooseFileRequest, ChooseFolderRequest, ExportTarget }
        printing {
            PrinterInfo, PrintJobState, PrintJobRequest, PrintJob, PaperKindRequest, PrinterChoice,
            RememberPrinterRequest, PrintSetup, PrintChoiceRow, PrintMedium, PrinterFitRow, PrinterFitRequest,
            SaveTestPageRequest,
        }
        batch {
            BatchRequest, PrintBatchRequest, GoOnBatchRequest, SaveBatchRequest, StopBatchRequest, BatchForm,
            BatchGroupItem, BatchSessionItem, BatchPlan, BatchPlanRow, BatchStatus, BatchEnded,
        }
        paper { PreviewPages }
    }
}
