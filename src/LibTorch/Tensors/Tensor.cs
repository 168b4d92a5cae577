using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A multi-dimensional array of one element type, owned by libtorch.</summary>
    public partial class Tensor : IDisposable
    {
        private nint _handle;

        internal Tensor(nint handle, bool register = true)
        {
            _handle = handle;
            if (register)
                CurrentDisposeScope?.Register(this);
        }

        /// <summary>Frees the native tensor.</summary>
        ~Tensor() => Dispose(false);

        /// <summary>Native tensors now held by managed ones.</summary>
        public static long TotalCount => Native.kdt_live_tensors();

        /// <summary>A name for diagnostics.</summary>
        public string? name { get; set; }

        /// <summary>The native tensor.</summary>
        /// <exception cref="InvalidOperationException">The tensor is disposed.</exception>
        public nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        /// <summary>Whether the tensor is disposed.</summary>
        public bool IsInvalid => _handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>Frees the native tensor; its memory goes with the last tensor or gradient graph that uses it.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Moves the tensor to the scope around its own; detaches it when there is none.</summary>
        /// <returns>This tensor.</returns>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Moves the tensor to the scope of another one.</summary>
        /// <returns>This tensor.</returns>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        /// <summary>Moves the tensor to a scope; detaches it when that is null.</summary>
        /// <returns>This tensor.</returns>
        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } scope)
                scope.MoveToOther(other, this);
            else
                other?.Attach(this);
            return this;
        }

        /// <summary>Takes the tensor out of every scope.</summary>
        /// <returns>This tensor.</returns>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Reference equality; the operator == compares elements.</summary>
        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        /// <inheritdoc/>
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        /// <summary>Shape, element type and device.</summary>
        public override string ToString() =>
            IsInvalid ? "<disposed>" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        /// <summary>Frees the native tensor.</summary>
        /// <param name="disposing">False when called by the finalizer, which must not touch the scope.</param>
        protected virtual void Dispose(bool disposing)
        {
            if (_handle == 0)
                return;
            if (disposing)
                OwningDisposeScope?.MarkAsDisposed(this);
            Native.kdt_tensor_dispose(_handle);
            _handle = 0;
        }

        /// <summary>Gives the native tensor away; this one becomes invalid.</summary>
        internal nint MoveHandle()
        {
            var handle = Handle;
            _handle = 0;
            return handle;
        }
    }
}
