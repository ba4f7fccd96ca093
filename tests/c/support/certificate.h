/* A certificate that is its own authority, and its key before it: of nobody, made for these tests.
 */
#ifndef TSC_TESTS_CERTIFICATE_H
#define TSC_TESTS_CERTIFICATE_H

extern const char client_pem[];

#endif
