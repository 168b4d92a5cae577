using System.Security.Cryptography;
using System.Text;
using KDiffE.Domain.Data;
using KDiffE.Training.Evaluation;

namespace KDiffE.Training.Tests.Evaluation;

public sealed class EmbeddingScorerTests : ScorerContract
{
    [Fact]
    public void ScoresByTheDotProduct()
    {
        var scores = new float[4];
        new EmbeddingScorer([1, 2, 3, 4], [10, 1, 0, -1], 2).Score([1, 0], scores);
        scores.ShouldBe([34f, -4, 12, -2]);
    }

    [Fact]
    public void RefusesUsersThatAreNotWholeRows() =>
        Should.Throw<ArgumentException>(() => new EmbeddingScorer([1, 2, 3], [1, 2], 2));

    private protected override bool IsImmediate => true;

    /// <summary>Vectors drawn from the external ids, so that they stay with a user or an item under any numbering.</summary>
    private protected override IScorer Create(Dataset data, CancellationToken cancellation) =>
        new EmbeddingScorer(Vectors(data.UserIds), Vectors(data.ItemIds), 32);

    /// <summary>Those vectors hold no taste: here an item has its features, and a user the sum of their items'.</summary>
    private protected override IScorer CreateWell(Dataset data, CancellationToken cancellation)
    {
        var (items, dim) = (data.Features[0].Values, data.Features[0].Dim);
        var users = new float[data.Users * dim];
        foreach (var (user, item) in data.Train.Users.Zip(data.Train.Items))
        {
            for (var k = 0; k < dim; k++)
                users[(user * dim) + k] += items[(item * dim) + k];
        }

        return new EmbeddingScorer(users, items, dim);
    }

    private static float[] Vectors(IReadOnlyList<string> ids) =>
        [.. ids.SelectMany(id => SHA256.HashData(Encoding.UTF8.GetBytes(id)).Select(b => (b - 127.5f) / 127.5f))];
}
