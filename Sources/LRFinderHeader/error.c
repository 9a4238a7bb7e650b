#include "lrfinder.h"

#include <string.h>

/* Swift has no thread-local variables. */
static _Thread_local char message[512];

const char *lrfinder_last_error(void) { return message; }

void lrfinder_set_error_(const char *text) {
  strncpy(message, text, sizeof message - 1);
  message[sizeof message - 1] = 0;
  /* No half of a character at the end. */
  size_t length = strlen(message);
  if (length == sizeof message - 1) {
    while (length > 0 && (message[length - 1] & 0xC0) == 0x80) length--;
    if (length > 0 && (message[length - 1] & 0x80)) length--;
    message[length] = 0;
  }
}
