using KDiffE.Domain.Settings;
using KDiffE.Training.Kernels;
using KDiffE.Training.Operators;
using static TorchSharp.torch;

namespace KDiffE.Training.Fitting;

/// <summary>L_s^(u) + L_s^(v) of a batch (Eq. 13, 14): its users and its items, each contrasted between two views.</summary>
internal sealed class ViewContrast
{
    private readonly int _users;
    private readonly int _items;
    private readonly ContrastiveSettings _settings;
    private readonly Random _random;
    private readonly IOperators _operators;

    // In which call of Distinct a number was met last.
    private readonly int[] _metIn;
    private int _round;

    /// <param name="users">The number of users I.</param>
    /// <param name="items">The number of items J.</param>
    /// <param name="settings">τ, how many nodes a denominator runs over, and the precision.</param>
    /// <param name="random">Draws the nodes where they are not all.</param>
    /// <param name="operators">Those of the device.</param>
    /// <exception cref="InvalidSettingException">τ is too small for the precision that is asked for.</exception>
    internal ViewContrast(int users, int items, ContrastiveSettings settings, Random random, IOperators operators)
    {
        if (settings is { Precision: Precision.BFloat16, Temperature: < Bf16InfoNce.MinTemperature })
            throw new InvalidSettingException($"Contrastive:Precision=BFloat16 needs a Contrastive:Temperature of {Bf16InfoNce.MinTemperature} or more, not {settings.Temperature}.");
        (_users, _items, _settings, _random, _operators) = (users, items, settings, random, operators);
        _metIn = new int[Math.Max(users, items)];
    }

    /// <param name="main">Embeddings of the main view, users first, <c>[I + J, d]</c>.</param>
    /// <param name="view">Those of the other view.</param>
    /// <param name="batchUsers">Users of the batch; repeats count once.</param>
    /// <param name="batchItems">Items of the batch; repeats count once.</param>
    /// <returns>A scalar, the sum of the two means.</returns>
    internal Tensor Loss(Tensor main, Tensor view, int[] batchUsers, int[] batchItems) =>
        _operators.ContrastiveLoss(main, view, [Batch(_users, batchUsers), Batch(_items, batchItems)], _settings.Temperature, _settings.Precision);

    /// <summary>What anchors among so many rows are contrasted with.</summary>
    internal ContrastiveBatch Batch(int rows, int[] anchors) => new(rows, Distinct(anchors), Candidates(rows));

    private int[]? Candidates(int count)
    {
        if (_settings.NegativesOf(count) is not { } sampled)
            return null;
        var drawn = new int[sampled];
        for (var k = 0; k < sampled; k++)
            drawn[k] = _random.Next(count);
        return Distinct(drawn);
    }

    /// <summary>Each number once, in the order of its first.</summary>
    private int[] Distinct(int[] numbers)
    {
        _round++;
        var count = 0;
        var distinct = new int[numbers.Length];
        foreach (var number in numbers)
        {
            if (_metIn[number] == _round)
                continue;
            _metIn[number] = _round;
            distinct[count++] = number;
        }

        return distinct[..count];
    }
}
