#include "channels.h"

CT_WIDE void ct::add_lines(const float *__restrict values, int64_t count, int64_t width,
                    float *__restrict sums) {
  for (; count > 0; values += width, count -= width) {
    const int64_t end = std::min(width, count);
    for (int64_t i = 0; i < end; ++i) sums[i] += values[i];
  }
}

CT_WIDE void ct::add_squares(const float *__restrict values, const float *__restrict means,
                            int64_t count, int64_t width, float *__restrict sums) {
  for (; count > 0; values += width, count -= width) {
    const int64_t end = std::min(width, count);
    for (int64_t i = 0; i < end; ++i) {
      const float deviation = values[i] - means[i];
      sums[i] += deviation * deviation;
    }
  }
}

CT_WIDE void ct::apply(const Affine &affine, const float *__restrict values, int64_t count,
                   int64_t width, float *__restrict out) {
  const float *__restrict scale = affine.scale, *__restrict shift = affine.shift;
  const float floor = affine.floor;
  for (; count > 0; values += width, out += width, count -= width) {
    const int64_t end = std::min(width, count);
    for (int64_t i = 0; i < end; ++i) {
      const float value = values[i] * scale[i] + shift[i];
      out[i] = value < floor ? floor : value;
    }
  }
}

CT_WIDE void ct::add_gradients(const float *__restrict gradients, const float *__restrict values,
                              const Affine &affine, const float *__restrict means, int64_t count,
                              int64_t width, float *__restrict sums,
                              float *__restrict products) {
  const float *__restrict scale = affine.scale, *__restrict shift = affine.shift;
  const float floor = affine.floor;
  for (; count > 0; gradients += width, values += width, count -= width) {
    const int64_t end = std::min(width, count);
    for (int64_t i = 0; i < end; ++i) {
      const float value = values[i] * scale[i] + shift[i];
      const float gradient = value <= floor ? 0 : gradients[i];
      sums[i] += gradient;
      products[i] += gradient * (values[i] - means[i]);
    }
  }
}

CT_WIDE void ct::apply(const AffineGradient &backward, const Affine &affine,
                   const float *__restrict gradients, const float *__restrict values,
                   int64_t count, int64_t width, float *__restrict out) {
  const float *__restrict scale = affine.scale, *__restrict shift = affine.shift;
  const float *__restrict of_gradient = backward.of_gradient;
  const float *__restrict of_deviation = backward.of_deviation;
  const float *__restrict mean = backward.mean;
  const float *__restrict constant = backward.constant;
  const float floor = affine.floor;
  for (; count > 0; gradients += width, values += width, out += width, count -= width) {
    const int64_t end = std::min(width, count);
    for (int64_t i = 0; i < end; ++i) {
      const float value = values[i] * scale[i] + shift[i];
      const float gradient = value <= floor ? 0 : gradients[i];
      out[i] = of_gradient[i] * gradient + (of_deviation[i] * (values[i] - mean[i]) + constant[i]);
    }
  }
}
