//! Made-up comments, by which the form's own checks are tested.

use super::comments::converted;
use super::declaration::Function;
use super::form::problems;

const STATUSES: [&str; 3] = ["OK", "ERROR_TIMEOUT", "ERROR_FORBIDDEN"];

/// A comment in which each thing is right.
const GOOD: &str = " * Moves a thing.
 *
 * - `name`: the name, which is long enough for a second line in the header; there is none in
 *   the source.
 * - `thing`: receives the thing.
 *
 * Returns TSC_OK, a common status, or one of these:
 * - TSC_ERROR_FORBIDDEN: the user
 *   may not.
 *
 * More of it.
 *
 * Blocks: yes, with one HTTP request, which is repeatable. Threads: any, at the same time. Since:
 * 0.1.0.
";

const DECLARATION: &str = "TSC_NODISCARD TSC_API\ntsc_status TSC_CALL tsc_session_move(tsc_session \
    *session, const char *name, tsc_cancellation *cancellation, tsc_thing **thing, tsc_error **error)";

const FREE: (&str, &str) = (
    " * Frees it.\n *\n * Blocks: no. Threads: any, after all other calls with it. Since: 0.1.0.\n",
    "TSC_API void TSC_CALL tsc_list_free(tsc_list *list)",
);

fn problems_of(source: &str, declaration: &str) -> Vec<String> {
    let function = Function::read(declaration).unwrap();
    problems(&converted(source, &function), &function, &STATUSES)
}

fn assert_found(found: &[String], problem: &str) {
    let is_found = found.iter().any(|one| one.contains(problem));
    assert!(is_found, "{problem} is not among {found:?}");
}

#[test]
fn a_comment_is_turned_into_commands() {
    let function = Function::read(DECLARATION).unwrap();
    let expected = " * Moves a thing.
 *
 * @param[in] session The session. If it is NULL, the function returns
 *   TSC_ERROR_INVALID_ARGUMENT.
 * @param[in] name The name, which is long enough for a second line in the header; there is none
 *   in the source. Must not be NULL.
 * @param[in] cancellation Ends the call early when it is cancelled or its time limit expires.
 *   May be NULL: the call cannot be cancelled then.
 * @param[out] thing Receives the thing. Must not be NULL.
 * @param[out] error Receives the error if the call fails, otherwise NULL; free it with
 *   tsc_error_free. May be NULL: no error is stored then.
 *
 * @return TSC_OK, a common status, or one of these:
 * @retval TSC_ERROR_FORBIDDEN The user may not.
 *
 * More of it.
 *
 * Blocks: yes, with one HTTP request, which is repeatable. Threads: any, at the same time. Since:
 * 0.1.0.
";
    assert_eq!(converted(GOOD, &function), expected);
    assert_eq!(problems_of(GOOD, DECLARATION), [""; 0]);
    assert_eq!(problems_of(FREE.0, FREE.1), [""; 0]);
    let callback = "typedef int32_t (TSC_CALL *tsc_a_callback)(void *user_data, const char *text)";
    let source = " * Told a text.\n *\n * - `text`: the text.\n *\n * Returns 0 or 1.\n";
    assert_eq!(problems_of(source, callback), [""; 0]);
}

#[test]
fn a_comment_of_another_form_is_found() {
    for (old, new, problem) in [
        (
            "Moves a thing.\n *\n * - ",
            "- ",
            "does not begin with what",
        ),
        ("Moves a", "Returns a", "does not begin with what"),
        (" * - `name`: the", " * The", "describes the parameters"),
        ("- `name`:", "- `nam`:", "describes the parameters"),
        ("- `thing`:", "- `name`:", "describes the parameters"),
        (
            "- `name`:",
            "- `name`, `thing`:",
            "describes the parameters",
        ),
        ("the thing.\n", "the thing\n", "no sentence for thing"),
        ("receives the thing.", "", "no sentence for thing"),
        (
            "Returns TSC_OK",
            "Gives TSC_OK",
            "has 0 descriptions of the result",
        ),
        (
            "More of it.",
            "Returns more.",
            "has 2 descriptions of the result",
        ),
        (
            "TSC_ERROR_FORBIDDEN",
            "TSC_ERROR_OTHER",
            "has TSC_ERROR_OTHER as a result",
        ),
        ("TSC_ERROR_FORBIDDEN", "1", "has 1 as a result"),
        (
            "More",
            "- TSC_ERROR_FORBIDDEN: more\n * - `x`: more",
            "not understood",
        ),
        (
            " *\n * More",
            " * - TSC_ERROR_FORBIDDEN: more",
            "has TSC_ERROR_FORBIDDEN twice",
        ),
        (
            "the user\n *   may not.",
            "",
            "no sentence for TSC_ERROR_FORBIDDEN",
        ),
        ("the user\n", "as for others\n", "says \"as for \""),
        (
            "TSC_OK, a common status",
            "the statuses of others",
            "says \"the statuses of \"",
        ),
        (
            "yes, with one HTTP request, which is repeatable",
            "no",
            "has \"Blocks: no.\"",
        ),
        (
            "one HTTP request, which is repeatable",
            "pleasure",
            "has \"Blocks: yes, with pleasure.\"",
        ),
        (
            "one HTTP request, which is repeatable",
            "one HTTP request",
            "has \"Blocks: yes, with one HTTP",
        ),
        ("Blocks: yes, with", "With", "does not end with"),
        ("Threads: any", "any", "does not end with"),
        (
            "Threads: any",
            "Threads: one",
            "has \"Threads: one, at the same time.\"",
        ),
        (" Since:\n * 0.1.0.", "", "does not end with"),
        ("0.1.0.", "0.1.", "has \"Since: 0.1.\""),
        ("0.1.0.", "0.1.0", "has \"Since: 0.1.0\""),
        ("0.1.0.\n", "0.1.0.\n *\n * More.\n", "does not end with"),
    ] {
        let changed = GOOD.replacen(old, new, 1);
        assert_ne!(changed, GOOD, "{old}");
        let found = problems_of(&changed, DECLARATION);
        assert_found(&found, problem);
    }
    let (free, declaration) = FREE;
    let other = declaration.replace("_free", "_drop");
    assert_found(&problems_of(free, &other), "and not \"one at a time\"");
    let blocking = free.replace(
        "Blocks: no",
        "Blocks: yes, with one HTTP request, which is repeatable",
    );
    assert_found(&problems_of(&blocking, declaration), "has \"Blocks: yes");
    let returning = free.replace(" * Blocks", " * Returns it.\n *\n * Blocks");
    assert_found(
        &problems_of(&returning, declaration),
        "the result, which is void",
    );
}

#[test]
fn what_the_generator_adds_is_checked_too() {
    let function = Function::read(DECLARATION).unwrap();
    for (old, new, problem) in [
        (
            "@param[in] name",
            "@param[out] name",
            "has param[out] for name",
        ),
        (" Must not be NULL.", "", "whether name may be NULL"),
        (
            "@param[in] session The session. If it is NULL, the function returns\n *   TSC_ERROR_INVALID_ARGUMENT.\n",
            "",
            "describes",
        ),
    ] {
        let changed = converted(GOOD, &function).replacen(old, new, 1);
        let found = problems(&changed, &function, &STATUSES);
        assert_found(&found, problem);
    }
}
