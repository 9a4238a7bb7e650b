// Mini-batches drawn from a set that stays as it is in memory.
#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "kernels.h"
#include "support.h"
#include "vectors.h"

namespace {

// `scale` is the reciprocal of the deviation: a division per element would cost more than the
// whole gathering.
CT_WIDE void normalize_bytes(const uint8_t *in, float *out, int64_t count, float mean,
                             float scale) {
  for (int64_t i = 0; i < count; ++i) out[i] = (static_cast<float>(in[i]) - mean) * scale;
}

CT_WIDE void normalize_floats(const float *in, float *out, int64_t count, float mean,
                              float scale) {
  for (int64_t i = 0; i < count; ++i) out[i] = (in[i] - mean) * scale;
}

void normalize(const uint8_t *in, float *out, int64_t count, float mean, float scale) {
  normalize_bytes(in, out, count, mean, scale);
}

void normalize(const float *in, float *out, int64_t count, float mean, float scale) {
  normalize_floats(in, out, count, mean, scale);
}

struct Normalization {
  std::vector<float> mean, scale;

  Normalization(const float *mean, const float *deviation, size_t channels) {
    for (size_t i = 0; i < channels; ++i) {
      TORCH_CHECK(deviation[i] != 0, "the standard deviation of channel ", i, " is zero");
      this->mean.push_back(mean[i]);
      scale.push_back(1 / deviation[i]);
    }
    if (channels == 0) {
      this->mean.push_back(0);
      scale.push_back(1);
    }
  }

  int64_t channels() const { return static_cast<int64_t>(mean.size()); }
};

// A shuffled set misses the caches at every row; asking for a row some rows ahead hides that.
void prefetch(const void *row, size_t bytes) {
  constexpr size_t cache_line = 64;
  for (size_t offset = 0; offset < bytes; offset += cache_line) {
    __builtin_prefetch(static_cast<const char *>(row) + offset);
  }
}

constexpr int64_t rows_ahead = 4;
constexpr size_t largest_prefetched_row = 4096;

template <typename Row>
void for_each_row(int64_t count, int64_t row_size, const Row &row) {
  const auto grain = std::max<int64_t>(1, ct::elements_per_thread / std::max<int64_t>(1, row_size));
  at::parallel_for(0, count, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) row(i);
  });
}

template <typename Element>
at::Tensor gather_normalized(const at::Tensor &source, const std::vector<int64_t> &shape,
                             const int64_t *rows, const Normalization &normalization) {
  auto batch = at::empty(shape, at::TensorOptions(at::kFloat));
  const auto row_size = source.numel() / source.size(0);
  const auto channel_size = row_size / normalization.channels();
  const auto *in = source.const_data_ptr<Element>();
  auto *out = batch.mutable_data_ptr<float>();
  const auto row_bytes = static_cast<size_t>(row_size) * sizeof(Element);
  for_each_row(shape[0], row_size, [&](int64_t row) {
    if (row + rows_ahead < shape[0] && row_bytes <= largest_prefetched_row) {
      prefetch(in + rows[row + rows_ahead] * row_size, row_bytes);
    }
    for (int64_t channel = 0; channel < normalization.channels(); ++channel) {
      const auto offset = channel * channel_size;
      normalize(in + rows[row] * row_size + offset, out + row * row_size + offset, channel_size,
                normalization.mean[channel], normalization.scale[channel]);
    }
  });
  return batch;
}

at::Tensor gather_integers(const at::Tensor &source, const std::vector<int64_t> &shape,
                           const int64_t *rows) {
  auto batch = at::empty(shape, at::TensorOptions(at::kLong));
  const auto row_size = source.numel() / source.size(0);
  const auto *in = source.const_data_ptr<int64_t>();
  auto *out = batch.mutable_data_ptr<int64_t>();
  for_each_row(shape[0], row_size, [&](int64_t row) {
    std::copy_n(in + rows[row] * row_size, row_size, out + row * row_size);
  });
  return batch;
}

at::Tensor gather_by_aten(const at::Tensor &source, const int64_t *rows, int64_t count,
                            const Normalization &normalization) {
  const auto indices = at::from_blob(const_cast<int64_t *>(rows), {count}, at::kLong);
  auto batch = at::index_select(source, 0, indices.to(source.device()));
  if (source.scalar_type() == at::kLong) return batch;
  std::vector<int64_t> shape(source.dim(), 1);
  if (normalization.channels() > 1) shape[1] = normalization.channels();
  const auto constant = [&](const std::vector<float> &values) {
    auto *data = const_cast<float *>(values.data());
    return at::from_blob(data, shape, at::kFloat).to(source.device());
  };
  batch = batch.to(at::kFloat);
  return batch.sub_(constant(normalization.mean)).mul_(constant(normalization.scale));
}

}  // namespace

int ct_batch(ct_tensor source, const int64_t *rows, size_t count, const float *mean,
             const float *deviation, size_t channels, ct_device device, ct_tensor *out) {
  return ct::give(out, [&] {
    const auto &set = source->value;
    TORCH_CHECK(set.dim() > 0 && set.size(0) > 0,
                "a batch is drawn from a tensor of rows, not from a scalar or from no row");
    TORCH_CHECK(channels <= 1 || (set.dim() > 1 && set.size(1) == static_cast<int64_t>(channels)),
                channels, " channel statistics do not fit rows of shape ", set.sizes().slice(1));
    for (size_t i = 0; i < count; ++i) {
      TORCH_CHECK(rows[i] >= 0 && rows[i] < set.size(0), "row ", rows[i], " is not in a set of ",
                  set.size(0), " rows");
    }
    const Normalization normalization(mean, deviation, channels);
    const auto target = ct::device(device);
    auto shape = set.sizes().vec();
    shape[0] = static_cast<int64_t>(count);
    const auto type = set.scalar_type();
    TORCH_CHECK(type == at::kByte || type == at::kFloat || type == at::kLong,
                "a batch is drawn from uint8, float32 or int64 elements, not from ", type);
    if (!set.is_cpu() || !ct::is_own(ct::Kernel::batch)) {
      return gather_by_aten(set, rows, shape[0], normalization).to(target);
    }
    TORCH_CHECK(set.is_contiguous(), "the rows of the set have to lie in memory one by one");
    switch (type) {
      case at::kByte:
        return gather_normalized<uint8_t>(set, shape, rows, normalization).to(target);
      case at::kFloat:
        return gather_normalized<float>(set, shape, rows, normalization).to(target);
      default: return gather_integers(set, shape, rows).to(target);
    }
  });
}
