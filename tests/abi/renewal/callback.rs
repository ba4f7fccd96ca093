//! Credentials from a callback: at the sign-in, at each attempt, and at each renewal.

use super::{end_all, read, token_sign_ins};
use crate::callbacks::{Asked, on_event, sign_in_with};
use crate::calls::PASSWORD;
use crate::library::*;
use crate::support::*;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tsc_simulator::{Action, Fault, SignInKind, SignInRule};

#[test]
fn callback_is_asked_after_the_probe_and_at_each_attempt() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    server.set_retry(3, 1).unwrap();
    simulator.fault(Fault {
        times: Some(2),
        ..Fault::on("auth/signin", Action::status(503))
    });
    let url = simulator.https_url();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let session = sign_in_with(&server, "marketing", ptr::null_mut(), move |credentials| {
        count.fetch_add(1, Ordering::SeqCst);
        assert_eq!(credentials.site(), "marketing");
        assert_eq!(credentials.server_url(), url);
        assert!(!credentials.is_renewal());
        assert!(credentials.cancellation().is_null());
        // The last one counts.
        credentials
            .set_password(("nobody", "wrong-password"))
            .unwrap();
        credentials.set_token(TOKEN).unwrap();
        1
    })
    .unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    assert_eq!(simulator.count("GET", "serverInfo"), 1);
    assert_eq!(session.site().as_deref(), Some("marketing"));
}

#[test]
fn session_is_renewed_by_the_callback_whatever_the_setting_is() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let asked = Arc::new(Mutex::new(Vec::new()));
    let store = Arc::clone(&asked);
    let session = sign_in_with(&server, "", ptr::null_mut(), move |credentials: &Asked| {
        let mut store = store.lock().unwrap();
        store.push((credentials.is_renewal(), credentials.site()));
        // Another kind of credentials for the same user.
        match store.len() {
            1 => credentials.set_token(TOKEN).unwrap(),
            _ => credentials.set_password(PASSWORD).unwrap(),
        }
        1
    })
    .unwrap();
    session.switch_site("marketing").unwrap();
    end_all(&simulator);
    read(&session).unwrap();
    assert_eq!(simulator.sign_ins(SignInKind::Password), 1);
    let asked = asked.lock().unwrap();
    assert_eq!(
        *asked,
        [(false, String::new()), (true, "marketing".to_owned())]
    );
}

#[test]
fn callback_that_fails_ends_the_sign_in() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    type Case = (fn(&Asked) -> i32, &'static str, &'static str);
    let cases: [Case; 7] = [
        (
            |_| 1,
            "TSC_ERROR_INVALID_ARGUMENT",
            "has set no credentials",
        ),
        (|_| 0, "TSC_ERROR_ABORTED", "gave no credentials"),
        (|_| -1, "TSC_ERROR_ABORTED", "gave no credentials"),
        (|_| 2, "TSC_ERROR_ABORTED", "gave no credentials"),
        (
            |credentials| {
                // What was set does not count without the 1.
                credentials.set_token(TOKEN).unwrap();
                credentials
                    .set_message("the vault\nis\u{202e} locked")
                    .unwrap();
                0
            },
            "TSC_ERROR_ABORTED",
            "the vault is locked",
        ),
        (
            |credentials| {
                let failure = credentials.set_token(("a\nb", "x")).unwrap_err();
                assert_eq!(failure.name(), "TSC_ERROR_INVALID_ARGUMENT");
                let failure = credentials.set_impersonated(Some("")).unwrap_err();
                assert_eq!(failure.name(), "TSC_ERROR_INVALID_ARGUMENT");
                1
            },
            "TSC_ERROR_INVALID_ARGUMENT",
            "has set no credentials",
        ),
        (
            |credentials| {
                credentials.set_json_web_token("not-a-known-token").unwrap();
                1
            },
            "TSC_ERROR_SIGN_IN_FAILED",
            "401001",
        ),
    ];
    for (callback, name, words) in cases {
        let failure = sign_in_with(&server, "", ptr::null_mut(), callback)
            .err()
            .unwrap();
        assert_eq!(failure.name(), name, "{failure:?}");
        assert!(failure.message.contains(words), "{failure:?}");
    }
    assert_eq!(simulator.live_sessions(), 0);
}

#[test]
fn callback_that_fails_at_a_renewal_is_asked_again_by_the_next_call() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let asked = AtomicUsize::new(0);
    let session = sign_in_with(&server, "", ptr::null_mut(), move |credentials| {
        if asked.fetch_add(1, Ordering::SeqCst) == 1 {
            credentials.set_message("the vault is sealed").unwrap();
            return 0;
        }
        credentials.set_token(TOKEN).unwrap();
        1
    })
    .unwrap();
    end_all(&simulator);
    let failure = read(&session).unwrap_err();
    assert_eq!(failure.name(), "TSC_ERROR_ABORTED");
    assert!(
        failure.message.contains("the vault is sealed"),
        "{failure:?}"
    );
    assert_eq!(token_sign_ins(&simulator), 0);
    read(&session).unwrap();
    assert_eq!(token_sign_ins(&simulator), 1);
}

#[test]
fn call_that_ends_during_the_callback_sends_nothing() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let cancellation = Cancellation::new();
    let failure = sign_in_with(&server, "", cancellation.0, |credentials| {
        // It may be cancelled through the credentials, as what waits for a vault would see it.
        let cancellation = credentials.cancellation();
        assert!(!cancellation.is_null());
        // SAFETY: it is lent during the callback.
        unsafe {
            assert_eq!(tsc_cancellation_is_cancelled(cancellation), 0);
            tsc_cancellation_cancel(cancellation);
            assert_eq!(tsc_cancellation_is_cancelled(cancellation), 1);
        }
        credentials.set_token(TOKEN).unwrap();
        1
    })
    .err()
    .unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_CANCELLED");
    assert_eq!(simulator.count("POST", "auth/signin"), 0);

    let cancellation = Cancellation::with_timeout(100);
    let began = Instant::now();
    let failure = sign_in_with(&server, "", cancellation.0, |credentials| {
        let cancellation = credentials.cancellation();
        // SAFETY: as above.
        while unsafe { tsc_cancellation_is_cancelled(cancellation) } == 0 {
            std::thread::yield_now();
        }
        credentials.set_token(TOKEN).unwrap();
        1
    })
    .err()
    .unwrap();
    assert_eq!(failure.name(), "TSC_ERROR_TIMEOUT");
    assert!(began.elapsed() < Duration::from_secs(20));
    assert_eq!(simulator.count("POST", "auth/signin"), 0);
}

#[test]
fn calls_on_the_same_server_are_refused_in_callbacks() {
    let simulator = simulator();
    let server = Arc::new(Server::of(&simulator));
    let other = Server::of(&simulator);
    let outer = Arc::new(server.sign_in(ADMIN_TOKEN, "").unwrap());
    let (inner, session) = (Arc::clone(&server), Arc::clone(&outer));
    let list = Mutex::new(session.list("projects").unwrap());
    list.lock().unwrap().next().unwrap();
    let new = sign_in_with(&server, "", ptr::null_mut(), move |credentials| {
        // An item that is at hand is refused, too.
        let next = list.lock().unwrap().next().err();
        let total = list.lock().unwrap().total().err();
        let refused = [
            next,
            total,
            inner.get_info().err(),
            inner.sign_in(TOKEN, "").err(),
            session.sign_out().err(),
            session.switch_site("marketing").err(),
            session.revoke_server_admin_tokens().err(),
            session.request("GET", "projects").unwrap().send().err(),
        ];
        for failure in refused {
            let failure = failure.unwrap();
            assert_eq!(failure.name(), "TSC_ERROR_INVALID_STATE", "{failure:?}");
            assert!(failure.message.contains("callback"), "{failure:?}");
        }
        // Getters, setters and another server are not refused.
        assert!(session.is_signed_in());
        inner.set_retry(2, 10).unwrap();
        other.get_info().unwrap();
        other.sign_in(ADMIN_TOKEN, "").unwrap();
        credentials.set_token(TOKEN).unwrap();
        1
    })
    .unwrap();
    read(&new).unwrap();
}

#[test]
fn event_callback_may_not_call_its_server_either() {
    let simulator = simulator();
    let server = Arc::new(Server::of(&simulator));
    let inner = Arc::downgrade(&server);
    let refused = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&refused);
    on_event(&server, move |_| {
        let server = inner.upgrade().unwrap();
        let failure = server.get_info().unwrap_err();
        assert_eq!(failure.name(), "TSC_ERROR_INVALID_STATE");
        count.fetch_add(1, Ordering::SeqCst);
    });
    let session = server.sign_in(TOKEN, "").unwrap();
    read(&session).unwrap();
    // The probe with its connection, the sign-in's request, the sign-in, and the list's request.
    assert!(refused.load(Ordering::SeqCst) >= 5);
}

#[test]
fn callback_may_impersonate() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let alice = server.sign_in(TOKEN, "").unwrap().user_id().unwrap();
    let user = alice.clone();
    let renewals = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&renewals);
    let session = sign_in_with(&server, "", ptr::null_mut(), move |credentials| {
        credentials.set_token(ADMIN_TOKEN).unwrap();
        // A renewal impersonates the session's user, whatever is set then.
        if credentials.is_renewal() {
            count.fetch_add(1, Ordering::SeqCst);
        } else {
            credentials.set_impersonated(Some(&user)).unwrap();
        }
        1
    })
    .unwrap();
    assert_eq!(session.user_id().as_deref(), Some(alice.as_str()));
    end_all(&simulator);
    read(&session).unwrap();
    assert_eq!(session.user_id().as_deref(), Some(alice.as_str()));
    assert_eq!(renewals.load(Ordering::SeqCst), 1);
}

#[test]
fn impersonation_at_a_renewal_alone_is_ignored() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let bob = server.sign_in(ADMIN_TOKEN, "").unwrap().user_id().unwrap();
    let session = sign_in_with(&server, "", ptr::null_mut(), move |credentials| {
        credentials.set_token(TOKEN).unwrap();
        if credentials.is_renewal() {
            credentials.set_impersonated(Some(&bob)).unwrap();
        }
        1
    })
    .unwrap();
    let user = session.user_id();
    end_all(&simulator);
    read(&session).unwrap();
    assert_eq!(session.user_id(), user);
}

#[test]
fn message_of_a_callback_does_not_tell_what_it_has_set() {
    let simulator = simulator();
    let server = Server::of(&simulator);
    let failure = sign_in_with(&server, "", ptr::null_mut(), |credentials| {
        credentials
            .set_password(("alice", "unmistakable-password"))
            .unwrap();
        let message = "the vault gave unmistakable-password, which is not good";
        credentials.set_message(message).unwrap();
        0
    })
    .err()
    .unwrap();
    assert!(
        failure.message.contains("the vault gave ***, which"),
        "{}",
        failure.message
    );
}

#[test]
fn callback_is_freed_when_it_can_no_longer_be_asked() {
    struct Freed(Arc<AtomicUsize>);
    impl Drop for Freed {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let simulator = simulator();
    let server = Server::of(&simulator);
    let freed = Arc::<AtomicUsize>::default();
    let count = || freed.load(Ordering::SeqCst);
    let sign_in = || {
        let guard = Freed(Arc::clone(&freed));
        let session = sign_in_with(&server, "", ptr::null_mut(), move |credentials| {
            let _guard = &guard;
            credentials.set_token(TOKEN).unwrap();
            1
        });
        session.unwrap()
    };
    // With the session, its lists and its requests.
    let session = sign_in();
    let (list, request) = (session.list("projects"), session.request("GET", "projects"));
    drop((session, list));
    assert_eq!(count(), 0);
    drop(request);
    assert_eq!(count(), 1);
    // At sign-out.
    let session = sign_in();
    session.sign_out().unwrap();
    assert_eq!(count(), 2);
    drop(session);
    // When the server refuses what it gives.
    let session = sign_in();
    end_all(&simulator);
    simulator.sign_in_rule(SignInRule::refuse(TOKEN.0));
    read(&session).unwrap_err();
    assert_eq!(count(), 3);
    drop(session);
    // After a sign-in that fails.
    let guard = Freed(Arc::clone(&freed));
    let refused = sign_in_with(&server, "", ptr::null_mut(), move |_| {
        let _guard = &guard;
        0
    });
    assert!(refused.is_err());
    assert_eq!(count(), 4);
}
