use druid_core::http::HeaderMap;

use super::*;

const MS: Duration = Duration::from_millis(1);

fn report(status: &str, more: &str) -> Event {
    let text = format!(
        r#"{{"multiStageQuery":{{"taskId":"q","payload":{{"status":{{"status":"{status}"{more}}}}}}}}}"#
    );
    Event::Report(Box::new(MsqReport::read(text.as_bytes()).unwrap()))
}

fn status(state: &str) -> Event {
    status_because(state, "no place")
}

fn status_because(state: &str, why: &str) -> Event {
    let text = format!(r#"{{"status":{{"id":"q","statusCode":"{state}","errorMsg":"{why}"}}}}"#);
    Event::Status(Box::new(
        TaskStatus::read(&HeaderMap::new(), text.as_bytes()).unwrap(),
    ))
}

fn failure(kind: druid_core::ErrorKind) -> Event {
    Event::Failed(Error::below("x", druid_core::Error::new(kind)))
}

/// The machine's actions since the last call, by name.
fn actions(machine: &mut Follow) -> Vec<String> {
    std::iter::from_fn(|| machine.poll())
        .map(|action| match action {
            Action::FetchReport => "report".to_owned(),
            Action::FetchStatus => "status".to_owned(),
            Action::ShutDown => "shut down".to_owned(),
            Action::Tell(progress) => format!("tell {}", progress.stages.len()),
            Action::Finish(Outcome::Success { report }) => format!("success {}", report.is_some()),
            Action::Finish(Outcome::Cancelled { .. }) => "cancelled".to_owned(),
            Action::Finish(Outcome::Failed { fault, message, .. }) => {
                format!("failed {:?} {message:?}", fault.map(|fault| fault.code))
            }
        })
        .collect()
}

fn begun() -> Follow {
    let mut machine = Follow::new(Pace::default());
    assert_eq!(actions(&mut machine), ["report"]);
    machine
}

/// Gives an event and returns the actions that follow.
fn after(machine: &mut Follow, now: Duration, event: Event) -> Vec<String> {
    machine.handle(now, event).unwrap();
    actions(machine)
}

#[test]
fn a_running_task_is_asked_after_at_a_growing_pace() {
    let mut machine = begun();
    let mut now = Duration::ZERO;
    let mut waits = Vec::new();
    for _ in 0..20 {
        assert_eq!(after(&mut machine, now, report("RUNNING", "")), ["tell 0"]);
        let due = machine.next_timeout().unwrap();
        waits.push((due - now).as_millis());
        machine.handle_timeout(due - MS);
        assert!(actions(&mut machine).is_empty(), "too early");
        now = due;
        machine.handle_timeout(now);
        assert_eq!(actions(&mut machine), ["report"]);
        assert_eq!(machine.next_timeout(), None, "an answer is awaited");
    }
    assert_eq!(waits[..3], [200, 250, 312]);
    assert_eq!(waits[19], 3000);
}

#[test]
fn a_report_of_success_is_the_end() {
    let mut machine = begun();
    assert_eq!(
        after(&mut machine, MS, report("SUCCESS", "")),
        ["tell 0", "success true"]
    );
    assert!(machine.is_over() && machine.next_timeout().is_none());
    machine.cancel();
    assert!(
        actions(&mut machine).is_empty(),
        "what is over is not cancelled"
    );
}

#[test]
fn a_fault_is_told() {
    let mut machine = begun();
    let fault = r#","errorReport":{"error":{"errorCode":"InsertTimeNull"}}"#;
    let told = after(&mut machine, MS, report("FAILED", fault));
    assert_eq!(told, ["tell 0", "status"]);
    let told = after(&mut machine, MS, status("FAILED"));
    assert_eq!(told, ["failed Some(\"InsertTimeNull\") None"]);
}

#[test]
fn a_fault_is_told_also_when_the_status_is_not() {
    let fault = r#","errorReport":{"error":{"errorCode":"InsertTimeNull"}}"#;
    let unknown = [
        Event::UnknownTask,
        failure(druid_core::ErrorKind::Forbidden),
    ];
    for event in unknown {
        let mut machine = begun();
        after(&mut machine, MS, report("FAILED", fault));
        let told = after(&mut machine, MS, event);
        assert_eq!(told, ["failed Some(\"InsertTimeNull\") None"]);
        assert!(machine.is_over());
    }
}

/// Seen on a real 27.0.0: shut down between the start of a stage and that of its worker, the engine
/// reports the worker's loss.
#[test]
fn a_task_that_somebody_shut_down_was_cancelled_whatever_the_engine_saw() {
    let mut machine = begun();
    let fault = r#","errorReport":{"error":{"errorCode":"WorkerRpcFailed"}}"#;
    after(&mut machine, MS, report("FAILED", fault));
    let because = status_because("FAILED", "Shutdown request from user");
    assert_eq!(after(&mut machine, MS, because), ["cancelled"]);
}

#[test]
fn without_a_report_the_status_is_asked_for() {
    let mut machine = begun();
    assert_eq!(after(&mut machine, MS, Event::NoReport), ["status"]);
    assert!(after(&mut machine, MS, status("RUNNING")).is_empty());
    assert!(machine.next_timeout().is_some());
}

#[test]
fn a_task_that_is_over_gets_one_more_chance_to_show_its_report() {
    for (state, told) in [
        ("SUCCESS", "success false"),
        ("FAILED", "failed None Some(\"no place\")"),
    ] {
        let mut machine = begun();
        after(&mut machine, MS, Event::NoReport);
        assert!(after(&mut machine, MS, status(state)).is_empty());
        machine.handle_timeout(machine.next_timeout().unwrap());
        assert_eq!(actions(&mut machine), ["report"]);
        assert_eq!(after(&mut machine, MS, Event::NoReport), ["status"]);
        assert_eq!(after(&mut machine, MS, status(state)), [told]);
    }
}

#[test]
fn an_unknown_task_is_an_error() {
    let mut machine = begun();
    after(&mut machine, MS, Event::NoReport);
    let error = machine.handle(MS, Event::UnknownTask).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnknownTask);
    assert!(machine.is_over());
}

#[test]
fn a_cancelled_task_is_followed_to_its_end() {
    let canceled = r#","errorReport":{"error":{"errorCode":"Canceled"}}"#;
    for (end, told) in [
        (report("FAILED", canceled), "cancelled"),
        (report("FAILED", ""), "cancelled"),
        (report("SUCCESS", ""), "success true"),
    ] {
        let mut machine = begun();
        machine.cancel();
        machine.cancel();
        assert_eq!(actions(&mut machine), ["shut down"]);
        assert!(after(&mut machine, MS, Event::ShutDown).is_empty());
        let mut seen = after(&mut machine, MS, end);
        if seen.last().is_some_and(|action| action == "status") {
            seen = after(&mut machine, MS, status("FAILED"));
        }
        assert_eq!(seen.last().unwrap(), told);
    }
}

#[test]
fn what_may_pass_is_borne_for_a_while() {
    let mut machine = begun();
    let mut now = Duration::ZERO;
    let mut waits = Vec::new();
    for _ in 0..6 {
        assert!(
            after(
                &mut machine,
                now,
                failure(druid_core::ErrorKind::Unavailable)
            )
            .is_empty()
        );
        let due = machine.next_timeout().unwrap();
        waits.push((due - now).as_millis());
        now = due;
        machine.handle_timeout(now);
        assert_eq!(actions(&mut machine), ["report"]);
    }
    assert_eq!(waits, [200, 400, 800, 1600, 3000, 3000]);
    assert!(
        machine
            .handle(now, failure(druid_core::ErrorKind::Unavailable))
            .is_err()
    );
    assert!(machine.is_over());
}

#[test]
fn an_answer_ends_a_row_of_failures() {
    let mut machine = begun();
    for _ in 0..20 {
        after(&mut machine, MS, failure(druid_core::ErrorKind::Connect));
        machine.handle_timeout(machine.next_timeout().unwrap());
        actions(&mut machine);
        after(&mut machine, MS, report("RUNNING", ""));
        machine.handle_timeout(machine.next_timeout().unwrap());
        actions(&mut machine);
    }
}

#[test]
fn what_will_not_pass_ends_it_at_once() {
    let mut machine = begun();
    assert!(
        machine
            .handle(MS, failure(druid_core::ErrorKind::Forbidden))
            .is_err()
    );
    assert!(machine.is_over());
}

#[test]
fn an_event_out_of_turn_poisons_the_machine() {
    let mut machine = begun();
    let error = machine.handle(MS, status("RUNNING")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfTurn);
    assert_eq!(error.to_string(), "a status while AskedReport");
    assert_eq!(
        machine
            .handle(MS, report("RUNNING", ""))
            .unwrap_err()
            .kind(),
        ErrorKind::OutOfTurn
    );
    let mut over = begun();
    after(&mut over, MS, report("SUCCESS", ""));
    assert!(over.handle(MS, report("SUCCESS", "")).is_err());
    assert!(
        begun().handle(MS, Event::ShutDown).is_err(),
        "nobody asked for a shutdown"
    );
}
