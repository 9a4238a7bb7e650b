// Keeps oneDNN, which compiles its own kernels, from tile instructions (AMX) that it cannot set up.
//
// Some virtual machines show AMX in the processor's flags but hide how large its tiles are (leaf
// 0x1D names no palette). oneDNN then configures tiles of no size, and the process, PyTorch's too,
// is ended by an illegal-instruction signal in its first bfloat16 product. oneDNN settles on its
// instructions at its first use, so this runs when the library is loaded. Whoever sets
// ONEDNN_MAX_CPU_ISA has decided for themselves.
#if defined(__linux__) && defined(__x86_64__)
#include <cpuid.h>
#include <cstdlib>

namespace {
[[gnu::constructor]] void avoid_tiles_without_palette() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  const bool names_tiles = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & (1u << 24)) != 0;
  const bool has_palette = __get_cpuid_count(0x1D, 0, &a, &b, &c, &d) && a != 0;
  if (names_tiles && !has_palette) setenv("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_FP16", 0);
}
}
#endif
