// Loops in the widest vectors of the machine.
#pragma once

#include <cstdint>

// For a function of plain loops: compiled for several kinds of vectors, of which one is chosen when
// the program starts. With the baseline of x86-64 bytes take half as long again to normalize (7.0
// instead of 4.8 microseconds for 64 rows of 784).
#if defined(__x86_64__) && defined(__linux__)
#define CT_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CT_WIDE
#endif

namespace ct {

/// Below this many elements of simple arithmetic a second thread costs more to wake than it saves.
constexpr int64_t elements_per_thread = 1 << 16;

/// sum + values.
void add(float *__restrict sum, const float *__restrict values, int64_t count);

/// sum + values, or zero where that is less; a NaN stays one.
void add_and_rectify(float *__restrict sum, const float *__restrict values, int64_t count);

/// The gradient before a rectifier: `in` where the rectified value is above zero, or no number, as
/// PyTorch has it.
void where_positive(float *__restrict out, const float *__restrict in,
                    const float *__restrict values, int64_t count);

}  // namespace ct
