#ifndef TSC_TESTS_PLUG_IN_H
#define TSC_TESTS_PLUG_IN_H

// The names of a plug-in's functions begin with its series.
#define PLUG_IN_JOIN(series, name) series##_##name
#define PLUG_IN_OF(series, name) PLUG_IN_JOIN(series, name)
#define PLUG_IN(name) PLUG_IN_OF(SERIES, name)

#define DECLARE_PLUG_IN(series)                                                                    \
  extern "C" void series##_sign_in_and_keep(const char *url, const char *ca_path);                 \
  extern "C" int series##_catches_its_own_error();

DECLARE_PLUG_IN(this_series)
DECLARE_PLUG_IN(next_series)

#endif
