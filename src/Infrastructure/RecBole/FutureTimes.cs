using System.Globalization;

namespace KDiffE.Infrastructure.RecBole;

/// <summary>Counts the times of a file that lie after tomorrow, as times in another unit than seconds do.</summary>
internal sealed class FutureTimes(DateTimeOffset tomorrow)
{
    private readonly long _latest = tomorrow.ToUnixTimeMilliseconds() * 1000;
    private string _first = "";

    /// <summary>How many there are.</summary>
    internal long Count { get; private set; }

    internal void Look(long microseconds, double seconds, long line)
    {
        if (microseconds <= _latest || Count++ > 0)
            return;
        var guess = EventTime.Guess(seconds, tomorrow);
        var date = DateTime.UnixEpoch.AddMicroseconds(microseconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        _first = $"line {line} first, {date}" + (guess.Length > 0 ? $"; {guess}" : "");
    }

    /// <summary>A sentence about them.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count:N0} times lie after tomorrow ({_first}).");
}
