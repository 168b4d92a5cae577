using System.Numerics.Tensors;

namespace KDiffE.Training.Kernels;

/// <summary>The mean of −log σ(y_ui − y_uj) (Eq. 15) over triplets of rows, and its gradient, in one pass.</summary>
internal static class BprLoss
{
    /// <summary>The loss.</summary>
    /// <param name="table">Embeddings, row-major <c>[N, d]</c>.</param>
    /// <param name="d">Columns.</param>
    /// <param name="users">Row of each user, <c>[B]</c>.</param>
    /// <param name="positives">Row of the item that is to rank higher, <c>[B]</c>.</param>
    /// <param name="negatives">Row of the other, <c>[B]</c>.</param>
    /// <param name="gradient">Receives the gradient, <c>[N, d]</c>.</param>
    /// <exception cref="ArgumentException">The tables differ in length.</exception>
    public static float Run(
        ReadOnlySpan<float> table, int d, ReadOnlySpan<int> users, ReadOnlySpan<int> positives, ReadOnlySpan<int> negatives, Span<float> gradient)
    {
        Shape.Check<float>(gradient, table.Length, 1, nameof(gradient));
        gradient.Clear();
        Span<float> difference = stackalloc float[d];
        var loss = 0.0;
        for (var k = 0; k < users.Length; k++)
        {
            var (user, positive, negative) = (users[k] * d, positives[k] * d, negatives[k] * d);
            TensorPrimitives.Subtract(table.Slice(negative, d), table.Slice(positive, d), difference);
            var x = (double)TensorPrimitives.Dot(table.Slice(user, d), difference);
            // log(1 + eˣ) without overflow.
            loss += Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
            var slope = (float)(1 / (1 + Math.Exp(-x)) / users.Length);
            TensorPrimitives.MultiplyAdd(difference, slope, gradient.Slice(user, d), gradient.Slice(user, d));
            TensorPrimitives.MultiplyAdd(table.Slice(user, d), -slope, gradient.Slice(positive, d), gradient.Slice(positive, d));
            TensorPrimitives.MultiplyAdd(table.Slice(user, d), slope, gradient.Slice(negative, d), gradient.Slice(negative, d));
        }

        return (float)(loss / users.Length);
    }
}
