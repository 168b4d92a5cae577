using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using KDiffE.Domain.Snapshots;

namespace KDiffE.EndToEnd.Tests.Soak;

/// <summary>What an answer promises: no item twice, none that is hidden, and every score of the one snapshot that it names.</summary>
/// <param name="open">Reads the snapshot of a version.</param>
/// <param name="hidden">What is hidden when.</param>
internal sealed class AnswerCheck(Func<string, Snapshot> open, HiddenItems hidden) : IDisposable
{
    // Relative to the score: the service may add the products in another order.
    private const double Tolerance = 1e-4;

    private readonly ConcurrentDictionary<string, Lazy<Snapshot>> _snapshots = new(StringComparer.Ordinal);

    /// <summary>The versions that were named so far.</summary>
    public IReadOnlyCollection<string> Versions => [.. _snapshots.Keys];

    /// <summary>What is wrong with an answer; null when nothing is.</summary>
    /// <param name="asked">When it was asked for.</param>
    /// <param name="items">How many items it should have.</param>
    /// <param name="answer">The body of the answer for a user who has done nothing since any snapshot was made, if its source is the model.</param>
    public string? Problem(DateTimeOffset asked, int items, JsonObject answer)
    {
        var version = answer["snapshotVersion"]!.GetValue<string>();
        var snapshot = _snapshots.GetOrAdd(version, name => new Lazy<Snapshot>(() => open(name))).Value;
        var scores = answer["items"]!.AsArray().Select(item => (Id: item!["id"]!.GetValue<string>(), Score: item["score"]!.GetValue<double>())).ToList();
        if (scores.DistinctBy(item => item.Id, StringComparer.Ordinal).Count() != items)
            return $"not {items} items: {answer}";
        if (scores.Find(item => hidden.IsHidden(item.Id, asked)) is { Id: { } shown })
            return $"shows {shown}, which is hidden";
        if (answer["source"]!.GetValue<string>() != "model")
            return null;
        if (!snapshot.TryGetUser(answer["userId"]!.GetValue<string>(), out var user))
            return $"{version} has no such user: {answer}";
        foreach (var (id, score) in scores)
        {
            if (!snapshot.TryGetItem(id, out var item))
                return $"{version} has no item {id}";
            var expected = Dot(snapshot.UserEmbedding(user), snapshot.ItemEmbedding(item));
            if (Math.Abs(score - expected) > Tolerance * Math.Max(1, Math.Abs(expected)))
                return $"{id} has the score {score}, and {expected} in {version}";
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var snapshot in _snapshots.Values.Where(snapshot => snapshot.IsValueCreated))
            snapshot.Value.Dispose();
    }

    // One product after the other, in doubles: none of the service's own arithmetic.
    private static double Dot(ReadOnlySpan<float> user, ReadOnlySpan<float> item)
    {
        var sum = 0.0;
        for (var k = 0; k < user.Length; k++)
            sum += (double)user[k] * item[k];
        return sum;
    }
}
