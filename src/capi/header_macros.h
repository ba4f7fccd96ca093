/**
 * @def TSC_API
 * Each declaration has it, for a function of the library. It is not a setting: a program does not
 * define it. On Windows, a program that contains the library instead of loading the DLL defines
 * TSC_STATIC.
 */
/**
 * @def TSC_CALL
 * Each declaration has it, for the calling convention. It is not a setting: a program does not
 * define it.
 */
#if defined(TSC_API) || defined(TSC_CALL)
#error "TSC_API and TSC_CALL are defined by tsc.h only; see TSC_STATIC"
#endif
#if defined(_WIN32) && !defined(TSC_STATIC)
#define TSC_API __declspec(dllimport)
#elif defined(__GNUC__) && !defined(_WIN32)
#define TSC_API __attribute__((visibility("default")))
#else
#define TSC_API
#endif
#if defined(_WIN32)
#define TSC_CALL __cdecl
#else
#define TSC_CALL
#endif

/**
 * @def TSC_NODISCARD
 * Warns if a status is not used: an output handle is there only if the status is TSC_OK. Define
 * it as empty to have no such warnings. Microsoft's compiler warns in C++17 and later.
 */
#ifndef TSC_NODISCARD
#if defined(__GNUC__) || defined(__clang__)
#define TSC_NODISCARD __attribute__((warn_unused_result))
#elif defined(_MSC_VER) && defined(_MSVC_LANG) && _MSVC_LANG >= 201703L
#define TSC_NODISCARD [[nodiscard]]
#else
#define TSC_NODISCARD
#endif
#endif
