#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace kdt {

// A tensor as the managed side holds it. Every handle is counted until it is disposed.
at::Tensor* wrap(at::Tensor tensor);

// Handles to tensors; null becomes an undefined tensor.
std::vector<at::Tensor> unwrap(at::Tensor* const* handles, int count);

}  // namespace kdt
