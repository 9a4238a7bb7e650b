// Keeps the memory of one training step for the next.
//
// Every step frees and allocates the same megabytes of activations and gradients. glibc gives
// such memory back to the system when it lies at the end of a heap, and always where a thread
// other than the first has a heap of its own, so that each step would find its pages zeroed and
// mapped anew, one fault for every 4 KB. These settings hold for the whole process, so they are
// made when the library is loaded, and not where somebody has made their own in the environment.
#include <cstdlib>  // before the question which C library this is: it tells

#if defined(__GLIBC__)
#include <malloc.h>

namespace {

[[gnu::constructor]] void keep_freed_memory() {
  const char *variables[] = {"GLIBC_TUNABLES", "MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_",
                             "MALLOC_TRIM_THRESHOLD_"};
  for (const char *variable : variables) {
    if (std::getenv(variable) != nullptr) return;
  }
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
}

}  // namespace
#endif
