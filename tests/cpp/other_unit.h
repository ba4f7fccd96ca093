#ifndef TSC_TESTS_OTHER_UNIT_H
#define TSC_TESTS_OTHER_UNIT_H

#include <tsc.hpp>

// Throws tsc::error.
void fail_to_sign_in(tsc::server &server);

#endif
