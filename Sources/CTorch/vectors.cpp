// All without branches, whose outcomes could not be foretold.
#include "vectors.h"

CT_WIDE void ct::add(float *__restrict sum, const float *__restrict values, int64_t count) {
  for (int64_t i = 0; i < count; ++i) sum[i] += values[i];
}

CT_WIDE void ct::add_and_rectify(float *__restrict sum, const float *__restrict values,
                                 int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const float value = sum[i] + values[i];
    sum[i] = value < 0 ? 0 : value;
  }
}

CT_WIDE void ct::where_positive(float *__restrict out, const float *__restrict in,
                                const float *__restrict values, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    const float gradient = in[i];
    out[i] = values[i] <= 0 ? 0 : gradient;
  }
}
