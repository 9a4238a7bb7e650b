// Arithmetic on each channel of a batch whose channels lie innermost.
#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "vectors.h"

namespace ct {

/// How the values lie: `width` of them to a line, which are the channels of as many pixels as it
/// takes to fill vectors; and some lines to a block, which the nearest cache holds.
struct ChannelLayout {
  int64_t channels, width, block, count;

  ChannelLayout(int64_t channels, int64_t count)
      : channels(channels),
        width(channels * std::max<int64_t>(1, 128 / channels)),
        block(width * std::max<int64_t>(1, 4096 / width)),
        count(count) {}

  int64_t pixels() const { return count / channels; }
  int64_t blocks() const { return (count + block - 1) / block; }
  int64_t block_count(int64_t index) const { return std::min(block, count - index * block); }

  /// The channels' values over and over, to the end of a line.
  std::vector<float> line(const std::vector<float> &values) const {
    std::vector<float> line;
    line.reserve(width);
    for (int64_t i = 0; i < width; i += channels) {
      line.insert(line.end(), values.begin(), values.end());
    }
    return line;
  }

  /// What a line's values add up to in each channel.
  void fold(const std::vector<float> &line, float *sums) const {
    std::copy(line.begin(), line.begin() + channels, sums);
    for (int64_t i = channels; i < width; i += channels) ct::add(sums, &line[i], channels);
  }

  /// Calls `body(begin, end, index)` for each block, side by side.
  template <typename Body>
  void for_each_block(const Body &body) const {
    const auto grain = std::max<int64_t>(1, ct::elements_per_thread / block);
    at::parallel_for(0, blocks(), grain, [&](int64_t first, int64_t last) {
      for (auto index = first; index < last; ++index) {
        body(index * block, index * block + block_count(index), index);
      }
    });
  }
};

/// x · scale + shift, or `floor` where that is less, with coefficients for a line of values.
struct Affine {
  const float *scale, *shift;
  float floor;
};

/// of_gradient · g + of_deviation · (x - mean) + constant, with coefficients for a line of values; g
/// is the gradient where the value of an `Affine` is above its floor, and else zero.
struct AffineGradient {
  const float *of_gradient, *of_deviation, *mean, *constant;
};

// Of `count` values in lines of `width`:

/// Adds every line to `sums`.
void add_lines(const float *__restrict values, int64_t count, int64_t width,
               float *__restrict sums);

/// Adds the squared deviations from the means to `sums`.
void add_squares(const float *__restrict values, const float *__restrict means, int64_t count,
                 int64_t width, float *__restrict sums);

/// Writes the value of `affine` for each of them.
void apply(const Affine &affine, const float *__restrict values, int64_t count, int64_t width,
           float *__restrict out);

/// Adds the gradients above the floor to `sums`, and their products with the deviations from the
/// means to `products`.
void add_gradients(const float *__restrict gradients, const float *__restrict values,
                   const Affine &affine, const float *__restrict means, int64_t count,
                   int64_t width, float *__restrict sums, float *__restrict products);

/// Writes the value of `backward` for each of them.
void apply(const AffineGradient &backward, const Affine &affine,
           const float *__restrict gradients, const float *__restrict values, int64_t count,
           int64_t width, float *__restrict out);

}  // namespace ct
