// Random changes to images, with the random numbers given by the caller.
#include "ctorch_augmentation.h"

#include <ATen/TensorIndexing.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/pad.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <vector>

#include "kernels.h"
#include "support.h"

namespace {

/// One channel of one image: the part of the window that lies on the image, zeros elsewhere.
template <typename Element>
void crop(const Element *in, Element *out, int64_t height, int64_t width, int64_t top,
          int64_t left, bool mirrored) {
  std::fill_n(out, height * width, Element(0));
  const auto first = std::max<int64_t>(0, -left);
  const auto last = std::min(width, width - left);
  // A border wider than the image leaves room for windows beside it.
  if (first >= last) return;
  for (auto y = std::max<int64_t>(0, -top); y < std::min(height, height - top); ++y) {
    const auto *from = in + (y + top) * width + left;
    auto *to = out + y * width;
    if (mirrored) {
      std::reverse_copy(from + first, from + last, to + width - last);
    } else {
      std::copy(from + first, from + last, to + first);
    }
  }
}

template <typename Element>
at::Tensor crop_on_cpu(const at::Tensor &source, const int64_t *rows, const ct_crop *crops,
                       int64_t count, int64_t padding) {
  TORCH_CHECK(source.is_contiguous(), "the rows of the set have to lie in memory one by one");
  const auto channels = source.size(1), height = source.size(2), width = source.size(3);
  auto batch = at::empty({count, channels, height, width}, source.options());
  const auto *in = source.const_data_ptr<Element>();
  auto *out = batch.mutable_data_ptr<Element>();
  for (int64_t i = 0; i < count; ++i) {
    for (int64_t channel = 0; channel < channels; ++channel) {
      crop(in + (rows[i] * channels + channel) * height * width,
           out + (i * channels + channel) * height * width, height, width,
           crops[i].top - padding, crops[i].left - padding, crops[i].mirrored);
    }
  }
  return batch;
}

/// The same by indexing the padded images with the rows and columns that each window shows.
at::Tensor crop_by_aten(const at::Tensor &source, const int64_t *rows, const ct_crop *crops,
                          int64_t count, int64_t padding) {
  const auto height = source.size(2), width = source.size(3);
  std::vector<int64_t> numbers(rows, rows + count), images, lines, columns;
  for (int64_t i = 0; i < count; ++i) {
    images.push_back(i);
    for (int64_t y = 0; y < height; ++y) lines.push_back(crops[i].top + y);
    for (int64_t x = 0; x < width; ++x) {
      columns.push_back(crops[i].left + (crops[i].mirrored ? width - 1 - x : x));
    }
  }
  const auto indices = [&](const std::vector<int64_t> &values, at::IntArrayRef shape) {
    return at::tensor(values, at::kLong).to(source.device()).view(shape);
  };
  const auto border = at::pad(at::index_select(source, 0, indices(numbers, {count})),
                              {padding, padding, padding, padding});
  const auto windows = border.permute({0, 2, 3, 1})
                           .index({indices(images, {count, 1, 1}),
                                   indices(lines, {count, height, 1}),
                                   indices(columns, {count, 1, width})});
  return windows.permute({0, 3, 1, 2}).contiguous();
}

}  // namespace

int ct_crop_rows(ct_tensor source, const int64_t *rows, const ct_crop *crops, size_t count,
                 int64_t padding, ct_tensor *out) {
  return ct::give(out, [&] {
    const auto &set = source->value;
    const auto number = static_cast<int64_t>(count);
    TORCH_CHECK(set.dim() == 4, "crops are made of images [N, C, H, W], not of ", set.sizes());
    const auto fits = [&](int64_t offset) { return offset >= 0 && offset <= 2 * padding; };
    for (size_t i = 0; i < count; ++i) {
      TORCH_CHECK(rows[i] >= 0 && rows[i] < set.size(0), "row ", rows[i], " is not in a set of ",
                  set.size(0), " rows");
      TORCH_CHECK(fits(crops[i].top) && fits(crops[i].left), "a window at ", crops[i].top, ", ",
                  crops[i].left, " leaves a border of ", padding);
    }
    if (!set.is_cpu() || !ct::is_own(ct::Kernel::crop)) {
      return crop_by_aten(set, rows, crops, number, padding);
    }
    switch (set.scalar_type()) {
      case at::kByte: return crop_on_cpu<uint8_t>(set, rows, crops, number, padding);
      case at::kFloat: return crop_on_cpu<float>(set, rows, crops, number, padding);
      default:
        TORCH_CHECK(false, "crops are made of uint8 or float32 images, not of ",
                    set.scalar_type());
    }
  });
}
