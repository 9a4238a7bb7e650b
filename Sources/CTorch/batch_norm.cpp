// Batch norm in training, with what follows it in a residual network, recorded as one node.
// See autograd.h.
//
// ATen's passes over the images for the norm, the sum and the rectifier, forward and back, wait
// for the memory: a third of a residual network's step. Here each block of the images is read once
// for all that can be done with it.
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>

#include <cmath>
#include <limits>

#include "autograd.h"
#include "channels.h"
#include "kernels.h"
#include "node.h"

namespace {

constexpr float no_floor = -std::numeric_limits<float>::infinity();

struct Moments {
  /// Of each channel: the mean, and the sum of the squared deviations from it.
  std::vector<double> mean, squares;
};

/// The moments of each block in two passes, the second of which finds it in the cache, and of all
/// blocks together by the pairwise formula of Chan, Golub and LeVeque (1979). They do not depend
/// on the number of threads.
Moments moments(const float *values, const ct::ChannelLayout &layout) {
  const auto channels = layout.channels;
  std::vector<float> means(layout.blocks() * channels), squares(means.size());
  layout.for_each_block([&](int64_t begin, int64_t end, int64_t index) {
    const auto count = end - begin;
    const auto pixels = static_cast<float>(count / channels);
    std::vector<float> line(layout.width), mean(channels);
    ct::add_lines(values + begin, count, layout.width, line.data());
    layout.fold(line, mean.data());
    for (auto &value : mean) value /= pixels;
    std::copy(mean.begin(), mean.end(), means.begin() + index * channels);
    std::fill(line.begin(), line.end(), 0.0F);
    ct::add_squares(values + begin, layout.line(mean).data(), count, layout.width, line.data());
    layout.fold(line, &squares[index * channels]);
  });
  Moments whole{std::vector<double>(channels), std::vector<double>(channels)};
  double before = 0;
  for (int64_t index = 0; index < layout.blocks(); ++index) {
    const auto pixels = static_cast<double>(layout.block_count(index) / channels);
    const auto sum = before + pixels;
    for (int64_t c = 0; c < channels; ++c) {
      const auto difference = means[index * channels + c] - whole.mean[c];
      whole.mean[c] += difference * pixels / sum;
      whole.squares[c] +=
          squares[index * channels + c] + difference * difference * before * pixels / sum;
    }
    before = sum;
  }
  return whole;
}

struct BatchNormGradient final : torch::autograd::Node {
  /// The input, and the output where an addend was added before the rectifier.
  torch::autograd::SavedVariable input, rectified_sum;
  /// Of each channel.
  std::vector<float> mean, inverse_deviation, scale, shift;
  /// Below what the norm is cut off, before an addend.
  float floor = no_floor;
  bool has_addend = false;

  /// Of each channel: the sum of the norm's gradients, and of their products with the deviations
  /// from the mean.
  struct Sums {
    std::vector<double> gradients, products;
  };

  ct::variable_list apply(ct::variable_list &&outputs) override {
    ct::variable_list gradients(4);
    if (!outputs[0].defined()) return gradients;
    TORCH_CHECK(!at::GradMode::is_enabled(), "batch norm has no second derivative here");
    const auto x = input.unpack();
    auto gradient = outputs[0].contiguous(x.suggest_memory_format());
    const ct::ChannelLayout layout(x.size(1), x.numel());
    const auto scales = layout.line(scale), shifts = layout.line(shift);
    const ct::Affine affine{scales.data(), shifts.data(), floor};
    if (has_addend) gradients[3] = at::empty_like(gradient);
    const auto sums = add_up(layout, affine, x, gradient, gradients[3]);
    if (has_addend) gradient = gradients[3];
    if (task_should_compute_output(0)) gradients[0] = of_input(layout, affine, x, gradient, sums);
    gradients[1] = at::empty({layout.channels}, at::dtype(at::kFloat));
    gradients[2] = at::empty({layout.channels}, at::dtype(at::kFloat));
    auto *of_weight = gradients[1].mutable_data_ptr<float>();
    auto *of_bias = gradients[2].mutable_data_ptr<float>();
    for (int64_t c = 0; c < layout.channels; ++c) {
      of_weight[c] = static_cast<float>(sums.products[c] * inverse_deviation[c]);
      of_bias[c] = static_cast<float>(sums.gradients[c]);
    }
    return gradients;
  }

  /// On the way, writes the gradient of the addend, which is then the norm's: where the sum is
  /// above zero.
  Sums add_up(const ct::ChannelLayout &layout, const ct::Affine &affine, const at::Tensor &x,
              const at::Tensor &gradient, const at::Tensor &of_addend) {
    const auto output = has_addend ? rectified_sum.unpack(getptr()) : at::Tensor();
    const auto *values = x.const_data_ptr<float>();
    const auto *in = gradient.const_data_ptr<float>();
    const auto *sum = has_addend ? output.const_data_ptr<float>() : nullptr;
    auto *masked = has_addend ? of_addend.mutable_data_ptr<float>() : nullptr;
    const auto means = layout.line(mean);
    const auto channels = layout.channels;
    std::vector<float> gradients(layout.blocks() * channels), products(gradients.size());
    layout.for_each_block([&](int64_t begin, int64_t end, int64_t index) {
      const auto count = end - begin;
      if (has_addend) ct::where_positive(masked + begin, in + begin, sum + begin, count);
      std::vector<float> line(layout.width), product_line(layout.width);
      ct::add_gradients((has_addend ? masked : in) + begin, values + begin, affine, means.data(),
                        count, layout.width, line.data(), product_line.data());
      layout.fold(line, &gradients[index * channels]);
      layout.fold(product_line, &products[index * channels]);
    });
    Sums sums{std::vector<double>(channels), std::vector<double>(channels)};
    for (size_t i = 0; i < gradients.size(); ++i) {
      sums.gradients[i % channels] += gradients[i];
      sums.products[i % channels] += products[i];
    }
    return sums;
  }

  /// scale · (g - mean of g - (x - mean) · mean of g (x - mean) / variance): Ioffe and Szegedy
  /// (2015), section 3.
  at::Tensor of_input(const ct::ChannelLayout &layout, const ct::Affine &affine,
                      const at::Tensor &x, const at::Tensor &gradient, const Sums &sums) {
    const auto pixels = static_cast<double>(layout.pixels());
    std::vector<float> slope, constant;
    for (int64_t c = 0; c < layout.channels; ++c) {
      const double inverse = inverse_deviation[c];
      slope.push_back(
          static_cast<float>(-scale[c] * sums.products[c] * inverse * inverse / pixels));
      constant.push_back(static_cast<float>(-scale[c] * sums.gradients[c] / pixels));
    }
    auto result = at::empty_like(x);
    const auto *values = x.const_data_ptr<float>();
    const auto *in = gradient.const_data_ptr<float>();
    auto *out = result.mutable_data_ptr<float>();
    const auto slopes = layout.line(slope), means = layout.line(mean);
    const auto constants = layout.line(constant);
    const ct::AffineGradient backward{affine.scale, slopes.data(), means.data(), constants.data()};
    layout.for_each_block([&](int64_t begin, int64_t end, int64_t) {
      ct::apply(backward, affine, in + begin, values + begin, end - begin, layout.width,
                out + begin);
    });
    return result;
  }

  void release_variables() override {
    input.reset_data();
    rectified_sum.reset_data();
  }

  std::string name() const override { return "BatchNormGradient"; }
};

bool is_laid_out(const at::Tensor &x) {
  return (x.dim() == 2 && x.is_contiguous()) ||
         (x.dim() == 4 && x.is_contiguous(at::MemoryFormat::ChannelsLast));
}

bool fits(const at::Tensor &x, const at::Tensor &addend, const ct::BatchNorm &norm) {
  const auto has_one_each = [&](const at::Tensor &vector) {
    return ct::is_vector(vector, x.size(1));
  };
  return ct::is_own(ct::Kernel::batch_norm) && ct::is_recording() && ct::is_plain(x) &&
         is_laid_out(x) && x.numel() > x.size(1) && has_one_each(norm.weight) &&
         has_one_each(norm.bias) && has_one_each(norm.running_mean) &&
         has_one_each(norm.running_variance) && norm.weight.requires_grad() &&
         norm.bias.requires_grad() &&
         (!addend.defined() ||
          (ct::is_plain(addend) && is_laid_out(addend) && addend.sizes() == x.sizes()));
}

/// The node of a batch with these moments; the running statistics move towards them.
c10::intrusive_ptr<BatchNormGradient> node(const Moments &moments, double pixels,
                                           const ct::BatchNorm &norm) {
  auto node = c10::make_intrusive<BatchNormGradient>();
  const auto *weight = norm.weight.const_data_ptr<float>();
  const auto *bias = norm.bias.const_data_ptr<float>();
  auto *running_mean = norm.running_mean.mutable_data_ptr<float>();
  auto *running_variance = norm.running_variance.mutable_data_ptr<float>();
  const auto blend = [&](float &running, double value) {
    running = static_cast<float>((1 - norm.momentum) * running + norm.momentum * value);
  };
  for (size_t c = 0; c < moments.mean.size(); ++c) {
    const auto mean = moments.mean[c], squares = moments.squares[c];
    const auto inverse = 1 / std::sqrt(squares / pixels + norm.epsilon);
    node->mean.push_back(static_cast<float>(mean));
    node->inverse_deviation.push_back(static_cast<float>(inverse));
    node->scale.push_back(static_cast<float>(weight[c] * inverse));
    node->shift.push_back(static_cast<float>(bias[c] - weight[c] * inverse * mean));
    blend(running_mean[c], mean);
    blend(running_variance[c], squares / (pixels - 1));
  }
  return node;
}

}  // namespace

std::optional<at::Tensor> ct::batch_norm(const at::Tensor &x, const BatchNorm &norm,
                                         const std::optional<Rectifier> &rectifier) {
  const auto addend = rectifier ? rectifier->addend : at::Tensor();
  if (!fits(x, addend, norm)) return std::nullopt;
  const ChannelLayout layout(x.size(1), x.numel());
  const auto *values = x.const_data_ptr<float>();
  const auto gradient =
      node(moments(values, layout), static_cast<double>(layout.pixels()), norm);
  gradient->has_addend = addend.defined();
  if (rectifier && !addend.defined()) gradient->floor = 0;
  auto output = at::empty_like(x.detach());
  auto *out = output.mutable_data_ptr<float>();
  const auto *added = addend.defined() ? addend.const_data_ptr<float>() : nullptr;
  const auto scales = layout.line(gradient->scale), shifts = layout.line(gradient->shift);
  const Affine affine{scales.data(), shifts.data(), gradient->floor};
  layout.for_each_block([&](int64_t begin, int64_t end, int64_t) {
    apply(affine, values + begin, end - begin, layout.width, out + begin);
    if (added != nullptr) add_and_rectify(out + begin, added + begin, end - begin);
  });
  gradient->set_next_edges(
      torch::autograd::collect_next_edges(x, norm.weight, norm.bias, addend));
  gradient->input = torch::autograd::SavedVariable(x, false);
  torch::autograd::set_history(output, gradient);
  if (addend.defined()) gradient->rectified_sum = torch::autograd::SavedVariable(output, true);
  return output;
}
