// Settings of the whole process that trainings are faster or safer with. Only whoever owns the
// process may make them: nothing here runs before it is asked to.
#include "tuning.h"

#include <cstdlib>

#if defined(__linux__) && defined(__x86_64__)
#include <cpuid.h>
#endif

#include "ctorch_runtime.h"
#include "kernels.h"
#include "support.h"

namespace {

/// Keeps oneDNN, which compiles its own kernels, from tile instructions (AMX) that it cannot set
/// up.
///
/// Some virtual machines show AMX in the processor's flags but hide how large its tiles are (leaf
/// 0x1D names no palette). oneDNN then configures tiles of no size, and the process, PyTorch's too,
/// is ended by an illegal-instruction signal in its first bfloat16 product. oneDNN settles on its
/// instructions at its first use. Whoever sets ONEDNN_MAX_CPU_ISA has decided for themselves.
void avoid_tiles_without_palette() {
#if defined(__linux__) && defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  const bool names_tiles = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & (1u << 24)) != 0;
  const bool has_palette = __get_cpuid_count(0x1D, 0, &a, &b, &c, &d) && a != 0;
  if (names_tiles && !has_palette) setenv("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_FP16", 0);
#endif
}

}  // namespace

int ct_tune_process(void) {
  return ct::attempt([] {
    static const bool is_tuned = [] {
      avoid_tiles_without_palette();
      if (ct::is_own(ct::Kernel::allocator)) ct::use_caching_allocator();
      return true;
    }();
    (void)is_tuned;
  });
}
