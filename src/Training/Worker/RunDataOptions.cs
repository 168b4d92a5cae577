using System.ComponentModel.DataAnnotations;
using System.Globalization;
using KDiffE.Domain.Data;

namespace KDiffE.Training.Worker;

/// <summary>What runs learn from: the name of the data, and the least and the most that there may be of it.</summary>
internal sealed class RunDataOptions
{
    /// <summary>What the data of the database is called.</summary>
    [Required]
    public string Dataset { get; init; } = "database";

    /// <summary>The fewest users to learn from.</summary>
    [Range(1, int.MaxValue)]
    public int MinUsers { get; init; } = 10;

    /// <summary>The fewest items to learn from.</summary>
    [Range(1, int.MaxValue)]
    public int MinItems { get; init; } = 21;

    /// <summary>The fewest training interactions to learn from.</summary>
    [Range(1, int.MaxValue)]
    public int MinInteractions { get; init; } = 100;

    /// <summary>The fewest held-out interactions to judge by.</summary>
    [Range(1, int.MaxValue)]
    public int MinHeldOut { get; init; } = 10;

    /// <summary>The MiB that a training on the CPU may take; 0 for what the machine or the container has.</summary>
    [Range(0, 1 << 30)]
    public int MaxMemoryMegabytes { get; init; }

    /// <summary>The same in bytes; null for what there is.</summary>
    internal long? MostMemory => MaxMemoryMegabytes == 0 ? null : (long)MaxMemoryMegabytes << 20;

    /// <summary>The thresholds that a dataset misses, in a sentence; null where there is enough of everything.</summary>
    internal string? TooLittle(Dataset data)
    {
        (string What, int Count, int Least)[] thresholds =
        [
            ("users", data.Users, MinUsers),
            ("items", data.Items, MinItems),
            ("training interactions", data.Train.Count, MinInteractions),
            ("held-out interactions", data.Test.Count, MinHeldOut),
        ];
        var missed = thresholds.Where(threshold => threshold.Count < threshold.Least)
            .Select(threshold => string.Create(CultureInfo.InvariantCulture, $"{threshold.Count} {threshold.What}, {threshold.Least} are needed"))
            .ToList();
        return missed.Count == 0 ? null : $"There is too little to learn from: {string.Join("; ", missed)}.";
    }
}
