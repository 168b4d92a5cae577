using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>One application of a custom function: libtorch holds it as long as the gradient graph lives.</summary>
internal sealed class FunctionCall(
    string name,
    object[] arguments,
    Func<autograd.AutogradContext, object[], List<Tensor>> forward,
    Func<autograd.AutogradContext, List<Tensor>, List<Tensor>> backward)
{
    private readonly autograd.AutogradContext _context = new();
    private readonly bool[] _isTensor = [.. arguments.Select(argument => argument is Tensor { IsInvalid: false })];
    private object[]? _arguments = arguments;

    /// <summary>Runs the user's forward and appends its outputs to a native list.</summary>
    internal void Forward(nint context, nint outputs)
    {
        using var use = new Use(_context, context);
        foreach (var output in forward(_context, _arguments!))
        {
            if (output is not { IsInvalid: false })
                throw new InvalidOperationException($"forward of {name} returned a null or disposed tensor.");
            Native.Check(Native.kdt_list_add(outputs, output.Handle));
        }
        // The graph must not keep the arguments alive: only what forward saved.
        _arguments = null;
    }

    /// <summary>Runs the user's backward and appends the gradients of the tensor arguments to a native list.</summary>
    internal void Backward(nint context, nint gradOutputs, nint gradInputs)
    {
        // Engine threads have no scope, and on the caller's thread gradients need not wait for the end of the step:
        // what backward creates is freed here; libtorch holds what it returned.
        using var scope = NewDisposeScope();
        using var use = new Use(_context, context);
        var gradients = backward(_context, [.. Handles.Read(gradOutputs).Select(gradient => gradient ?? new Tensor(0, register: false))]);
        if (gradients.Count < _isTensor.Length || gradients.Skip(_isTensor.Length).Any(IsDefined))
            throw new InvalidOperationException($"backward of {name} returned {gradients.Count} gradients for {_isTensor.Length} arguments.");
        for (var i = 0; i < _isTensor.Length; i++)
        {
            if (_isTensor[i])
                Native.Check(Native.kdt_list_add(gradInputs, IsDefined(gradients[i]) ? gradients[i].Handle : 0));
            else if (IsDefined(gradients[i]))
                throw new InvalidOperationException($"backward of {name} returned a gradient for argument {i + 1}, which is not a tensor.");
        }
    }

    private static bool IsDefined(Tensor? tensor) => tensor is { IsInvalid: false };

    private readonly struct Use : IDisposable
    {
        private readonly autograd.AutogradContext _context;

        internal Use(autograd.AutogradContext context, nint handle)
        {
            _context = context;
            _context.Handle = handle;
        }

        public void Dispose() => _context.Handle = 0;
    }
}
