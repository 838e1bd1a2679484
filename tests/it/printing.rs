//! Paper through a real CUPS scheduler, started for the test in a folder of its own: what arrives at the printer, byte for
//! byte, and what is said and counted when nothing comes out.

use cunshou_core::receipt::{BatchChoice, CopyState, Receipt};
use cunshou_core::refund::RefundOrder;
use cunshou_core::remittance::{Payer, RemittanceOrder};
use cunshou_core::reversal::VoidOrder;
use cunshou_paper::{
    Fonts, Form, Medium, Paper, PrinterFit, close_sheet, receipt, receipts, refund_application,
    remittance_sheet, suspension_application, test_page, void_slip,
};
use cunshou_print::settings::Tuning;
use cunshou_print::{
    Batch, BatchDesk, BatchEnd, BatchProgress, BatchWhy, PrintSettings, Stage, Wish, cups::Cups, media,
    print_batch, send, words,
};
use std::{fs, thread, time::Duration};
use support::cups::{Shop, tool};
use support::{TestBook, member, yuan};

#[test]
fn a_receipt_that_is_printed_lying_goes_to_an_upright_sheet_at_its_full_size() {
    let shop = Shop::open();
    shop.queue("office", "lsb/usr/cupsfilters/Generic-PDF_Printer-PDF.ppd");
    let cups = Cups::at(shop.socket());
    let mut village = TestBook::new();
    let household = village.family("张", 1);
    village.open_session("0.00");
    let taken = village.pay(&household);
    let paper = receipt(&village.book.receipt_paper(&taken), Form::A5, &Fonts::shipped()).expect("laid out");
    let job = send(&cups, &PrintSettings::default(), paper.clone(), "R-1", None);
    let job = job.expect("an office printer has A5");
    assert_eq!(shop.follow(&cups, &job).stage, Stage::Done, "{}", shop.logs());

    let (ours, theirs) = (shop.path("ours.pdf"), shop.path("theirs.pdf"));
    fs::write(&ours, paper.pdf().expect("written")).expect("own folder");
    fs::write(&theirs, &shop.printed()[0]).expect("own folder");
    // The longest side of the box around the receipt's number: the same on both, whichever way the sheet lies.
    let length = |file: &std::path::Path| -> f64 {
        let boxes =
            tool("pdftotext", "poppler-utils").arg("-bbox").arg(file).arg("-").output().expect("a tool");
        let boxes = String::from_utf8_lossy(&boxes.stdout).into_owned();
        let number = format!(">{}<", taken.payment.receipt_no);
        let word = boxes.lines().find(|line| line.contains(&number)).unwrap_or_else(|| panic!("{boxes}"));
        let at =
            |n: usize| word.split('"').nth(n).and_then(|text| text.parse::<f64>().ok()).expect("a place");
        (at(5) - at(1)).abs().max((at(7) - at(3)).abs())
    };
    let (wanted, found) = (length(&ours), length(&theirs));
    assert!((wanted - found).abs() < 0.5, "{wanted} points became {found}: scaled");
}

#[test]
fn every_paper_of_money_reaches_the_printer_as_it_was_made_put_right_for_it() {
    let mut shop = Shop::open();
    let printer = shop.ipp_queue("net");
    let cups = Cups::at(shop.socket());
    let fonts = Fonts::shipped();
    let mut papers: Vec<(&str, Paper)> = Vec::new();

    let mut village = TestBook::new();
    let (first, second) = (village.family("张", 1), village.family("李", 20));
    village.open_session("0.00");
    let (kept, wrong) = (village.pay(&first), village.pay(&second));
    for form in [Form::A5, Form::Form241x93, Form::Form241x139, Form::A4Two, Form::A4Three] {
        papers
            .push(("receipt", receipt(&village.book.receipt_paper(&kept), form, &fonts).expect("laid out")));
    }
    let both = [&kept, &wrong].map(|one| village.book.receipt_paper(one));
    papers.push(("batch", receipts(&both, Form::Form241x93, &fonts).expect("laid out")));
    let now = village.now();
    let form = village.book.open_void(&wrong.payment.receipt_no, &now).expect("it can be taken back");
    let order = VoidOrder {
        void_id: form.void_id,
        receipt_no: wrong.payment.receipt_no.clone(),
        reason: "wrong_household".to_owned(),
        note: String::new(),
        approval_no: None,
        paper_back: true,
    };
    let done = village.book.void_receipt(&order, &now).expect("taken back");
    let slip = village.book.void_slip_paper(&done).expect("a slip");
    for form in [Form::A5, Form::Form241x93, Form::Form241x139, Form::A4Two] {
        papers.push(("void slip", void_slip(&slip, form, &fonts).expect("laid out")));
    }
    let marked = village.book.receipt(&wrong.payment.receipt_no).expect("stored");
    papers.push((
        "voided receipt",
        receipt(&village.book.receipt_paper(&marked), Form::A5, &fonts).expect("laid out"),
    ));
    village.count(&[("100", 12)]);
    let close = village.close();
    papers.push(("close sheet", close_sheet(&village.book.close_paper(&close), &fonts).expect("laid out")));
    let now = village.now();
    let order = RemittanceOrder {
        remittance_id: village.book.open_remittance(Payer::Cash, &now).expect("the form opens").remittance_id,
        payer: Payer::Cash,
        slip_no: "D1".to_owned(),
        remitted_on: now.on(),
        account: "农商行青溪支行".to_owned(),
        amount: yuan("1200"),
        parts: None,
        note: String::new(),
    };
    let remitted = village.book.remit(&order, &now).expect("recorded");
    let sheet = village.book.remittance_paper(&remitted).expect("a sheet");
    papers.push(("remittance sheet", remittance_sheet(&sheet, &fonts).expect("laid out")));
    let now = village.now();
    let order = RefundOrder {
        refund_id: village
            .book
            .open_refund(&kept.payment.receipt_no, &now)
            .expect("the form opens")
            .refund_id,
        receipt_no: kept.payment.receipt_no.clone(),
        line_nos: vec![1],
        applicant: "张大山".to_owned(),
        phone: "13900000001".to_owned(),
        ground: "joined_employee_insurance".to_owned(),
        happened_on: Some(now.on()),
        proof: "职工参保证明 2025-118".to_owned(),
        note: String::new(),
    };
    let refund = village.book.apply_for_refund(&order, &now).expect("recorded");
    let forms = village.book.refund_paper(&refund, false).expect("forms");
    papers.push(("refund form", refund_application(&forms, &fonts).expect("laid out")));
    papers.push(("suspension form", suspension_application(&forms, &fonts).expect("laid out")));
    let tuning = Tuning::typed("2.5", "-1", "99.5").expect("right");
    papers.push(("test page", test_page(Medium::A4, "net", tuning.fit(), &fonts).expect("laid out")));

    // The tractor forms of this printer are off, its sheets are not.
    let mut settings = PrintSettings::default();
    settings.tune("net", Medium::Form241x93, tuning);
    let mut expected = Vec::new();
    for (name, paper) in &papers {
        let ours = match paper.medium() {
            Some(Medium::Form241x93) => paper.clone().fitted(tuning.fit()).pdf().expect("written"),
            _ => paper.pdf().expect("written"),
        };
        if paper.medium() == Some(Medium::Form241x93) {
            assert_ne!(ours, paper.pdf().expect("written"), "{name} is put right");
        }
        expected.push(ours);
        let job = send(&cups, &settings, paper.clone(), "R-1", Some("net"));
        let job = job.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let end = shop.follow(&cups, &job);
        assert_eq!(end.stage, Stage::Done, "{name} {:?}: {end:?} {}", paper.medium(), shop.logs());
    }
    let printed = printer.printed();
    assert_eq!(printed.len(), expected.len());
    for ((name, paper), (ours, theirs)) in papers.iter().zip(expected.iter().zip(&printed)) {
        assert!(ours == theirs, "{name} on {:?} arrived otherwise than it was sent", paper.medium());
    }
}

#[test]
fn a_receipt_on_a_roll_asks_for_a_sheet_as_long_as_what_stands_on_it() {
    let mut shop = Shop::open();
    let cups = Cups::at(shop.socket());
    let fonts = Fonts::shipped();
    let mut village = TestBook::new();
    let small = village.family("张", 1);
    let nine = (0..9)
        .map(|n| {
            let (relation, birth) =
                if n == 0 { ("02", "1955-03-01".to_owned()) } else { ("20", format!("{}-03-01", 1976 + n)) };
            member(
                &format!("李{}", ["大山", "一", "二", "三", "四", "五", "六", "七", "八"][n]),
                relation,
                &birth,
                40,
            )
        })
        .collect();
    let large = village.register(nine);
    village.open_session("0.00");
    let taken = [village.pay(&small), village.pay(&large)];
    let mut papers = Vec::new();
    for form in [Form::Roll80, Form::Roll58] {
        for one in &taken {
            papers.push(receipt(&village.book.receipt_paper(one), form, &fonts).expect("laid out"));
        }
        papers.push(test_page(form.medium(), "till", PrinterFit::default(), &fonts).expect("laid out"));
    }
    let wanted: Vec<String> = papers.iter().map(|paper| media(paper).0.to_owned()).collect();
    let lengths: Vec<u32> = papers.iter().map(|paper| media(paper).1.1).collect();
    assert!(lengths[1] > lengths[0] && lengths[4] > lengths[3], "nine people need more of a roll than three");
    let known: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let printer = shop.ipp_queue_with("till", &known);
    for paper in &papers {
        let job = send(&cups, &PrintSettings::default(), paper.clone(), "R-1", Some("till"));
        let end = shop.follow(&cups, &job.expect("a queue without a driver takes any sheet"));
        assert_eq!(end.stage, Stage::Done, "{}: {end:?} {}", paper.cups_media(), shop.logs());
    }
    let printed = printer.printed();
    let ours: Vec<Vec<u8>> = papers.iter().map(|paper| paper.pdf().expect("written")).collect();
    assert!(printed == ours, "each arrived as it was sent");
    assert_eq!(printer.media(), wanted, "the medium that the printer was told");
}

/// Looks after a batch of a village: what the clerk does follows from how far it is.
struct Clerk<'a> {
    village: &'a mut TestBook,
    form: Form,
    does: &'a mut dyn FnMut(&BatchProgress) -> Wish,
    wish: Wish,
}

impl BatchDesk for Clerk<'_> {
    type Fault = cunshou_core::Error;

    fn sheet(&mut self, receipt_nos: &[String]) -> Result<Paper, Self::Fault> {
        let stored = self.village.book.receipts_of(receipt_nos)?;
        let documents: Vec<_> = stored.iter().map(|one| self.village.book.receipt_paper(one)).collect();
        Ok(receipts(&documents, self.form, &Fonts::shipped()).expect("laid out"))
    }

    fn note(&mut self, receipt_nos: &[String], what: CopyState) -> Result<(), Self::Fault> {
        let now = self.village.now();
        self.village.book.note_copies(receipt_nos, what, &now)
    }

    fn told(&mut self, progress: &BatchProgress) {
        self.wish = (self.does)(progress);
    }

    fn wish(&mut self) -> Wish {
        self.wish
    }

    fn wait(&mut self) {
        thread::sleep(Duration::from_millis(30));
    }
}

fn print_all(
    village: &mut TestBook,
    cups: &Cups,
    (printer, form): (&str, Form),
    receipt_nos: &[String],
    does: &mut dyn FnMut(&BatchProgress) -> Wish,
) -> BatchEnd<cunshou_core::Error> {
    let settings = PrintSettings::default();
    let batch = Batch { printer: cups, settings: &settings, named: printer, receipt_nos, up: form.up() };
    print_batch(batch, &mut Clerk { village, form, does, wish: Wish::GoOn })
}

/// A village with so many receipts, and their numbers.
fn receipts_of(families: u32) -> (TestBook, Vec<String>) {
    let mut village = TestBook::new();
    let households: Vec<_> = (0..families).map(|n| village.family("张", 1 + 10 * n)).collect();
    village.open_session("0.00");
    let numbers = households.iter().map(|household| village.pay(household).payment.receipt_no).collect();
    (village, numbers)
}

fn stored(village: &TestBook, receipt_no: &str) -> Receipt {
    village.book.receipt(receipt_no).expect("stored")
}

fn printed(village: &TestBook, numbers: &[String]) -> Vec<u32> {
    numbers.iter().map(|number| stored(village, number).printed).collect()
}

fn not_printed(village: &TestBook) -> Vec<String> {
    let batch = village.book.receipt_batch(&BatchChoice::default()).expect("chosen");
    batch.rows.into_iter().map(|row| row.receipt_no).collect()
}

#[test]
fn a_batch_that_is_stopped_counts_what_came_out_and_the_rest_is_a_first_print() {
    let shop = Shop::open();
    shop.queue("tractor", "raw");
    let cups = Cups::at(shop.socket());
    let (mut village, numbers) = receipts_of(5);
    let on = ("tractor", Form::Form241x93);

    // The clerk stops while the second is at the printer: it still comes out.
    let mut wish = Wish::GoOn;
    let end = print_all(&mut village, &cups, on, &numbers, &mut |progress| {
        if progress.in_hand.first() == numbers.get(1) && progress.fares.is_some() {
            wish = Wish::StopAfterThis;
        }
        wish
    });
    assert_eq!((end.printed, &end.left[..]), (2, &numbers[2..]), "{:?}", end.why);
    assert!(matches!(end.why, BatchWhy::Stopped), "{:?}", end.why);
    assert_eq!(printed(&village, &numbers), [1, 1, 0, 0, 0]);
    assert_eq!(shop.printed().len(), 2, "one sheet a receipt, and none after the stop");
    assert_eq!(not_printed(&village), numbers[2..], "the rest is offered by itself");

    // All of them once more: two are reprints, three are not.
    let all = BatchChoice { printed_too: true, ..BatchChoice::default() };
    let batch = village.book.receipt_batch(&all).expect("chosen");
    assert_eq!((batch.rows.len(), batch.reprints, batch.unsure), (5, 2, 0));
    let marks = |village: &TestBook| -> Vec<u32> {
        numbers.iter().map(|number| village.book.receipt_paper(&stored(village, number)).reprint_no).collect()
    };
    assert_eq!(marks(&village), [1, 1, 0, 0, 0], "the mark that the next copy bears");
    let sheets: Vec<Vec<u8>> = numbers
        .iter()
        .map(|number| {
            let document = village.book.receipt_paper(&stored(&village, number));
            receipt(&document, Form::Form241x93, &Fonts::shipped()).expect("laid out").pdf().expect("written")
        })
        .collect();
    let end = print_all(&mut village, &cups, on, &numbers, &mut |_| Wish::GoOn);
    assert!(matches!(end.why, BatchWhy::Finished) && end.left.is_empty(), "{:?}", end.why);
    assert_eq!(printed(&village, &numbers), [2, 2, 1, 1, 1]);
    assert_eq!(marks(&village), [2, 2, 1, 1, 1]);
    assert!(shop.printed()[2..] == sheets, "each as its next copy looked, in the order of the numbers");
    assert!(not_printed(&village).is_empty());

    // Three to a sheet: one job a sheet, each receipt counted.
    let jobs = shop.printed().len();
    let end = print_all(&mut village, &cups, ("tractor", Form::A4Three), &numbers, &mut |_| Wish::GoOn);
    assert_eq!((end.printed, shop.printed().len() - jobs), (5, 2), "five receipts on two sheets");
    assert_eq!(printed(&village, &numbers), [3, 3, 2, 2, 2]);
    village.assert_lawful();
}

#[test]
fn a_sheet_of_a_batch_that_somebody_cancels_is_said_and_is_the_first_of_the_rest() {
    let shop = Shop::open();
    shop.queue("tractor", "raw");
    let cups = Cups::at(shop.socket());
    let (mut village, numbers) = receipts_of(3);
    let (mut paused, mut cancelled) = (false, false);
    let end = print_all(&mut village, &cups, ("tractor", Form::A5), &numbers, &mut |progress| {
        if progress.printed == 1 && !paused {
            paused = true;
            shop.admin("cupsdisable", &["-r", "paused", "tractor"]);
        }
        let is_stopped = progress.fares.as_ref().is_some_and(|fares| fares.stage == Stage::Stopped);
        if paused && is_stopped && !cancelled {
            cancelled = true;
            shop.admin("cancel", &["-a"]);
        }
        Wish::GoOn
    });
    assert_eq!((end.printed, &end.left[..]), (1, &numbers[1..]));
    let BatchWhy::NotOut(fares) = &end.why else { panic!("{:?}", end.why) };
    assert_eq!(fares.stage, Stage::Cancelled);
    assert!(words(fares).contains("没有打出来"), "{}", words(fares));
    assert_eq!(printed(&village, &numbers), [1, 0, 0]);

    shop.admin("cupsenable", &["tractor"]);
    let end = print_all(&mut village, &cups, ("tractor", Form::A5), &end.left, &mut |_| Wish::GoOn);
    assert_eq!((end.printed, printed(&village, &numbers)), (2, vec![1, 1, 1]), "gone on with the rest");
    assert_eq!(shop.printed().len(), 3, "each came out once");

    // A printer that is gone is refused before anything is sent.
    let end = print_all(&mut village, &cups, ("gone", Form::A5), &numbers, &mut |_| Wish::GoOn);
    assert!(matches!(end.why, BatchWhy::Refused(_)), "{:?}", end.why);
    assert_eq!((end.printed, end.left.len()), (0, 3));
    assert_eq!(printed(&village, &numbers), [1, 1, 1]);
    assert!(!stored(&village, &numbers[0]).unsure, "it is known that it did not come out");
}

#[test]
fn a_printer_out_of_paper_says_so_and_goes_on_when_there_is_some_or_gives_the_sheet_up() {
    let mut shop = Shop::open();
    let printer = shop.ipp_queue("net");
    let cups = Cups::at(shop.socket());
    let (mut village, numbers) = receipts_of(3);
    let on = ("net", Form::Form241x93);
    let is_out_of_paper =
        |progress: &BatchProgress| progress.fares.as_ref().is_some_and(|fares| words(fares).contains("缺纸"));

    // Out of paper at the second: the clerk puts some in, and the batch goes on by itself.
    let (mut empty, mut refilled) = (false, false);
    let end = print_all(&mut village, &cups, on, &numbers[..2], &mut |progress| {
        if progress.printed == 1 && !empty {
            empty = true;
            printer.set_empty(true);
        }
        if is_out_of_paper(progress) && !refilled {
            refilled = true;
            printer.set_empty(false);
        }
        Wish::GoOn
    });
    assert!(refilled, "it was said: {}", shop.logs());
    assert_eq!((end.printed, printed(&village, &numbers)), (2, vec![1, 1, 0]), "{:?}", end.why);
    assert_eq!(printer.printed().len(), 2);

    // Out of paper at the third: the clerk no longer waits for it.
    printer.set_empty(true);
    let mut wish = Wish::GoOn;
    let end = print_all(&mut village, &cups, on, &numbers[2..], &mut |progress| {
        if is_out_of_paper(progress) {
            wish = Wish::DropThis;
        }
        wish
    });
    assert!(matches!(end.why, BatchWhy::Stopped), "{:?}", end.why);
    assert_eq!((end.printed, &end.left[..]), (0, &numbers[2..]));
    assert_eq!(printed(&village, &numbers), [1, 1, 0], "what did not come out is not counted");
    assert_eq!(not_printed(&village), numbers[2..]);
}

#[test]
fn a_copy_that_nobody_heard_of_again_is_told_apart() {
    let (mut village, numbers) = receipts_of(2);
    let now = village.now();
    village.book.note_copies(&numbers[..1], CopyState::Sent, &now).expect("noted");
    let mut village = village.reopen();
    let batch = village.book.receipt_batch(&BatchChoice::default()).expect("chosen");
    assert_eq!((batch.rows.len(), batch.unsure), (2, 1), "the program ended while it was at the printer");
    assert!(stored(&village, &numbers[0]).unsure && !stored(&village, &numbers[1]).unsure);
    assert!(village.book.receipts("", 1).expect("a page").rows.iter().any(|row| row.unsure));
    let now = village.now();
    village.book.note_copies(&numbers[..1], CopyState::Saved, &now).expect("noted");
    assert!(stored(&village, &numbers[0]).unsure, "a file says nothing of the paper");
    village.book.note_copies(&numbers[..1], CopyState::Printed, &now).expect("noted");
    assert!(!stored(&village, &numbers[0]).unsure);
}

#[test]
fn a_batch_is_a_groups_a_sessions_or_what_was_looked_for_without_what_was_taken_back() {
    let mut village = TestBook::new();
    let households: Vec<_> =
        (0..3).map(|n| village.family(["张", "李", "王"][n as usize], 1 + 10 * n)).collect();
    village.open_session("0.00");
    let first = village.pay(&households[0]);
    village.count(&[("100", 12)]);
    village.close();
    village.set_clock("2025-11-04T09:00:00+08:00");
    village.open_session("0.00");
    let (second, third) = (village.pay(&households[1]), village.pay(&households[2]));
    let now = village.now();
    let form = village.book.open_void(&third.payment.receipt_no, &now).expect("it can be taken back");
    let order = VoidOrder {
        void_id: form.void_id,
        receipt_no: third.payment.receipt_no.clone(),
        reason: "wrong_household".to_owned(),
        note: String::new(),
        approval_no: None,
        paper_back: true,
    };
    village.book.void_receipt(&order, &now).expect("taken back");
    let chosen = |choice: BatchChoice| {
        let batch = village.book.receipt_batch(&choice).expect("chosen");
        let numbers: Vec<_> = batch.rows.into_iter().map(|row| row.receipt_no).collect();
        (numbers, batch.taken_back)
    };
    let number = |receipt: &Receipt| receipt.payment.receipt_no.clone();
    assert_eq!(chosen(BatchChoice::default()), (vec![number(&first), number(&second)], 1));
    let open = BatchChoice { session_no: Some(2), ..BatchChoice::default() };
    assert_eq!(chosen(open), (vec![number(&second)], 1));
    let group = first.payment.village_group.clone();
    let own = BatchChoice { village_group: Some(group.clone()), ..BatchChoice::default() };
    let of_group = [&first, &second].into_iter().filter(|one| one.payment.village_group == group).map(number);
    assert_eq!(chosen(own).0, of_group.collect::<Vec<_>>());
    let nobody = BatchChoice { village_group: Some("没有这个组".to_owned()), ..BatchChoice::default() };
    assert_eq!(chosen(nobody), (vec![], 0));
    for (text, found) in [(number(&second), &second), ("张大山".to_owned(), &first)] {
        assert_eq!(chosen(BatchChoice { text, ..BatchChoice::default() }).0, [number(found)]);
    }
    let sessions = village.book.receipt_sessions().expect("sessions");
    let told: Vec<_> = sessions.iter().map(|one| (one.session_no, one.receipts, one.close_no)).collect();
    assert_eq!(told, [(2, 2, None), (1, 1, Some(1))], "the newest first");
    let groups = village.book.receipt_groups().expect("groups");
    assert_eq!(groups.iter().map(|one| one.receipts).sum::<u32>(), 3);
}
