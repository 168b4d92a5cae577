using KDiffE.Domain.Data;
using KDiffE.Training.Data;
using KDiffE.Training.Evaluation;
using KDiffE.Training.Kernels;

namespace KDiffE.Training.Rows;

/// <summary>Columns of users and items whose dot product is one summand of a score.</summary>
/// <param name="Dim">Number of columns.</param>
/// <param name="Users">Row-major <c>[I, dim]</c>.</param>
/// <param name="Items">Row-major <c>[J, dim]</c>.</param>
internal sealed record Part(int Dim, float[] Users, float[] Items)
{
    /// <summary>Scores by this part alone.</summary>
    internal IScorer ToScorer() => new EmbeddingScorer(Users, Items, Dim);

    /// <summary>The parts side by side: a score is the sum of theirs.</summary>
    /// <param name="parts">At least one, of the same users and items.</param>
    internal static Part Join(IReadOnlyList<Part> parts)
    {
        var dim = parts.Sum(part => part.Dim);
        return new Part(dim, Join(part => part.Users), Join(part => part.Items));

        float[] Join(Func<Part, float[]> table)
        {
            var joined = new float[table(parts[0]).Length / parts[0].Dim * dim];
            var column = 0;
            foreach (var part in parts)
            {
                for (var row = 0; row < joined.Length / dim; row++)
                    table(part).AsSpan(row * part.Dim, part.Dim).CopyTo(joined.AsSpan(row * dim + column));
                column += part.Dim;
            }

            return joined;
        }
    }

    /// <summary>
    /// The part of item rows whose users are the means of their training items' rows: a score then is the mean dot product
    /// of the item with the user's items.
    /// </summary>
    /// <param name="items">Row-major <c>[J, dim]</c>.</param>
    /// <param name="dim">Number of columns.</param>
    /// <param name="train">The training interactions.</param>
    /// <param name="users">The number of users I.</param>
    internal static Part Profile(float[] items, int dim, Interactions train, int users)
    {
        var pattern = train.ByUser(users, items.Length / dim);
        var shares = Array.ConvertAll(pattern.RowIndices(), user => 1f / pattern.Row(user).Length);
        var means = new float[users * dim];
        SpMM.Multiply(pattern, shares, items, dim, means);
        return new Part(dim, means, items);
    }

    /// <summary>The same columns with their dot products times a weight, both sides alike.</summary>
    internal Part Times(double weight)
    {
        var root = (float)Math.Sqrt(weight);
        return this with { Users = Array.ConvertAll(Users, value => value * root), Items = Array.ConvertAll(Items, value => value * root) };
    }
}
