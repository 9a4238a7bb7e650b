#include "kernels.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

/// In the order of `ct::Kernel`.
const std::vector<std::string> names = {"linear", "backward", "cross-entropy", "max-pool",
                                        "batch-norm", "sgd", "batch", "crop", "layout",
                                        "allocator"};

/// Which of them are left to ATen.
std::vector<bool> replaced(const std::string &words) {
  std::vector<bool> replaced(names.size(), words == "1");
  if (words.empty() || words == "0" || words == "1") return replaced;
  for (size_t begin = 0, end; begin <= words.size(); begin = end + 1) {
    end = std::min(words.find(',', begin), words.size());
    const auto found = std::find(names.begin(), names.end(), words.substr(begin, end - begin));
    TORCH_CHECK(found != names.end(), "LRFINDER_ATEN is 1 or some of ", c10::Join(",", names),
                ", not ", words);
    replaced[found - names.begin()] = true;
  }
  return replaced;
}

}  // namespace

bool ct::is_own(Kernel kernel) {
  static const auto by_aten = [] {
    const char *words = std::getenv("LRFINDER_ATEN");
    return replaced(words == nullptr ? "" : words);
  }();
  return !by_aten[static_cast<size_t>(kernel)];
}
