namespace KDiffE.Domain.Runs;

/// <summary>How far a worker has come.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Fraction">Of the whole run, from 0 to 1.</param>
/// <param name="Epoch">The last epoch that ended; null before the first.</param>
/// <param name="Epochs">The most epochs there can be; null before training.</param>
public sealed record RunProgress(string Phase, double Fraction, int? Epoch = null, int? Epochs = null);
