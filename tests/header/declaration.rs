//! What `tsc.h` declares: the functions, and the types of pointers to functions.

const MACROS: [&str; 3] = ["TSC_API", "TSC_CALL", "TSC_NODISCARD"];

/// A function, or the type of a callback.
pub struct Function {
    pub name: String,
    pub result: String,
    pub parameters: Vec<Parameter>,
    pub is_callback: bool,
}

pub struct Parameter {
    pub name: String,
    /// Words and asterisks with one space between them: `const tsc_node * *`.
    pub kind: String,
}

impl Function {
    /// Reads a declaration without its semicolon; `None` if it declares something else.
    pub fn read(declaration: &str) -> Option<Function> {
        let spaced = declaration.replace('*', " * ").replace("( ", "(");
        let words: Vec<&str> = spaced
            .split_whitespace()
            .filter(|word| !MACROS.contains(word))
            .collect();
        let text = words.join(" ").replace("(TSC_CALL *", "(*");
        let (before, name, parameters, is_callback) = match text.strip_prefix("typedef ") {
            Some(alias) => {
                let (result, rest) = alias.split_once("(*")?;
                let (name, rest) = rest.split_once(')')?;
                (result, name, rest.trim().strip_prefix('(')?, true)
            }
            None => {
                let (before, parameters) = text.split_once('(')?;
                let (result, name) = before.rsplit_once(' ')?;
                (result, name, parameters, false)
            }
        };
        let parameters = split_parameters(parameters.strip_suffix(')')?);
        Some(Function {
            name: name.trim().to_owned(),
            result: before.trim().to_owned(),
            parameters: parameters
                .iter()
                .filter_map(|one| Parameter::read(one))
                .collect(),
            is_callback,
        })
    }

    pub fn returns_status(&self) -> bool {
        self.result == "tsc_status"
    }

    pub fn may_block(&self) -> bool {
        self.parameters
            .iter()
            .any(|parameter| parameter.is_cancellation_of(self))
    }

    /// The type of the handle that the function belongs to, which is its first parameter.
    pub fn handle(&self) -> Option<&str> {
        let handle = self.parameters.first()?.handle()?;
        (!self.is_callback && self.name.starts_with(handle)).then_some(handle)
    }

    pub fn frees(&self) -> bool {
        self.name.ends_with("_free")
    }
}

impl Parameter {
    fn read(text: &str) -> Option<Parameter> {
        let text = text.trim();
        // The name of a pointer to a function is within its type.
        let (before, name, after) = match text.split_once("(* ").or_else(|| text.split_once("(*")) {
            Some((before, rest)) => {
                let (name, after) = rest.split_once(')')?;
                (format!("{before}(*"), name, format!("){after}"))
            }
            None => {
                let (before, name) = text.rsplit_once(' ')?;
                (before.to_owned(), name, String::new())
            }
        };
        Some(Parameter {
            name: name.trim().to_owned(),
            kind: format!("{before}{after}"),
        })
    }

    /// True for a pointer, be it to data or to a function.
    pub fn is_pointer(&self) -> bool {
        self.kind.contains('*') || self.kind.ends_with("_callback")
    }

    /// True if the function writes to what the parameter points to.
    pub fn is_output(&self) -> bool {
        if self.kind.contains('(') {
            return false;
        }
        let Some(target) = self.kind.strip_suffix(" *") else {
            return false;
        };
        let is_data = !target.starts_with("tsc_") && self.name != "user_data";
        target.ends_with('*')
            || is_data && !target.starts_with("const ") && !target.ends_with(" const")
    }

    /// The type of a handle that is passed: `tsc_node`.
    pub fn handle(&self) -> Option<&str> {
        let kind = self.kind.strip_suffix(" *")?;
        let handle = kind.strip_prefix("const ").unwrap_or(kind);
        (handle.starts_with("tsc_") && !handle.contains('*')).then_some(handle)
    }

    /// True for the cancellation of a call, and not for the handle that `function` belongs to.
    pub fn is_cancellation_of(&self, function: &Function) -> bool {
        self.handle() == Some("tsc_cancellation") && function.handle() != Some("tsc_cancellation")
    }
}

/// Commas within parentheses are those of the parameters of a callback.
fn split_parameters(text: &str) -> Vec<String> {
    let mut parameters = vec![String::new()];
    let mut depth = 0_u32;
    for character in text.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parameters.push(String::new());
                continue;
            }
            _ => {}
        }
        parameters.last_mut().unwrap().push(character);
    }
    parameters
}

#[test]
fn declarations_are_read() {
    let read = Function::read(
        "TSC_NODISCARD TSC_API\ntsc_status TSC_CALL tsc_a_get(const tsc_a *a, char *const *names,\n  \
         void (TSC_CALL *free_user_data)(void*, int), const uint8_t **block, size_t *length, tsc_error **error)",
    );
    let read = read.unwrap();
    assert_eq!(
        (read.name.as_str(), read.handle()),
        ("tsc_a_get", Some("tsc_a"))
    );
    assert!(read.returns_status() && !read.may_block() && !read.frees());
    let parameters: Vec<_> = read
        .parameters
        .iter()
        .map(|one| (one.name.as_str(), one.kind.as_str(), one.is_output()))
        .collect();
    assert_eq!(
        parameters,
        [
            ("a", "const tsc_a *", false),
            ("names", "char * const *", false),
            ("free_user_data", "void (*)(void * , int)", false),
            ("block", "const uint8_t * *", true),
            ("length", "size_t *", true),
            ("error", "tsc_error * *", true),
        ]
    );
    let alias = "typedef const char *(TSC_CALL *tsc_a_callback)(void *user_data, const char *text, void *buffer)";
    let alias = Function::read(alias).unwrap();
    assert!(alias.is_callback && alias.name == "tsc_a_callback" && alias.result == "const char *");
    let [user_data, text, buffer] = &alias.parameters[..] else {
        panic!("it has three parameters");
    };
    assert!(!user_data.is_output() && !text.is_output() && buffer.is_output());
    let none = Function::read("TSC_API uint32_t TSC_CALL tsc_version_number(void)").unwrap();
    assert!(none.parameters.is_empty());
    assert!(Function::read("typedef struct tsc_a tsc_a").is_none());
}
