#include "error.h"

#include "callbacks.h"

namespace kdt {

namespace {
thread_local std::string message;
thread_local intptr_t managed_exception = 0;
}  // namespace

ManagedException::ManagedException(intptr_t handle)
    : std::runtime_error("a .NET exception passed through libtorch"),
      held_(new std::atomic<intptr_t>(handle), [](std::atomic<intptr_t>* held) {
        release(held->load());
        delete held;
      }) {}

void release(intptr_t handle) {
  if (handle != 0) callbacks.release(handle);
}

void set_error(std::string text) { message = std::move(text); }

void set_error(const ManagedException& exception) {
  message = exception.what();
  managed_exception = exception.take();
}

}  // namespace kdt

KDT_API const char* kdt_last_error() { return kdt::message.c_str(); }

KDT_API intptr_t kdt_take_exception() { return std::exchange(kdt::managed_exception, 0); }
