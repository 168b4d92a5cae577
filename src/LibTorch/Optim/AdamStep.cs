using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// One step of Adam for one parameter. In main memory it is one pass over the four arrays, which costs their transfer
/// and nothing more; elsewhere, and with amsgrad, it is composed of libtorch's operators.
/// </summary>
internal static class AdamStep
{
    // Elements that one core takes at a time: 256 KiB of each of the four arrays.
    private const int Block = 1 << 16;

    internal static void Run(Parameter parameter, Tensor grad, Adam.State state, Adam.Options options)
    {
        state.step++;
        var correction1 = 1 - Math.Pow(options.beta1!.Value, state.step);
        var correction2 = 1 - Math.Pow(options.beta2!.Value, state.step);
        if (state.max_exp_avg_sq is not null || !IsPlain(parameter) || !IsPlain(grad) || grad.dtype != parameter.dtype)
            Compose(parameter, grad, state, options, correction1, correction2);
        else if (parameter.dtype == ScalarType.Float32)
            Fuse<float>(parameter, grad, state, options, correction1, correction2);
        else
            Fuse<double>(parameter, grad, state, options, correction1, correction2);
    }

    private static bool IsPlain(Tensor tensor) =>
        !tensor.is_sparse && tensor.device_type == DeviceType.CPU && tensor.is_contiguous()
        && tensor.dtype is ScalarType.Float32 or ScalarType.Float64 && tensor.NumberOfElements * tensor.ElementSize <= int.MaxValue;

    private static void Compose(
        Parameter parameter, Tensor grad, Adam.State state, Adam.Options options, double correction1, double correction2)
    {
        var direction = options.maximize!.Value ? -grad : grad;
        if (options.weight_decay is > 0)
            direction = direction.add(parameter, options.weight_decay.Value);
        state.exp_avg.mul_(options.beta1!.Value).add_(direction, 1 - options.beta1.Value);
        state.exp_avg_sq.mul_(options.beta2!.Value).addcmul_(direction, direction, 1 - options.beta2.Value);
        state.max_exp_avg_sq?.copy_(state.max_exp_avg_sq.maximum(state.exp_avg_sq));
        var denominator = (state.max_exp_avg_sq ?? state.exp_avg_sq).sqrt().div_(Math.Sqrt(correction2)).add_(options.eps!.Value);
        parameter.addcdiv_(state.exp_avg, denominator, -options.LearningRate!.Value / correction1);
    }

    private static unsafe void Fuse<T>(
        Parameter parameter, Tensor grad, Adam.State state, Adam.Options options, double correction1, double correction2)
        where T : unmanaged, IRootFunctions<T>
    {
        var rates = new Rates<T>(options, correction1, correction2);
        var count = (int)parameter.NumberOfElements;
        fixed (T* weights = Elements<T>(parameter), gradients = Elements<T>(grad), means = Elements<T>(state.exp_avg), squares = Elements<T>(state.exp_avg_sq))
        {
            nint w = (nint)weights, g = (nint)gradients, m = (nint)means, v = (nint)squares;
            var blocks = (count + Block - 1) / Block;
            var parallelism = new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() };
            Parallel.For(0, blocks, parallelism, block =>
            {
                var start = block * Block;
                var length = Math.Min(Block, count - start);
                rates.Apply(
                    new((T*)w + start, length), new((T*)g + start, length), new((T*)m + start, length), new((T*)v + start, length));
            });
        }
        GC.KeepAlive(grad);
        GC.KeepAlive(state);
        Native.Check(Native.kdt_tensor_bump_version(parameter.Handle));
    }

    private static Span<T> Elements<T>(Tensor tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.bytes);

    private readonly struct Rates<T>(Adam.Options options, double correction1, double correction2)
        where T : unmanaged, IRootFunctions<T>
    {
        private readonly T _sign = T.CreateChecked(options.maximize!.Value ? -1 : 1);
        private readonly T _decay = T.CreateChecked(options.weight_decay!.Value);
        private readonly T _beta1 = T.CreateChecked(options.beta1!.Value);
        private readonly T _beta2 = T.CreateChecked(options.beta2!.Value);
        private readonly T _rest1 = T.CreateChecked(1 - options.beta1!.Value);
        private readonly T _rest2 = T.CreateChecked(1 - options.beta2!.Value);
        private readonly T _rate = T.CreateChecked(options.LearningRate!.Value / correction1);
        private readonly T _scale = T.CreateChecked(1 / Math.Sqrt(correction2));
        private readonly T _eps = T.CreateChecked(options.eps!.Value);

        internal void Apply(Span<T> weights, Span<T> gradients, Span<T> means, Span<T> squares)
        {
            var i = 0;
            for (; i <= weights.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                var weight = new Vector<T>(weights[i..]);
                var gradient = (new Vector<T>(gradients[i..]) * _sign) + (weight * _decay);
                var mean = (new Vector<T>(means[i..]) * _beta1) + (gradient * _rest1);
                var square = (new Vector<T>(squares[i..]) * _beta2) + (gradient * gradient * _rest2);
                mean.CopyTo(means[i..]);
                square.CopyTo(squares[i..]);
                (weight - (mean * _rate / ((Vector.SquareRoot(square) * _scale) + new Vector<T>(_eps)))).CopyTo(weights[i..]);
            }
            for (; i < weights.Length; i++)
            {
                var gradient = (gradients[i] * _sign) + (weights[i] * _decay);
                means[i] = (means[i] * _beta1) + (gradient * _rest1);
                squares[i] = (squares[i] * _beta2) + (gradient * gradient * _rest2);
                weights[i] -= means[i] * _rate / ((T.Sqrt(squares[i]) * _scale) + _eps);
            }
        }
    }
}
