/* Rust's standard library takes random bytes from bcryptprimitives.dll, which Wine lacks before
 * version 9. This stands in for it under Wine, for tests, and is never published. */
#include <windows.h>

/* RtlGenRandom of advapi32, by the name under which it is exported. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) {
  while (length > 0) {
    ULONG part = length > 0x10000 ? 0x10000 : (ULONG)length;
    if (!SystemFunction036(buffer, part)) {
      return FALSE;
    }
    buffer += part;
    length -= part;
  }
  return TRUE;
}
