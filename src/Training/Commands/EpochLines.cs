using KDiffE.Domain.Settings;
using KDiffE.Training.Fitting;

namespace KDiffE.Training.Commands;

/// <summary>One line per epoch on the console.</summary>
internal sealed class EpochLines(KDiffESettings settings) : IProgress<EpochReport>
{
    /// <inheritdoc/>
    public void Report(EpochReport value)
    {
        var valid = value.Valid is { } figures
            ? $"  valid recall@20 {figures.Recall:F4}, NDCG@20 {figures.Ndcg:F4}, α {figures.NormExponent:0.##}"
            : "";
        Console.WriteLine($"epoch {value.Epoch,3} / {settings.Epochs}  loss {value.Loss:F4}  {value.Seconds:F1} s{valid}");
    }
}
