// Large blocks of memory that are used again instead of being given back to the system.
//
// Why it exists: a training step makes and drops the same large tensors each time. The C library
// gives blocks of 32 MiB and more back at once, and the next step pays for every page of them
// again, which a step of a residual network feels.
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <map>
#include <mutex>
#include <new>
#include <unordered_map>

#include "tuning.h"

namespace {

/// Below this size the C library reuses memory well by itself.
constexpr size_t smallest_cached_block = size_t{1} << 20;

/// Blocks are rounded up to this, so that nearly equal sizes share them.
constexpr size_t granularity = size_t{1} << 16;

class CachingAllocator final : public c10::Allocator {
 public:
  static CachingAllocator &shared() {
    // Never destroyed: tensors may outlive the static objects of this library.
    static auto *allocator = new CachingAllocator();
    return *allocator;
  }

  c10::DataPtr allocate(size_t size) override {
    if (size < smallest_cached_block) return c10::GetDefaultCPUAllocator()->allocate(size);
    auto *data = take((size + granularity - 1) / granularity * granularity);
    return {data, data, &give_back, c10::Device(c10::kCPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &give_back; }

  void copy_data(void *target, const void *source, size_t size) const override {
    std::memcpy(target, source, size);
  }

 private:
  static void give_back(void *data) {
    if (!shared().keep(data)) c10::GetDefaultCPUAllocator()->raw_deallocate(data);
  }

  void *take(size_t size) {
    const std::lock_guard<std::mutex> lock(mutex);
    auto *data = take_idle(size);
    if (data == nullptr) data = make(size);
    blocks_in_use.emplace(data, size);
    in_use += size;
    peak = std::max(peak, in_use);
    return data;
  }

  void *take_idle(size_t size) {
    const auto found = idle_blocks.find(size);
    if (found == idle_blocks.end()) return nullptr;
    auto *data = found->second;
    idle_blocks.erase(found);
    idle -= size;
    return data;
  }

  void *make(size_t size) {
    // All blocks together may take twice what was ever in use at once; beyond that, sizes have
    // changed, and the largest blocks of the old ones go first. This block counts as in use, but
    // makes no peak before it is there: one that the system refuses was never in use.
    const auto most = 2 * std::max(peak, in_use + size);
    while (!idle_blocks.empty() && in_use + size + idle > most) release_largest();
    try {
      return c10::alloc_cpu(size);
    } catch (...) {
      while (!idle_blocks.empty()) release_largest();
      return c10::alloc_cpu(size);
    }
  }

  /// Keeps a block for later; false where it is not one of this allocator.
  bool keep(void *data) {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto found = blocks_in_use.find(data);
    if (found == blocks_in_use.end()) return false;
    const auto size = found->second;
    blocks_in_use.erase(found);
    in_use -= size;
    try {
      idle_blocks.emplace(size, data);
      idle += size;
    } catch (const std::bad_alloc &) {
      // Whoever gives memory back expects no exception.
      c10::free_cpu(data);
    }
    return true;
  }

  void release_largest() {
    const auto largest = std::prev(idle_blocks.end());
    c10::free_cpu(largest->second);
    idle -= largest->first;
    idle_blocks.erase(largest);
  }

  std::mutex mutex;
  std::multimap<size_t, void *> idle_blocks;
  std::unordered_map<void *, size_t> blocks_in_use;
  size_t idle = 0, in_use = 0, peak = 0;
};

}  // namespace

void ct::use_caching_allocator() {
  c10::SetCPUAllocator(&CachingAllocator::shared(), /*priority=*/1);
}
