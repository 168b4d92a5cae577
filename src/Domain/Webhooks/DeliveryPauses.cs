namespace KDiffE.Domain.Webhooks;

/// <summary>When an event that was not taken is sent again: soon at first, for a day in all.</summary>
public static class DeliveryPauses
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(15),
    ];

    /// <summary>How often an event is sent at most, unless somebody asks for more.</summary>
    public static int Attempts => Pauses.Length + 1;

    /// <summary>How long to wait after an attempt.</summary>
    /// <param name="attempts">How many there were; 1 or more.</param>
    /// <returns>Null where it was the last one.</returns>
    public static TimeSpan? After(int attempts) => attempts < Attempts ? Pauses[attempts - 1] : null;
}
