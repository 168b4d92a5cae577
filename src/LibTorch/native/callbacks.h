#pragma once

#include <cstdint>

namespace kdt {

// What the managed side registers when it loads this library. `state` is the GCHandle of one
// application of a custom function; the result is the GCHandle of an exception, or 0.
struct Callbacks {
  intptr_t (*forward)(intptr_t state, void* context, void* outputs);
  intptr_t (*backward)(intptr_t state, void* context, void* grad_outputs, void* grad_inputs);
  void (*release)(intptr_t handle);
};

extern Callbacks callbacks;

}  // namespace kdt
