// The maximum over windows of 2 × 2, recorded as one node. See autograd.h.
//
// ATen compares one element after the other, which is a third of a small convolutional network's
// step.
#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/max_pool2d.h>

#include <algorithm>
#include <vector>

#include "autograd.h"
#include "kernels.h"
#include "node.h"
#include "vectors.h"

namespace {

/// Images as planes of `height` × `width` pixels of `channels` values each: an image of many
/// channels is one such plane where the channels lie innermost, and as many planes of one channel
/// where they do not.
struct Planes {
  int64_t count, height, width, channels;

  Planes(const at::Tensor &images, at::MemoryFormat format)
      : count(images.size(0)), height(images.size(2)), width(images.size(3)), channels(1) {
    (format == at::MemoryFormat::Contiguous ? count : channels) *= images.size(1);
  }

  int64_t rows() const { return height / 2; }
  int64_t columns() const { return width / 2; }
  int64_t line() const { return width * channels; }
  int64_t pooled_line() const { return columns() * channels; }
};

/// Takes another value if it is larger, or no number: as ATen has it, the first of equals stays.
inline void take(float other, uint8_t place, float &value, uint8_t &taken) {
  const bool is_taken = other > value || other != other;
  value = is_taken ? other : value;
  taken = is_taken ? place : taken;
}

/// The maxima of two lines, and which of the four values each of them is.
CT_WIDE void pool(const float *__restrict upper, const float *__restrict lower, int64_t columns,
                  int64_t channels, float *__restrict out, uint8_t *__restrict places) {
  if (channels == 1) {
    for (int64_t i = 0; i < columns; ++i) {
      float value = upper[2 * i];
      uint8_t place = 0;
      take(upper[2 * i + 1], 1, value, place);
      take(lower[2 * i], 2, value, place);
      take(lower[2 * i + 1], 3, value, place);
      out[i] = value;
      places[i] = place;
    }
    return;
  }
  for (int64_t column = 0; column < columns; ++column) {
    for (int64_t i = 0; i < channels; ++i) {
      float value = upper[i];
      uint8_t place = 0;
      take(upper[channels + i], 1, value, place);
      take(lower[i], 2, value, place);
      take(lower[channels + i], 3, value, place);
      out[i] = value;
      places[i] = place;
    }
    upper += 2 * channels;
    lower += 2 * channels;
    out += channels;
    places += channels;
  }
}

/// The way back: each gradient to where its maximum was, and nothing to the other three.
CT_WIDE void spread(const float *__restrict in, const uint8_t *__restrict places, int64_t columns,
                    int64_t channels, float *__restrict upper, float *__restrict lower) {
  if (channels == 1) {
    for (int64_t i = 0; i < columns; ++i) {
      upper[2 * i] = places[i] == 0 ? in[i] : 0;
      upper[2 * i + 1] = places[i] == 1 ? in[i] : 0;
      lower[2 * i] = places[i] == 2 ? in[i] : 0;
      lower[2 * i + 1] = places[i] == 3 ? in[i] : 0;
    }
    return;
  }
  for (int64_t column = 0; column < columns; ++column) {
    for (int64_t i = 0; i < channels; ++i) {
      upper[i] = places[i] == 0 ? in[i] : 0;
      upper[channels + i] = places[i] == 1 ? in[i] : 0;
      lower[i] = places[i] == 2 ? in[i] : 0;
      lower[channels + i] = places[i] == 3 ? in[i] : 0;
    }
    upper += 2 * channels;
    lower += 2 * channels;
    in += channels;
    places += channels;
  }
}

/// Calls `body` for each row of windows with the offsets of its upper line and of its maxima.
template <typename Body>
void for_each_row(const Planes &planes, const Body &body) {
  const auto grain = std::max<int64_t>(1, ct::elements_per_thread / planes.line());
  at::parallel_for(0, planes.count * planes.rows(), grain, [&](int64_t begin, int64_t end) {
    for (auto row = begin; row < end; ++row) {
      const auto plane = row / planes.rows(), line = 2 * (row % planes.rows());
      body((plane * planes.height + line) * planes.line(), row * planes.pooled_line());
    }
  });
}

at::MemoryFormat format(const at::Tensor &images) {
  return images.is_contiguous() ? at::MemoryFormat::Contiguous : at::MemoryFormat::ChannelsLast;
}

struct MaximumGradient final : ct::Node {
  at::Tensor places;
  std::vector<int64_t> sizes;
  at::MemoryFormat memory_format = at::MemoryFormat::Contiguous;

  ct::variable_list apply(ct::variable_list &&outputs) override {
    if (!outputs[0].defined()) return {at::Tensor()};
    TORCH_CHECK(places.defined(), "the gradient of a maximum can be computed only once");
    TORCH_CHECK(!at::GradMode::is_enabled(), "the maximum has no second derivative here");
    const auto gradient = outputs[0].contiguous(memory_format);
    auto result = at::empty(sizes, gradient.options().memory_format(memory_format));
    const Planes planes(result, memory_format);
    if (planes.height % 2 != 0 || planes.width % 2 != 0) result.zero_();
    const auto *in = gradient.const_data_ptr<float>();
    const auto *which = places.const_data_ptr<uint8_t>();
    auto *out = result.mutable_data_ptr<float>();
    for_each_row(planes, [&](int64_t upper, int64_t pooled) {
      spread(in + pooled, which + pooled, planes.columns(), planes.channels, out + upper,
             out + upper + planes.line());
    });
    return {result};
  }

  void release_variables() override { places.reset(); }

  std::string name() const override { return "MaximumGradient"; }
};

bool fits(const at::Tensor &images) {
  return ct::is_own(ct::Kernel::max_pool) && ct::is_recording() && images.requires_grad() &&
         ct::is_plain(images) &&
         images.dim() == 4 && images.numel() > 0 && images.size(2) >= 2 && images.size(3) >= 2 &&
         (images.is_contiguous() || images.is_contiguous(at::MemoryFormat::ChannelsLast));
}

}  // namespace

at::Tensor ct::max_pool2d(const at::Tensor &input, int64_t size, int64_t stride, int64_t padding) {
  if (size != 2 || stride != 2 || padding != 0 || !fits(input)) {
    return at::max_pool2d(input, size, stride, padding);
  }
  const Planes planes(input, format(input));
  const auto options = input.options().requires_grad(false).memory_format(format(input));
  const std::vector<int64_t> sizes = {input.size(0), input.size(1), planes.rows(),
                                      planes.columns()};
  auto output = at::empty(sizes, options);
  auto places = at::empty(sizes, options.dtype(at::kByte));
  const auto *in = input.const_data_ptr<float>();
  auto *out = output.mutable_data_ptr<float>();
  auto *which = places.mutable_data_ptr<uint8_t>();
  for_each_row(planes, [&](int64_t upper, int64_t pooled) {
    pool(in + upper, in + upper + planes.line(), planes.columns(), planes.channels, out + pooled,
         which + pooled);
  });
  auto node = c10::make_intrusive<MaximumGradient>();
  node->set_next_edges(torch::autograd::collect_next_edges(input));
  node->places = std::move(places);
  node->sizes = input.sizes().vec();
  node->memory_format = format(input);
  torch::autograd::set_history(output, node);
  return output;
}
