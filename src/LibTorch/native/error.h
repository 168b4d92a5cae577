#pragma once

#include <c10/util/Exception.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

#define KDT_API extern "C" __attribute__((visibility("default")))

namespace kdt {

// A .NET exception (a GCHandle) on its way through libtorch: thrown where a callback failed,
// picked up by the entry that the managed caller is waiting in, or freed with its last copy.
class ManagedException : public std::runtime_error {
 public:
  explicit ManagedException(intptr_t handle);
  intptr_t take() const { return held_->exchange(0); }

 private:
  std::shared_ptr<std::atomic<intptr_t>> held_;
};

// Frees a GCHandle.
void release(intptr_t handle);

// The error of this thread, for kdt_last_error and kdt_take_exception.
void set_error(std::string message);
void set_error(const ManagedException& exception);

// Every entry that can fail runs in here: nothing is thrown across the border.
template <typename Result, typename Action>
Result guarded(Result failed, Action&& action) noexcept {
  try {
    return action();
  } catch (const ManagedException& e) {
    set_error(e);
  } catch (const c10::Error& e) {
    set_error(e.what_without_backtrace());
  } catch (const std::exception& e) {
    set_error(e.what());
  } catch (...) {
    set_error("unknown C++ exception");
  }
  return failed;
}

template <typename Action>
int guarded_status(Action&& action) noexcept {
  return guarded(-1, [&] {
    action();
    return 0;
  });
}

}  // namespace kdt
