/*
 * Windows' stores: a server whose CA is in the current user's store ROOT is trusted, and not if the
 * CA is also in the store Disallowed. The arguments are the server's URL and the file of the CA, in
 * PEM. The CA stays in the stores: each simulator has another one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tsc.h>
#include <windows.h>

#include <wincrypt.h>

static int failures;

static void expect(const char *what, const char *url, tsc_status expected) {
  tsc_server *server = NULL;
  tsc_server_info *info = NULL;
  tsc_error *error = NULL;
  tsc_status status = tsc_server_new(url, &server, &error);
  if (status == TSC_OK) {
    status = tsc_server_get_info(server, NULL, &info, &error);
  }
  printf("%s: %s\n", what, status == TSC_OK ? "trusted" : tsc_error_message(error));
  if (status != expected) {
    failures++;
  }
  tsc_server_info_free(info);
  tsc_server_free(server);
  tsc_error_free(error);
}

/* Adds a certificate to a store of the user. wine writes it when the store is closed. */
static void add(const char *store, const BYTE *der, DWORD length) {
  HCERTSTORE opened = CertOpenSystemStoreA(0, store);
  if (!CertAddEncodedCertificateToStore(opened, X509_ASN_ENCODING, der, length,
                                        CERT_STORE_ADD_REPLACE_EXISTING, NULL)) {
    printf("the certificate cannot be added to %s\n", store);
    exit(1);
  }
  CertCloseStore(opened, 0);
}

int main(int argc, char **argv) {
  char pem[16384];
  BYTE der[8192];
  DWORD length = sizeof der;
  FILE *file = argc == 3 ? fopen(argv[2], "rb") : NULL;
  if (file == NULL) {
    return 2;
  }
  const size_t read = fread(pem, 1, sizeof pem - 1, file);
  fclose(file);
  pem[read] = '\0';
  if (!CryptStringToBinaryA(pem, 0, CRYPT_STRING_BASE64HEADER, der, &length, NULL, NULL)) {
    return 2;
  }
  expect("in no store", argv[1], TSC_ERROR_CERTIFICATE);
  add("ROOT", der, length);
  expect("in ROOT", argv[1], TSC_OK);
  add("Disallowed", der, length);
  expect("in ROOT and Disallowed", argv[1], TSC_ERROR_CERTIFICATE);
  return failures != 0;
}
