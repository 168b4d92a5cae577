using TorchSharp;
using static TorchSharp.torch;

namespace KDiffE.Training.Torch;

/// <summary>
/// Arithmetic with numbers in it, of which each stays alive until the operation has ended. TorchSharp makes a number into
/// an object with a finalizer and hands libtorch its memory alone; a collection at that moment frees it, and libtorch reads
/// what comes there next. Its operators <c>+</c> and <c>-</c> have such a number inside (a + 1·b), <c>square</c> too; so
/// the model computes with these.
/// </summary>
internal static class Arithmetic
{
    /// <summary>a + b.</summary>
    internal static Tensor Plus(this Tensor a, Tensor b) => a.add(b, Scalars.One);

    /// <summary>a − b.</summary>
    internal static Tensor Minus(this Tensor a, Tensor b) => a.add(b, Scalars.MinusOne);

    /// <summary>a · factor.</summary>
    internal static Tensor Times(this Tensor a, double factor)
    {
        using var number = (Scalar)factor;
        return a.mul(number);
    }

    /// <summary>a becomes share · a + (1 − share) · b.</summary>
    internal static void MoveTo(this Tensor a, Tensor b, float share)
    {
        using Scalar kept = share, taken = 1 - share;
        a.mul_(kept).add_(b, taken);
    }

    /// <summary>a².</summary>
    internal static Tensor Squared(this Tensor a) => a.mul(a);

    /// <summary>max(a, least).</summary>
    internal static Tensor AtLeast(this Tensor a, double least)
    {
        using var number = (Scalar)least;
        return a.clamp_min(number);
    }

    /// <summary>a where it is positive, else slope · a.</summary>
    internal static Tensor LeakyRelu(this Tensor a, double slope)
    {
        using var number = (Scalar)slope;
        return a.leaky_relu(number);
    }
}
