namespace KDiffE.Training.Doctor;

/// <summary>One thing to look at, which changes nothing.</summary>
/// <param name="Name">What it looks at, in a word.</param>
/// <param name="Look">Looks at it.</param>
internal sealed record Check(string Name, Func<CancellationToken, Task<Finding>> Look)
{
    // Loading libtorch from a cold disk takes some seconds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Looks for a few seconds at most, whatever hangs; what goes wrong is a finding too.</summary>
    internal async Task<CheckReport> RunAsync(CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(Limit);
        try
        {
            // On a thread of its own: a folder on a server that is away, or the system's loader, hears of no cancellation.
            return new CheckReport(Name, await Task.Run(() => Look(limited.Token), CancellationToken.None).WaitAsync(Limit, cancellation));
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return new CheckReport(Name, Finding.Error($"It did not end within {Limit.TotalSeconds} seconds.", "Look whether what it needs hangs: the database, object storage, or a folder on a server that is away."));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new CheckReport(Name, Finding.Error(Reason(error), "Put that right, and run this again."));
        }
    }

    // What does not fit a setting is named by the outer one alone.
    private static string Reason(Exception error) => error is InvalidOperationException { InnerException: FormatException } ? error.Message : error.GetBaseException().Message;
}
