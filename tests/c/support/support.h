/* What all tests share. handles.c is the only part of it that calls libtsc. */
#ifndef TSC_TESTS_SUPPORT_H
#define TSC_TESTS_SUPPORT_H

#include "checks.h"
#include "handles.h"
#include "simulator.h"
#include "system.h"
#include "threads.h"

#endif
